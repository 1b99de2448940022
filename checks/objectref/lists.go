package objectref

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A list is a variable of a function that has pointers with a reference each.
type list struct {
	k     *keepers
	c     callgraph.RoutineCall // gives the pointers
	names []*ir.Var             // variables that hold the list
	items []*ir.Var             // those that hold a pointer of it
}

// lists reports arrays of pointers with references of which the function drops none, where nobody else learns of them.
func lists(pass *check.Pass, k *keepers, c callgraph.RoutineCall) {
	v, ok := c.Arg(ddi.OpListOut)
	x := v.Place.Root
	if !ok || !(ways.Variable(v) || v.Kind == ir.AddrOf && isArray(x)) || x.Kind != ir.Local || !holdsPointer(x) {
		return
	}
	l := &list{k: k, c: c, names: k.copies(c.In, x)}
	c.In.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok && len(a.Dst.Path) == 0 && (itsOwn(a.Dst.Root) || a.Dst.Root.Kind == ir.Temp) && l.item(a.Src) {
			l.items = append(l.items, k.copies(c.In, a.Dst.Root)...)
		}
	})
	known := false
	c.In.Instrs(func(in ir.Instr) { known = known || l.lets(in) && !l.one(in) })
	at := told{v: x}
	if known || k.told[at] {
		return
	}
	k.told[at] = true
	f, remedy := c.In, (&search{k: k, c: c}).remedy()
	pass.Report(check.Finding{Level: check.Warning, Unit: f.Unit, At: c.Call.Span, Path: []program.PathStep{
		{Unit: f.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` puts pointers into `%s`, with a reference to each object", c.Routine.Name, x.Name)},
	}}, "`%s` takes a reference to each object that it puts into `%s` here, and `%s` never drops one%s: what they point to is never freed", c.Routine.Name, x.Name, f.Name, remedy)
}

// item reports whether a value is a pointer of the list.
func (l *list) item(v ir.Value) bool {
	return v.Kind == ir.Load && len(v.Place.Path) > 0 && !beyond(v.Place.Path) && slices.Contains(l.names, v.Place.Root) ||
		slices.ContainsFunc(l.items, func(x *ir.Var) bool { return leads(v, x) }) ||
		v.Kind == ir.Op && !compares(v) && slices.ContainsFunc(v.Args, l.item)
}

// whole reports whether a value leads to the list, or into it.
func (l *list) whole(v ir.Value) bool {
	return slices.ContainsFunc(l.names, func(x *ir.Var) bool { return leads(v, x) || v.Kind == ir.AddrOf && v.Place.Root == x })
}

// lets reports whether an instruction may drop a reference of the list, or let others know of one; or fills the list from elsewhere.
func (l *list) lets(in ir.Instr) bool {
	switch in := in.(type) {
	case *ir.Assign:
		own := len(in.Dst.Path) == 0 && (itsOwn(in.Dst.Root) || in.Dst.Root.Kind == ir.Temp)
		return !own && (l.item(in.Src) || l.whole(in.Src)) || own && in.Dst.Root.Kind != ir.Temp && slices.Contains(l.names, in.Dst.Root) && !l.made(in.Src)
	case *ir.Return:
		return in.Value != nil && (l.item(*in.Value) || l.whole(*in.Value))
	case *ir.Call:
		target, name := l.k.p.Callee(l.c.In, in)
		r := l.k.p.Known.Lookup(name)
		for i, a := range in.Args {
			switch {
			case l.item(a):
				if target != nil && l.k.keeps(parameter{target, i}) || target == nil && (r.Does(ddi.Dereference) || mayKeep(r, name, i, a, within(a))) {
					return true
				}
			case l.whole(a):
				if target != nil || name != l.c.Routine.Name && !r.Does(ddi.Free) {
					return true
				}
			}
		}
	}
	return false
}

// one reports whether an instruction hands on one pointer of the list, and none of it is looked at afterwards that was before: those that were passed until then are
// nobody's.
func (l *list) one(in ir.Instr) bool {
	g := l.c.In.Graph
	if !l.hands(in) {
		return false
	}
	return slices.ContainsFunc(g.Instrs(), func(use ir.Instr) bool {
		return l.uses(use) && g.InLoop(use) && g.Follows(use, in) && !g.Follows(in, use)
	})
}

// hands reports whether an instruction does nothing to the list but to hand on a pointer of it.
func (l *list) hands(in ir.Instr) bool {
	switch in := in.(type) {
	case *ir.Assign:
		return l.item(in.Src) && !l.whole(in.Src)
	case *ir.Return:
		return l.item(*in.Value) && !l.whole(*in.Value)
	case *ir.Call:
		_, r := l.k.p.RoutineOf(l.c.In, in)
		return !r.Does(ddi.Dereference) && !slices.ContainsFunc(in.Args, func(a ir.Value) bool { return l.whole(a) && !l.item(a) })
	}
	return false
}

// uses reports whether an instruction looks at a pointer of the list.
func (l *list) uses(in ir.Instr) bool {
	switch in := in.(type) {
	case *ir.Assign:
		return l.item(in.Src)
	case *ir.Call:
		return slices.ContainsFunc(in.Args, l.item)
	}
	return false
}

// made reports whether a value is memory that the function has allocated, or none, or the list itself.
func (l *list) made(v ir.Value) bool {
	if v.Kind == ir.Const || l.whole(v) {
		return true
	}
	made := false
	l.c.In.Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok && call.Dst != nil && ways.Holds(v, call.Dst) {
			_, name := l.k.p.Callee(l.c.In, call)
			made = made || l.k.p.Known.Lookup(name).DoesTo(ddi.Allocate, ddi.Memory)
		}
	})
	return made
}
