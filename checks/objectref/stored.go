package objectref

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// reportStored reports references whose pointer is put into a global variable or a member, and that nothing in the driver ever drops, or not where the
// next request takes another one.
func reportStored(pass *check.Pass, k *keepers, c callgraph.RoutineCall, at callers) {
	p := pass.Driver
	kept, ok := keptIn(c)
	if !ok || p.Partial || !p.Reached(c.In) || p.Idle(c.In) || k.stored[kept.Leaf()] {
		return
	}
	s := &search{k: k, c: c}
	if id, _ := c.Arg(ddi.OpID); s.alwaysSystem(c.In, id, 0) || s.isNamed(c, maxOf) {
		return
	}
	t := trailOf(k, c, kept)
	if t.open {
		return
	}
	if len(t.drops) > 0 && reportUnfinished(pass, c, kept, t, at) {
		k.stored[kept.Leaf()] = true
		return
	}
	if to, out := given(c); out && givesMore(c, to.Place.Root) {
		return
	}
	path := []program.PathStep{{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` takes a reference, to what `%s` then points to", c.Routine.Name, kept.Words())}}
	if len(t.drops) == 0 {
		if !t.copied && t.matters(c) {
			k.stored[kept.Leaf()] = true
			pass.Report(check.Finding{Level: check.Warning, Unit: c.In.Unit, At: c.Call.Span, Path: path},
				"the reference that `%s` takes here is kept in `%s`, but nothing in the driver ever drops it%s: what that points to is never freed", c.Routine.Name, kept.Words(), s.remedy())
		}
		return
	}
	by := &comer{trail: t}
	entry, r := by.again(c.In, c.Call, nil)
	if entry == nil || !persists(c.In, kept) {
		return
	}
	k.stored[kept.Leaf()] = true
	drop := t.drops[0]
	path = append(path, program.PathStep{Unit: entry.Unit, Span: entry.NameSpan, Text: fmt.Sprintf("the system calls `%s` any number of times%s: the next one overwrites the pointer", entry.Name, as(r))},
		program.PathStep{Unit: drop.In.Unit, Span: drop.Call.Span, Text: fmt.Sprintf("`%s` drops the last reference alone", drop.In.Name)})
	pass.Report(check.Finding{Level: check.Warning, Unit: c.In.Unit, At: c.Call.Span, Path: path},
		"the reference that `%s` takes here goes to `%s`, whatever that holds: when `%s` is called again, the one before is lost%s, and what it is to is never freed", c.Routine.Name, kept.Words(), entry.Name, s.remedy())
}

// matters reports whether a reference that nothing drops is more than one for as long as the driver is there: requests take it again, the place is
// emptied without a drop, as when a device starts, or the driver is unloaded by a routine that knows of the pointer.
func (t *trail) matters(c callgraph.RoutineCall) bool {
	p, f := t.k.p, c.In
	if entry, _ := (&comer{trail: t}).again(f, c.Call, nil); entry != nil {
		return true
	}
	if p.Occasion(f) != callgraph.AtEntry && t.emptied() {
		return true
	}
	unloads, _ := p.Unloads()
	for _, unload := range unloads {
		for g := range p.Reach(unload) {
			if g != f && t.in(g) {
				return true
			}
		}
	}
	return false
}

// emptied reports whether the driver sets what may hold the pointer to NULL once it is loaded.
func (t *trail) emptied() bool {
	return slices.ContainsFunc(t.k.p.Functions, func(f *program.Function) bool {
		found := false
		f.Instrs(func(in ir.Instr) {
			a, ok := in.(*ir.Assign)
			found = found || ok && a.Src.Kind == ir.Const && a.Src.Int == 0 && !a.Dst.IsLocal() && t.named(a.Dst)
		})
		return found && t.k.p.Occasion(f) != callgraph.AtEntry
	})
}

// in reports whether a function reads what may hold the pointer.
func (t *trail) in(f *program.Function) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			found = found || t.holds(in.Src)
		case *ir.Call:
			found = found || slices.ContainsFunc(in.Args, t.holds)
		}
	})
	return found
}

// as says by which role the system calls a function.
func as(r callgraph.Registration) string {
	if r.Routine == "" {
		return ""
	}
	return fmt.Sprintf(" (`%s`)", r.Routine)
}

// keptIn is the global variable or member that gets the pointer of a call, at once or by the one variable that has it before; false if there is none, or several.
func keptIn(c callgraph.RoutineCall) (ir.Place, bool) {
	v, out := given(c)
	if out && v.Kind == ir.AddrOf && stays(v.Place) && plain(v.Type) {
		return v.Place, true
	}
	var x *ir.Var
	switch {
	case out && v.Kind == ir.AddrOf && v.Place.IsLocal() && strings.Contains(v.Place.Root.Type, "*") && !isArray(v.Place.Root):
		x = v.Place.Root
	case !out && c.Call.Dst != nil && c.Routine.DoesTo(ddi.ReturnReference, ddi.Anything):
		x = c.Call.Dst
	default:
		return ir.Place{}, false
	}
	var kept ir.Place
	other := false
	c.In.Instrs(func(in ir.Instr) {
		a, ok := in.(*ir.Assign)
		if !ok || !ways.Holds(a.Src, x) || !c.In.Graph.Follows(c.Call, a) {
			return
		}
		other = other || kept.Root != nil && kept.String() != a.Dst.String() || !stays(a.Dst)
		kept = a.Dst
	})
	return kept, kept.Root != nil && !other
}

// plain reports whether a type is that of a pointer to a pointer: an object of a class may drop what it holds.
func plain(typ string) bool { return strings.Count(typ, "*") > 1 }

// stays reports whether a place outlives the function: a global variable or a member of one, or of what a pointer leads to, of the driver's own making.
func stays(p ir.Place) bool {
	global := p.Root.Kind == ir.GlobalVar || p.Root.Kind == ir.StaticVar
	for i, step := range p.Path {
		last := i == len(p.Path)-1
		if step.Kind == ir.Index || last && step.Kind == ir.Deref || step.Kind == ir.Field && ddi.ObjectOf(step.Record) != 0 && last {
			return false
		}
	}
	return global || p.ThroughPointer() && p.Leaf() != "*"
}

// persists reports whether the place of a call is the same one each time: a global variable, or a member of what such a variable or a device leads to.
func persists(f *program.Function, p ir.Place) bool {
	x := p.Root
	if x.Kind == ir.GlobalVar || x.Kind == ir.StaticVar {
		return true
	}
	given, other := false, false
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root != x || len(in.Dst.Path) > 0 {
				return
			}
			lasting := in.Src.Kind == ir.Load && (ofDevice(in.Src.Place) || in.Src.Place.Root.Kind == ir.GlobalVar || in.Src.Place.Root.Kind == ir.StaticVar)
			given, other = true, other || !lasting
		case *ir.Call:
			other = other || in.Dst == x || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return pointsTo(a, x) && len(a.Place.Path) == 0 })
		}
	})
	return given && !other
}

// ofDevice reports whether a place is a member of a device object, as that which leads to its extension.
func ofDevice(p ir.Place) bool {
	n := len(p.Path) - 1
	return n > 0 && p.Path[n].Kind == ir.Field && ddi.ObjectOf(p.Path[n].Record) == ddi.DeviceObject
}
