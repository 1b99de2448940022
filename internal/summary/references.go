package summary

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// References returns the events of f that concern references to objects, its own and
// those of what it calls; none if it drops nothing that could keep the driver loaded.
func (p *Program) References(f *program.Function) []*Event {
	if !p.mayDrop(f) {
		return nil
	}
	p.ensure(f, refers)
	if p.of(f).Summary.Bounded {
		return nil
	}
	return p.of(f).Summary.Events
}

// mayDrop reports whether f, or what it calls, dereferences an object that may be the
// driver's own, or a thread. It saves the simulation of routines that never do.
func (p *Program) mayDrop(f *program.Function) bool {
	outside := map[string]bool{"driver object": true, "device object": p.ReferencedOutside("device object", []*program.Function{f})}
	reach := p.Reach(f)
	return slices.ContainsFunc(p.Functions, func(g *program.Function) bool {
		found := false
		g.Instrs(func(in ir.Instr) {
			call, r := p.RoutineOf(g, in)
			if i := r.Arg("object"); r.Is("deref-object") && strings.HasPrefix(r.Name, "Ob") && i >= 0 && i < len(call.Args) {
				kind := objectKind(call.Args[i].Type)
				found = found || outside[kind] || kind == "" && (outside["device object"] || len(p.threadsOf(g, call.Args[i])) > 0)
			}
		})
		return found && reach[g]
	})
}

// DropsReference reports whether the event is a dereference of an object that the
// function was given or finds in memory, not of one that it referenced itself.
func (p *Program) DropsReference(f *program.Function, e *Event) bool {
	object, ok := e.object()
	if !ok || !e.Routine.Is("deref-object") || !strings.HasPrefix(e.Name, "Ob") {
		return false
	}
	if p.pool.Any(object, func(_ term.Ref, t *term.Term) bool { return t.Op == term.Fresh || t.Op == term.Stale }) {
		return false
	}
	return !slices.ContainsFunc(p.of(f).Summary.Events, func(other *Event) bool {
		taken, ok := other.object()
		return ok && other.Routine.Is("ref-object") && taken == object
	})
}

// object is the object that a routine is called for.
func (e *Event) object() (term.Ref, bool) {
	i := e.Routine.Arg("object")
	if e.Order || i < 0 || i >= len(e.args) {
		return 0, false
	}
	return e.args[i], true
}

// KeepsLoaded tells whether the object of a dereference keeps the driver's code loaded:
// "driver object", "device object", or "" for anything else. context is the type of
// what the thread was given as its context, "" if unknown.
func (p *Program) KeepsLoaded(e *Event, context string) string {
	final := e.Final()
	i := final.Routine.Arg("object")
	if i < 0 || i >= len(final.Call.Args) {
		return ""
	}
	kind := objectKind(final.Call.Args[i].Type)
	object, _ := e.object()
	if kind == "" && object == p.pool.Param(0) {
		kind = objectKind(context)
	}
	for inner := e; kind == "" && inner.Inner != nil; inner = inner.Inner {
		for j, a := range inner.Call.Args {
			if j < len(inner.Inner.In.Params) && inner.Inner.args[final.Routine.Arg("object")] == p.pool.Param(j) {
				kind = objectKind(a.Type)
			}
		}
	}
	return kind
}

func objectKind(t string) string {
	switch {
	case strings.Contains(t, "_DRIVER_OBJECT"):
		return "driver object"
	case strings.Contains(t, "_DEVICE_OBJECT"):
		return "device object"
	}
	return ""
}

// ReferencedOutside reports whether a function that does not run as part of the given
// ones references an object of that kind: then the driver counts on its references.
func (p *Program) ReferencedOutside(kind string, starts []*program.Function) bool {
	inside := map[*program.Function]bool{}
	for _, start := range starts {
		for f := range p.Reach(start) {
			inside[f] = true
		}
	}
	for _, f := range p.Functions {
		found := false
		f.Instrs(func(in ir.Instr) {
			call, r := p.RoutineOf(f, in)
			if i := -1; r.Is("ref-object") {
				if i = r.Arg("object"); i >= 0 && i < len(call.Args) {
					found = found || objectKind(call.Args[i].Type) == kind
				}
			}
		})
		if found && !inside[f] {
			return true
		}
	}
	return false
}

// ThreadOf returns the thread whose own object the event drops, nil if it is another object.
func (p *Program) ThreadOf(e *Event) *Thread {
	final := e.Final()
	i := final.Routine.Arg("object")
	if i < 0 || i >= len(final.Call.Args) {
		return nil
	}
	threads := p.threadsOf(final.In, final.Call.Args[i])
	if len(threads) != 1 {
		return nil
	}
	return threads[0]
}

// Unavoidable reports whether every way through the function comes to the event: it does
// not depend on who else still uses the object.
func (e *Event) Unavoidable() bool {
	for ; e != nil; e = e.Inner {
		if e.Call != nil && e.In.Graph.Avoids(0, e.Call) {
			return false
		}
	}
	return true
}

// Deliberate reports whether the dereference is what the routine means to do whenever it
// has the object: nothing but the object itself decides over it. One under a reference
// count of the driver's own ends the life of something else.
func (p *Program) Deliberate(e *Event) bool {
	for ; e != nil && e.Call != nil; e = e.Inner {
		object, ok := e.object()
		for step := e.Trace; ok && step != nil; step = step.Prev {
			if step.Kind != StepBranch || step.In != e.In || p.pool.Contains(step.test, object) {
				continue
			}
			for _, other := range e.In.Graph.Blocks[step.from].Succs {
				if other.To.Index != step.to && !other.Exception && e.In.Graph.Avoids(other.To.Index, e.Call) {
					return false
				}
			}
		}
	}
	return true
}

// ContextType is the type of what a thread is given as its context.
func (t *Thread) ContextType() string {
	i := t.Routine.Arg("context")
	if i < 0 || i >= len(t.Call.Args) {
		return ""
	}
	return t.Call.Args[i].Type
}

// Unloadable reports whether the driver has a routine that the system calls before it
// unloads the image.
func (p *Program) Unloadable() bool {
	list, _ := p.WithRole(ddi.Unload)
	return slices.ContainsFunc(list, p.CanFinish)
}
