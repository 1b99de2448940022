package exitsend

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// onExit lists what f does when a thread that ends calls it: the parameter that tells creation
// from exit is zero. None if that can't be worked out within the bounds.
func onExit(p *driver.Driver, f *program.Function) []*simulate.Event {
	sum := p.Under(f, profile.Waits,
		term.Constraint{Value: p.Terms().Param(createParameter), In: term.Exactly(0)}, term.Constraint{Value: p.Terminating(), In: term.Exactly(1)})
	if sum == nil {
		return nil
	}
	return sum.Events
}

// endsByItself are the objects of which a wait ends without the help of anybody whom the exit holds up: locks, and timers.
const endsByItself = ddi.Mutex | ddi.Semaphore | ddi.Timer

// waitsForOthers reports whether the wait that an event ends in goes on until another
// thread or user mode acts: a wait without limit for an event or a thread. Taking a
// mutex is none, nor is the wait for I/O that the same function has just sent.
func waitsForOthers(p *driver.Driver, e *simulate.Event) bool {
	timeout, limited := e.Arg(ddi.OpTimeout)
	if n, ok := p.Terms().ConstOf(timeout); !limited || !ok || n != 0 {
		return false
	}
	object, ok := e.ArgType(ddi.OpObject)
	if handle, byHandle := e.ArgType(ddi.OpHandle); byHandle {
		object, ok = handle, true
	}
	if !ok {
		return false // a delay
	}
	if ddi.ObjectOf(object)&endsByItself != 0 {
		return false
	}
	return !sendsIRP(p, e.Final().In)
}

func sendsIRP(p *driver.Driver, f *program.Function) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		_, r := p.RoutineOf(f, in)
		found = found || r.DoesTo(ddi.Send, ddi.IRP)
	})
	return found
}

// branches tells which tests of a parameter the way to the event takes.
func branches(e *simulate.Event, param int) []program.PathStep {
	var out []program.PathStep
	for step := e.Trace; step != nil; step = step.Prev {
		if step.Kind == simulate.StepBranch && step.Condition().Reads(e.In.Params[param]) {
			out = append(out, step.Branch())
		}
	}
	slices.Reverse(out)
	return out
}
