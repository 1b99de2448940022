package callgraph

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// anyMajor stands for a major function that is not known, or for which a function is not called at all of its levels.
const anyMajor = -1

// registerOperation notes for which major function a callback in an initialiser is.
func (p *Graph) registerOperation(unit int, g *ir.Global, init ir.FieldInit) {
	last := len(init.Path) - 1
	if last < 0 || init.Path[last].Kind != ir.Field {
		return
	}
	beside, is := ddi.OperationOf(init.Path[last].Record, init.Path[last].Name)
	if !is {
		return
	}
	major := int64(anyMajor)
	if v, _ := siblingOf(g, init, beside.Major); v.Kind == ir.Const {
		major = v.Int
	}
	if before, set := siblingOf(g, init, beside.Before); set && !p.mayReturn(unit, before, beside.Result) {
		major = anyMajor
	}
	for _, it := range p.PointsTo.Holds(unit, init.Value) {
		if it.Kind == pointsto.Function && it.Function != nil {
			p.majors[it.Function] = append(p.majors[it.Function], major)
		}
	}
}

// siblingOf is what the initialiser of a global sets another member of the same structure to.
func siblingOf(g *ir.Global, init ir.FieldInit, member string) (ir.Value, bool) {
	last := len(init.Path) - 1
	structure := ir.Place{Root: g.Var, Path: init.Path[:last]}.String()
	for _, other := range g.Init {
		if len(other.Path) == last+1 && other.Path[last].Name == member && (ir.Place{Root: g.Var, Path: other.Path[:last]}).String() == structure {
			return other.Value, true
		}
	}
	return ir.Value{}, false
}

// mayReturn reports whether a function that a value may point to may return a number; whether it is called at all, if there is none.
func (p *Graph) mayReturn(unit int, v ir.Value, n int64) bool {
	if v.Kind == ir.Const {
		return true
	}
	holds := p.PointsTo.Holds(unit, v)
	return len(holds) == 0 || slices.ContainsFunc(holds, func(it pointsto.Item) bool {
		return it.Function == nil || returns(it.Function, n)
	})
}

// returns reports whether f may return a number, by the constants that it returns and that it puts into variables that it returns.
func returns(f *program.Function, n int64) bool {
	may := false
	is := func(v ir.Value) bool { return v.Kind != ir.Const || v.Int == n }
	f.Instrs(func(in ir.Instr) {
		r, ok := in.(*ir.Return)
		if !ok || r.Value == nil {
			return
		}
		if r.Value.Kind != ir.Load || !r.Value.Place.IsLocal() {
			may = may || is(*r.Value)
			return
		}
		f.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Assign:
				may = may || in.Dst.IsLocal() && in.Dst.Root == r.Value.Place.Root && is(in.Src)
			case *ir.Call:
				may = may || in.Dst == r.Value.Place.Root || slices.ContainsFunc(in.Args, func(a ir.Value) bool {
					return a.Kind == ir.AddrOf && a.Place.Root == r.Value.Place.Root
				})
			}
		})
	})
	return may
}

// ComesFor reports whether f is called for these major functions, at all of its levels, and for none else.
func (p *Graph) ComesFor(f *program.Function, majors []int64) bool {
	return len(p.majors[f]) > 0 && !slices.ContainsFunc(p.majors[f], func(m int64) bool { return !slices.Contains(majors, m) })
}
