package irpdone

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A parameter is one of a function, by its index.
type parameter struct {
	f     *program.Function
	index int
}

// enders knows which functions complete a request that they are given, on every way.
type enders struct {
	p      *callgraph.Graph
	known  map[parameter]bool // that every way completes it
	some   map[parameter]bool // that a way completes it
	failed map[parameter]bool // that a way on which it fails completes it
	given  map[parameter]bool // that a way leaves it in a queue
	passed map[parameter]bool // that every way hands it to the driver below, with no completion routine
}

// requests lists the variables of f that hold a request which f completes, gives to a queue or to the driver below, in the order of the source.
func (e *enders) requests(f *program.Function) []*ir.Var {
	var list []*ir.Var
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok {
			return
		}
		for _, a := range call.Args {
			if ways.Variable(a) && owned(a.Place.Root) && !slices.Contains(list, a.Place.Root) && (e.ends(f, call, a.Place.Root) || e.forwards(f, call, a.Place.Root) || e.handsBelow(f, call, a.Place.Root)) {
				list = append(list, a.Place.Root)
			}
		}
	})
	return list
}

func owned(v *ir.Var) bool { return v.Kind == ir.Param || v.Kind == ir.Local }

// ends reports whether a call in f certainly completes the request that a variable holds.
func (e *enders) ends(f *program.Function, call *ir.Call, x *ir.Var) bool {
	target, name := e.p.Callee(f, call)
	if target == nil {
		r := e.p.Known.Lookup(name)
		i := r.Arg(ddi.OpIRP)
		return r.DoesTo(ddi.Complete, ddi.IRP) && i >= 0 && i < len(call.Args) && ways.Holds(call.Args[i], x)
	}
	return slices.ContainsFunc(call.Args, func(a ir.Value) bool {
		return ways.Holds(a, x) && e.always(parameter{target, slices.IndexFunc(call.Args, func(b ir.Value) bool { return ways.Holds(b, x) })})
	})
}

// forwards reports whether a call in f gives the request that a variable holds to a queue, if it succeeds.
func (e *enders) forwards(f *program.Function, call *ir.Call, x *ir.Var) bool {
	_, r := e.p.RoutineOf(f, call)
	sent := r.Effect(ddi.Send, ddi.IRP)
	i := r.Arg(ddi.OpIRP)
	return sent != nil && sent.Try && i >= 0 && i < len(call.Args) && ways.Holds(call.Args[i], x)
}

// always reports whether a function completes the request that it is given as a parameter on every way.
func (e *enders) always(p parameter) bool {
	if done, ok := e.known[p]; ok {
		return done
	}
	e.known[p] = false // of a function that calls itself nothing is known
	if p.index >= len(p.f.Params) {
		return false
	}
	given := names(p.f, p.f.Params[p.index])
	var ending []ir.Instr
	p.f.Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok && slices.ContainsFunc(given, func(x *ir.Var) bool { return e.ends(p.f, call, x) }) {
			ending = append(ending, in)
		}
	})
	e.known[p] = len(ending) > 0 && !p.f.Graph.Avoids(0, ending...)
	return e.known[p]
}

// perhaps reports whether a call in f completes the request that a variable holds on a way that the caller is not told of: it
// does not look at a result, and gives nothing that could decide.
func (e *enders) perhaps(f *program.Function, call *ir.Call, x *ir.Var) bool {
	target, _ := e.p.Callee(f, call)
	i := slices.IndexFunc(call.Args, func(a ir.Value) bool { return ways.Holds(a, x) })
	decides := func(a ir.Value) bool { return a.Kind == ir.Const || a.Kind == ir.AddrOf }
	return target != nil && i >= 0 && call.Dst == nil && !slices.ContainsFunc(call.Args, decides) && e.sometimes(parameter{target, i})
}

// sometimes reports whether a function completes the request that it is given as a parameter on one of its ways.
func (e *enders) sometimes(p parameter) bool {
	if done, ok := e.some[p]; ok {
		return done
	}
	e.some[p] = false // of a function that calls itself nothing is known
	if p.index >= len(p.f.Params) {
		return false
	}
	given, found := names(p.f, p.f.Params[p.index]), false
	reached := p.f.Graph.From(0)
	for i, blk := range p.f.Graph.Blocks {
		for _, in := range blk.Instrs {
			call, ok := in.(*ir.Call)
			found = found || ok && reached[i] && slices.ContainsFunc(given, func(x *ir.Var) bool { return e.ends(p.f, call, x) || e.perhaps(p.f, call, x) })
		}
	}
	e.some[p] = found
	return e.some[p]
}

// names lists the variables by which a function knows what it is given as a parameter: the parameter, and variables that only ever hold a copy of it, of a pointer
// of another type perhaps; none if the parameter may hold something else.
func names(f *program.Function, x *ir.Var) []*ir.Var {
	if f.Assigns(x) {
		return nil
	}
	list := []*ir.Var{x}
	others := map[*ir.Var]bool{} // hold something else, too
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if len(in.Dst.Path) == 0 && in.Dst.Root.Kind == ir.Local && ways.Holds(in.Src, x) && !slices.Contains(list, in.Dst.Root) {
				list = append(list, in.Dst.Root)
			} else if len(in.Dst.Path) == 0 {
				others[in.Dst.Root] = true
			}
		case *ir.Call:
			others[in.Dst] = true
			for _, a := range in.Args {
				if a.Kind == ir.AddrOf && len(a.Place.Path) == 0 && a.Place.Root != x {
					others[a.Place.Root] = true
				}
			}
		}
	})
	return slices.DeleteFunc(list, func(v *ir.Var) bool { return others[v] })
}
