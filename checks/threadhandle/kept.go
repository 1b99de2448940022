package threadhandle

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/ir"
)

// handleOut is the argument through which the creation of a thread hands out its handle; of the
// kind Unknown without one.
func handleOut(t *threads.Thread) ir.Value {
	if i := t.Routine.Arg(ddi.OpHandleOut); i >= 0 && i < len(t.Call.Args) {
		return t.Call.Args[i]
	}
	return ir.Value{Kind: ir.Unknown}
}

// neverClosed reports whether the handle of a thread is kept in a global variable or a member and
// no call in the driver may ever close it, in a driver that can be unloaded.
func neverClosed(p *driver.Driver, t *threads.Thread) bool {
	out := handleOut(t)
	if out.Kind != ir.AddrOf || t.Escapes || out.Place.IsLocal() || !plain(out.Type) || !p.Reached(t.Created().In) {
		return false
	}
	if leaf := out.Place.Leaf(); leaf == "" || leaf == "*" {
		return false
	}
	if _, ends := p.Ending(); !ends {
		return false
	}
	return !closed(p, t)
}

// plain reports whether the type of a pointer to a handle is that: an object of a class may close
// what it holds.
func plain(pointer string) bool { return pointer == "" || pointer == "void **" }

// closed reports whether some call may close the handle of a thread, as far as is known: one of
// what nobody knows may.
func closed(p *driver.Driver, t *threads.Thread) bool {
	return slices.ContainsFunc(p.RoutineCalls(ddi.Close, ddi.Handle), func(c callgraph.RoutineCall) bool {
		handle, ok := c.Arg(ddi.OpHandle)
		if !ok {
			return false
		}
		held := p.PointsTo.Holds(c.In.UnitIndex, handle)
		return len(held) == 0 && unclear(c, handle) || slices.Contains(p.ThreadsOf(c.In, handle), t) ||
			slices.ContainsFunc(held, func(it pointsto.Item) bool { return it.Kind == pointsto.Thread && it.Call == t.Call })
	})
}

// unclear reports whether a handle that nothing is known of comes out of memory that has no name of
// its own.
func unclear(c callgraph.RoutineCall, handle ir.Value) bool {
	leaf := ""
	if handle.Kind == ir.Load && handle.Place.Root != nil {
		leaf = handle.Place.Leaf()
	}
	return handle.Kind != ir.Load || leaf == "*"
}

// overwritten reports whether a loop comes to the creation of a thread again with the handle of
// the last one still open, in a variable of the function that nothing ever closes or keeps.
func overwritten(p *driver.Driver, t *threads.Thread) bool {
	out := handleOut(t)
	return out.Kind == ir.AddrOf && out.Place.IsLocal() && t.In.Graph.InLoop(t.Call) && p.Reached(t.Created().In) && !keeps(p, t, out.Place.Root) && reopened(p, t)
}

// reopened reports whether the function was found to come to the creation again without a close.
func reopened(p *driver.Driver, t *threads.Thread) bool {
	p.Demand(t.In, profile.Threads)
	sum := p.Summary(t.In)
	return sum != nil && t.ReopenedBy(sum)
}
