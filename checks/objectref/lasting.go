package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// systemProcess is the ID of the System process in all versions since Windows XP.
const systemProcess = 4

// isSystem reports whether a value is the ID of the System process: the number, or a variable that only ever is it.
func (s *search) isSystem(st *ways.State[state], v ir.Value) bool {
	if n, _, known := st.Number(v); known {
		return n == systemProcess
	}
	if !ways.Variable(v) {
		return false
	}
	x, given, other := v.Place.Root, false, false
	is := func(v ir.Value) {
		given, other = true, other || v.Kind != ir.Const || v.Int != systemProcess
	}
	for _, g := range s.c.In.Unit.Globals {
		if g.Var == x && (!g.Const || len(g.Init) != 1) {
			return false
		} else if g.Var == x {
			is(g.Init[0].Value)
		}
	}
	s.c.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == x {
				is(in.Src)
			}
			other = other || pointsTo(in.Src, x)
		case *ir.Call:
			other = other || in.Dst == x || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return pointsTo(a, x) })
		}
	})
	return given && !other && x.Kind != ir.Param
}

// pointsTo reports whether a value holds the address of a variable.
func pointsTo(v ir.Value, x *ir.Var) bool {
	return v.Kind == ir.AddrOf && v.Place.Root == x || slices.ContainsFunc(v.Args, func(a ir.Value) bool { return pointsTo(a, x) })
}

// endures reports whether what a call gives lives as long as the system: the System process, what is named in lasting.tsv, or the device of that.
func (s *search) endures(st *ways.State[state]) bool {
	id, _ := s.c.Arg(ddi.OpID)
	return s.isSystem(st, id) || s.isNamed(s.c, maxOf)
}

// maxOf bounds how far the object that a call is given is followed back.
const maxOf = 2

// isNamed reports whether a call gives an object by a constant name, of one that lives as long as the system, or what belongs to such an object.
func (s *search) isNamed(c callgraph.RoutineCall, of int) bool {
	if name, ok := c.Arg(ddi.OpName); ok {
		texts := s.k.p.PointsTo.Texts(c.In, c.Call, name)
		return len(texts) > 0 && !slices.ContainsFunc(texts, func(name string) bool { return !ddi.Lasting(name) })
	}
	x, ok := c.Arg(ddi.OpObject)
	if !ok || of == 0 || !ways.Variable(x) || x.Place.Root.Kind != ir.Local {
		return false
	}
	named, other := false, false // what gives x
	c.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			other = other || in.Dst.Root == x.Place.Root && !(in.Src.Kind == ir.Const && in.Src.Int == 0) || pointsTo(in.Src, x.Place.Root)
		case *ir.Call:
			_, r := s.k.p.RoutineOf(c.In, in)
			by := callgraph.RoutineCall{Call: in, In: c.In, Routine: r}
			if v, out := given(by); out && v.Kind == ir.AddrOf && v.Place.Root == x.Place.Root && s.isNamed(by, of-1) {
				named = true
				return
			}
			other = other || in.Dst == x.Place.Root || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return pointsTo(a, x.Place.Root) })
		}
	})
	return named && !other
}

// lasting reports whether the reference is to an object that lives as long as the system.
func (s *search) lasting() bool { return !s.mortal || s.called != nil && s.called.from.lasting() }
