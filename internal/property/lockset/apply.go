package lockset

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// Translate puts the locks that a callee let go into the caller's words.
func (sim *simulation) Translate(in *simulate.Instance, o *simulate.Outcome) {
	sim.freed = sim.freed[:0]
	for _, r := range outcomePart(o).freed {
		sim.freed = append(sim.freed, freedLock{in.Value(r.loc), r.kind, r.at})
	}
}

// Apply releases what a callee let go, and takes what it returns with.
func (sim *simulation) Apply(s *simulate.State, in *simulate.Instance, target *program.Function, o *simulate.Outcome) {
	for _, gone := range sim.freed {
		if gone.at.Kind == simulate.StepMerge {
			sim.unlockUnknown(s, gone)
			continue
		}
		r := sim.Known.Lookup(gone.at.Name)
		sim.unlock(s, in.Call, r, gone, &simulate.Event{In: target, Name: r.Name, Trace: o.Trace})
	}
	for _, unsafe := range []bool{false, true} {
		for _, l := range *outcomePart(o).list(unsafe) {
			list := sim.change(s).list(unsafe)
			*list = sim.hold(*list, sim.inheritLock(s, in, target, l))
		}
	}
}

// Yields takes a callee at its word: a constant that it returns without a lock is not what it
// returns with one.
func (sim *simulation) Yields(s *simulate.State, target *program.Function, o *simulate.Outcome, result term.Ref) bool {
	if outcomePart(o).holdsNone() || sim.Terms.IsConst(result) {
		return true
	}
	for _, other := range sim.Summary(target).Outcomes {
		if n, ok := sim.Terms.ConstOf(other.Result()); ok && outcomePart(other).holdsNone() && !s.Narrow(sim.Terms, result, term.Except(n)) {
			return false
		}
	}
	return true
}

// Undoes reports whether the callee has released a mutex that may be held in s.
func (sim *simulation) Undoes(s, _ *simulate.State, in *simulate.Instance, o *simulate.Outcome) bool {
	known := sim.of(s)
	return !known.holdsNone() && slices.ContainsFunc(outcomePart(o).freed, func(gone freedLock) bool {
		same := sim.mayBe(in.Value(gone.loc))
		return slices.ContainsFunc(known.held, same) || slices.ContainsFunc(known.unsafe, same)
	})
}

// Havoc forgets whether the mutexes are held that the callee may have released.
func (sim *simulation) Havoc(s, _ *simulate.State, in *simulate.Instance, o *simulate.Outcome) {
	for _, gone := range outcomePart(o).freed {
		drop := sim.mayBe(in.Value(gone.loc))
		sim.havoc(s, drop)
		known := sim.change(s)
		known.held, known.unsafe = slices.DeleteFunc(known.held, drop), slices.DeleteFunc(known.unsafe, drop)
	}
}

// mayBe tells the locks that may be the one at a location: it, or the same member of another structure.
func (sim *simulation) mayBe(loc term.Ref) func(Lock) bool {
	return func(l Lock) bool { return l.loc == loc || sim.Terms.Leaf(l.loc) == sim.Terms.Leaf(loc) }
}

// inheritLock is a lock that a call returns with, as the caller has it.
func (sim *simulation) inheritLock(s *simulate.State, in *simulate.Instance, target *program.Function, l Lock) Lock {
	lock := Lock{loc: in.Value(l.loc), Guarded: l.Guarded, Unsafe: l.Unsafe, place: sim.placeOf(in, target, l)}
	lock.Taken = &simulate.Step{
		Prev: s.Trace, Kind: simulate.StepCall, In: sim.In, At: in.Call.Span, Name: target.Name,
		Callee: target, Inner: l.Taken, Traits: sim.Of(target).Traits, Words: lock.Name(),
	}
	return lock
}

// placeOf spells a lock that the callee took. Behind the member of a local object, as
// a guard is, the lock itself says more.
func (sim *simulation) placeOf(in *simulate.Instance, target *program.Function, l Lock) ir.Place {
	place := in.Place(target, l.place)
	if place.Root == nil || place.Root.Kind != ir.Local || len(place.Path) == 0 || place.Path[0].Kind != ir.Field {
		return place
	}
	spelled := strings.TrimPrefix(sim.Terms.Spell(in.Value(l.loc), sim.In.Params), "*")
	if strings.Contains(spelled, "?") {
		return place
	}
	return ir.Place{Root: &ir.Var{Name: spelled}}
}
