package ways

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// Arms are the calls in the arms of each `if` of a function, by its tests.
type Arms map[*ir.Value]*arms

type arms struct {
	then, otherwise []*ir.Call
	negated         bool // the test leads to the first arm where it does not hold
}

// ArmsOf finds those of a function.
func ArmsOf(f *ir.Func) Arms {
	a := Arms{}
	a.note(f.Body, nil, nil)
	return a
}

// Past lists the calls in the arm of an `if` that an edge goes past, and that come to the same place as it: what is done
// under a condition.
func (a Arms) Past(g *cfg.Graph, e *cfg.Edge) []*ir.Call {
	b := a[e.Test]
	if e.Test == nil || b == nil {
		return nil
	}
	calls := b.then
	if e.Taken != b.negated {
		calls = b.otherwise
	}
	join := e.To
	for n := 0; n < len(g.Blocks) && len(join.Instrs) == 0 && len(join.Succs) == 1; n++ {
		join = join.Succs[0].To
	}
	return slices.DeleteFunc(slices.Clone(calls), func(call *ir.Call) bool { return !g.From(g.Holding(call)...)[join.Index] })
}

// Instead lists the calls in the arm of an `if` to which an edge leads.
func (a Arms) Instead(e *cfg.Edge) []*ir.Call {
	b := a[e.Test]
	switch {
	case e.Test == nil || b == nil:
		return nil
	case e.Taken != b.negated:
		return b.then
	}
	return b.otherwise
}

// note adds the calls in a list to the arms that are around it.
func (a Arms) note(list []ir.Node, then, otherwise []*arms) {
	for _, n := range list {
		switch n := n.(type) {
		case *ir.Call:
			for _, b := range then {
				b.then = append(b.then, n)
			}
			for _, b := range otherwise {
				b.otherwise = append(b.otherwise, n)
			}
		case *ir.If:
			own := a.tests(n.Cond, false)
			a.note(n.Then, append(slices.Clone(then), own...), otherwise)
			a.note(n.Else, then, append(slices.Clone(otherwise), own...))
		case *ir.Loop:
			a.note(n.Body, then, otherwise)
			a.note(n.Post, then, otherwise)
		case *ir.Switch:
			a.note(n.Body, then, otherwise)
		case *ir.Try:
			a.note(n.Body, then, otherwise)
			a.note(n.Except, then, otherwise)
			a.note(n.Finally, then, otherwise)
		}
	}
}

// tests adds arms for each test of a condition.
func (a Arms) tests(c *ir.Cond, negated bool) []*arms {
	switch {
	case c == nil:
		return nil
	case c.Op == ir.Truth:
		b := &arms{negated: negated}
		a[&c.Test] = b
		return []*arms{b}
	}
	negated = negated != (c.Op == ir.Not)
	return append(a.tests(c.X, negated), a.tests(c.Y, negated)...)
}
