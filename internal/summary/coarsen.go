package summary

import (
	"cmp"
	"slices"

	"github.com/drvlint/drvlint/internal/term"
)

// A thinning is what the states at one block are no longer told apart by: there are too many
// of them.
type thinning struct {
	locks  map[term.Ref]bool // of which nobody can tell whether they are held
	regime []term.Ref        // variables of the regime that are not known
}

// A recency tells in which order the threads were touched that a simulation comes to: what
// happened to one lately still matters to the tests that follow.
type recency struct {
	last [maxThreads]int
	now  int
}

// touch notes that something happened to threads.
func (r *recency) touch(threads uint64) {
	r.now++
	for i := range r.last {
		if threads&(1<<i) != 0 {
			r.last[i] = r.now
		}
	}
}

// oldest is the thread, of those given, that was touched the longest ago.
func (r *recency) oldest(threads uint64) uint64 {
	best := -1
	for i := range r.last {
		if threads&(1<<i) != 0 && (best < 0 || r.last[i] < r.last[best]) {
			best = i
		}
	}
	return 1 << best
}

// abreast bounds the states in the middle of block b, where calls in a row would multiply
// them. Those with the same property are merged first; if there are still too many, a fine
// simulation is broken off, and a coarse one tells less of them apart.
func (sim *simulation) abreast(states []*state, b int) []*state {
	sim.work += len(states) / maxAbreast
	limit := maxAbreast
	if sim.states > limit && !sim.regime {
		limit = sim.states
	}
	properties := sim.properties
	if sim.states > 1 {
		properties = maxTogether
	}
	if len(states) <= min(limit, properties) {
		return states
	}
	states = sim.mergeAlike(states, b)
	for len(states) > properties {
		if sim.states > 1 || !sim.coarsen(states, b, nil) {
			sim.bounded = true
			return nil
		}
		states = sim.mergeAlike(states, b)
	}
	return states
}

// mergeAlike merges the states of one property in block b.
func (sim *simulation) mergeAlike(states []*state, b int) []*state {
	index := map[term.Fingerprint]int{}
	var merged []*state
	for _, s := range states {
		sim.work += len(s.Bindings()) / storeWork
		key := sim.property(s)
		i, ok := index[key]
		if !ok {
			index[key] = len(merged)
			merged = append(merged, s)
			continue
		}
		merged[i] = merged[i].merge(sim.p.pool, s, -(b + 1), false)
	}
	return merged
}

// property tells the states apart that must not be merged.
func (sim *simulation) property(s *state) term.Fingerprint { return s.property(sim.p.pool, sim.alike) }

// coarsen gives up one thing by which states in block b are told apart: first what became of
// threads, then whether a mutex is held, then the regime. It reports false if they do not differ.
// What holds of all states of the block is kept in thin, if that is not nil.
func (sim *simulation) coarsen(states []*state, b int, thin *thinning) bool {
	sim.work += len(states)
	differ := uint64(0)
	for _, s := range states {
		differ |= s.threadsUnlike(states[0])
	}
	if differ &^= sim.alike; differ != 0 {
		thread := sim.recent.oldest(differ)
		sim.alike |= thread
		// Whether a thread was made can be merged without loss: the ways on which it was are kept.
		if slices.ContainsFunc(states, func(s *state) bool {
			return ((s.joined^states[0].joined)|(s.lost^states[0].lost))&thread != 0
		}) {
			sim.short |= followedLoosely
		}
		return true
	}
	if loc := firstDifferent(states); loc != 0 {
		sim.short |= followedLoosely
		if thin != nil {
			thin.locks[loc] = true
		}
		for _, s := range states {
			sim.forgetLock(s, loc)
		}
		return true
	}
	loc, differs := differentRegime(sim.p.pool, states)
	if !differs {
		return false
	}
	sim.short |= followedLoosely
	if thin != nil {
		thin.regime = append(thin.regime, loc)
	}
	for _, s := range states {
		sim.blur(s, loc, b)
	}
	return true
}

// apply tells less of a state, as of those that were at block b before.
func (t *thinning) apply(sim *simulation, s *state, b int) {
	for _, l := range slices.Concat(s.held, s.soft) {
		if t.locks[l.loc] {
			sim.forgetLock(s, l.loc)
		}
	}
	for _, loc := range t.regime {
		sim.blur(s, loc, b)
	}
}

// forgetLock makes it unknown whether a mutex is held, and whether one of the caller was let
// go: callers then take it for released.
func (sim *simulation) forgetLock(s *state, loc term.Ref) {
	drop := func(l Lock) bool { return l.loc == loc }
	sim.doubt(s, drop)
	sim.pairs.doubted[sim.p.pool.Leaf(loc)] = true
	s.held = slices.DeleteFunc(s.held, drop)
	s.soft = slices.DeleteFunc(s.soft, drop)
	s.freed = slices.DeleteFunc(s.freed, func(g letGo) bool { return g.loc == loc })
	if sim.fromEntry(loc) {
		unknown := &Step{Prev: s.trace, Kind: StepMerge, In: sim.f}
		s.freed = append([]letGo{{loc: loc, at: unknown}}, s.freed...)
	}
}

// letUnknown takes over from a callee that nobody can tell whether a mutex is held any more: it counts
// as released here, by no routine in particular.
func (sim *simulation) letUnknown(s *state, gone letGo) {
	same := func(l Lock) bool { return l.loc == gone.loc }
	held := slices.ContainsFunc(s.held, same) || slices.ContainsFunc(s.soft, same)
	sim.pairs.doubted[sim.p.pool.Leaf(gone.loc)] = true
	s.held, s.soft = slices.DeleteFunc(s.held, same), slices.DeleteFunc(s.soft, same)
	if !held && sim.fromEntry(gone.loc) {
		s.freed = append(s.freed, gone)
	}
}

// blur makes a variable of the regime one that nobody knows.
func (sim *simulation) blur(s *state, loc term.Ref, b int) {
	s.Set(loc, sim.p.pool.Merged(-(b+1), loc))
}

// firstDifferent is the mutex that was taken, or let go, first of those in which the states
// differ; 0 if they agree on all.
func firstDifferent(states []*state) term.Ref {
	type found struct {
		ways int    // states that have it ...
		code uint64 // ... as the first one does
		from int32
	}
	locks := map[term.Ref]*found{}
	note := func(loc term.Ref, code uint64, at *Step) {
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
		for i, l := range s.held {
			note(l.loc, uint64(i)<<8, l.Taken)
		}
		for i, l := range s.soft {
			note(l.loc, uint64(i)<<8|1, l.Taken)
		}
		for i, g := range s.freed {
			note(g.loc, uint64(i)<<8|2|g.kind.bits()<<2, g.at)
		}
	}
	var first term.Ref
	for loc, l := range locks {
		if l.ways == len(states) {
			continue
		}
		if first == 0 || cmp.Or(cmp.Compare(l.from, locks[first].from), cmp.Compare(loc, first)) < 0 {
			first = loc
		}
	}
	return first
}

// differentRegime finds a variable of the regime in which states differ; the level last.
func differentRegime(p *term.Pool, states []*state) (term.Ref, bool) {
	for _, loc := range []term.Ref{attachedVar, guardedVar, criticalVar, levelVar} {
		known := func(s *state) term.Ref {
			v, ok := s.At(loc)
			if !ok {
				return p.Initial(loc)
			}
			if !p.Given(v) {
				return 0
			}
			return v
		}
		if slices.ContainsFunc(states, func(s *state) bool { return known(s) != known(states[0]) }) {
			return loc, true
		}
	}
	return 0, false
}

// threadsUnlike is the threads of which two states tell different things.
func (s *state) threadsUnlike(t *state) uint64 {
	return (s.joined ^ t.joined) | (s.lost ^ t.lost) | (s.made ^ t.made) | (s.closed ^ t.closed)
}

// joinThreads merges what became of the threads on two ways. A thread has ended if it has on both,
// or was made on one way only and has ended there. The ways are kept for those who ask
// how it was left running.
func (s *state) joinThreads(t *state) {
	s.some |= t.some
	if s.threadsUnlike(t) == 0 {
		return
	}
	s.some |= s.joined | t.joined
	other := t.made &^ s.made // made on the other way only
	both := ^(s.made ^ t.made)
	turn := other | both&(s.joined&^t.joined|s.closed&^t.closed)
	lost := both&(s.lost&^s.joined|t.lost&^t.joined) | s.lost&(s.made&^t.made) | t.lost&other
	s.joined = both&s.joined&t.joined | s.joined&(s.made&^t.made) | t.joined&other
	s.closed = both&s.closed&t.closed | s.closed&(s.made&^t.made) | t.closed&other
	s.made, s.lost = s.made|t.made, lost
	for _, w := range t.waits {
		s.addWait(w)
	}
	if turn != 0 && t.trace != nil {
		s.trace = &Step{Prev: s.trace, Kind: StepMerge, In: t.trace.In, At: t.trace.At, other: t.trace, threads: turn}
	}
}

// addWait notes the object of a wait, once.
func (s *state) addWait(object term.Ref) {
	if len(s.waits) < maxWaits && !slices.Contains(s.waits, object) {
		s.waits = append(s.waits, object)
	}
}

const maxWaits = maxThreads // objects that were waited for, of one state

// before is the step in front of s on the way on which the threads were left running.
func (s *Step) before(threads uint64) *Step {
	if s.Kind == StepMerge && s.threads&threads != 0 {
		return s.other
	}
	return s.Prev
}
