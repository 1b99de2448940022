package unloadorder

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// An actor is what runs until something stops it: a callback, a thread, the callbacks of a filter, a DPC.
type actor struct {
	by    string // what makes it run
	unit  *ir.Unit
	at    ir.Span
	runs  []*program.Function
	stops []callgraph.Site // each makes sure that it no longer runs, or begins to
}

func (a *actor) name() string { return a.runs[0].Name }

// actors lists those of a driver that something stops, in order.
func actors(d *driver.Driver) []*actor {
	var list []*actor
	add := func(by string, unit *ir.Unit, at ir.Span, runs []*program.Function, stops []callgraph.Site) {
		if len(runs) > 0 && len(stops) > 0 {
			list = append(list, &actor{by, unit, at, runs, stops})
		}
	}
	for _, c := range d.Registrations() {
		add(c.Routine.Name, c.In.Unit, c.Call.Span, handed(d, c), calls(d.Removals(c)))
	}
	for _, t := range d.Threads {
		add(t.Routine.Name, t.Created().In.Unit, t.Created().Call.Span, t.Starts, t.Waits)
	}
	for _, c := range d.RoutineCalls(ddi.Register, ddi.Filter) {
		add(c.Routine.Name, c.In.Unit, c.Call.Span, owned(d, ddi.Filter), calls(d.RoutineCalls(ddi.Unregister, ddi.Filter)))
	}
	for _, c := range d.RoutineCalls(ddi.Init, ddi.DPC|ddi.ThreadedDPC) {
		add(c.Routine.Name, c.In.Unit, c.Call.Span, handed(d, c), calls(d.RoutineCalls(ddi.Cancel|ddi.Wait, ddi.Timer|ddi.DPC|ddi.ThreadedDPC)))
	}
	return list
}

// handed lists the functions of the driver that a call hands to the system.
func handed(d *driver.Driver, c callgraph.RoutineCall) []*program.Function {
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
func owned(d *driver.Driver, on ddi.Object) []*program.Function {
	var list []*program.Function
	for _, f := range d.Functions {
		if slices.ContainsFunc(d.Roles(f), func(r callgraph.Registration) bool { return r.Owner == on }) {
			list = append(list, f)
		}
	}
	return list
}

func calls(list []callgraph.RoutineCall) []callgraph.Site {
	var out []callgraph.Site
	for _, c := range list {
		out = append(out, callgraph.Site{Call: c.Call, In: c.In})
	}
	return out
}
