package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// acquire takes a mutex; a try-acquire forks.
func (sim *simulation) acquire(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) []*state {
	p := sim.p.pool
	i := r.Arg(ddi.OpLock)
	if i < 0 || i >= len(args) {
		return []*state{s}
	}
	lock := Lock{loc: p.Deref(args[i]), Guarded: r.DoesTo(ddi.Acquire, ddi.GuardedMutex), place: call.Args[i].Pointee()}
	if slices.ContainsFunc(s.held, func(l Lock) bool { return l.loc == lock.loc }) {
		if !r.Always {
			sim.acquisition(sim.newEvent(s, call, r, args))
			return nil // it is not re-entrant: the thread never comes back
		}
		sim.result(s, call, p.Constant(0))
		return []*state{s}
	}
	if !r.Always {
		sim.acquisition(sim.newEvent(s, call, r, args))
	}
	taken := s
	var list []*state
	if r.Always { // it tries
		failed := s.clone()
		sim.result(failed, call, p.Constant(0))
		list = append(list, failed)
		taken = s.clone()
		sim.result(taken, call, p.Constant(1))
	}
	lock.Taken = &Step{Prev: taken.trace, Kind: StepAcquire, In: sim.f, At: call.Span, Name: r.Name, loc: lock.loc, name: lock.Name()}
	taken.trace = lock.Taken
	taken.held = sim.hold(taken.held, lock)
	return append([]*state{taken}, list...)
}

// acquireUnsafe takes a mutex by a routine that neither raises the IRQL nor keeps APCs out.
func (sim *simulation) acquireUnsafe(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	i := r.Arg(ddi.OpLock)
	if i < 0 || i >= len(args) {
		return
	}
	lock := Lock{loc: sim.p.pool.Deref(args[i]), Guarded: r.DoesTo(ddi.Acquire, ddi.GuardedMutex), Unsafe: true, place: call.Args[i].Pointee()}
	if slices.ContainsFunc(s.soft, func(l Lock) bool { return l.loc == lock.loc }) {
		sim.blind = true
		return
	}
	lock.Taken = &Step{Prev: s.trace, Kind: StepAcquire, In: sim.f, At: call.Span, Name: r.Name, loc: lock.loc, name: lock.Name()}
	s.trace = lock.Taken
	s.soft = sim.hold(s.soft, lock)
}

// acquisition records that a mutex is taken for good, so that those who hold it already
// are found, here and among the callers. Only a mutex that is named by what the function
// was given is the same one for sure: what a loop or a call comes up with may be another
// instance each time.
func (sim *simulation) acquisition(e *Event) {
	i := e.Routine.Arg(ddi.OpLock)
	if i >= len(e.args) {
		return
	}
	loc := sim.p.pool.Deref(e.args[i])
	if !sim.fromEntry(loc) {
		return
	}
	if j := slices.IndexFunc(e.Held, func(l Lock) bool { return l.loc == loc }); j >= 0 {
		e.Again = &e.Held[j]
	} else if e.depth() > maxLockDepth {
		return
	} else if len(sim.events) >= maxAcquisitions {
		sim.short |= overfull
		return
	}
	sim.record(e)
}

const (
	maxAcquisitions = maxEvents / 2 // the rest of a summary's events is for other routines
	maxLockDepth    = 2             // calls between the function that holds a mutex and the one that takes it again: deeper ones hang on counts of references and the like
)

// release lets a mutex go.
func (sim *simulation) release(s *state, call *ir.Call, r *ddi.Routine, loc term.Ref) {
	step := &Step{Prev: s.trace, Kind: StepRelease, In: sim.f, At: call.Span, Name: r.Name, loc: loc}
	sim.let(s, call, r, letGo{loc, kindOf(r), step}, nil)
	s.trace = step
}

// let removes a mutex from those held; inner is the release in a callee.
func (sim *simulation) let(s *state, call *ir.Call, r *ddi.Routine, gone letGo, inner *Event) {
	sim.pair(s, call, gone, inner != nil)
	loc := gone.loc
	if j := slices.IndexFunc(s.soft, func(l Lock) bool { return l.loc == loc }); j >= 0 {
		s.soft = slices.Delete(s.soft, j, j+1)
		return
	}
	i := len(s.held) - 1
	for i >= 0 && s.held[i].loc != loc {
		i--
	}
	if i < 0 {
		sim.letOther(s, call, r, gone, inner)
		return
	}
	above := slices.Clone(s.held[i+1:])
	if len(above) > 0 && !gone.kind.unsafe {
		sim.orderEvent(s, call, r, loc, above, inner)
	}
	s.held = slices.Delete(s.held, i, i+1)
}

// letOther lets a mutex go that is not known to be held: one that is held under another
// name, or else one that a caller holds.
func (sim *simulation) letOther(s *state, call *ir.Call, r *ddi.Routine, gone letGo, inner *Event) {
	list := &s.held
	if gone.kind.unsafe {
		list = &s.soft
	}
	if j := sim.alias(*list, gone.loc); j >= 0 {
		*list = slices.Delete(*list, j, j+1)
		return
	}
	if sim.neglected[sim.p.pool.Leaf(gone.loc)] {
		return
	}
	if !sim.fromEntry(gone.loc) {
		sim.letUnnamed(s, gone)
		return
	}
	if len(s.held) > 0 && !gone.kind.unsafe {
		sim.orderEvent(s, call, r, gone.loc, slices.Clone(s.held), inner)
	}
	s.freed = append(s.freed, gone)
}

// letUnnamed notes that a mutex was let go that callers have no name for, as one in a structure that
// each caller looks up anew: a caller that took one of that name has then released it.
func (sim *simulation) letUnnamed(s *state, gone letGo) {
	same := func(g letGo) bool { return sim.p.pool.Leaf(g.loc) == sim.p.pool.Leaf(gone.loc) }
	if sim.p.pool.LocalRoot(gone.loc) == nil && !slices.ContainsFunc(s.freed, same) {
		s.freed = append(s.freed, gone)
	}
}

// alias finds a held mutex that may be the one at loc under another name: the same
// member of a structure reached differently. Unknown is not "another".
func (sim *simulation) alias(list []Lock, loc term.Ref) int {
	p := sim.p.pool
	for i := len(list) - 1; i >= 0; i-- {
		held := list[i].loc
		if sim.p.pool.Leaf(held) == sim.p.pool.Leaf(loc) || !sim.fromEntry(loc) && p.Record(held) == p.Record(loc) {
			return i
		}
	}
	return -1
}
