package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// insideOf lists the variables of a function that only ever hold the address of a place in what another one points to, or none.
func insideOf(f *program.Function, x *ir.Var) []*ir.Var {
	var list []*ir.Var
	into := func(v ir.Value) bool {
		return v.Kind != ir.Load && !captures(v) && leads(v, x) || slices.ContainsFunc(list, func(in *ir.Var) bool { return leads(v, in) })
	}
	for grown := true; grown; {
		grown = false
		f.Instrs(func(in ir.Instr) {
			if a, ok := in.(*ir.Assign); ok && a.Dst.Root.Kind == ir.Local && a.Dst.Root != x && !slices.Contains(list, a.Dst.Root) && len(a.Dst.Path) == 0 && into(a.Src) {
				list, grown = append(list, a.Dst.Root), true
			}
		})
	}
	for shrunk := true; shrunk; {
		shrunk = false
		list = slices.DeleteFunc(list, func(y *ir.Var) bool {
			other := false
			f.Instrs(func(in ir.Instr) {
				switch in := in.(type) {
				case *ir.Assign:
					other = other || in.Dst.Root == y && (len(in.Dst.Path) > 0 && in.Dst.Path[0].Kind != ir.Deref || len(in.Dst.Path) == 0 && in.Src.Kind != ir.Const && !into(in.Src)) || pointsTo(in.Src, y)
				case *ir.Call:
					other = other || in.Dst == y || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return captures(a) && pointsTo(a, y) })
				}
			})
			shrunk = shrunk || other
			return other
		})
	}
	return list
}

// isInside reports whether a value is the address of a place in the object, as a variable holds it.
func (s *search) isInside(v ir.Value) bool {
	return slices.ContainsFunc(s.inside, func(x *ir.Var) bool { return ways.Holds(v, x) })
}
