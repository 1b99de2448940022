package objectref

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A trail is where in a driver a pointer goes that a global variable or a member holds: by the names of all that may hold it, whatever object they lie in.
type trail struct {
	k      *keepers
	taking *ir.Call        // gives the pointer
	record string          // of the member; "" for a global variable
	leaves map[string]bool // members and global variables
	vars   map[*ir.Var]bool
	drops  []callgraph.RoutineCall
	copied bool // a member or variable of the driver's has it, too, which may be looked at as a whole
	open   bool // it goes where nobody knows what becomes of it
	grown  bool
}

// trailOf follows what a place holds through the driver.
func trailOf(k *keepers, c callgraph.RoutineCall, kept ir.Place) *trail {
	t := &trail{k: k, taking: c.Call, leaves: map[string]bool{kept.Leaf(): true}, vars: map[*ir.Var]bool{}, grown: true}
	if i := lastField(kept.Path); i >= 0 {
		t.record = kept.Path[i].Record
	}
	if v, out := given(c); out && v.Kind == ir.AddrOf && v.Place.IsLocal() {
		t.vars[v.Place.Root] = true
	} else if !out {
		t.vars[c.Call.Dst] = true
	}
	for t.grown && !t.open {
		t.grown, t.drops = false, nil
		for _, f := range k.p.Functions {
			f.Instrs(func(in ir.Instr) { t.instr(f, in) })
		}
	}
	return t
}

// named reports whether a place is one that may hold the pointer.
func (t *trail) named(p ir.Place) bool {
	path := p.Path
	for len(path) > 0 && path[len(path)-1].Kind == ir.Index {
		path = path[:len(path)-1]
	}
	switch {
	case p.Root == nil:
		return false
	case len(path) == 0:
		return t.vars[p.Root] || (p.Root.Kind == ir.GlobalVar || p.Root.Kind == ir.StaticVar) && t.leaves[p.Root.Name]
	}
	last := path[len(path)-1]
	return last.Kind == ir.Field && t.leaves[last.Name]
}

// holds reports whether a value may be the pointer, or lead into the object.
func (t *trail) holds(v ir.Value) bool {
	if v.Kind == ir.Load && t.named(v.Place) {
		return true
	}
	if v.Kind == ir.AddrOf {
		for i, step := range v.Place.Path {
			if step.Kind == ir.Deref && t.named(ir.Place{Root: v.Place.Root, Path: v.Place.Path[:i]}) && !beyond(v.Place.Path[i:]) {
				return true
			}
		}
	}
	return v.Kind == ir.Op && !compares(v) && slices.ContainsFunc(v.Args, t.holds)
}

// exposes reports whether a value is made from the address of what may hold the pointer.
func (t *trail) exposes(v ir.Value) bool {
	return v.Kind == ir.AddrOf && t.named(v.Place) || slices.ContainsFunc(v.Args, t.exposes)
}

// add notes that a place may hold the pointer.
func (t *trail) add(p ir.Place) {
	switch leaf := p.Leaf(); {
	case t.named(p):
	case p.IsLocal(), len(p.Path) == 0 && p.Root.Kind == ir.Param:
		t.vars[p.Root], t.grown = true, true
	case leaf == "" || leaf == "*" || len(p.Path) > 0 && p.Path[len(p.Path)-1].Kind == ir.Deref:
		t.open = true
	default:
		t.leaves[leaf], t.grown, t.copied = true, true, true
	}
}

func (t *trail) instr(f *program.Function, in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		t.open = t.open || t.exposes(in.Src)
		if t.holds(in.Src) {
			t.add(in.Dst)
		}
	case *ir.Return:
		if in.Value != nil && (t.holds(*in.Value) || t.exposes(*in.Value)) {
			t.returned(f)
		}
	case *ir.Call:
		if in != t.taking {
			t.call(f, in)
		}
	}
}

// returned notes that a function returns the pointer.
func (t *trail) returned(f *program.Function) {
	t.open = t.open || len(t.k.p.Roles(f)) > 0 || slices.Contains(t.k.p.PointsTo.AddressTaken(), f)
	for _, g := range t.k.p.Functions {
		for _, call := range g.Calls() {
			if target, _ := t.k.p.Callee(g, call); target == f && call.Dst != nil {
				t.add(ir.Place{Root: call.Dst})
			}
		}
	}
}

func (t *trail) call(f *program.Function, call *ir.Call) {
	target, name := t.k.p.Callee(f, call)
	r := t.k.p.Known.Lookup(name)
	unknown := target == nil && r == nil && !ddi.Documented(name) && !ddi.Borrows(name)
	for i, a := range call.Args {
		holds, exposes := t.holds(a), t.exposes(a)
		switch {
		case unknown && t.record != "" && strings.Contains(a.Type, t.record):
			t.open = true // and what lies in the object with it
		case !holds && !exposes:
		case target != nil && holds && i < len(target.Params):
			t.add(ir.Place{Root: target.Params[i]})
		case target != nil:
			t.open = true
		case holds && r.Does(ddi.Dereference):
			t.drops = append(t.drops, callgraph.RoutineCall{Call: call, In: f, Routine: r})
		case r.Does(ddi.Exchange | ddi.Interlock):
			if call.Dst != nil && exposes {
				t.add(ir.Place{Root: call.Dst})
			}
			t.open = t.open || holds
		case exposes && (r.Does(ddi.Reference|ddi.ReturnReference|ddi.Fill) || r.DoesTo(ddi.Wait, ddi.Dispatcher)):
		case mayKeep(r, name, i, a, within(a) && holds):
			t.open = true
		}
	}
}
