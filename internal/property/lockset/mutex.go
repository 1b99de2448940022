package lockset

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// acquire takes a mutex; a try-acquire forks.
func (sim *simulation) acquire(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*simulate.State {
	p := sim.Terms
	i := r.Arg(ddi.OpLock)
	if i < 0 || i >= len(args) {
		return []*simulate.State{s}
	}
	lock := Lock{loc: p.Deref(args[i]), Guarded: r.DoesTo(ddi.Acquire, ddi.GuardedMutex), place: call.Args[i].Pointee()}
	if slices.ContainsFunc(sim.of(s).held, func(l Lock) bool { return l.loc == lock.loc }) {
		if !r.Always {
			sim.acquisition(s, call, r, args)
			return nil // it is not re-entrant: the thread never comes back
		}
		sim.Result(s, call, p.Constant(0))
		return []*simulate.State{s}
	}
	if !r.Always {
		sim.acquisition(s, call, r, args)
	}
	taken := s
	var list []*simulate.State
	if r.Always { // it tries
		failed := s.Clone()
		sim.Result(failed, call, p.Constant(0))
		list = append(list, failed)
		taken = s.Clone()
		sim.Result(taken, call, p.Constant(1))
	}
	lock.Taken = &simulate.Step{Prev: taken.Trace, Kind: simulate.StepAcquire, In: sim.In, At: call.Span, Name: r.Name, Loc: lock.loc, Words: lock.Name()}
	taken.Trace = lock.Taken
	known := sim.change(taken)
	known.held = sim.hold(known.held, lock)
	return append([]*simulate.State{taken}, list...)
}

// acquireUnsafe takes a mutex by a routine that neither raises the IRQL nor keeps APCs out.
func (sim *simulation) acquireUnsafe(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	i := r.Arg(ddi.OpLock)
	if i < 0 || i >= len(args) {
		return
	}
	lock := Lock{loc: sim.Terms.Deref(args[i]), Guarded: r.DoesTo(ddi.Acquire, ddi.GuardedMutex), Unsafe: true, place: call.Args[i].Pointee()}
	if slices.ContainsFunc(sim.of(s).unsafe, func(l Lock) bool { return l.loc == lock.loc }) {
		sim.blind = true
		return
	}
	lock.Taken = &simulate.Step{Prev: s.Trace, Kind: simulate.StepAcquire, In: sim.In, At: call.Span, Name: r.Name, Loc: lock.loc, Words: lock.Name()}
	s.Trace = lock.Taken
	known := sim.change(s)
	known.unsafe = sim.hold(known.unsafe, lock)
}

// acquisition records that a mutex is taken for good, so that those who hold it already
// are found, here and among the callers.
func (sim *simulation) acquisition(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	if e := sim.NewEvent(s, call, r, args); sim.reportsAcquisition(e) {
		sim.Record(e)
	}
}

// reportsAcquisition reports whether an acquisition is of interest to callers, or is of what is held
// already. Only a mutex that is named by what the function was given is the same one for sure: what
// a loop or a call comes up with may be another instance each time.
func (sim *simulation) reportsAcquisition(e *simulate.Event) bool {
	i := e.Routine.Arg(ddi.OpLock)
	if i >= len(e.Args()) {
		return false
	}
	loc := sim.Terms.Deref(e.Args()[i])
	if !sim.FromEntry(loc) {
		return false
	}
	known := noteOf(e)
	if j := slices.IndexFunc(known.held, func(l Lock) bool { return l.loc == loc }); j >= 0 {
		known.again = &known.held[j]
		return true
	}
	if e.Depth() > maxLockDepth {
		return false
	}
	if sim.Recorded() >= maxAcquisitions {
		sim.FellShort(simulate.Overfull)
		return false
	}
	return true
}

const (
	maxAcquisitions = simulate.MaxEvents / 2 // the rest of a summary's events is for other routines
	maxLockDepth    = 2                      // calls between the function that holds a mutex and the one that takes it again: deeper ones hang on counts of references and the like
)

// release lets a mutex go.
func (sim *simulation) release(s *simulate.State, call *ir.Call, r *ddi.Routine, loc term.Ref) {
	step := &simulate.Step{Prev: s.Trace, Kind: simulate.StepRelease, In: sim.In, At: call.Span, Name: r.Name, Loc: loc}
	sim.unlock(s, call, r, freedLock{loc, kindOf(r), step}, nil)
	s.Trace = step
}

// unlock removes a mutex from those held; inner is the release in a callee.
func (sim *simulation) unlock(s *simulate.State, call *ir.Call, r *ddi.Routine, gone freedLock, inner *simulate.Event) {
	sim.pair(s, call, gone, inner != nil)
	loc := gone.loc
	if j := slices.IndexFunc(sim.of(s).unsafe, func(l Lock) bool { return l.loc == loc }); j >= 0 {
		known := sim.change(s)
		known.unsafe = slices.Delete(known.unsafe, j, j+1)
		return
	}
	held := sim.of(s).held
	i := len(held) - 1
	for i >= 0 && held[i].loc != loc {
		i--
	}
	if i < 0 {
		sim.unlockOther(s, call, r, gone, inner)
		return
	}
	above := slices.Clone(held[i+1:])
	if len(above) > 0 && !gone.kind.unsafe {
		sim.orderEvent(s, call, r, loc, above, inner)
	}
	known := sim.change(s)
	known.held = slices.Delete(known.held, i, i+1)
}

// unlockOther lets a mutex go that is not known to be held: one that is held under another
// name, or else one that a caller holds.
func (sim *simulation) unlockOther(s *simulate.State, call *ir.Call, r *ddi.Routine, gone freedLock, inner *simulate.Event) {
	if j := sim.alias(*sim.of(s).list(gone.kind.unsafe), gone.loc); j >= 0 {
		list := sim.change(s).list(gone.kind.unsafe)
		*list = slices.Delete(*list, j, j+1)
		return
	}
	if sim.neglected[sim.Terms.Leaf(gone.loc)] {
		return
	}
	if sim.ownPerhaps(gone.loc) {
		sim.perhaps[gone.loc] = false
		return
	}
	if !sim.FromEntry(gone.loc) {
		sim.unlockUnnamed(s, gone)
		return
	}
	if len(sim.of(s).held) > 0 && !gone.kind.unsafe {
		sim.orderEvent(s, call, r, gone.loc, slices.Clone(sim.of(s).held), inner)
	}
	again := func(g freedLock) bool { return g.loc == gone.loc && g.kind == gone.kind }
	if slices.ContainsFunc(sim.of(s).freed, again) {
		return // released twice: once is all that callers can have it taken
	}
	known := sim.change(s)
	known.freed = append(known.freed, gone)
}

// unlockUnnamed notes that a mutex was let go that callers have no name for, as one in a structure that
// each caller looks up anew: a caller that took one of that name has then released it.
func (sim *simulation) unlockUnnamed(s *simulate.State, gone freedLock) {
	same := func(g freedLock) bool { return sim.Terms.Leaf(g.loc) == sim.Terms.Leaf(gone.loc) }
	if sim.Terms.LocalRoot(gone.loc) == nil && !slices.ContainsFunc(sim.of(s).freed, same) {
		known := sim.change(s)
		known.freed = append(known.freed, gone)
	}
}

// alias finds a held mutex that may be the one at loc under another name: the same
// member of a structure reached differently. Unknown is not "another".
func (sim *simulation) alias(list []Lock, loc term.Ref) int {
	p := sim.Terms
	for i := len(list) - 1; i >= 0; i-- {
		held := list[i].loc
		if sim.Terms.Leaf(held) == sim.Terms.Leaf(loc) || !sim.FromEntry(loc) && p.Record(held) == p.Record(loc) {
			return i
		}
	}
	return -1
}
