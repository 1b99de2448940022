package objectref

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

// keepers knows which functions may keep a pointer that they are given, or drop the reference.
type keepers struct {
	p     *callgraph.Graph
	known map[parameter]bool
}

// keeps reports whether a function may keep what it is given as a parameter: it stores it, hands it on to who may, drops a
// reference to it, or returns it.
func (k *keepers) keeps(p parameter) bool {
	if kept, ok := k.known[p]; ok {
		return kept
	}
	k.known[p] = true // of a function that calls itself nothing is known
	if p.index >= len(p.f.Params) {
		return true
	}
	kept := k.given(p.f, p.f.Params[p.index], true)
	k.known[p] = kept
	return kept
}

// given reports whether a function stores what a variable of it holds, hands it on to who may keep it, or returns it; also whether it drops a reference to it, if
// that counts.
func (k *keepers) given(f *program.Function, x *ir.Var, drops bool) bool {
	kept := false
	names := k.copies(f, x)
	given := func(v ir.Value) bool { return slices.ContainsFunc(names, func(x *ir.Var) bool { return leads(v, x) }) }
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			kept = kept || given(in.Src) && !slices.Contains(names, in.Dst.Root)
		case *ir.Return:
			kept = kept || in.Value != nil && given(*in.Value)
		case *ir.Call:
			target, name := k.p.Callee(f, in)
			r := k.p.Known.Lookup(name)
			for i, a := range in.Args {
				if given(a) {
					kept = kept || target != nil && k.keeps(parameter{target, i}) || target == nil && (drops && r.Does(ddi.Dereference) || mayKeep(r, name, a))
				}
			}
		}
	})
	return kept
}

// copies lists the variables of a function that may hold what one of them holds, or the address of a place in it.
func (k *keepers) copies(f *program.Function, x *ir.Var) []*ir.Var {
	names := []*ir.Var{x}
	for grown := true; grown; {
		grown = false
		f.Instrs(func(in ir.Instr) {
			a, ok := in.(*ir.Assign)
			if !ok || len(a.Dst.Path) > 0 || a.Dst.Root.Kind != ir.Local && a.Dst.Root.Kind != ir.Temp || slices.Contains(names, a.Dst.Root) {
				return
			}
			if slices.ContainsFunc(names, func(x *ir.Var) bool { return leads(a.Src, x) }) {
				names, grown = append(names, a.Dst.Root), true
			}
		})
	}
	return names
}

// leads reports whether a value is what a variable holds, the address of a place there, or is worked out from them.
func leads(v ir.Value, x *ir.Var) bool {
	return ways.Holds(v, x) || v.Kind == ir.AddrOf && v.Place.Root == x && !beyond(v.Place.Path) || v.Kind == ir.Op && !compares(v) && slices.ContainsFunc(v.Args, func(a ir.Value) bool { return leads(a, x) })
}
