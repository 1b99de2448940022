package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

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

// Limit is what a routine's timeout holds, if that is a local variable: a caller knows
// nothing of it. 0 otherwise.
func (sim *Simulation) Limit(s *State, r *ddi.Routine, args []term.Ref) term.Ref {
	p := sim.Terms
	i := r.Arg(ddi.OpTimeout)
	if i < 0 || i >= len(args) || p.Term(args[i]).Op != term.Addr {
		return 0
	}
	loc := p.Deref(args[i])
	if sim.Terms.LocalRoot(loc) == nil {
		return 0
	}
	quad := p.Field(loc, "QuadPart", "")
	if v := s.Known(p, sim.Load(s, quad)); v != p.Initial(quad) {
		return v
	}
	return s.Known(p, sim.Load(s, loc))
}

// wait executes a wait.
func (sim *Simulation) wait(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*State {
	sim.forgetOutputs(s, r, args)
	v := sim.Unmodelled(s)
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

// Patient reports whether a wait with this timeout goes on until it is satisfied, as
// far as is known.
func (sim *Simulation) Patient(s *State, timeout term.Ref) bool {
	p := sim.Terms
	timeout = s.Known(p, timeout)
	if n, ok := p.ConstOf(timeout); ok {
		return n == 0
	}
	// Unless the address of something is handed over, the timeout may be NULL.
	return p.Term(timeout).Op != term.Addr
}

// WaitsForAny reports whether a wait for several objects ends with the first of them.
func (sim *Simulation) WaitsForAny(r *ddi.Routine, args []term.Ref) bool {
	p := sim.Terms
	kind, count := r.Arg(ddi.OpWaitType), r.Arg(ddi.OpCount)
	if kind < 0 || kind >= len(args) || count < 0 || count >= len(args) {
		return false
	}
	n, ok := p.ConstOf(args[kind])
	one, known := p.ConstOf(args[count])
	return ok && n == 1 && !(known && one == 1)
}
