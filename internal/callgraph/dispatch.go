package callgraph

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

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
