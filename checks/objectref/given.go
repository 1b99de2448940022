package objectref

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// given is the argument that says where the pointer goes; false if the result is the pointer. The address of what a reference refers to is that which it holds.
func given(c callgraph.RoutineCall) (ir.Value, bool) {
	v, ok := c.Arg(ddi.OpObjectOut)
	if !ok {
		v, ok = c.Arg(ddi.OpOut)
	}
	if path := v.Place.Path; v.Kind == ir.AddrOf && len(path) == 1 && path[0].Kind == ir.Deref {
		v.Kind, v.Place.Path = ir.Load, nil
	}
	return v, ok
}

// onlyCopy is the variable that gets the result of a call, nil if anything else does.
func onlyCopy(c callgraph.RoutineCall) *ir.Var {
	var v *ir.Var
	c.In.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok && ways.Holds(a.Src, c.Call.Dst) && len(a.Dst.Path) == 0 && itsOwn(a.Dst.Root) {
			v = a.Dst.Root
		}
	})
	return v
}

// usedAtOnce reports whether the result of a call goes nowhere but into the calls around it, or what is read there.
func usedAtOnce(c callgraph.RoutineCall) bool {
	used, kept := false, false
	for _, blk := range c.In.Graph.Blocks {
		for _, e := range blk.Succs {
			used = used || e.Test != nil && e.Test.Reads(c.Call.Dst)
		}
	}
	c.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Call:
			used = used || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Reads(c.Call.Dst) })
		case *ir.Assign:
			used = used || in.Src.Reads(c.Call.Dst)
			kept = kept || ways.Holds(in.Src, c.Call.Dst)
		case *ir.Return:
			used = used || in.Value != nil && in.Value.Reads(c.Call.Dst)
			kept = kept || in.Value != nil && ways.Holds(*in.Value, c.Call.Dst)
		}
	})
	return used && !kept
}

// itsOwn reports whether a variable is one of a function alone: nobody else sees what it assigns to a parameter, either.
func itsOwn(v *ir.Var) bool { return v.Kind == ir.Local || v.Kind == ir.Param }

// holdsPointer reports whether a variable may hold a pointer: it is one, or an unsigned number that old code keeps it in. An object of a class owns what it gets;
// one of a class that is not known was invented as a signed number.
func holdsPointer(v *ir.Var) bool {
	return strings.Contains(v.Type, "*") || strings.HasPrefix(v.Type, "unsigned long")
}

func isArray(v *ir.Var) bool { return strings.HasSuffix(v.Type, "]") }
