package program

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// MaxSolid is through how many functions it is followed where memory comes from.
const MaxSolid = 3

// Raises reports whether a call of a routine in f may raise an exception. A copy from memory that can't be paged out or taken away to such
// memory does not; functions of the driver's own that return a pointer to it are followed through so many calls.
func (p *Program) Raises(f *Function, call *ir.Call, r *ddi.Routine, depth int) bool {
	from, to := r.Arg(ddi.OpSource), r.Arg(ddi.OpTarget)
	if !r.Does(ddi.Copy) || min(from, to) < 0 || max(from, to) >= len(call.Args) {
		return r.Does(ddi.MayRaise)
	}
	return r.Does(ddi.MayRaise) && !(p.solid(f, call.Args[from], depth) && p.solid(f, call.Args[to], depth))
}

// solid reports whether a value of f certainly leads to memory that the kernel can read and write: a variable, what was allocated, or
// pages that were mapped for the kernel.
func (p *Program) solid(f *Function, v ir.Value, depth int) bool {
	switch {
	case v.Kind == ir.Const:
		return true // nothing is copied
	case v.Kind == ir.Op:
		return slices.ContainsFunc(v.Args, func(a ir.Value) bool { return a.Kind != ir.Const && p.solid(f, a, depth) })
	case v.Kind == ir.AddrOf && !v.Place.ThroughPointer():
		return true
	case v.Kind == ir.AddrOf && len(v.Place.Path) > 0 && v.Place.Path[0].Kind == ir.Deref && !slices.ContainsFunc(v.Place.Path[1:], func(s ir.Step) bool { return s.Kind == ir.Deref }):
	case v.Kind != ir.Load || v.Place.Root == nil || len(v.Place.Path) > 0:
		return false
	}
	x := v.Place.Root
	if x.Kind != ir.Local && x.Kind != ir.Temp {
		return false
	}
	given, solid := false, true
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == x && len(in.Dst.Path) == 0 {
				given = given || in.Src.Kind != ir.Const
				solid = solid && !in.Src.Reads(x) && p.solid(f, in.Src, depth)
			}
		case *ir.Call:
			if in.Dst == x {
				given, solid = true, solid && p.gives(f, in, depth)
			}
			solid = solid && !slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == x && len(a.Place.Path) == 0 })
		}
	})
	return given && solid
}

// gives reports whether the result of a call in f certainly leads to such memory, or is NULL.
func (p *Program) gives(f *Function, call *ir.Call, depth int) bool {
	if r := p.Known.Lookup(call.Callee); r != nil {
		i := r.Arg(ddi.OpMode)
		return r.DoesTo(ddi.Allocate|ddi.Map, ddi.Memory) && (i < 0 || i < len(call.Args) && call.Args[i].Kind == ir.Const && call.Args[i].Int == 0)
	}
	target := p.Lookup(f.UnitIndex, call.Callee)
	if target == nil || depth == 0 {
		return false
	}
	solid := true
	target.Instrs(func(in ir.Instr) {
		if ret, ok := in.(*ir.Return); ok {
			solid = solid && ret.Value != nil && p.solid(target, *ret.Value, depth-1)
		}
	})
	return solid
}
