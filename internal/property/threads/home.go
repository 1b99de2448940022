package threads

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// waitsForOther reports whether a wait for what may be a thread is certainly for another one:
// a local variable of the creator holds that before this is created, or the two lie in objects
// that different global variables lead to.
func (p *Set) waitsForOther(t *Thread, f *program.Function, call *ir.Call, object ir.Value) bool {
	if created := t.Created(); created.In == f && object.Kind == ir.Load && object.Place.IsLocal() && !f.Graph.Follows(created.Call, call) {
		return true
	}
	waited := p.anchor(f, object, maxAnchor)
	if waited == nil || t.Maker != nil {
		return false
	}
	homes := p.homes(t)
	if len(homes) == 0 {
		return false
	}
	return !slices.ContainsFunc(homes, func(home *ir.Var) bool {
		return home == nil || sameVariable(home, waited) || p.shared(home) || p.shared(waited) || !p.PointsTo.Apart(p.PointsTo.Variable(home), p.PointsTo.Variable(waited))
	})
}

const maxAnchor = 4 // calls on the way up to where a pointer comes from

// anchor is the global variable that the way to a value begins with, nil if that is not known.
func (p *Set) anchor(f *program.Function, v ir.Value, depth int) *ir.Var {
	root := v.Place.Root
	if root == nil || depth == 0 || v.Kind != ir.Load && v.Kind != ir.AddrOf {
		return nil
	}
	switch root.Kind {
	case ir.GlobalVar, ir.StaticVar:
		return root
	case ir.Local, ir.Temp:
		var src *ir.Value
		n := 0
		f.Instrs(func(in ir.Instr) {
			if a, ok := in.(*ir.Assign); ok && a.Dst.Root == root && len(a.Dst.Path) == 0 {
				src = &a.Src
				n++
			}
			if call, ok := in.(*ir.Call); ok && (call.Dst == root || slices.ContainsFunc(call.Args, func(a ir.Value) bool {
				return a.Kind == ir.AddrOf && a.Place.Root == root && len(a.Place.Path) == 0
			})) {
				n += 2
			}
		})
		if n != 1 {
			return nil
		}
		return p.anchor(f, *src, depth-1)
	}
	return p.anchorOfParameter(f, root, depth)
}

// anchorOfParameter is the anchor of what all callers hand to f.
func (p *Set) anchorOfParameter(f *program.Function, param *ir.Var, depth int) *ir.Var {
	i := slices.Index(f.Params, param)
	if i < 0 || len(p.Roles(f)) > 0 || slices.Contains(p.PointsTo.AddressTaken(), f) {
		return nil
	}
	var found *ir.Var
	same := true
	for _, g := range p.Functions {
		if !slices.Contains(p.Callees(g), f) {
			continue
		}
		g.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			if target, _ := p.Callee(g, call); target != f || i >= len(call.Args) {
				return
			}
			anchor := p.anchor(g, call.Args[i], depth-1)
			same = same && anchor != nil && (found == nil || sameVariable(found, anchor))
			found = anchor
		})
	}
	if !same {
		return nil
	}
	return found
}

// homes lists the global variables that lead to where the creator of a thread keeps its handle or
// object; nil among them for one that is not known.
func (p *Set) homes(t *Thread) []*ir.Var {
	var list []*ir.Var
	keep := func(dst ir.Place) {
		if !dst.IsLocal() {
			list = append(list, p.anchor(t.In, ir.Value{Kind: ir.AddrOf, Place: dst}, maxAnchor))
		}
	}
	if i := t.Routine.Arg(ddi.OpHandleOut); i >= 0 && i < len(t.Call.Args) && t.Call.Args[i].Kind == ir.AddrOf {
		keep(t.Call.Args[i].Place)
	}
	t.In.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok && slices.Contains(p.ThreadsOf(t.In, a.Src), t) {
			keep(a.Dst)
		}
		call, r := p.RoutineOf(t.In, in)
		from, to := r.Arg(ddi.OpHandle), r.Arg(ddi.OpObjectOut)
		if from >= 0 && to >= 0 && max(from, to) < len(call.Args) && slices.Contains(p.ThreadsOf(t.In, call.Args[from]), t) {
			if call.Args[to].Kind != ir.AddrOf {
				list = append(list, nil)
				return
			}
			keep(call.Args[to].Place)
		}
	})
	return list
}

// shared reports whether a global variable is copied to another, or its address is handed on: the
// object that it leads to may be known by another name.
func (p *Set) shared(v *ir.Var) bool {
	found := false
	for _, f := range p.Functions {
		f.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Assign:
				whole := sameVariable(in.Src.Place.Root, v) && len(in.Src.Place.Path) == 0
				found = found || whole && (in.Src.Kind == ir.AddrOf || in.Src.Kind == ir.Load && !in.Dst.IsLocal())
				found = found || sameVariable(in.Dst.Root, v) && len(in.Dst.Path) == 0 && in.Src.Kind == ir.Load && !in.Src.Place.IsLocal()
			case *ir.Call:
				found = found || slices.ContainsFunc(in.Args, func(a ir.Value) bool {
					return a.Kind == ir.AddrOf && sameVariable(a.Place.Root, v) && len(a.Place.Path) == 0
				})
			}
		})
	}
	return found
}

// sameVariable reports whether two variables, perhaps of different units, are the same.
func sameVariable(a, b *ir.Var) bool {
	return a == b || a != nil && b != nil && a.Kind == ir.GlobalVar && b.Kind == ir.GlobalVar && a.Name == b.Name
}
