package resourcedelete

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// always reports whether the function that initializes the object has done so wherever it returns, but where it fails before: also where it
// finds by a flag of its own that it has done so already.
func (f *finder) always(o *object) bool {
	g := o.In.Graph
	seen := make([]bool, len(g.Blocks))
	var avoids func(i int) bool
	avoids = func(i int) bool {
		blk := g.Blocks[i]
		if seen[i] || slices.Contains(blk.Instrs, ir.Instr(o.Call)) {
			return false
		}
		seen[i] = true
		if n := len(blk.Instrs); n > 0 {
			if _, returns := blk.Instrs[n-1].(*ir.Return); returns {
				return !f.fails(blk)
			}
		}
		return slices.ContainsFunc(blk.Succs, func(e *cfg.Edge) bool { return !e.Exception && !f.done(o, e) && avoids(e.To.Index) })
	}
	return !avoids(0)
}

// done reports whether an edge is taken only where a variable of the driver is not 0 that nothing but the function that initializes the
// object sets, behind that.
func (f *finder) done(o *object, e *cfg.Edge) bool {
	if e.Test == nil {
		return false
	}
	v, set := *e.Test, e.Taken
	if v.Kind == ir.Op && len(v.Args) == 2 && (v.Name == "==" || v.Name == "!=") && v.Args[1].Kind == ir.Const {
		set = e.Taken == ((v.Name == "==") == (v.Args[1].Int != 0)) && (v.Args[1].Int == 0 || v.Name == "==")
		v = v.Args[0]
	}
	flag := v.Place.Root
	if !set || v.Kind != ir.Load || len(v.Place.Path) > 0 || flag.Kind != ir.GlobalVar && flag.Kind != ir.StaticVar {
		return false
	}
	found, elsewhere := false, false
	for _, fn := range f.Driver.Functions {
		fn.Instrs(func(in ir.Instr) {
			a, ok := in.(*ir.Assign)
			if !ok || len(a.Dst.Path) > 0 || a.Dst.Root.Kind != flag.Kind || a.Dst.Root.Name != flag.Name || a.Src.Kind == ir.Const && a.Src.Int == 0 {
				return
			}
			if fn == o.In && fn.Graph.Follows(o.Call, a) {
				found = true
			} else {
				elsewhere = true
			}
		})
	}
	return found && !elsewhere
}
