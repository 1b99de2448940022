package summary

import (
	"strings"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// WithZero simulates f once more for calls by a thread that ends, in which a parameter is
// zero; nil when that can't be done within the bounds.
func (p *Program) WithZero(f *program.Function, param int) *Summary {
	if p.of(f).traits&waits == 0 {
		return &Summary{}
	}
	facts := []term.Constraint{{Value: p.pool.Param(param), In: term.Exactly(0)}, {Value: p.terminating(), In: term.Exactly(1)}}
	sum := p.simulate(f, facts, waits)
	p.fellShort(f, sum)
	if sum.Bounded {
		return nil
	}
	return sum
}

// terminating is whether the current thread is ending.
func (p *Program) terminating() term.Ref {
	return p.pool.Apply("the current thread ends: ", p.pool.Constant(0))
}

// Guarded reports whether the mutex that a release lets go out of order is a guarded one.
func (e *Event) Guarded() bool { return e.Routine.Is("release-guarded") }

// WaitsForOthers reports whether the wait that an event ends in goes on until another
// thread or user mode acts: a wait without limit for an event or a thread. Taking a
// mutex is none, nor is the wait for I/O that the same function has just sent.
func (p *Program) WaitsForOthers(e *Event) bool {
	final := e.Final()
	timeout := e.Routine.Arg("timeout")
	if timeout < 0 || timeout >= len(e.args) {
		return false
	}
	if n, ok := p.pool.ConstOf(e.args[timeout]); !ok || n != 0 {
		return false
	}
	if e.Routine.Name == "KeDelayExecutionThread" {
		return false
	}
	i := max(e.Routine.Arg("object"), e.Routine.Arg("handle"))
	if i < 0 || i >= len(final.types) {
		return false
	}
	for _, lock := range []string{"_KMUTANT", "_KSEMAPHORE", "_KTIMER"} {
		if strings.Contains(final.types[i], lock) {
			return false
		}
	}
	return !p.sendsIrp(final.In)
}

func (p *Program) sendsIrp(f *program.Function) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		_, r := p.RoutineOf(f, in)
		found = found || r.Is("call-driver")
	})
	return found
}
