package objectref

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/ir"
)

// outs lists the variables that a call gives a pointer, but for one and a handle.
func outs(c callgraph.RoutineCall, but *ir.Var) []*ir.Var {
	var list []*ir.Var
	for i, a := range c.Call.Args {
		if i == c.Routine.Arg(ddi.OpHandleOut) {
			continue
		}
		if x := a.Place.Root; a.Kind == ir.AddrOf && x.Kind == ir.Local && x != but && len(a.Place.Path) == 0 && strings.HasSuffix(x.Type, "*") {
			list = append(list, x)
		}
	}
	return list
}

// livesOn reports whether another pointer that the call gives, or one to an object behind it, is stored, returned, or handed to who may keep it: the reference is lost on
// purpose then, so that these last. Who sends the object a request keeps nothing.
func (s *search) livesOn(x *ir.Var) bool {
	f := s.c.In
	names := s.k.copies(f, x)
	f.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok && len(a.Dst.Path) == 0 && itsOwn(a.Dst.Root) && behind(a.Src, names) {
			names = append(names, s.k.copies(f, a.Dst.Root)...)
		}
	})
	is := func(v ir.Value) bool {
		return behind(v, names) || slices.ContainsFunc(names, func(x *ir.Var) bool { return leads(v, x) })
	}
	kept := false
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			kept = kept || is(in.Src) && !(len(in.Dst.Path) == 0 && (itsOwn(in.Dst.Root) || in.Dst.Root.Kind == ir.Temp))
		case *ir.Return:
			kept = kept || in.Value != nil && is(*in.Value)
		case *ir.Call:
			if in == s.c.Call {
				return
			}
			target, name := s.k.p.Callee(f, in)
			r := s.k.p.Known.Lookup(name)
			sends := r.Does(ddi.Send) || r.DoesTo(ddi.Allocate, ddi.IRP)
			for i, a := range in.Args {
				if is(a) {
					kept = kept || target != nil && s.k.keeps(parameter{target, i}) || target == nil && !sends && mayKeep(r, name, i, a, within(a))
				}
			}
		}
	})
	return kept
}

// behind reports whether a value is a pointer to an object that lies behind what one of some variables points to.
func behind(v ir.Value, names []*ir.Var) bool {
	return v.Kind == ir.Load && len(v.Place.Path) > 0 && slices.Contains(names, v.Place.Root) && strings.HasSuffix(v.Type, "*")
}
