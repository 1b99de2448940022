package objectref

import (
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
	x, kept := p.f.Params[p.index], false
	given := func(v ir.Value) bool {
		return ways.Holds(v, x) || v.Kind == ir.AddrOf && v.Place.Root == x
	}
	p.f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			kept = kept || given(in.Src) // also to a variable, which is not followed
		case *ir.Return:
			kept = kept || in.Value != nil && given(*in.Value)
		case *ir.Call:
			target, name := k.p.Callee(p.f, in)
			r := k.p.Known.Lookup(name)
			for i, a := range in.Args {
				if given(a) {
					kept = kept || target != nil && k.keeps(parameter{target, i}) || target == nil && (r.Does(ddi.Dereference) || mayKeep(r, name, a))
				}
			}
		}
	})
	k.known[p] = kept
	return kept
}
