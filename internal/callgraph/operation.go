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

// A part is what a member of a structure in a variable is set to, by an initialiser or an assignment.
type part struct {
	at    ir.Place
	value ir.Value
}

// partsOf lists what the initialiser of a global sets.
func partsOf(g *ir.Global) []part {
	var list []part
	for _, init := range g.Init {
		list = append(list, part{ir.Place{Root: g.Var, Path: init.Path}, init.Value})
	}
	return list
}

// partsIn lists what a function sets members of structures in variables to.
func partsIn(f *program.Function) []part {
	var list []part
	f.Instrs(func(in ir.Instr) {
		if set, ok := in.(*ir.Assign); ok && len(set.Dst.Path) > 0 && !set.Dst.ThroughPointer() {
			list = append(list, part{set.Dst, set.Src})
		}
	})
	return list
}

// registerOperations notes for which major function callbacks are that parts of variables are set to, all by one initialiser or in one
// function. The variables are those of a unit.
func (p *Graph) registerOperations(unit int, parts []part) {
	for _, set := range parts {
		last := len(set.at.Path) - 1
		if last < 0 || set.at.Path[last].Kind != ir.Field {
			continue
		}
		beside, is := ddi.OperationOf(set.at.Path[last].Record, set.at.Path[last].Name)
		if !is {
			continue
		}
		major := int64(anyMajor)
		if v, _ := siblingOf(parts, set, beside.Major); v.Kind == ir.Const {
			major = v.Int
		}
		if before, is := siblingOf(parts, set, beside.Before); is && !p.mayReturn(unit, before, beside.Result) {
			major = anyMajor
		}
		for _, it := range p.PointsTo.Holds(unit, set.value) {
			if it.Kind == pointsto.Function && it.Function != nil {
				p.majors[it.Function] = append(p.majors[it.Function], major)
			}
		}
	}
}

// siblingOf is what another member of the same structure is set to; false if it is not set, or more than once.
func siblingOf(parts []part, set part, member string) (v ir.Value, ok bool) {
	last := len(set.at.Path) - 1
	structure := ir.Place{Root: set.at.Root, Path: set.at.Path[:last]}.String()
	for _, other := range parts {
		if other.at.Root != set.at.Root || len(other.at.Path) != last+1 || other.at.Path[last].Name != member ||
			(ir.Place{Root: other.at.Root, Path: other.at.Path[:last]}).String() != structure {
			continue
		}
		if ok {
			return ir.Value{}, false
		}
		v, ok = other.value, true
	}
	return v, ok
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

// registerTables gives roles to the functions in an array to which a field of a registration structure is made to point.
func (p *Graph) registerTables(by *program.Function, unit int, dst ir.Place, src ir.Value) {
	if n := len(dst.Path); n > 0 && dst.Path[n-1].Kind == ir.Field {
		p.registerTable(by, unit, src, ddi.TypeOfTable(dst.Path[n-1].Record, dst.Path[n-1].Name), dst.Path[n-1].Name)
	}
}

// registerTable gives a role to the functions that the initialiser of an array stores in it, or assignments of the function that hands it over.
func (p *Graph) registerTable(by *program.Function, unit int, table ir.Value, typ, into string) {
	x := table.Place.Root
	if typ == "" || x == nil || table.Kind != ir.AddrOf && table.Kind != ir.Load {
		return
	}
	add := func(in *program.Function, path []ir.Step, v ir.Value, at ir.Span) {
		if len(path) != 1 || path[0].Kind != ir.Index || !mayBeFunction(v) {
			return
		}
		index := int64(-1)
		if path[0].Index.Kind == ir.Const {
			index = path[0].Index.Int
		}
		for _, it := range p.PointsTo.Holds(unit, v) {
			if it.Kind == pointsto.Function && it.Function != nil {
				p.addRole(it.Function, Registration{Role: ddi.RoleOfType(typ), Routine: into, Type: typ, Index: index, By: in, At: at, Unit: p.Units[unit]})
			}
		}
	}
	for _, g := range p.Units[unit].Globals {
		if g.Var == x {
			for _, init := range g.Init {
				add(nil, init.Path, init.Value, init.Span)
			}
		}
	}
	if by == nil {
		return
	}
	by.Instrs(func(in ir.Instr) {
		if set, ok := in.(*ir.Assign); ok && set.Dst.Root == x {
			add(by, set.Dst.Path, set.Src, set.Span)
		}
	})
}
