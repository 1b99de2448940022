package ways

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// removesFound reports whether a call removes an element from a table that was found there, and nothing lets go of a lock in between: it is
// there still.
func (w *walk[T]) removesFound(s *State[T], call *ir.Call) bool {
	_, r := w.p.RoutineOf(w.f, call)
	if !r.Does(ddi.Remove) || len(call.Args) <= max(r.Arg(ddi.OpObject), r.Arg(ddi.OpValue)) {
		return false
	}
	element := call.Args[r.Arg(ddi.OpValue)]
	if !Variable(element) || element.Place.Root.Kind != ir.Local {
		return false
	}
	if n, _, known := s.Number(element); known && n == 0 {
		return false
	}
	x, finds, other := element.Place.Root, []*ir.Call{}, false
	results := map[*ir.Var]*ir.Call{}
	w.f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Call:
			if _, by := w.p.RoutineOf(w.f, in); by.Does(ddi.Find) && in.Dst != nil && len(in.Args) > by.Arg(ddi.OpObject) && in.Args[by.Arg(ddi.OpObject)].String() == call.Args[r.Arg(ddi.OpObject)].String() {
				results[in.Dst] = in
			}
			other = other || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == x && len(a.Place.Path) == 0 })
		case *ir.Assign:
			if in.Dst.Root != x || len(in.Dst.Path) > 0 {
				return
			}
			if Variable(in.Src) && results[in.Src.Place.Root] != nil {
				finds = append(finds, results[in.Src.Place.Root])
			} else {
				other = other || in.Src.Kind != ir.Const || in.Src.Int != 0
			}
		}
	})
	return len(finds) > 0 && !other && !slices.ContainsFunc(finds, func(find *ir.Call) bool { return w.letsGo(find, call) })
}

// letsGo reports whether a lock may be released on a way from one call to another. A function of the driver, or of a stranger, may do so.
func (w *walk[T]) letsGo(from, to *ir.Call) bool {
	is := func(call *ir.Call) func(ir.Instr) bool { return func(in ir.Instr) bool { return in == ir.Instr(call) } }
	return slices.ContainsFunc(w.f.Calls(), func(c *ir.Call) bool {
		target, name := w.p.Callee(w.f, c)
		if target == nil && w.p.Known.Documented(name) && !w.p.Known.Lookup(name).Does(ddi.Release) || c == from || c == to {
			return false
		}
		return w.f.Graph.Next(from, false, is(c), is(to)) != nil && w.f.Graph.Next(c, false, is(to), is(from)) != nil
	})
}
