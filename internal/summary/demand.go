package summary

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Demand is what a check asks the summary of a function to tell of.
type Demand trait

// The demands. Each is about what a function does itself or through what it calls.
const (
	Waits      = Demand(waits)   // events: waits for other threads, messages sent
	Threads    = Demand(threads) // outcomes: threads that were created, waited for, closed
	References = Demand(refers)  // events: objects that are referenced and dereferenced
	Ends       = Demand(ends)    // events: ends of the thread that the function runs on
)

// Does reports whether a function may do any of what is demanded.
func (p *Program) Does(f *program.Function, d Demand) bool { return p.of(f).Traits&trait(d) != 0 }

// Demand returns what a function does for its callers, with what is demanded; nil if that could
// not be worked out within the bounds.
func (p *Program) Demand(f *program.Function, d Demand) *Summary {
	p.ensure(f, trait(d))
	if sum := p.of(f).Summary; sum != nil && !sum.Bounded {
		return sum
	}
	return nil
}

// Under simulates a function once more, for callers that fulfil the constraints on its
// parameters and on Terminating; nil if that could not be worked out within the bounds. A
// function that does nothing of what is demanded has an empty summary.
func (p *Program) Under(f *program.Function, constraints []term.Constraint, d Demand) *Summary {
	if !p.Does(f, d) {
		return &Summary{}
	}
	sum := p.simulate(f, constraints, trait(d))
	p.fellShort(f, sum)
	if sum.Bounded {
		return nil
	}
	return sum
}

// Terms is the pool of the values and locations that summaries speak of.
func (p *Program) Terms() *term.Pool { return p.pool }

// Terminating is whether the current thread is ending.
func (p *Program) Terminating() term.Ref {
	return p.pool.Apply("the current thread ends: ", p.pool.Constant(0))
}

// CallOf is the call in f whose result a fresh value is; nil if it was made otherwise.
func (p *Program) CallOf(f *program.Function, fresh *term.Term) *ir.Call {
	if fresh.Op != term.Fresh || fresh.S != "" || fresh.N <= 0 {
		return nil
	}
	for in, n := range p.of(f).Sites {
		if int64(n) == fresh.N {
			call, _ := in.(*ir.Call)
			return call
		}
	}
	return nil
}

// Creates reports whether the function has created the thread.
func (o *Outcome) Creates(t *Thread) bool { return o.Made&t.bit() != 0 }

// Closes reports whether the function has closed the handle of the thread.
func (o *Outcome) Closes(t *Thread) bool { return o.Closed&t.bit() != 0 }

// Reopens reports whether the function comes to the creation of a thread again while the handle
// that it opened there before is still open.
func (s *Summary) Reopens(t *Thread) bool { return s.again&t.bit() != 0 }

// Joins reports whether the function has waited for the end of the thread.
func (o *Outcome) Joins(t *Thread) bool { return o.Joined&t.bit() != 0 }

// MayJoin reports whether the function has waited for the end of the thread on some of the ways
// that the outcome stands for.
func (o *Outcome) MayJoin(t *Thread) bool { return (o.Joined|o.some)&t.bit() != 0 }

// GivesUp reports whether the function has waited for the thread by a wait only that may end
// before the thread does.
func (o *Outcome) GivesUp(t *Thread) bool { return o.Lost&t.bit() != 0 }

// Waited lists the objects that were waited for where threads were joined.
func (o *Outcome) Waited() []term.Ref { return o.waits }

// Result is what the function returns, 0 without a result.
func (o *Outcome) Result() term.Ref { return o.result }

// Stores lists what the function leaves in memory.
func (o *Outcome) Stores() []term.Binding { return o.stores }

// ResultIn is what is known of the number that the function returns.
func (p *Program) ResultIn(o *Outcome) term.Interval {
	known := term.Know(nil, o.values)
	return known.IntervalOf(p.pool, o.result)
}

// Arg is the argument of the routine in that role, in terms of In; false without one.
func (e *Event) Arg(role ddi.Operand) (term.Ref, bool) {
	i := e.Routine.Arg(role)
	if i < 0 || i >= len(e.args) {
		return 0, false
	}
	return e.args[i], true
}

// ArgType is the type of what is handed to the routine in that role, in its call; false
// without one.
func (e *Event) ArgType(role ddi.Operand) (string, bool) {
	final := e.Final()
	i := final.Routine.Arg(role)
	if i < 0 || i >= len(final.types) {
		return "", false
	}
	return final.types[i], true
}

// Before is the step before, on the way on which the thread was left running if two ways have
// become one here; nil at the beginning.
func (s *Step) Before(t *Thread) *Step { return s.before(t.bit()) }

// Condition is what a branch tests, as the function spells it.
func (s *Step) Condition() ir.Value { return *s.cond }

// Tested is what a branch tests, as a value.
func (s *Step) Tested() term.Ref { return s.test }

// Edge names the blocks that a branch comes from and leads to, by index.
func (s *Step) Edge() (from, to int) { return s.from, s.to }
