package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A comer comes to a call from the entries of the driver, without a drop of what a place holds, and without a test that may tell whether it holds anything.
type comer struct {
	*trail
	f    *program.Function
	call *ir.Call
	met  bool
}

// again finds a function that the system calls any number of times, and that comes to a call of f each time; nil if there is none. seen leads there.
func (by *comer) again(f *program.Function, call *ir.Call, seen []*program.Function) (*program.Function, callgraph.Registration) {
	none := callgraph.Registration{}
	if slices.Contains(seen, f) || len(seen) > maxTakers {
		return nil, none
	}
	by.f, by.call, by.met = f, call, false
	if !ways.Follow(by.k.p, f, false, by) || !by.met {
		return nil, none
	}
	if slices.ContainsFunc(f.Calls(), func(after *ir.Call) bool { return f.Graph.Follows(call, after) && by.dropsIn(f, after) }) {
		return nil, none // of this one, or of the one before by another name
	}
	if roles := by.k.p.Roles(f); len(roles) > 0 {
		if slices.ContainsFunc(roles, func(r callgraph.Registration) bool { return !recurs(r) }) {
			return nil, none
		}
		return f, roles[0]
	}
	for _, g := range by.k.p.Functions {
		for _, call := range g.Calls() {
			if target, _ := by.k.p.Callee(g, call); target == f {
				if entry, r := by.again(g, call, append(seen, f)); entry != nil {
					return entry, r
				}
			}
		}
	}
	return nil, none
}

// recurs reports whether the system calls a function in that role for requests, messages or events of which there may be any number while the driver
// is there: not for the creation of something, or its end.
func recurs(r callgraph.Registration) bool {
	switch r.Role {
	case ddi.Dispatch:
		return r.Index > 0 && ddi.SentByChoice(r.Role, r.Index)
	case ddi.Request:
		return true
	}
	return ddi.NotByDriver(r.Role)
}

// Instr follows drops. Whether the place may hold a pointer is known on the way if its state is true.
func (by *comer) Instr(st *ways.State[bool], in ir.Instr) {
	call, ok := in.(*ir.Call)
	if !ok {
		return
	}
	if call == by.call {
		by.met = by.met || !st.Own
		return
	}
	st.Own = st.Own || by.dropsIn(by.f, call)
}

// dropsIn reports whether a call drops such a reference, itself or in what it leads to.
func (by *comer) dropsIn(f *program.Function, call *ir.Call) bool {
	target, _ := by.k.p.Callee(f, call)
	reach := map[*program.Function]bool{}
	if target != nil {
		reach = by.k.p.Reach(target)
	}
	return slices.ContainsFunc(by.drops, func(d callgraph.RoutineCall) bool { return d.Call == call || reach[d.In] })
}

// Edge learns from a test that the place holds nothing, or that something else may tell so.
func (by *comer) Edge(st *ways.State[bool], e *cfg.Edge) {
	if e.Test == nil || st.Own {
		return
	}
	if null, known := isNull(e, by.holds); known {
		st.Own = null
		return
	}
	st.Own = by.tells(*e.Test, nil)
}

// tells reports whether a value depends on what the driver itself has noted before: a global variable or member of its own that it sets, or what it works out
// of that.
func (by *comer) tells(v ir.Value, seen []*ir.Var) bool {
	if slices.ContainsFunc(v.Args, func(a ir.Value) bool { return by.tells(a, seen) }) {
		return true
	}
	x := v.Place.Root
	if v.Kind != ir.Load && v.Kind != ir.AddrOf || x == nil || by.named(v.Place) {
		return false
	}
	if i := lastField(v.Place.Path); i >= 0 && by.sets(v.Place.Path[i]) || (x.Kind == ir.GlobalVar || x.Kind == ir.StaticVar) && by.setsVariable(x) {
		return true
	}
	if slices.Contains(seen, x) {
		return false
	}
	seen = append(seen, x)
	told := false
	by.f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			told = told || in.Dst.Root == x && len(in.Dst.Path) == 0 && by.tells(in.Src, seen)
		case *ir.Call:
			if in.Dst == x && in != by.call {
				target, _ := by.k.p.Callee(by.f, in)
				told = told || target != nil || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return by.tells(a, seen) })
			}
		}
	})
	return told
}

// sets reports whether the driver sets a member, of whatever object.
func (by *comer) sets(step ir.Step) bool {
	return by.assigned(func(p ir.Place) bool {
		i := lastField(p.Path)
		return i >= 0 && p.Path[i].Record == step.Record && p.Path[i].Name == step.Name
	})
}

// setsVariable reports whether the driver sets a global variable once it is loaded.
func (by *comer) setsVariable(x *ir.Var) bool {
	return by.assigned(func(p ir.Place) bool { return p.Root == x && len(p.Path) == 0 })
}

// assigned reports whether a function that does not only run as the driver is loaded gives such a place something, or hands out its address.
func (by *comer) assigned(such func(ir.Place) bool) bool {
	found := false
	for _, f := range by.k.p.Functions {
		if by.k.p.Occasion(f) == callgraph.AtEntry {
			continue
		}
		f.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Assign:
				found = found || such(in.Dst)
			case *ir.Call:
				found = found || in.Dst != nil && such(ir.Place{Root: in.Dst}) || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && such(a.Place) })
			}
		})
	}
	return found
}
