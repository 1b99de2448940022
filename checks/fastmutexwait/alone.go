package fastmutexwait

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// serialises reports whether the mutex only has the ends of handles come one after the other, in one function, and the wait for a time or an object, in the mode of the
// kernel, needs neither an APC nor anybody who wants the mutex: nothing else takes that, and the function does not signal the object.
func serialises(d *driver.Driver, f *program.Function, e *simulate.Event) bool {
	final := e.Final()
	if !final.Routine.DoesTo(ddi.Wait, ddi.Time|ddi.Dispatcher) || !inKernelMode(final) {
		return false
	}
	var mutex ir.Step
	takes := d.RoutineCalls(ddi.Acquire, ddi.Mutexes)
	for _, c := range takes {
		if c.In == f && c.Call.Span == held(e).Taken.At {
			mutex = lockOf(c)
		}
	}
	if mutex == (ir.Step{}) || slices.ContainsFunc(takes, func(c callgraph.RoutineCall) bool {
		lock := lockOf(c)
		return c.In != f && (lock == mutex || lock == ir.Step{})
	}) {
		return false
	}
	requested := false
	for above := range d.Above([]*program.Function{f}) {
		for _, r := range d.Roles(above) {
			if !ddi.AtClose(r.Role, r.Index) && !(r.Declared && r.Role == ddi.Dispatch) {
				return false // what is waited for may be the end of it
			}
			requested = requested || !r.Declared
		}
	}
	object, reach := ir.Step{}, d.Reach(f)
	if i := final.Routine.Arg(ddi.OpObject); i >= 0 && i < len(final.Call.Args) {
		object = place(final.Call.Args[i])
	}
	return requested && !slices.ContainsFunc(d.RoutineCalls(ddi.Signal, ddi.Event|ddi.Semaphore), func(c callgraph.RoutineCall) bool {
		v, ok := c.Arg(ddi.OpObject)
		return ok && object != ir.Step{} && place(v) == object && reach[c.In]
	})
}

// lockOf names the mutex that a call takes, by the member or variable that it is; nothing where that is not seen.
func lockOf(c callgraph.RoutineCall) ir.Step {
	v, ok := c.Arg(ddi.OpLock)
	if !ok {
		return ir.Step{}
	}
	return place(v)
}

// inKernelMode reports whether a wait is in the mode of the kernel, where it ends for nothing but what it is for.
func inKernelMode(e *simulate.Event) bool {
	i := e.Routine.Arg(ddi.OpMode)
	return i >= 0 && i < len(e.Call.Args) && e.Call.Args[i].Kind == ir.Const && e.Call.Args[i].Int == 0
}
