package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

func (s *search) call(st *ways.State[state], call *ir.Call) {
	own := &st.Own
	if call == s.c.Call {
		s.mortal = s.mortal || !s.endures(st)
		if own.phase == held && own.other == nil && s.v != nil && !s.guard {
			s.add(loss{again: true})
		}
		source := own.source
		*own = state{phase: pending, status: call.Dst}
		if s.unseen {
			own.status = nil
		}
		if _, out := given(s.c); !out && !(s.guard && call.Dst != nil) {
			*own = state{phase: held}
		}
		own.source = source
		return
	}
	if call == s.giver {
		own.source = call.Dst
	}
	own.passed = own.passed || slices.ContainsFunc(call.Args, func(a ir.Value) bool {
		return s.param != nil && ways.Holds(a, s.param) || own.out != nil && ways.Holds(a, own.out)
	})
	if r := s.k.p.Known.Lookup(call.Callee); call.Dst != nil && r.Does(ddi.Predicate) && r.Predicate == ">= 0" && len(call.Args) == 1 && own.is(call.Args[0]) {
		own.said = call.Dst
	}
	if own.phase == gone {
		if own.out != nil && s.reclaims(*own, call) {
			own.out = nil
		}
		return
	}
	target, name := s.k.p.Callee(s.c.In, call)
	if call.Dst != nil && (call.Dst == own.status || call.Dst == own.copied) || own.copied != nil && keepsStatus(own.copied) && s.writes(target, own.copied) {
		own.status, own.copied = nil, nil
		if own.phase == pending {
			own.phase = gone
		}
	}
	r := s.k.p.Known.Lookup(name)
	if to, out := given(callgraph.RoutineCall{Call: call, In: s.c.In, Routine: r}); out && s.v != nil && captures(to) && to.Place.Root == s.v && own.other == nil {
		s.overwritten(own, call)
		return
	}
	if call.Dst != nil && call.Dst.Type == "long" && own.phase == held && !r.Does(ddi.Predicate) {
		own.later = call.Dst
	}
	if call.Dst != nil && r.DoesTo(ddi.Allocate, ddi.Memory) {
		own.room = call.Dst
	}
	for i, a := range call.Args {
		if !s.takes(*own, a) {
			continue
		}
		if own.phase == pending && own.spared && !r.Does(ddi.Predicate) {
			own.phase = held // who uses the pointer takes it that the call has succeeded
		}
		switch {
		case target == nil && own.phase == held && counts(call, r, i):
			own.more = min(own.more+1, maxMore)
		case target == nil && r.Does(ddi.Dereference) && own.more > 0:
			own.more--
		case target == nil && r.Does(ddi.Dereference), target != nil && s.k.drops(parameter{target, i}):
			if s.release == nil {
				s.release = call
			}
			own.phase, own.let = gone, true
			return
		case target == nil && within(a) && i == r.Arg(ddi.OpTarget):
			// a member of the object is set
		case target != nil && s.k.keeps(parameter{target, i}), target == nil && mayKeep(r, name, i, a, within(a) || s.isInside(a) || r.Does(ddi.Copy) && a.Kind == ir.Op):
			s.kept, own.kept, own.phase = true, true, gone
			return
		}
	}
}

// writes reports whether a function of the driver's, or one that it calls, gives a variable another value.
func (s *search) writes(target *program.Function, x *ir.Var) bool {
	if target == nil {
		return false
	}
	for f := range s.k.p.Reach(target) {
		if f.Assigns(x) {
			return true
		}
	}
	return false
}

// maxMore bounds how many references to one object are counted.
const maxMore = 4

// counts reports whether a call takes another reference to what it is given as an argument: one that cannot fail to, or that nobody asks.
func counts(call *ir.Call, r *ddi.Routine, i int) bool {
	return call.Dst == nil && r.Does(ddi.Reference) && i == r.Arg(ddi.OpObject) && r.Arg(ddi.OpMode) < 0
}

// Raises reports whether a call may raise an exception: what a handler in the function does then is a way, too.
func (s *search) Raises(call *ir.Call) bool {
	target, name := s.k.p.Callee(s.c.In, call)
	if target != nil {
		return s.k.raised.From(target) != nil
	}
	r := s.k.p.Known.Lookup(name)
	return r.Does(ddi.MayRaise) && !r.Does(ddi.Compare) && s.k.p.Raises(s.c.In, call, r, program.MaxSolid)
}

// mayDrop reports whether a call may drop the reference: a function of the driver's own that keeps nothing does not.
func (s *search) mayDrop(own state, call *ir.Call) bool {
	target, _ := s.k.p.Callee(s.c.In, call)
	_, r := s.k.p.RoutineOf(s.c.In, call)
	for i, a := range call.Args {
		if s.takes(own, a) && (r.Does(ddi.Dereference) || target != nil && s.k.keeps(parameter{target, i})) {
			return true
		}
	}
	return false
}
