package threadhandle

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
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
	return slices.ContainsFunc(p.RoutineCalls(ddi.Close, ddi.Handle), func(c callgraph.RoutineCall) bool { return closes(p, t, c) })
}

func closes(p *driver.Driver, t *threads.Thread, c callgraph.RoutineCall) bool {
	handle, ok := c.Arg(ddi.OpHandle)
	if !ok {
		return false
	}
	held := p.PointsTo.Holds(c.In.UnitIndex, handle)
	return len(held) == 0 && unclear(c, handle) || slices.Contains(p.ThreadsOf(c.In, handle), t) ||
		slices.ContainsFunc(held, func(it pointsto.Item) bool { return it.Kind == pointsto.Thread && it.Call == t.Call })
}

// closedBetween reports whether a call between the creations of two threads may close the handle of
// the first.
func closedBetween(p *driver.Driver, first, second *threads.Thread) bool {
	graph := first.In.Graph
	for _, c := range p.RoutineCalls(ddi.Close, ddi.Handle) {
		if !closes(p, first, c) {
			continue
		}
		found := false
		first.In.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || !graph.Follows(first.Call, call) || !graph.Follows(call, second.Call) {
				return
			}
			target, _ := p.Callee(first.In, call)
			found = found || call == c.Call || target != nil && p.Reach(target)[c.In]
		})
		if found {
			return true
		}
	}
	return false
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

// replacedBy returns the thread whose creation overwrites the handle of t while that is still open,
// later in the same function; nil if there is none, or the handle is kept elsewhere, too.
func replacedBy(p *driver.Driver, t *threads.Thread) *threads.Thread {
	out := handleOut(t)
	if out.Kind != ir.AddrOf || t.Escapes || !plain(out.Type) || !p.Reached(t.Created().In) || copied(p, t, out.Place) {
		return nil
	}
	for _, next := range p.Threads {
		other := handleOut(next)
		if next.In != t.In || other.Kind != ir.AddrOf || other.Place.Root != out.Place.Root || other.String() != out.String() || !t.In.Graph.Follows(t.Call, next.Call) {
			continue
		}
		sum := p.Demand(t.In, profile.Threads)
		if sum != nil && !closedBetween(p, t, next) && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool { return inTurn(o.Trace, t, next) }) {
			return next
		}
	}
	return nil
}

// copied reports whether the function that creates a thread does more with the handle in its place
// than to ask the kernel about it.
func copied(p *driver.Driver, t *threads.Thread, place ir.Place) bool {
	found := false
	t.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			found = found || takes(in.Src, place)
		case *ir.Return:
			found = found || in.Value != nil && in.Value.Reads(place.Root)
		case *ir.Call:
			target, name := p.Callee(t.In, in)
			found = found || (target != nil || !known(p, name)) && slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Reads(place.Root) })
		}
	})
	return found
}

// takes reports whether a value is made from what a place holds, or from its address.
func takes(v ir.Value, place ir.Place) bool {
	if (v.Kind == ir.Load || v.Kind == ir.AddrOf) && v.Place.Root == place.Root && (place.IsLocal() || v.Place.Leaf() == place.Leaf()) {
		return true
	}
	return slices.ContainsFunc(v.Args, func(a ir.Value) bool { return takes(a, place) })
}

// inTurn reports whether a way makes both threads, the second after the first: what lies between is
// known to be one way.
func inTurn(last *simulate.Step, first, second *threads.Thread) bool {
	met := false
	for step := last; step != nil; step = step.Prev {
		switch {
		case step.Kind == simulate.StepMerge && met:
			return false
		case step.Kind == simulate.StepWait && step.At == second.Call.Span:
			met = true
		case step.Kind == simulate.StepWait && step.At == first.Call.Span && met:
			return true
		}
	}
	return false
}
