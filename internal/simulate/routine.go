package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// callRoutine executes a kernel routine.
func (sim *Simulation) callRoutine(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*State {
	p := sim.Terms
	switch {
	case r.Does(ddi.Predicate):
		sim.Result(s, call, s.Known(p, sim.predicate(s, r, args)))
		if r.Predicate == "assert" {
			return sim.assert(s, call, args)
		}
		return []*State{s}
	case r.DoesTo(ddi.Fill, ddi.Memory):
		if i := r.Arg(ddi.OpObject); i < len(args) {
			v := r.Arg(ddi.OpValue)
			if v < 0 || v < len(args) && args[v] == p.Constant(0) {
				sim.Assign(s, p.Deref(args[i]), p.Constant(0))
			} else {
				sim.ForgetObject(s, args[i])
			}
		}
		return []*State{s}
	case r.Does(ddi.NoReturn):
		return nil
	case r.Does(ddi.Access):
		if len(args) > 0 {
			sim.Result(s, call, Accessed(sim.Terms, r.Name, args[0]))
		}
		return []*State{s}
	case r.Does(ddi.QueryEnding):
		sim.Result(s, call, s.Known(p, sim.Terminating()))
		return []*State{s}
	case r.Does(ddi.Exchange):
		return sim.exchange(s, call, r, args)
	case r.Does(ddi.EndThread):
		sim.Event(s, call, r, args)
		return nil
	}
	return sim.otherRoutine(s, call, r, args)
}

// exchange swaps a value into memory, or the result of an operator on what is there; a
// conditional one may leave it as it is.
func (sim *Simulation) exchange(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*State {
	target, value := r.Arg(ddi.OpTarget), r.Arg(ddi.OpValue)
	if max(target, value) >= len(args) {
		return []*State{s}
	}
	loc := sim.Terms.Deref(args[target])
	old := s.Known(sim.Terms, sim.Load(s, loc))
	switch {
	case r.Arg(ddi.OpComparand) >= 0:
		sim.Assign(s, loc, sim.Unmodelled(s))
	case r.Predicate != "":
		sim.Assign(s, loc, sim.Terms.Binary(r.Predicate, old, args[value]))
	default:
		sim.Assign(s, loc, args[value])
	}
	sim.Result(s, call, old)
	return []*State{s}
}

// assert goes on only where what is asserted holds: the driver's author says so, unless he tests it.
func (sim *Simulation) assert(s *State, call *ir.Call, args []term.Ref) []*State {
	if len(args) > 0 && !sim.Of(sim.In).Doubted(call) && !s.Assume(sim.Terms, args[0], true) {
		return nil
	}
	return []*State{s}
}

// wants is which effects of callees are asked about in s.
func (sim *Simulation) wants(s *State) profile.Trait {
	wanted := sim.Run.Wanted.Traits
	for _, f := range sim.followers {
		wanted |= f.Wants(s)
	}
	return wanted
}

// asksFor reports whether somebody wants to know of a call of the routine: what may block is
// of interest while a mutex is held.
func (sim *Simulation) asksFor(s *State, r *ddi.Routine) bool {
	switch {
	case sim.recorder == nil:
	case r.Does(ddi.Wait):
		return sim.wants(s)&(profile.Blocks|profile.Waits) != 0
	case r.Does(ddi.Reference | ddi.Dereference):
		return sim.wants(s)&profile.Refers != 0
	}
	return false
}

// otherRoutine records what checks ask about and forgets what the routine may change.
func (sim *Simulation) otherRoutine(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*State {
	p := sim.Terms
	switch {
	case r.Does(ddi.Wait):
		if sim.asksFor(s, r) && sim.Blocks(s, r, args) {
			sim.Event(s, call, r, args)
		}
		if !sim.Registers(call) { // a routine that registers waits only where it removes
			return sim.wait(s, call, r, args)
		}
	case sim.asksFor(s, r):
		sim.Event(s, call, r, args)
	}
	if r.DoesTo(ddi.Init, ddi.AnyLock) || r.DoesTo(ddi.Signal|ddi.Reset, ddi.Event) || r.DoesTo(ddi.Complete, ddi.IRP) || r.DoesTo(ddi.Close, ddi.Handle) || r.Does(ddi.Dereference) {
		sim.Result(s, call, sim.Unmodelled(s))
		return []*State{s}
	}
	for i, a := range args {
		if i != r.Arg(ddi.OpSource) {
			sim.ForgetObject(s, a)
		}
	}
	if from, to := r.Arg(ddi.OpSource), r.Arg(ddi.OpTarget); from >= 0 && max(from, to) < len(args) && p.Term(args[to]).Op == term.Addr && p.Term(args[from]).Op == term.Addr {
		sim.copy(s, p.Deref(args[to]), p.Deref(args[from]))
	}
	v := sim.Unmodelled(s)
	if r.Does(ddi.CurrentThread) {
		s.Narrow(p, v, term.Except(0))
	}
	sim.Result(s, call, v)
	if out := r.Arg(ddi.OpObjectOut); r.Does(ddi.Reference) && out >= 0 && out < len(args) {
		handle := r.Arg(ddi.OpHandle)
		own := handle >= 0 && handle < len(args) && len(sim.PointsTo.Threads(sim.In.UnitIndex, call.Args[handle])) > 0
		return sim.reference(s, v, p.Deref(args[out]), own)
	}
	for _, f := range sim.followers {
		if list := f.Completed(s, call, r, args, v); list != nil {
			return list
		}
	}
	return []*State{s}
}

// reference forks a routine that finds an object: with it and STATUS_SUCCESS, or with an error. The handle
// of a thread that the driver has itself created is good.
func (sim *Simulation) reference(s *State, status, out term.Ref, own bool) []*State {
	p := sim.Terms
	object := sim.Unmodelled(s)
	s.Set(sim.Terms, out, object)
	failed := s.Clone()
	s.Narrow(p, status, term.Exactly(0))
	s.Narrow(p, object, term.Except(0))
	failed.Narrow(p, status, term.AtMost(-1))
	if own {
		return []*State{s}
	}
	return []*State{s, failed}
}

// predicate computes the result of a status or flag macro.
func (sim *Simulation) predicate(s *State, r *ddi.Routine, args []term.Ref) term.Ref {
	p := sim.Terms
	if len(args) == 0 {
		return sim.Unmodelled(s)
	}
	zero := p.Constant(0)
	switch r.Predicate {
	case ">= 0":
		return p.Binary(">=", args[0], zero)
	case "!= 0":
		return p.Binary("!=", args[0], zero)
	case "== 0":
		return p.Binary("==", args[0], zero)
	case "&", "& != 0":
		if len(args) < 2 {
			return sim.Unmodelled(s)
		}
		return p.Binary("&", args[0], args[1])
	case "same":
		return args[0]
	case "error": // severity 3: every such status is negative
		return p.Binary("<", args[0], zero)
	}
	return sim.Unmodelled(s)
}

// Blocks reports whether the call can block, given what is known of its arguments.
func (sim *Simulation) Blocks(s *State, r *ddi.Routine, args []term.Ref) bool {
	p := sim.Terms
	if r.Always {
		return false
	}
	for _, test := range r.NonBlocking {
		if test.Arg >= len(args) {
			continue
		}
		v := s.Known(p, args[test.Arg])
		switch test.Op {
		case "zero":
			if sim.pointsToZero(s, v) {
				return false
			}
		case "eq":
			if n, ok := p.ConstOf(v); ok && n == test.Value {
				return false
			}
		case "ne":
			if !s.IntervalOf(p, v).Has(test.Value) {
				return false
			}
		}
	}
	return true
}

// pointsToZero reports whether v is a timeout that is known to be zero.
func (sim *Simulation) pointsToZero(s *State, v term.Ref) bool {
	p := sim.Terms
	if p.IsConst(v) {
		return false
	}
	loc := p.Deref(v)
	for _, candidate := range []term.Ref{p.Field(loc, "QuadPart", ""), loc} {
		if n, ok := p.ConstOf(s.Known(p, sim.Load(s, candidate))); ok {
			return n == 0
		}
	}
	return false
}

// IsZeroLimit reports whether the routine does not block because its timeout is zero.
func (sim *Simulation) IsZeroLimit(r *ddi.Routine, limit term.Ref) bool {
	n, ok := sim.Terms.ConstOf(limit)
	return limit != 0 && ok && n == 0 && slices.ContainsFunc(r.NonBlocking, func(t ddi.ArgTest) bool { return t.Op == "zero" })
}

// Limit is what a routine's timeout holds: a number, what a local variable holds, or what lies there as the function is entered, which its
// callers may know. 0 otherwise.
func (sim *Simulation) Limit(s *State, r *ddi.Routine, args []term.Ref) term.Ref {
	p := sim.Terms
	i := r.Arg(ddi.OpTimeout)
	if i < 0 || i >= len(args) || p.IsConst(args[i]) {
		return 0
	}
	loc := p.Deref(args[i])
	quad := p.Field(loc, "QuadPart", "")
	v := s.Known(p, sim.Load(s, quad))
	switch whole := s.Known(p, sim.Load(s, loc)); {
	case v != p.Initial(quad):
	case p.Term(args[i]).Op == term.Addr:
		v = whole
	case whole == p.Initial(loc):
		return v
	}
	if p.LocalRoot(loc) == nil && !p.IsConst(v) {
		return 0
	}
	return v
}

// wait executes a wait.
func (sim *Simulation) wait(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*State {
	sim.forgetOutputs(s, r, args)
	v := sim.Unmodelled(s)
	if r.WaitsOut(func(arg int) (int64, bool) { return sim.Terms.ConstOf(args[arg]) }, len(args)) {
		s.Narrow(sim.Terms, v, term.AtLeast(0))
	}
	sim.Result(s, call, v)
	if r.DoesTo(ddi.Wait, ddi.Time) {
		return []*State{s}
	}
	for _, f := range sim.followers {
		if list := f.Wait(s, call, r, args, v); list != nil {
			return list
		}
	}
	return []*State{s}
}

// forgetOutputs drops what a wait or an I/O routine fills in.
func (sim *Simulation) forgetOutputs(s *State, r *ddi.Routine, args []term.Ref) {
	if !r.DoesTo(ddi.Wait, ddi.Message|ddi.IO) {
		return
	}
	for i, a := range args {
		if i != r.Arg(ddi.OpTimeout) && i != r.Arg(ddi.OpObject) {
			sim.ForgetObject(s, a)
		}
	}
}

// Accessed is what a routine that only looks something up returns for an argument.
func Accessed(terms *term.Pool, routine string, argument term.Ref) term.Ref {
	return terms.Apply(routine+" of ", argument)
}
