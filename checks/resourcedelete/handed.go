package resourcedelete

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/ir"
)

const maxHandedOn = 4 // functions through which the address of an object is handed on to where it is initialized

// objects lists what a call initializes. Where a function gets the address of a global from its callers, or of what holds the object, each of them
// is one of its own, at the call that hands it over.
func objects(p *callgraph.Graph, c callgraph.RoutineCall) []*object {
	v, ok := c.Arg(roleOf(c.Routine))
	if !ok || v.Place.Root == nil {
		return nil
	}
	list := handed(p, c, v.Pointee(), 0)
	if o := newObject(p, c, v); o != nil {
		list = append(list, o)
	}
	return list
}

// handed lists the globals at a place behind a parameter of the function that a call is in.
func handed(p *callgraph.Graph, c callgraph.RoutineCall, at ir.Place, depth int) []*object {
	param := slices.Index(c.In.Params, at.Root)
	if param < 0 || depth == maxHandedOn || len(at.Path) == 0 || at.Path[0].Kind != ir.Deref || c.In.Assigns(at.Root) {
		return nil
	}
	var list []*object
	for _, caller := range p.Functions {
		caller.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || param >= len(call.Args) {
				return
			}
			if target, _ := p.Callee(caller, call); target != c.In {
				return
			}
			place, ok := call.Args[param].Behind(at.Path)
			if !ok {
				return
			}
			by := callgraph.RoutineCall{Call: call, In: caller, Routine: c.Routine}
			if o := newObject(p, by, ir.Value{Kind: ir.AddrOf, Place: place}); o != nil && o.global {
				o.through = c.In
				list = append(list, o)
			}
			list = append(list, handed(p, by, place, depth+1)...)
		})
	}
	return list
}

// inExtension is a call that deletes a device in whose extension the object lies, where it may run when the driver ends.
func (o *object) inExtension(p *callgraph.Graph) (callgraph.RoutineCall, bool) {
	if !extension(p, o.record) {
		return callgraph.RoutineCall{}, false
	}
	frees := p.RoutineCalls(ddi.Free, ddi.DeviceObject)
	i := slices.IndexFunc(frees, func(c callgraph.RoutineCall) bool { return p.Reached(c.In) && p.Occasion(c.In) == callgraph.Anytime })
	if i < 0 {
		return callgraph.RoutineCall{}, false
	}
	return frees[i], true
}

// extension reports whether the driver takes what a device object leads to for a structure with that tag.
func extension(p *callgraph.Graph, record string) bool {
	for _, f := range p.Functions {
		found := false
		f.Instrs(func(in ir.Instr) {
			a, ok := in.(*ir.Assign)
			if !ok || len(a.Dst.Path) > 0 || a.Src.Kind != ir.Load || len(a.Src.Place.Path) == 0 || !pointsTo(a.Dst.Root.Type, record) {
				return
			}
			last := a.Src.Place.Path[len(a.Src.Place.Path)-1]
			found = found || last.Kind == ir.Field && ddi.ObjectOf(last.Record) == ddi.DeviceObject && a.Src.Type == "void *"
		})
		if found {
			return true
		}
	}
	return false
}
