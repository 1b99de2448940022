package obligation

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// maxInner is how many calls below a step a function is looked for that was passed.
const maxInner = 3

// filled reports whether control comes to the point of o only where a static variable of a function is still zero, though the way of a
// caller's state was through that function before: it keeps there what it once has found.
func filled[P Point](s *simulate.State, p *term.Pool, o *Obligation[P]) bool {
	return slices.ContainsFunc(o.facts, func(c term.Constraint) bool {
		return c.In.Has(0) && p.AnyOperand(c.Value, func(_ term.Ref, t *term.Term) bool {
			if t.Op != term.Init {
				return false
			}
			v := p.VariableOf(t.A)
			return v != nil && v.Kind == ir.StaticVar && passed(s.Trace, v, maxInner)
		})
	})
}

// passed reports whether a way leads through the function that a static variable is declared in.
func passed(way *simulate.Step, v *ir.Var, inner int) bool {
	for ; way != nil; way = way.Prev {
		if way.Kind == simulate.StepCall && (declares(way.Callee, v) || inner > 0 && passed(way.Inner, v, inner-1)) {
			return true
		}
	}
	return false
}

// declares reports whether a variable is declared in the body of a function.
func declares(f *program.Function, v *ir.Var) bool {
	return f != nil && f.File == v.File && f.From < v.From && v.To <= f.Span.To && slices.ContainsFunc(f.Unit.Globals, func(g *ir.Global) bool { return g.Var == v })
}
