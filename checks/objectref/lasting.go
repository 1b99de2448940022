package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// systemProcess is the ID of the System process in all versions since Windows XP.
const systemProcess = 4

// isSystem reports whether a value is the ID of the System process: the number, or what only ever is it.
func (s *search) isSystem(st *ways.State[state], v ir.Value) bool {
	if n, _, known := st.Number(v); known {
		return n == systemProcess
	}
	return s.alwaysSystem(s.c.In, v, 0)
}

// alwaysSystem reports whether a value of f can be nothing but that ID: a variable that is only ever given it, a parameter for which all callers
// hand it, what a routine that tells the current process returns while the driver is loaded, in that process.
func (s *search) alwaysSystem(f *program.Function, v ir.Value, depth int) bool {
	if v.Kind == ir.Const {
		return v.Int == systemProcess
	}
	if !ways.Variable(v) || depth > maxOf {
		return false
	}
	x, given, other := v.Place.Root, false, false
	if x.Kind == ir.Param {
		return !f.Assigns(x) && s.handedSystem(f, slices.Index(f.Params, x), depth+1)
	}
	is := func(system bool) { given, other = true, other || !system }
	for _, g := range f.Unit.Globals {
		if g.Var == x && (!g.Const || len(g.Init) != 1) {
			return false
		} else if g.Var == x {
			is(g.Init[0].Value.Kind == ir.Const && g.Init[0].Value.Int == systemProcess)
		}
	}
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == x {
				is(s.alwaysSystem(f, in.Src, depth+1))
			}
			other = other || pointsTo(in.Src, x)
		case *ir.Call:
			if in.Dst == x {
				_, r := s.k.p.RoutineOf(f, in)
				is(r.Does(ddi.CurrentProcessID) && s.k.p.Occasion(f) == callgraph.AtEntry)
			}
			other = other || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return pointsTo(a, x) })
		}
	})
	return given && !other
}

// handedSystem reports whether all callers of f are known, and hand it that ID for a parameter.
func (s *search) handedSystem(f *program.Function, param, depth int) bool {
	given, other := false, len(s.k.p.Roles(f)) > 0 || slices.Contains(s.k.p.PointsTo.AddressTaken(), f)
	for _, caller := range s.k.p.Functions {
		for _, call := range caller.Calls() {
			if target, _ := s.k.p.Callee(caller, call); target == f && !other {
				given = param < len(call.Args) && s.alwaysSystem(caller, call.Args[param], depth)
				other = !given
			}
		}
	}
	return given && !other
}

// pointsTo reports whether a value holds the address of a variable.
func pointsTo(v ir.Value, x *ir.Var) bool {
	return v.Kind == ir.AddrOf && v.Place.Root == x || slices.ContainsFunc(v.Args, func(a ir.Value) bool { return pointsTo(a, x) })
}

// endures reports whether what a call gives lives as long as the system: the System process, what is named in lasting.tsv, by a name or by a
// handle, or the device of that.
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
	if _, attributes := c.Arg(ddi.OpAttributes); attributes && !c.Routine.Does(ddi.Wait) { // a file has one object for each time it is opened
		s.opened = s.opensNamed(c)
		return s.opened
	}
	x, ok := c.Arg(ddi.OpObject)
	if !ok {
		x, ok = c.Arg(ddi.OpHandle)
	}
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
			if v, out := by.Arg(ddi.OpHandleOut); out && v.Kind == ir.AddrOf && v.Place.Root == x.Place.Root && s.opensNamed(by) {
				named, s.opened = true, true
				return
			}
			other = other || in.Dst == x.Place.Root || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return pointsTo(a, x.Place.Root) })
		}
	})
	return named && !other
}

// opensNamed reports whether a call opens by a constant name what lives as long as the system: all attributes that it is given name such an object.
func (s *search) opensNamed(c callgraph.RoutineCall) bool {
	v, _ := c.Arg(ddi.OpAttributes)
	if v.Kind != ir.AddrOf || !v.Place.IsLocal() {
		return false
	}
	named, other := false, false
	c.In.Instrs(func(in ir.Instr) {
		call, r := s.k.p.RoutineOf(c.In, in)
		if !r.DoesTo(ddi.Configure, ddi.Handle) {
			return
		}
		made := callgraph.RoutineCall{Call: call, In: c.In, Routine: r}
		if of, _ := made.Arg(ddi.OpObject); of.Kind == ir.AddrOf && of.Place.Root == v.Place.Root {
			is := s.isNamed(made, 0)
			named, other = named || is, other || !is
		}
	})
	return named && !other
}

// lasting reports whether the reference is to an object that lives as long as the system. Who drops one to what a handle leads to on another way has
// forgotten it, and what goes with it.
func (s *search) lasting() bool {
	return !s.mortal && !(s.opened && s.release != nil) || s.called != nil && s.called.from.lasting()
}
