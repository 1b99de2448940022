package selfderef

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
)

// references returns the events of f that concern references to objects, its own and
// those of what it calls; none if it drops nothing that could keep the driver loaded.
func references(p *driver.Driver, from *origins, f *program.Function) []*simulate.Event {
	if !mayDrop(p, from, f) {
		return nil
	}
	sum := p.Demand(f, profile.Refers)
	if sum == nil {
		return nil
	}
	return sum.Events
}

// mayDrop reports whether f, or what it calls, dereferences an object that may be the
// driver's own, or a thread. It saves the simulation of routines that never do.
func mayDrop(p *driver.Driver, from *origins, f *program.Function) bool {
	outside := map[string]bool{"driver object": true, "device object": referencedOutside(p, from, "device object", []*program.Function{f})}
	reach := p.Reach(f)
	return slices.ContainsFunc(p.RoutineCalls(ddi.Dereference, ddi.KernelObject), func(c callgraph.RoutineCall) bool {
		object, ok := c.Arg(ddi.OpObject)
		if !ok || !reach[c.In] {
			return false
		}
		kind := from.kind(object)
		return outside[kind] || kind == "" && (outside["device object"] || len(p.ThreadsOf(c.In, object)) > 0)
	})
}

// dropsReference reports whether the event is a dereference of an object that the
// function was given or finds in memory, not of one that it referenced itself.
func dropsReference(p *driver.Driver, f *program.Function, e *simulate.Event) bool {
	object, ok := objectOf(e)
	if !ok || !e.Routine.DoesTo(ddi.Dereference, ddi.KernelObject) {
		return false
	}
	if p.Terms().Any(object, func(_ term.Ref, t *term.Term) bool { return t.Op == term.Fresh || t.Op == term.Stale }) {
		return false
	}
	return !slices.ContainsFunc(p.Summary(f).Events, func(other *simulate.Event) bool {
		taken, ok := objectOf(other)
		return ok && other.Routine.Does(ddi.Reference) && taken == object
	})
}

// objectOf is the object that a routine is called for.
func objectOf(e *simulate.Event) (term.Ref, bool) {
	if lockset.OutOfOrder(e) {
		return 0, false
	}
	return e.Arg(ddi.OpObject)
}

// keepsLoaded tells whether the object of a dereference keeps the driver's code loaded:
// "driver object", "device object", or "" for anything else. context is the type of
// what the thread was given as its context, "" if unknown.
func keepsLoaded(p *driver.Driver, from *origins, e *simulate.Event, context string) string {
	final := e.Final()
	i := final.Routine.Arg(ddi.OpObject)
	if i < 0 || i >= len(final.Call.Args) {
		return ""
	}
	kind := objectKind(final.Call.Args[i].Type)
	object, _ := objectOf(e)
	if kind == "" && object == p.Terms().Param(0) {
		kind = objectKind(context)
	}
	for inner := e; kind == "" && inner.Inner != nil; inner = inner.Inner {
		below, _ := inner.Inner.Arg(ddi.OpObject)
		for j, a := range inner.Call.Args {
			if j < len(inner.Inner.In.Params) && below == p.Terms().Param(j) {
				kind = objectKind(a.Type)
			}
		}
	}
	if kind == "" {
		kind = from.kind(final.Call.Args[i])
	}
	return kind
}

// referencedOutside reports whether a function that does not run as part of the given
// ones references an object of that kind: then the driver counts on its references.
func referencedOutside(p *driver.Driver, from *origins, kind string, starts []*program.Function) bool {
	inside := map[*program.Function]bool{}
	for _, start := range starts {
		for f := range p.Reach(start) {
			inside[f] = true
		}
	}
	return slices.ContainsFunc(p.RoutineCalls(ddi.Reference, ddi.Anything), func(c callgraph.RoutineCall) bool {
		object, ok := c.Arg(ddi.OpObject)
		return ok && !inside[c.In] && from.kind(object) == kind && !forOthers(p, c.In)
	})
}

// forOthers reports whether f only serves other drivers, which find it in a table: nothing that the system calls in this one comes to
// it. What it is given is theirs.
func forOthers(p *driver.Driver, f *program.Function) bool {
	leads := func(g *program.Function) bool { return p.Reach(g)[f] }
	return slices.ContainsFunc(p.PointsTo.AddressTaken(), leads) && !slices.ContainsFunc(p.Functions, func(g *program.Function) bool { return len(p.Roles(g)) > 0 && leads(g) })
}

// threadOf returns the thread whose own object the event drops, nil if it is another object.
func threadOf(p *driver.Driver, e *simulate.Event) *threads.Thread {
	final := e.Final()
	i := final.Routine.Arg(ddi.OpObject)
	if i < 0 || i >= len(final.Call.Args) {
		return nil
	}
	threads := p.ThreadsOf(final.In, final.Call.Args[i])
	if len(threads) != 1 {
		return nil
	}
	return threads[0]
}

// unavoidable reports whether every way through the function comes to the event: it does
// not depend on who else still uses the object.
func unavoidable(e *simulate.Event) bool {
	for ; e != nil; e = e.Inner {
		if e.Call != nil && e.In.Graph.Avoids(0, e.Call) {
			return false
		}
	}
	return true
}

// deliberate reports whether the dereference is what the routine means to do whenever it
// has the object: nothing but the object itself decides over it. One under a reference
// count of the driver's own ends the life of something else.
func deliberate(p *driver.Driver, e *simulate.Event) bool {
	for ; e != nil && e.Call != nil; e = e.Inner {
		object, ok := objectOf(e)
		for step := e.Trace; ok && step != nil; step = step.Prev {
			if step.Kind != simulate.StepBranch || step.In != e.In || p.Terms().Contains(step.Tested(), object) || testsWay(p, step.Tested(), object) {
				continue
			}
			from, to := step.Edge()
			for _, other := range e.In.Graph.Blocks[from].Succs {
				if other.To.Index != to && !other.Exception && e.In.Graph.Avoids(other.To.Index, e.Call) {
					return false
				}
			}
		}
	}
	return true
}

// testsWay reports whether a branch tests a pointer on the way to an object: whether there is a way
// to it at all.
func testsWay(p *driver.Driver, test, object term.Ref) bool {
	return p.Terms().AnyOperand(test, func(r term.Ref, x *term.Term) bool {
		return (x.Op == term.Init || x.Op == term.Param) && p.Terms().Contains(object, r)
	})
}

// contextType is the type of what a thread is given as its context.
func contextType(t *threads.Thread) string {
	i := t.Routine.Arg(ddi.OpContext)
	if i < 0 || i >= len(t.Call.Args) {
		return ""
	}
	return t.Call.Args[i].Type
}

// unloadable reports whether something unloads the image: the system, after a routine of the driver, or a framework that has the unload
// routine. A library has no entry point either: the driver that it becomes part of may.
func unloadable(p *driver.Driver) bool {
	list, _ := p.Unloads()
	entries, _ := p.WithRole(ddi.Entry)
	_, ends := p.Ending()
	return ends || len(list) == 0 && len(entries) == 0
}

// objectKind says of the type of a pointer which object of the I/O manager it is for: "driver
// object", "device object", or "" for anything else. Each keeps the driver's code loaded.
func objectKind(t string) string {
	switch ddi.ObjectOf(t) {
	case ddi.DriverObject:
		return "driver object"
	case ddi.DeviceObject:
		return "device object"
	}
	return ""
}
