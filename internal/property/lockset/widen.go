package lockset

import (
	"cmp"
	"slices"

	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
)

// Coarsen gives up whether a mutex is held.
func (sim *simulation) Coarsen(states []*simulate.State, b int, keep bool) bool {
	loc := sim.firstDifferent(states)
	if loc == 0 {
		return false
	}
	sim.FellShort(simulate.FollowedLoosely)
	if keep {
		if sim.forgotten[b] == nil {
			put(&sim.forgotten, b, map[term.Ref]bool{})
		}
		sim.forgotten[b][loc] = true
	}
	for _, s := range states {
		sim.forgetLock(s, loc)
	}
	return true
}

// Arrive forgets what is not followed any more.
func (sim *simulation) Arrive(s *simulate.State, b int) {
	if sim.of(s) == nothing {
		return
	}
	if forgotten := sim.forgotten[b]; forgotten != nil {
		known := sim.of(s)
		for _, l := range slices.Concat(known.held, known.unsafe) {
			if forgotten[l.loc] {
				sim.forgetLock(s, l.loc)
			}
		}
	}
	if len(sim.unfollowed) > 0 && !sim.of(s).holdsNone() {
		known := sim.change(s)
		known.held, known.unsafe = sim.followed(known.held), sim.followed(known.unsafe)
	}
}

// forgetLock makes it unknown whether a mutex is held, and whether one of the caller was let
// go: callers then take it for released.
func (sim *simulation) forgetLock(s *simulate.State, loc term.Ref) {
	drop := func(l Lock) bool { return l.loc == loc }
	sim.havoc(s, drop)
	put(&sim.pairs.havocked, sim.Terms.Leaf(loc), true)
	known := sim.change(s)
	known.held = slices.DeleteFunc(known.held, drop)
	known.unsafe = slices.DeleteFunc(known.unsafe, drop)
	known.freed = slices.DeleteFunc(known.freed, func(g freedLock) bool { return g.loc == loc })
	if sim.FromEntry(loc) {
		unknown := &simulate.Step{Prev: s.Trace, Kind: simulate.StepMerge, In: sim.In}
		i := slices.IndexFunc(known.freed, func(g freedLock) bool { return g.at.Kind != simulate.StepMerge || sim.Terms.Compare(g.loc, loc) > 0 })
		if i < 0 {
			i = len(known.freed)
		}
		known.freed = slices.Insert(known.freed, i, freedLock{loc: loc, at: unknown}) // in an order that does not tell which was forgotten first
	}
}

// unlockUnknown takes over from a callee that nobody can tell whether a mutex is held any more: it counts
// as released here, by no routine in particular.
func (sim *simulation) unlockUnknown(s *simulate.State, gone freedLock) {
	same := func(l Lock) bool { return l.loc == gone.loc }
	known := sim.change(s)
	held := slices.ContainsFunc(known.held, same) || slices.ContainsFunc(known.unsafe, same)
	put(&sim.pairs.havocked, sim.Terms.Leaf(gone.loc), true)
	known.held, known.unsafe = slices.DeleteFunc(known.held, same), slices.DeleteFunc(known.unsafe, same)
	if !held && sim.FromEntry(gone.loc) {
		known.freed = append(known.freed, gone)
	}
}

// firstDifferent is the mutex that was taken, or let go, first of those in which the states
// differ; 0 if they agree on all.
func (sim *simulation) firstDifferent(states []*simulate.State) term.Ref {
	type found struct {
		ways int    // states that have it ...
		code uint64 // ... as the first one does
		from int32
	}
	locks := map[term.Ref]*found{}
	note := func(loc term.Ref, code uint64, at *simulate.Step) {
		l := locks[loc]
		if l == nil {
			l = &found{code: code, from: int32(at.At.From)}
			locks[loc] = l
		}
		l.from = min(l.from, int32(at.At.From))
		if l.code == code {
			l.ways++
		}
	}
	for _, s := range states {
		known := sim.of(s)
		sim.Charge(len(known.freed))
		for i, l := range known.held {
			note(l.loc, uint64(i)<<8, l.Taken)
		}
		for i, l := range known.unsafe {
			note(l.loc, uint64(i)<<8|1, l.Taken)
		}
		for i, g := range known.freed {
			note(g.loc, uint64(i)<<8|2|g.kind.bits()<<2, g.at)
		}
	}
	var first term.Ref
	for loc, l := range locks {
		if l.ways == len(states) {
			continue
		}
		if first == 0 || cmp.Or(cmp.Compare(l.from, locks[first].from), sim.Terms.Compare(loc, first)) < 0 {
			first = loc
		}
	}
	return first
}
