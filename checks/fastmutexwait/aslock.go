package fastmutexwait

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// takesLock reports whether the wait that an event ends in is taking another lock: it is for a mutex, or for
// a semaphore or synchronization event that the driver uses as one.
func takesLock(p *driver.Driver, e *simulate.Event) bool {
	final := e.Final()
	if final.Routine.DoesTo(ddi.Wait, ddi.Mutex) {
		return true
	}
	i := final.Routine.Arg(ddi.OpObject)
	typ, ok := e.ArgType(ddi.OpObject)
	if !ok || i >= len(final.Call.Args) || final.Routine.Arg(ddi.OpCount) >= 0 {
		return false // a wait for several objects takes no lock
	}
	switch ddi.ObjectOf(typ) {
	case ddi.Mutex:
		return true
	case ddi.Event, ddi.Semaphore:
		object := place(final.Call.Args[i])
		return object != ir.Step{} && (givenBack(p, final, object) || madeFree(p, object))
	}
	return false
}

// givenBack reports whether the function that waits for the object signals it afterwards: whoever holds a lock releases it.
func givenBack(p *driver.Driver, wait *simulate.Event, object ir.Step) bool {
	for _, c := range p.RoutineCalls(ddi.Signal, ddi.Event|ddi.Semaphore) {
		v, ok := c.Arg(ddi.OpObject)
		if ok && c.In == wait.In && place(v) == object && c.In.Graph.Follows(wait.Call, c.Call) {
			return true
		}
	}
	return false
}

// madeFree reports whether the driver makes the object a synchronization event that is signalled from the start: the
// first thread that waits for it need not wait.
func madeFree(p *driver.Driver, object ir.Step) bool {
	for _, c := range p.RoutineCalls(ddi.Init, ddi.Event) {
		v, ok := c.Arg(ddi.OpObject)
		if ok && place(v) == object && isOne(c, ddi.OpType) && isOne(c, ddi.OpState) {
			return true
		}
	}
	return false
}

// isOne reports whether an argument is 1: SynchronizationEvent, or TRUE.
func isOne(c callgraph.RoutineCall, role ddi.Operand) bool {
	v, ok := c.Arg(role)
	return ok && v.Kind == ir.Const && v.Int == 1
}

// place names the member, or the variable, that an argument points to: record and name.
func place(v ir.Value) ir.Step {
	at := v.Pointee()
	for i := len(at.Path) - 1; i >= 0; i-- {
		if s := at.Path[i]; s.Kind == ir.Field {
			return ir.Step{Name: s.Name, Record: s.Record}
		}
	}
	if v.Kind == ir.AddrOf && len(at.Path) == 0 && (at.Root.Kind == ir.GlobalVar || at.Root.Kind == ir.StaticVar) {
		return ir.Step{Name: at.Root.Name}
	}
	return ir.Step{}
}
