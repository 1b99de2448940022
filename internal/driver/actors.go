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
			runs = owned(d, c.Routine.Effect(ddi.Register, ddi.Anything).On)
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
	handlers, registrations := d.WithRole(ddi.Request)
	for i, f := range handlers {
		add(registrations[i].Routine, registrations[i].Unit, registrations[i].At, []*program.Function{f}, d.RoutineCalls(ddi.Wait, ddi.IOQueue))
	}
	return list
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

// owned lists the functions that the system calls for as long as an object is registered.
func owned(d *Driver, on ddi.Object) []*program.Function {
	var list []*program.Function
	for _, f := range d.Functions {
		if slices.ContainsFunc(d.Roles(f), func(r callgraph.Registration) bool { return r.Owner == on }) {
			list = append(list, f)
		}
	}
	return list
}
