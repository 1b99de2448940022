package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// lends reports whether an assignment only puts something into a request that the function makes itself, and waits for: who gets that keeps nothing.
func (k *keepers) lends(f *program.Function, in *ir.Assign) bool {
	if len(in.Dst.Path) == 0 || !k.ownRequest(f, in.Dst.Root, nil) {
		return false
	}
	waits := false
	f.Instrs(func(in ir.Instr) {
		_, r := k.p.RoutineOf(f, in)
		waits = waits || r.DoesTo(ddi.Wait, ddi.Dispatcher)
	})
	return waits
}

// ownRequest reports whether a variable only ever points to a request that the function makes, or to a part of it that a routine finds.
func (k *keepers) ownRequest(f *program.Function, x *ir.Var, seen []*ir.Var) bool {
	if x.Kind != ir.Local && x.Kind != ir.Temp || slices.Contains(seen, x) {
		return false
	}
	seen = append(seen, x)
	made, other := false, false
	note := func(own bool) { made, other = made || own, other || !own }
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == x && len(in.Dst.Path) == 0 && !(in.Src.Kind == ir.Const && in.Src.Int == 0) {
				note(ways.Variable(in.Src) && k.ownRequest(f, in.Src.Place.Root, seen))
			}
		case *ir.Call:
			if in.Dst == x {
				target, name := k.p.Callee(f, in)
				r := k.p.Known.Lookup(name)
				part := target == nil && name != "" && len(in.Args) == 1 && ways.Variable(in.Args[0]) && k.ownRequest(f, in.Args[0].Place.Root, seen)
				note(r.DoesTo(ddi.Allocate, ddi.IRP) || part)
			}
		}
	})
	return made && !other
}
