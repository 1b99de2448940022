package attachleak

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/obligation"
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
	if p.Kind != irql.AtEnd || p.Coarse() || !isAttached(p) {
		return
	}
	l := &left{attached: p.AttachedBy(), noDetach: p.DetachesAt() == nil}
	if l.attached == nil || mayDetach(p, l.attached) {
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
// variable of its own that nobody else is given.
func keptHere(p *irql.Point, attached *simulate.Step) bool {
	if attached.Kind != simulate.StepAttach || attached.In != p.In() || attached.Loc == 0 {
		return false
	}
	v := p.Terms().LocalRoot(attached.Loc)
	if v == nil {
		return false
	}
	given := false
	p.In().Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			given = given || in.Src.Reads(v)
		case *ir.Call:
			_, r := p.Machine().RoutineOf(p.In(), in)
			given = given || !r.Does(ddi.Attach|ddi.Detach) && slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Place.Root == v || a.Reads(v) })
		}
	})
	return !given
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
