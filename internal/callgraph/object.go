package callgraph

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Objects lists the nodes of the points-to analysis that an argument may lead to, in a fixed order;
// none if that is not known.
func (p *Graph) Objects(c RoutineCall, role ddi.Operand) []int {
	v, ok := c.Arg(role)
	if !ok {
		return nil
	}
	return p.ObjectsOf(c.In, v)
}

// ObjectsOf lists what a value in a function may lead to, as Objects does.
func (p *Graph) ObjectsOf(f *program.Function, v ir.Value) []int {
	var list []int
	for _, it := range p.PointsTo.Holds(f.UnitIndex, v) {
		if it.Kind == pointsto.Address {
			list = append(list, it.Node)
		}
	}
	return list
}

// MaySame reports whether two calls may be about the same object: what their arguments lead to
// has something in common, or is not known of one of them.
func (p *Graph) MaySame(a RoutineCall, role ddi.Operand, b RoutineCall, other ddi.Operand) bool {
	x, y := p.Objects(a, role), p.Objects(b, other)
	return len(x) == 0 || len(y) == 0 || slices.ContainsFunc(x, func(n int) bool { return slices.Contains(y, n) })
}

// Entries lists the functions that the system calls and that come to f, itself among them, in order.
func (p *Graph) Entries(f *program.Function) []*program.Function {
	above := p.Above([]*program.Function{f})
	var list []*program.Function
	for _, g := range p.Functions {
		if above[g] && len(p.roles[g]) > 0 {
			list = append(list, g)
		}
	}
	return list
}

// HandedOut reports whether code that is not known gets one of the objects: it may do anything to it.
func (p *Graph) HandedOut(nodes []int) bool {
	for _, f := range p.Functions {
		found := false
		f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || found {
				return
			}
			target, name := p.Callee(f, call)
			if target != nil || p.Known.Lookup(name) != nil || ddi.Documented(name) {
				return
			}
			found = slices.ContainsFunc(call.Args, func(a ir.Value) bool {
				return slices.ContainsFunc(p.ObjectsOf(f, a), func(n int) bool { return slices.Contains(nodes, n) })
			})
		})
		if found {
			return true
		}
	}
	return false
}
