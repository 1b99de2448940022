package driver

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// An Actor is what the system runs until something stops it: a callback, a thread, the callbacks of a filter, a DPC.
type Actor struct {
	By    string // what makes it run
	Unit  *ir.Unit
	At    ir.Span
	Runs  []*program.Function     // at least one
	Stops []callgraph.RoutineCall // each makes sure that it no longer runs, or begins to; at least one
}

// Name is that of the function which runs, for messages.
func (a *Actor) Name() string { return a.Runs[0].Name }

// Actors lists those of the driver that something stops, in order.
func (d *Driver) Actors() []*Actor {
	var list []*Actor
	add := func(by string, unit *ir.Unit, at ir.Span, runs []*program.Function, stops []callgraph.RoutineCall) {
		if len(runs) > 0 && len(stops) > 0 {
			list = append(list, &Actor{by, unit, at, runs, stops})
		}
	}
	for _, c := range d.Registrations() {
		runs := handed(d, c)
		if len(runs) == 0 {
			runs = owned(d, c)
		}
		add(c.Routine.Name, c.In.Unit, c.Call.Span, runs, d.Removals(c))
	}
	for _, t := range d.Threads {
		var joins []callgraph.RoutineCall
		for _, w := range t.Waits {
			if call, r := d.RoutineOf(w.In, w.Call); r != nil {
				joins = append(joins, callgraph.RoutineCall{Call: call, In: w.In, Routine: r})
			}
		}
		add(t.Routine.Name, t.Created().In.Unit, t.Created().Call.Span, t.Starts, joins)
	}
	for _, c := range d.RoutineCalls(ddi.Init, ddi.DPC|ddi.ThreadedDPC) {
		add(c.Routine.Name, c.In.Unit, c.Call.Span, handed(d, c), d.RoutineCalls(ddi.Cancel|ddi.Wait, ddi.Timer|ddi.DPC|ddi.ThreadedDPC))
	}
	for _, c := range d.RoutineCalls(ddi.Init, ddi.Timer) {
		add(c.Routine.Name, c.In.Unit, c.Call.Span, handed(d, c), d.RoutineCalls(ddi.Cancel|ddi.Wait, ddi.Timer|ddi.DPC|ddi.ThreadedDPC))
	}
	handlers, registrations := d.WithRole(ddi.Request)
	for i, f := range handlers {
		add(registrations[i].Routine, registrations[i].Unit, registrations[i].At, []*program.Function{f}, queueStops(d, registrations[i]))
	}
	return list
}

// queueStops lists the waits for the requests of a queue whose handler is registered: of the only queue that the driver makes each
// such wait; of one among several those by the variable or the member in which the function that registers the handler keeps the queue it makes next.
func queueStops(d *Driver, r callgraph.Registration) []callgraph.RoutineCall {
	waits, made := d.RoutineCalls(ddi.Wait, ddi.IOQueue), d.RoutineCalls(ddi.Init, ddi.IOQueue)
	if len(made) < 2 {
		return waits
	}
	next := slices.IndexFunc(made, func(c callgraph.RoutineCall) bool { return c.In == r.By && c.Call.From > r.At.From })
	if next < 0 {
		return nil
	}
	kept := keeps(made[next])
	return slices.DeleteFunc(slices.Clone(waits), func(w callgraph.RoutineCall) bool {
		v, ok := w.Arg(ddi.OpObject)
		return !ok || v.Kind != ir.Load || !kept[lies(v.Place)]
	})
}

// A spot is where a handle lies: in a member, whatever object it is of, or in a variable.
type spot struct {
	v      *ir.Var
	member ir.Step
}

func lies(place ir.Place) spot {
	for _, s := range slices.Backward(place.Path) {
		if s.Kind == ir.Field {
			return spot{member: ir.Step{Name: s.Name, Record: s.Record}}
		}
	}
	return spot{v: place.Root}
}

// keeps tells where a function keeps the handle that a call hands out.
func keeps(c callgraph.RoutineCall) map[spot]bool {
	out, ok := c.Arg(ddi.OpHandleOut)
	if !ok || out.Kind != ir.AddrOf {
		return nil
	}
	kept := map[spot]bool{lies(out.Place): true}
	c.In.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok && a.Src.Kind == ir.Load && a.From > c.Call.From && kept[lies(a.Src.Place)] {
			kept[lies(a.Dst)] = true
		}
	})
	return kept
}

// handed lists the functions of the driver that a call hands to the system.
func handed(d *Driver, c callgraph.RoutineCall) []*program.Function {
	var list []*program.Function
	if v, ok := c.Arg(ddi.OpCallback); ok {
		for _, it := range d.PointsTo.Holds(c.In.UnitIndex, v) {
			if it.Kind == pointsto.Function && it.Function != nil {
				list = append(list, it.Function)
			}
		}
	}
	return list
}
