package driver

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// owned lists the functions that the system calls for as long as what a call registers is registered. Of those that initialisers
// name only the ones in what the call is given count, if it is given any so: a driver may have the tables of another beside its own.
func owned(d *Driver, c callgraph.RoutineCall) []*program.Function {
	on := c.Routine.Effect(ddi.Register, ddi.Anything).On
	tables := given(d, c)
	var all, own []*program.Function
	found := false
	for _, f := range d.Functions {
		in, owner := false, false
		for _, r := range d.Roles(f) {
			if r.Owner != on {
				continue
			}
			inside := slices.ContainsFunc(tables, func(t table) bool { return t.holds(r) })
			owner, found, in = true, found || inside, in || inside || r.By != nil
		}
		if owner {
			all = append(all, f)
		}
		if in {
			own = append(own, f)
		}
	}
	if !found {
		return all
	}
	return own
}

// A table is a variable with an initialiser.
type table struct {
	unit *ir.Unit
	*ir.Global
}

// holds reports whether an initialiser registers a function.
func (t table) holds(r callgraph.Registration) bool {
	return t.unit == r.Unit && slices.ContainsFunc(t.Init, func(i ir.FieldInit) bool { return i.Span == r.At })
}

// given lists the variables with an initialiser whose addresses a call is given, and those that these lead to.
func given(d *Driver, c callgraph.RoutineCall) []table {
	var list []table
	var visit func(v ir.Value)
	visit = func(v ir.Value) {
		if v.Kind == ir.AddrOf {
			for _, unit := range d.Units {
				for _, g := range unit.Globals {
					t := table{unit, g}
					if len(g.Init) == 0 || !t.is(v.Place.Root) || slices.ContainsFunc(list, func(o table) bool { return o.Global == g }) {
						continue
					}
					list = append(list, t)
					for _, i := range g.Init {
						visit(i.Value)
					}
				}
			}
		}
		for _, a := range v.Args {
			visit(a)
		}
	}
	for _, a := range c.Call.Args {
		visit(a)
	}
	return list
}

// is reports whether a variable is the table, which may be defined in another unit.
func (t table) is(x *ir.Var) bool {
	return t.Var == x || t.Kind == ir.GlobalVar && x.Kind == ir.GlobalVar && t.Name == x.Name
}
