package objectref

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// overwrites reports a reference whose pointer each call puts over that of the last, in a variable of the driver's, where nothing in the driver drops one. A
// variable is told once. It returns whether there is such a reference.
func overwrites(pass *check.Pass, k *keepers, c callgraph.RoutineCall, at callers) bool {
	v, out := given(c)
	if !out || v.Kind != ir.AddrOf || len(v.Place.Path) > 0 {
		return false
	}
	if k.told[told{v: v.Place.Root}] {
		return true
	}
	x := v.Place.Root
	if x.Kind != ir.GlobalVar && x.Kind != ir.StaticVar || !holdsPointer(x) || !k.p.Reached(c.In) || k.p.Occasion(c.In) == callgraph.AtEntry || k.onPurpose(c, x, at) || k.once(c, x, at) || k.everKept(x) {
		return false
	}
	s := &search{k: k, c: c}
	if s.isNamed(c, maxOf) {
		return false
	}
	k.told[told{v: x}] = true
	path := []program.PathStep{{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` takes a reference to what `%s` then points to; the next call puts another pointer there", c.Routine.Name, x.Name)}}
	pass.Report(check.Finding{Level: check.Warning, Unit: c.In.Unit, At: c.Call.Span, Path: path},
		"`%s` takes a reference here, and nothing in the driver ever drops one to what `%s` points to%s: each call loses that of the last, and what it pointed to is never freed", c.Routine.Name, x.Name, s.remedy())
	return true
}

// givesMore reports whether a call also gives another pointer: the reference may be lost on purpose, so that what that points to lasts.
func givesMore(c callgraph.RoutineCall, but *ir.Var) bool {
	return slices.ContainsFunc(c.Call.Args, func(a ir.Value) bool {
		return a.Kind == ir.AddrOf && a.Place.Root != but && strings.HasSuffix(strings.ReplaceAll(a.Type, " ", ""), "**")
	})
}

// onPurpose reports whether a call also gives another pointer: the reference may be lost on purpose, so that what that points to lasts. Requests lose it each time,
// unless a test before may tell them that there is one already.
func (k *keepers) onPurpose(c callgraph.RoutineCall, x *ir.Var, at callers) bool {
	if !givesMore(c, x) {
		return false
	}
	if !k.onRequest(c.In) {
		return true
	}
	by := &comer{trail: &trail{k: k}}
	return slices.ContainsFunc(append([]callgraph.RoutineCall{c}, at[c.In]...), func(c callgraph.RoutineCall) bool {
		by.f, by.call = c.In, c.Call
		return after(c.In, c.Call, func(test ir.Value) bool { return by.tells(test, nil) && !by.reset(test) })
	})
}

// reset reports whether a value depends on a global variable that the driver sets to 0 again.
func (by *comer) reset(v ir.Value) bool {
	if slices.ContainsFunc(v.Args, by.reset) {
		return true
	}
	x := v.Place.Root
	return v.Kind == ir.Load && len(v.Place.Path) == 0 && slices.ContainsFunc(by.k.p.Functions, func(f *program.Function) bool {
		zeroed := false
		f.Instrs(func(in ir.Instr) {
			a, ok := in.(*ir.Assign)
			zeroed = zeroed || ok && by.k.same(a.Dst.Root, x) && !a.Dst.IsLocal() && len(a.Dst.Path) == 0 && a.Src.Kind == ir.Const && a.Src.Int == 0
		})
		return zeroed && by.k.p.Occasion(f) != callgraph.AtEntry
	})
}

// onRequest reports whether a request that the system sends any number of times comes to a function.
func (k *keepers) onRequest(f *program.Function) bool {
	return slices.ContainsFunc(k.p.Functions, func(g *program.Function) bool {
		return slices.ContainsFunc(k.p.Roles(g), recurs) && k.p.Reach(g)[f]
	})
}

// once reports whether a test of the variable leads to the call, in its function or one that calls it: it may say that there is a pointer already.
func (k *keepers) once(c callgraph.RoutineCall, x *ir.Var, at callers) bool {
	if k.tested(c.In, c.Call, x) {
		return true
	}
	return slices.ContainsFunc(at[c.In], func(by callgraph.RoutineCall) bool { return k.tested(by.In, by.Call, x) })
}

// tested reports whether a test of the variable leads to a call in a function.
func (k *keepers) tested(f *program.Function, call *ir.Call, x *ir.Var) bool {
	return after(f, call, func(test ir.Value) bool { return k.reads(test, x) })
}

// after reports whether such a test leads to a call in a function.
func after(f *program.Function, call *ir.Call, such func(ir.Value) bool) bool {
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test == nil || !such(*e.Test) {
				continue
			}
			if from := f.Graph.From(e.To.Index); slices.ContainsFunc(f.Graph.Holding(call), func(i int) bool { return from[i] }) {
				return true
			}
		}
	}
	return false
}

// reads reports whether a value is made of what the variable holds.
func (k *keepers) reads(v ir.Value, x *ir.Var) bool {
	return v.Kind == ir.Load && k.same(v.Place.Root, x) || slices.ContainsFunc(v.Args, func(a ir.Value) bool { return k.reads(a, x) })
}

// same reports whether two variables are one: those of several units may be.
func (k *keepers) same(y, x *ir.Var) bool {
	return y == x || y != nil && y.Kind == ir.GlobalVar && x.Kind == ir.GlobalVar && k.p.PointsTo.Variable(y) == k.p.PointsTo.Variable(x)
}

// everKept reports whether some function of the driver drops a reference to what the variable points to, stores the pointer, or hands it on to who may do either.
func (k *keepers) everKept(x *ir.Var) bool {
	return slices.ContainsFunc(k.p.Functions, func(f *program.Function) bool {
		var own []*ir.Var // x, as the function knows it
		note := func(p ir.Place) {
			if k.same(p.Root, x) && !slices.Contains(own, p.Root) {
				own = append(own, p.Root)
			}
		}
		f.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Assign:
				noteAll(note, in.Src)
			case *ir.Call:
				noteAll(note, in.Args...)
			case *ir.Return:
				if in.Value != nil {
					noteAll(note, *in.Value)
				}
			}
		})
		return slices.ContainsFunc(own, func(y *ir.Var) bool { return k.given(f, y, true, true) })
	})
}

func noteAll(note func(ir.Place), values ...ir.Value) {
	for _, v := range values {
		note(v.Place)
		noteAll(note, v.Args...)
	}
}
