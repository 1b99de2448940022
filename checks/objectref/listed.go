package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// picks reports whether a function may do more with the arguments behind its last parameter than hand them on to what formats them.
func (k *keepers) picks(f *program.Function) bool {
	picked := len(f.Params) == 0
	f.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok && !picked && pointsTo(a.Src, f.Params[len(f.Params)-1]) {
			picked = len(a.Dst.Path) > 0 || !itsOwn(a.Dst.Root) || k.picksFrom(f, a.Dst.Root, maxListed) // va_start
		}
	})
	return picked
}

// maxListed is how many functions deep a list of arguments is followed.
const maxListed = 4

// picksFrom reports whether a function may take an argument out of the list that a variable is, or hand the list on to who may.
func (k *keepers) picksFrom(f *program.Function, list *ir.Var, depth int) bool {
	picked := depth == 0
	names := k.copies(f, list)
	behind := func(v ir.Value) bool {
		return slices.ContainsFunc(names, func(x *ir.Var) bool { return leads(v, x) || v.Reads(x) })
	}
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			picked = picked || behind(in.Src) && !(len(in.Dst.Path) == 0 && slices.Contains(names, in.Dst.Root) && !dereferences(in.Src))
		case *ir.Return:
			picked = picked || in.Value != nil && behind(*in.Value)
		case *ir.Call:
			target, name := k.p.Callee(f, in)
			for i, a := range in.Args {
				switch {
				case picked || !behind(a):
				case target != nil:
					picked = i >= len(target.Params) || k.picksFrom(target, target.Params[i], depth-1)
				default:
					picked = mayKeep(k.p.Known.Lookup(name), name, i, a, false)
				}
			}
		}
	})
	return picked
}

// dereferences reports whether a value is read through a pointer.
func dereferences(v ir.Value) bool {
	return slices.ContainsFunc(v.Place.Path, func(step ir.Step) bool { return step.Kind == ir.Deref }) || slices.ContainsFunc(v.Args, dereferences)
}
