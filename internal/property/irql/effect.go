package irql

import (
	"slices"

	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// setLevel changes the level; raises says that a routine does so, which may have saved it, and does not go
// back to what was saved.
func (sim *simulation) setLevel(s *simulate.State, call *ir.Call, name string, v term.Ref, raises bool) {
	sim.setVar(s, levelVar, v)
	words := "restores the IRQL that was saved"
	if v == deviceLevel {
		words = "raises the IRQL to that of the device"
	}
	if n, ok := sim.Terms.ConstOf(v); ok {
		words = "sets the IRQL to " + ddi.LevelName(Clamp(n))
	}
	step := &simulate.Step{Prev: s.Trace, Kind: simulate.StepLevel, In: sim.In, At: call.Span, Name: name, Words: words}
	s.Trace = step
	if v == LevelOnEntry {
		step = nil // the function's callers set it
	}
	sim.setRaised(s, step)
	sim.changed(s, call, name, raises)
}

// shift executes a routine that changes or reads the state of the thread. Of a routine that tries, the second state is the one in
// which it failed.
func (sim *simulation) shift(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*simulate.State {
	p := sim.Terms
	before := sim.levelOf(s)
	raise := r.Effect(ddi.RaiseIRQL, ddi.Anything)
	var failed []*simulate.State
	switch {
	case triesToChange(r):
		f := s.Clone()
		sim.Result(f, call, p.Constant(0))
		sim.Result(s, call, p.Constant(1))
		failed = []*simulate.State{f}
	case r.Does(ddi.QueryIRQL):
		sim.Result(s, call, before)
		return []*simulate.State{s}
	case r.Does(ddi.QueryRegion):
		sim.Result(s, call, sim.regionKnown(s, r))
		return []*simulate.State{s}
	case raise != nil && raise.Keep.Kind == ddi.KeepResult:
		sim.Result(s, call, before)
	default:
		sim.Result(s, call, sim.Unmodelled(s))
	}
	for i := range r.Effects {
		switch e := &r.Effects[i]; e.Kind {
		case ddi.RaiseIRQL:
			sim.keep(s, e, args, before)
			sim.raise(s, call, r.Name, e, args)
		case ddi.RestoreIRQL:
			sim.restore(s, call, r.Name, e, args)
		case ddi.SaveFloat:
			if len(args) > 0 {
				s.Set(sim.Terms, p.Field(p.Deref(args[0]), savedLevel, ""), before)
			}
		}
	}
	sim.regions(s, call, r, args)
	return append([]*simulate.State{s}, failed...)
}

// triesToChange reports whether the result of the routine says whether the state has changed.
func triesToChange(r *ddi.Routine) bool {
	e := r.Effect(ddi.RaiseIRQL|ddi.EnterRegion, ddi.Anything)
	return e != nil && e.Try
}

// regionKnown is what a routine returns that tells whether APCs are off.
func (sim *simulation) regionKnown(s *simulate.State, r *ddi.Routine) term.Ref {
	p := sim.Terms
	loc := criticalVar
	off := sim.apcsOff
	if r.DoesTo(ddi.QueryRegion, ddi.GuardedRegion) {
		loc, off = guardedVar, sim.allAPCsOff
	}
	if off(s) {
		return p.Constant(1)
	}
	return p.Binary("!=", s.Known(p, sim.Load(s, loc)), p.Constant(0))
}

// restore goes back to the level that was saved.
func (sim *simulation) restore(s *simulate.State, call *ir.Call, name string, e *ddi.Effect, args []term.Ref) {
	p := sim.Terms
	if e.Keep.Kind == ddi.KeepNone || e.Keep.Arg >= len(args) {
		return
	}
	if e.Keep.Kind == ddi.KeepValue {
		sim.setLevel(s, call, name, args[e.Keep.Arg], false)
		return
	}
	sim.setLevel(s, call, name, sim.Load(s, p.Field(p.Deref(args[e.Keep.Arg]), savedLevel, "")), false)
}

// keep stores the level where the routine keeps it.
func (sim *simulation) keep(s *simulate.State, e *ddi.Effect, args []term.Ref, before term.Ref) {
	p := sim.Terms
	if e.Keep.Arg >= len(args) {
		return
	}
	switch loc := p.Deref(args[e.Keep.Arg]); e.Keep.Kind {
	case ddi.KeepPointee:
		sim.Assign(s, loc, before)
	case ddi.KeepObject:
		s.Set(sim.Terms, p.Field(loc, savedLevel, ""), before)
	}
}

// raise goes to a higher level.
func (sim *simulation) raise(s *simulate.State, call *ir.Call, name string, e *ddi.Effect, args []term.Ref) {
	p := sim.Terms
	to := p.Constant(int64(e.Level))
	switch {
	case e.Unless.Tag != "" && sim.m.Sets(e.Unless.Tag, e.Unless.Name):
		to = sim.Unmodelled(s)
	case e.Level == ddi.DeviceLevel:
		to = deviceLevel
	}
	if e.Level < 0 {
		if e.Arg < 0 || e.Arg >= len(args) {
			return
		}
		to = s.Known(p, args[e.Arg])
	}
	sim.setLevel(s, call, name, to, true)
}

// regions enters or leaves regions and processes.
func (sim *simulation) regions(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	p := sim.Terms
	if !r.Does(ddi.RegionChanges | ddi.Attach | ddi.Detach) {
		return
	}
	kind, enters, kept := simulate.StepRegion, false, term.Ref(0)
	for i := range r.Effects {
		switch e := &r.Effects[i]; e.Kind {
		case ddi.EnterRegion, ddi.LeaveRegion:
			loc, by := criticalVar, int64(1)
			if e.On == ddi.GuardedRegion {
				loc = guardedVar
			}
			if e.Kind == ddi.LeaveRegion {
				by = -1
			}
			sim.setVar(s, loc, p.Offset(sim.Load(s, loc), by))
			enters = enters || by > 0
		case ddi.Attach, ddi.Detach:
			kept = sim.attach(s, call, r, args, e.Kind == ddi.Attach)
			kind, enters = simulate.StepAttach, e.Kind == ddi.Attach
		}
	}
	s.Trace = &simulate.Step{Prev: s.Trace, Kind: kind, In: sim.In, At: call.Span, Name: r.Name, Loc: kept, Taken: enters}
}

// own notes that the thread takes or releases a lock that has an owner.
func (sim *simulation) own(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref, held bool) {
	i := r.Arg(ddi.OpLock)
	if i < 0 || i >= len(args) {
		return
	}
	p := sim.Terms
	loc := p.Deref(args[i])
	kind := simulate.StepRelease
	if held {
		kind = simulate.StepAcquire
	} else {
		loc = sim.ownedAs(s, loc)
	}
	s.Set(sim.Terms, p.Field(loc, ownedBy, ""), p.Constant(term.Truth(held)))
	s.Trace = &simulate.Step{Prev: s.Trace, Kind: kind, In: sim.In, At: call.Span, Name: r.Name, Words: program.PlaceWords(call.Args[i].Pointee()), Loc: loc}
}

// ownedAs is the lock that the release of the one at loc lets go: unless that is owned, one
// of the same member reached differently.
func (sim *simulation) ownedAs(s *simulate.State, loc term.Ref) term.Ref {
	p := sim.Terms
	other := loc
	for _, b := range s.Bindings() {
		if t := p.Term(b.At); t.Op == term.Field && t.S == ownedBy && b.Value == p.Constant(1) {
			if t.A == loc {
				return loc
			}
			if name := sim.Terms.Leaf(loc); name == "*" || name == sim.Terms.Leaf(t.A) {
				other = t.A
			}
		}
	}
	return other
}

// Unknown forgets the thread's state after a call of a function that changes it nobody knows how.
func (sim *simulation) Unknown(s *simulate.State, callee *program.Function) {
	if sim.m.balance(callee) != profile.Even {
		sim.forget(s, levelVar, criticalVar, guardedVar, attachedVar)
	}
}

func (sim *simulation) forget(s *simulate.State, variables ...term.Ref) {
	for _, loc := range variables {
		s.Set(sim.Terms, loc, sim.Unmodelled(s))
	}
}

// Edge forgets what a mutex does to the level of which a count decides whether it is given back on
// the edge, and what is undone by a condition that has decided before whether it was done.
func (sim *simulation) Edge(s *simulate.State, test term.Ref, from, to int) {
	for _, release := range sim.Proc.Counted(from, to) {
		_, name := sim.Callee(sim.In, release)
		sim.forget(s, changedBy(sim.Known.Lookup(name))...)
	}
	if sim.Terms.IsConst(test) {
		return
	}
	for _, out := range sim.Proc.Twice(from, to) {
		for _, loc := range changedBy(out.Routine) {
			if sim.Load(s, loc) != sim.Terms.Initial(loc) {
				sim.forget(s, loc)
			}
		}
	}
}

// changedBy lists the variables that a routine changes.
func changedBy(r *ddi.Routine) []term.Ref {
	var list []term.Ref
	if r.Does(ddi.LevelChanges) {
		list = append(list, levelVar)
	}
	if r.DoesTo(ddi.RegionChanges, ddi.CriticalRegion) {
		list = append(list, criticalVar)
	}
	if r.DoesTo(ddi.RegionChanges, ddi.GuardedRegion) {
		list = append(list, guardedVar)
	}
	return list
}

// Apply notes what a call did to the level.
func (sim *simulation) Apply(s *simulate.State, in *simulate.Instance, target *program.Function, o *simulate.Outcome) {
	raised := raisedBy(o)
	if raised == nil || sim.levelOf(in.S) == sim.levelOf(s) {
		return
	}
	sim.setRaised(s, &simulate.Step{Prev: s.Trace, Kind: simulate.StepCall, In: sim.In, At: in.Call.Span, Name: target.Name, Callee: target, Inner: raised})
	sim.changed(s, in.Call, target.Name, false)
}

// Store keeps what a callee leaves in a variable of the thread's state.
func (sim *simulation) Store(s *simulate.State, call *ir.Call, b term.Binding) bool {
	if b.At > attachedVar {
		return false
	}
	if b.At == attachedVar && b.Value != sim.Terms.Constant(1) {
		sim.detaches(s, call)
	}
	sim.setVar(s, b.At, b.Value)
	return true
}

// Yields knows that what has no sign is not negative.
func (sim *simulation) Yields(s *simulate.State, target *program.Function, _ *simulate.Outcome, result term.Ref) bool {
	if p := sim.Terms; strings.HasPrefix(target.Result, "unsigned ") && !p.IsConst(result) && s.IntervalOf(p, result).Hi >= 0 {
		s.Narrow(p, result, term.AtLeast(0))
	}
	return true
}

// Routine executes a routine that has to do with the thread's state.
func (sim *simulation) Routine(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) ([]*simulate.State, bool) {
	takes, gives := r.DoesTo(ddi.Acquire, ddi.OwnedLocks), r.DoesTo(ddi.Release, ddi.OwnedLocks)
	var list []*simulate.State
	switch {
	case r.Does(ddi.ThreadState):
		list = sim.shift(s, call, r, args)
		sim.forgetCounted(list[0], r, args)
	case takes && (sim.tries(s, r, args) || call.Dst != nil && len(r.NonBlocking) > 0 && !sim.insists(r, args)):
		failed := s.Clone()
		sim.Result(failed, call, sim.Terms.Constant(0))
		sim.Result(s, call, sim.Terms.Constant(1))
		list = []*simulate.State{s, failed}
	case takes && sim.insists(r, args):
		sim.Result(s, call, sim.Terms.Constant(1))
		list = []*simulate.State{s}
	case takes || gives:
		sim.Result(s, call, sim.Unmodelled(s))
		list = []*simulate.State{s}
	default:
		return nil, false
	}
	if takes || gives {
		sim.own(list[0], call, r, args, takes)
	}
	return list, true
}

// tries reports whether the call gives up where it would have to wait.
func (sim *simulation) tries(s *simulate.State, r *ddi.Routine, args []term.Ref) bool {
	return r.Always || !sim.Blocks(s, r, args)
}

// insists reports whether the call would give up by another argument, but certainly waits as it is: it succeeds.
func (sim *simulation) insists(r *ddi.Routine, args []term.Ref) bool {
	return len(r.NonBlocking) > 0 && !slices.ContainsFunc(r.NonBlocking, func(t ddi.ArgTest) bool {
		if t.Arg >= len(args) {
			return true
		}
		_, known := sim.Terms.ConstOf(args[t.Arg])
		return !known
	})
}

// forgetCounted forgets what a mutex does to the level that is taken, or given back, by a count.
func (sim *simulation) forgetCounted(s *simulate.State, r *ddi.Routine, args []term.Ref) {
	i := r.Arg(ddi.OpLock)
	if r.Safely(ddi.Acquire|ddi.Release) && i >= 0 && i < len(args) && sim.GivenBackByCount(sim.Terms.Leaf(sim.Terms.Deref(args[i]))) {
		sim.forget(s, changedBy(r)...)
	}
}

// Undoes reports whether the callee has restored something of what was changed before.
func (sim *simulation) Undoes(_, other *simulate.State, in *simulate.Instance, _ *simulate.Outcome) bool {
	return len(sim.restored(other, in)) > 0
}

// restored lists the variables that were not as on entry when the callee was called, and have changed.
func (sim *simulation) restored(s *simulate.State, in *simulate.Instance) []term.Ref {
	var list []term.Ref
	for loc := levelVar; loc <= attachedVar; loc++ {
		before := sim.Load(in.S, loc)
		if before != sim.Terms.Initial(loc) && sim.Load(s, loc) != before {
			list = append(list, loc)
		}
	}
	return list
}

// Havoc forgets what the callee may have restored.
func (sim *simulation) Havoc(s, other *simulate.State, in *simulate.Instance, _ *simulate.Outcome) {
	for _, loc := range sim.restored(other, in) {
		if sim.Load(s, loc) == sim.Load(in.S, loc) {
			sim.forget(s, loc)
		}
	}
	for _, b := range slices.Clone(s.Bindings()) {
		if sim.Terms.Term(b.At).S != ownedBy || b.Value != sim.Terms.Constant(1) {
			continue
		}
		if v, known := other.At(sim.Terms, b.At); known && v == sim.Terms.Constant(0) {
			sim.forget(s, b.At)
		}
	}
}

// changes reports whether annotations promise that the level is another one behind the call.
func changes(c *program.Contract) bool {
	return c.RestoresGlobal || c.MayRaise || c.Raises >= 0 || len(c.Restores) > 0
}

// Returned forgets the level behind a function that promises to change it where
// nothing was seen that does so: it is the same as before the call.
func (sim *simulation) Returned(target *program.Function, before *simulate.State, after []*simulate.State) {
	if !changes(sim.Contract(target)) {
		return
	}
	level := sim.levelOf(before)
	for _, s := range after {
		if sim.levelOf(s) == level {
			sim.forget(s, levelVar)
		}
	}
}
