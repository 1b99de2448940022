package irql

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// attach attaches to a process, or detaches: back to where the thread was when what the
// routine is given was filled in.
// It returns where that is.
func (sim *simulation) attach(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref, attaches bool) (into term.Ref) {
	p := sim.Terms
	kept := term.Ref(0)
	if i := max(r.Arg(ddi.OpState), r.Arg(ddi.OpStateOut)); i >= 0 && i < len(args) {
		into = p.Deref(args[i])
		kept = p.Field(into, wasAttached, "")
	}
	if attaches {
		if kept != 0 {
			s.Set(sim.Terms, kept, sim.Load(s, attachedVar))
		}
		if !sim.stays(s, call, r) {
			s.Set(sim.Terms, attachedVar, p.Constant(1))
		}
		return into
	}
	before := p.Constant(0)
	if kept != 0 {
		before = sim.Load(s, kept)
	}
	if before != p.Constant(1) {
		sim.detaches(s, call)
	}
	sim.setVar(s, attachedVar, before)
	return into
}

// stays reports whether the process to attach to is the one in which the thread runs: then nothing changes. A thread that is
// attached may come from another.
func (sim *simulation) stays(s *simulate.State, call *ir.Call, r *ddi.Routine) bool {
	if sim.Load(s, attachedVar) == sim.Terms.Constant(1) {
		return false
	}
	own, known := sim.m.own[call]
	if !known {
		own = sim.m.Stays(sim.In, call, r)
		sim.m.own[call] = own
	}
	return own
}

// detaches notes that the function, or what it calls, detaches from a process.
func (sim *simulation) detaches(s *simulate.State, call *ir.Call) {
	if sim.Load(s, attachedVar) != sim.Terms.Constant(1) {
		return
	}
	if sim.detachedAt == nil {
		sim.detachedAt = &call.Span
	}
	for step := began(sim.In, s.Trace, Attachment, 0); step != nil && step.Kind == simulate.StepCall; step = began(step.Callee, step.Inner, Attachment, 0) {
		if sim.detached == nil {
			sim.detached = map[*program.Function]bool{}
		}
		sim.detached[step.Callee] = true
	}
}

// DetachesSometimes reports whether f detaches on some of its ways from a process that its caller is attached to.
func (m *Machine) DetachesSometimes(f *program.Function) bool {
	sum := m.Summary(f)
	return sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool {
		known := term.Know(o.Stores(), nil)
		v, ok := known.At(m.Terms, attachedVar)
		return ok && v != m.Terms.Constant(1)
	})
}

// Detached reports whether a caller was seen to detach from the process with which f returns.
func (m *Machine) Detached(f *program.Function) bool { return m.detached[f] }

// seeCallers puts together what the summaries of all callers record: detached is what was found where the system calls.
func (m *Machine) seeCallers(detached map[*program.Function]bool) {
	for _, f := range m.Functions {
		if sum := m.Summary(f); sum != nil {
			maps.Copy(detached, foundIn(sum).detached)
		}
	}
	m.detached = detached
}

// ensureCallers simulates the callers of f, which decide over what it leaves to them.
func (m *Machine) ensureCallers(f *program.Function) {
	for _, caller := range m.Functions {
		if slices.Contains(m.Callees(caller), f) {
			m.Ensure(caller, simulate.Wanted{})
		}
	}
}
