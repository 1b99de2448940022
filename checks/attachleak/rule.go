package attachleak

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// leftAttached asks that a function which detaches on some way, or alone could, returns detached on all.
var leftAttached = &irql.Rule{
	Name: "returns attached", Callers: true, On: returnsAttached,
	Judge:  func(*irql.Point, *irql.Obligation) obligation.Verdict { return obligation.Broken },
	Prefer: func(o, other *irql.Obligation) bool { return o.Note.(*left).seen < other.Note.(*left).seen },
}

// left is what is known of a way that returns attached.
type left struct {
	attached *simulate.Step       // the last step that attached
	detached ir.Span              // where another way detaches
	noDetach bool                 // none does
	seen     simulate.Distinction // how a caller can tell the way from those that return detached
}

func returnsAttached(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtEnd || !isAttached(p) {
		return
	}
	l := &left{attached: p.AttachedBy(), noDetach: p.DetachesAt() == nil}
	if l.attached == nil || p.Coarse() && !surely(p, l.attached) || mayDetach(p, l.attached) {
		return
	}
	var others bool
	l.seen, others = p.DistinguishedFrom(func(q *irql.Point) bool { return !isAttached(q) })
	switch {
	case keptHere(p, l.attached):
		l.seen = simulate.Never // a caller that can tell can't detach either
	case l.noDetach || !others:
		return
	}
	if !l.noDetach {
		l.detached = *p.DetachesAt()
	}
	ask(&irql.Obligation{At: p.At(), Note: l})
}

func isAttached(p *irql.Point) bool { return p.Attached() == p.Terms().Constant(1) }

// keptHere reports whether only the function itself can detach: what it needs for that is in a
// variable of its own that nobody else is given, but for what attaches.
func keptHere(p *irql.Point, attached *simulate.Step) bool {
	if attached.In != p.In() {
		return false
	}
	switch attached.Kind {
	case simulate.StepAttach:
		v := p.Terms().LocalRoot(attached.Loc)
		return v != nil && !given(p, p.In(), v, nil)
	case simulate.StepCall:
		return keptBeside(p, attached)
	}
	return false
}

// keptBeside is keptHere where a callee attaches with what it is given a pointer to.
func keptBeside(p *irql.Point, attached *simulate.Step) bool {
	t, inner := p.Terms(), attached.Inner
	for inner != nil && !(inner.Kind == simulate.StepAttach && inner.Taken) {
		inner = inner.Prev
	}
	if inner == nil || inner.In != attached.Callee || inner.Loc == 0 {
		return false
	}
	for i, param := range attached.Callee.Params {
		if inner.Loc != t.Deref(t.Param(i)) || given(p, attached.Callee, param, nil) {
			continue
		}
		for _, in := range p.In().Graph.Instrs() {
			call, ok := in.(*ir.Call)
			if ok && call.Span == attached.At && i < len(call.Args) && call.Args[i].Kind == ir.AddrOf && len(call.Args[i].Place.Path) == 0 {
				v := call.Args[i].Place.Root
				return v.Kind == ir.Local && !given(p, p.In(), v, call)
			}
		}
	}
	return false
}

// given reports whether a function lets others know of one of its variables: beyond what attaches or detaches, and but for one call.
func given(p *irql.Point, f *program.Function, v *ir.Var, but *ir.Call) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			found = found || in.Src.Reads(v)
		case *ir.Call:
			_, r := p.Machine().RoutineOf(f, in)
			found = found || in != but && !r.Does(ddi.Attach|ddi.Detach) && slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Place.Root == v || a.Reads(v) })
		}
	})
	return found
}

// mayDetach reports whether the way passes a detach that is left out for reasons which nobody can judge.
func mayDetach(p *irql.Point, attached *simulate.Step) bool {
	m := p.Machine()
	detaches := func(call *ir.Call) bool {
		target, name := m.Callee(p.In(), call)
		if target != nil {
			return m.DetachesSometimes(target)
		}
		return m.Known.Lookup(name).Does(ddi.Detach)
	}
	for step := p.State().Trace; step != nil && step != attached; step = step.Prev {
		switch {
		case step.Kind == simulate.StepCall && m.DetachesSometimes(step.Callee):
			return true
		case step.Kind == simulate.StepBranch && !p.Terms().IsConst(step.Tested()):
			if _, to := step.Edge(); p.In().Graph.InBetween(step.OtherArm(), to, detaches) {
				return true
			}
		}
	}
	return false
}
