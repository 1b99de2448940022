package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// setLevel changes the level and looks whether the function's own contract allows it.
func (sim *simulation) setLevel(s *state, call *ir.Call, name string, v term.Ref) {
	s.setRegime(sim.p.pool, levelVar, v)
	words := "restores the IRQL that was saved"
	if v == deviceLevel {
		words = "raises the IRQL to that of the device"
	}
	if n, ok := sim.p.pool.ConstOf(v); ok {
		words = "sets the IRQL to " + ddi.LevelName(clampLevel(n))
	}
	step := &Step{Prev: s.trace, Kind: StepLevel, In: sim.f, At: call.Span, Name: name, Words: words}
	s.trace, s.raised = step, step
	sim.withinContract(s, call, name, v)
}

// withinContract looks whether a level that the function goes to is one that its annotations
// allow.
func (sim *simulation) withinContract(s *state, call *ir.Call, name string, v term.Ref) {
	c := sim.p.Contract(sim.f)
	if c.Highest >= 0 {
		sim.demandLevel(s, &Breach{Kind: AboveContract, Name: name, Call: call, level: v, Min: ddi.PassiveLevel, Max: c.Highest})
	}
	if c.Lowest >= 0 {
		sim.demandLevel(s, &Breach{Kind: BelowContract, Name: name, Call: call, level: v, Min: c.Lowest, Max: ddi.HighLevel})
	}
}

// shift executes a routine that changes or tells the regime. Of a routine that tries, the second state is the one in
// which it failed.
func (sim *simulation) shift(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) []*state {
	p := sim.p.pool
	before := sim.levelOf(s)
	raise := r.Effect(ddi.RaiseIRQL, ddi.Anything)
	var failed []*state
	switch {
	case triesRegime(r):
		f := s.clone()
		sim.result(f, call, p.Constant(0))
		sim.result(s, call, p.Constant(1))
		failed = []*state{f}
	case r.Does(ddi.QueryIRQL):
		sim.result(s, call, before)
		return []*state{s}
	case r.Does(ddi.QueryRegion):
		sim.result(s, call, sim.regionKnown(s, r))
		return []*state{s}
	case raise != nil && raise.Keep.Kind == ddi.KeepResult:
		sim.result(s, call, before)
	default:
		sim.result(s, call, sim.unmodelled(s))
	}
	for i := range r.Effects {
		switch e := &r.Effects[i]; e.Kind {
		case ddi.RaiseIRQL:
			sim.keep(s, e, args, before)
			sim.raise(s, call, r.Name, e, args, before)
		case ddi.RestoreIRQL:
			sim.restore(s, call, r.Name, e, args)
		case ddi.SaveFloat, ddi.RestoreFloat:
			sim.float(s, call, r.Name, e, args, before)
		}
	}
	sim.regions(s, call, r, args)
	return append([]*state{s}, failed...)
}

// triesRegime reports whether the result of the routine says whether the regime has changed.
func triesRegime(r *ddi.Routine) bool {
	e := r.Effect(ddi.RaiseIRQL|ddi.EnterRegion, ddi.Anything)
	return e != nil && e.Try
}

// regionKnown is what a routine returns that tells whether APCs are off.
func (sim *simulation) regionKnown(s *state, r *ddi.Routine) term.Ref {
	p := sim.p.pool
	loc := criticalVar
	off := sim.apcsOff
	if r.DoesTo(ddi.QueryRegion, ddi.GuardedRegion) {
		loc, off = guardedVar, sim.allAPCsOff
	}
	if off(s) {
		return p.Constant(1)
	}
	return p.Binary("!=", s.Known(p, sim.load(s, loc)), p.Constant(0))
}

// restore goes back to the level that was saved.
func (sim *simulation) restore(s *state, call *ir.Call, name string, e *ddi.Effect, args []term.Ref) {
	p := sim.p.pool
	if e.Keep.Kind == ddi.KeepNone || e.Keep.Arg >= len(args) {
		return
	}
	if e.Keep.Kind == ddi.KeepValue {
		sim.cancelLevel(s, call, name, e, args)
		sim.setLevel(s, call, name, args[e.Keep.Arg])
		return
	}
	sim.setLevel(s, call, name, sim.load(s, p.Field(p.Deref(args[e.Keep.Arg]), savedLevel, "")))
}

// float saves the state of the processor, or restores it: at the same level.
func (sim *simulation) float(s *state, call *ir.Call, name string, e *ddi.Effect, args []term.Ref, before term.Ref) {
	if len(args) == 0 {
		return
	}
	p := sim.p.pool
	kept := p.Field(p.Deref(args[0]), savedLevel, "")
	if e.Kind == ddi.SaveFloat {
		s.Set(kept, before)
		return
	}
	sim.demandLevel(s, &Breach{Kind: OtherLevel, Name: name, Call: call, level: before, other: s.Known(p, sim.load(s, kept))})
}

// keep stores the level where the routine keeps it.
func (sim *simulation) keep(s *state, e *ddi.Effect, args []term.Ref, before term.Ref) {
	p := sim.p.pool
	if e.Keep.Arg >= len(args) {
		return
	}
	switch loc := p.Deref(args[e.Keep.Arg]); e.Keep.Kind {
	case ddi.KeepPointee:
		sim.assign(s, loc, before)
	case ddi.KeepObject:
		s.Set(p.Field(loc, savedLevel, ""), before)
	}
}

// raise goes to a higher level. Where it can only be a lower one, that is an error of its own.
func (sim *simulation) raise(s *state, call *ir.Call, name string, e *ddi.Effect, args []term.Ref, before term.Ref) {
	p := sim.p.pool
	to := p.Constant(int64(e.Level))
	if e.Level == ddi.DeviceLevel {
		to = deviceLevel
	}
	if e.Level < 0 {
		if e.Arg < 0 || e.Arg >= len(args) {
			return
		}
		to = s.Known(p, args[e.Arg])
		if n, ok := p.ConstOf(to); ok {
			sim.demandLevel(s, &Breach{Kind: RaisesToLower, Name: name, Call: call, level: before, Min: ddi.PassiveLevel, Max: int(n)})
		}
	}
	sim.setLevel(s, call, name, to)
	if n, ok := p.ConstOf(to); ok && n >= ddi.DispatchLevel && sim.p.Pageable(sim.f) {
		sim.recordBreach(&Breach{Kind: PagedCode, Name: name, Call: call, At: call.Span, In: sim.f, Found: true, Low: clampLevel(n), Trace: s.trace})
	}
}

// cancels reports whether the system calls f to cancel an IRP: with the cancel lock held,
// which it gives up.
func (p *Program) cancels(f *program.Function) bool {
	return slices.ContainsFunc(p.Roles(f), func(r callgraph.Registration) bool {
		return r.Role == ddi.Cancellation
	})
}

// cancelLevel looks what level a cancel routine gives when it gives up the cancel lock.
func (sim *simulation) cancelLevel(s *state, call *ir.Call, name string, e *ddi.Effect, args []term.Ref) {
	if e.Member == "" {
		return
	}
	level, constant := sim.p.pool.ConstOf(args[e.Keep.Arg])
	if sim.p.cancels(sim.f) && constant && level != ddi.DispatchLevel { // there it is lowered later
		sim.recordBreach(&Breach{Kind: CancelLevel, Name: name, Call: call, At: call.Span, In: sim.f, Found: true, Trace: s.trace})
	}
}

// regions enters or leaves regions and processes.
func (sim *simulation) regions(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	p := sim.p.pool
	if !r.Does(ddi.RegionChanges | ddi.Attach | ddi.Detach) {
		return
	}
	kind, enters := StepRegion, false
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
			s.setRegime(p, loc, p.Offset(sim.load(s, loc), by))
			enters = enters || by > 0
		case ddi.Attach, ddi.Detach:
			sim.attach(s, call, r, args, e.Kind == ddi.Attach)
			kind, enters = StepAttach, e.Kind == ddi.Attach
		}
	}
	s.trace = &Step{Prev: s.trace, Kind: kind, In: sim.f, At: call.Span, Name: r.Name, Taken: enters}
}

// own notes that the thread takes or releases a lock that has an owner.
func (sim *simulation) own(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref, held bool) {
	i := r.Arg(ddi.OpLock)
	if i < 0 || i >= len(args) {
		return
	}
	p := sim.p.pool
	loc := p.Deref(args[i])
	kind := StepRelease
	if held {
		kind = StepAcquire
	} else {
		loc = sim.ownedAs(s, loc)
	}
	s.Set(p.Field(loc, ownedBy, ""), p.Constant(term.Truth(held)))
	s.trace = &Step{Prev: s.trace, Kind: kind, In: sim.f, At: call.Span, Name: r.Name, name: placeWords(call.Args[i].Pointee()), loc: loc}
}

// ownedAs is the lock that the release of the one at loc lets go: unless that is owned, one
// of the same member reached differently.
func (sim *simulation) ownedAs(s *state, loc term.Ref) term.Ref {
	p := sim.p.pool
	other := loc
	for _, b := range s.Bindings() {
		if t := p.Term(b.At); t.Op == term.Field && t.S == ownedBy && b.Value == p.Constant(1) {
			if t.A == loc {
				return loc
			}
			if name := sim.p.pool.Leaf(loc); name == "*" || name == sim.p.pool.Leaf(t.A) {
				other = t.A
			}
		}
	}
	return other
}

// unknownRegime forgets the regime after a call of a function that changes it nobody knows how.
func (sim *simulation) unknownRegime(s *state) {
	sim.forgetRegime(s, levelVar, criticalVar, guardedVar, attachedVar)
}

func (sim *simulation) forgetRegime(s *state, variables ...term.Ref) {
	for _, loc := range variables {
		s.Set(loc, sim.unmodelled(s))
	}
}

// doubtfulRegime forgets what a mutex does to the regime of which a count decides whether it is
// given back on the edge.
func (sim *simulation) doubtfulRegime(s *state, from, to int) {
	for _, release := range sim.proc.Counted(from, to) {
		_, name := sim.p.Callee(sim.f, release)
		sim.forgetRegime(s, changedBy(sim.p.Known.Lookup(name))...)
	}
}

// changedBy lists the variables of the regime that a routine changes.
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

// regimeAfter notes what a call did to the regime.
func (sim *simulation) regimeAfter(s, n *state, call *ir.Call, target *program.Function, o *Outcome) {
	if o.raised == nil || sim.levelOf(s) == sim.levelOf(n) {
		return
	}
	n.raised = &Step{Prev: n.trace, Kind: StepCall, In: sim.f, At: call.Span, Name: target.Name, Callee: target, Inner: o.raised}
	sim.withinContract(n, call, target.Name, sim.levelOf(n))
}

// regimeRoutine executes a routine that has to do with the regime; false if it has not.
func (sim *simulation) regimeRoutine(s *state, call *ir.Call, name string, args []term.Ref) ([]*state, bool) {
	if !sim.regime {
		return nil, false
	}
	r := sim.p.Known.Lookup(name)
	takes, gives := r.DoesTo(ddi.Acquire, ddi.OwnedLocks), r.DoesTo(ddi.Release, ddi.OwnedLocks)
	var list []*state
	switch {
	case r.Does(ddi.ThreadState):
		list = sim.shift(s, call, r, args)
		sim.forgetCounted(list[0], name, args)
	case takes && sim.tries(s, r, args):
		failed := s.clone()
		sim.result(failed, call, sim.p.pool.Constant(0))
		sim.result(s, call, sim.p.pool.Constant(1))
		list = []*state{s, failed}
	case takes || gives:
		sim.result(s, call, sim.unmodelled(s))
		list = []*state{s}
	default:
		return nil, false
	}
	if takes || gives {
		sim.own(list[0], call, r, args, takes)
	}
	return list, true
}

// tries reports whether the call gives up where it would have to wait.
func (sim *simulation) tries(s *state, r *ddi.Routine, args []term.Ref) bool {
	return r.Always || !sim.blocks(s, r, args)
}

// forgetCounted forgets what a mutex does to the regime that is taken, or given back, by a count.
func (sim *simulation) forgetCounted(s *state, name string, args []term.Ref) {
	r := sim.p.Known.Lookup(name)
	i := r.Arg(ddi.OpLock)
	if r.Safely(ddi.Acquire|ddi.Release) && i >= 0 && i < len(args) && sim.p.GivenBackByCount(sim.p.pool.Leaf(sim.p.pool.Deref(args[i]))) {
		sim.forgetRegime(s, changedBy(r)...)
	}
}

// restored forgets the level behind a function that restores one which is kept elsewhere, where
// nothing was seen that does so: it is the same as before the call.
func (sim *simulation) restored(target *program.Function, before *state, after []*state) []*state {
	if !sim.regime || !sim.p.Contract(target).RestoresGlobal {
		return after
	}
	level := sim.levelOf(before)
	for _, s := range after {
		if sim.levelOf(s) == level {
			sim.forgetRegime(s, levelVar)
		}
	}
	return after
}
