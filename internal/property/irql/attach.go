package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Stay is a way through a function that returns attached to another process, from which
// others detach, or nobody but the function itself could.
type Stay struct {
	In       *program.Function
	Return   ir.Span // where it returns
	Detached ir.Span // where another way detaches
	NoDetach bool    // none does
	told     simulate.Told
	trace    *simulate.Step
	attached *simulate.Step // the last step that attached
}

// attachment finds the step of a way that attached to a process.
func attachment(in *program.Function, last *simulate.Step) *simulate.Step {
	return (&Breach{Kind: EndsAttached, In: in}).began(last)
}

// Path tells how the thread came to be attached, and where control goes from there.
func (s *Stay) Path(last string) []program.PathStep {
	var turns []program.PathStep
	for step := s.trace; step != nil && step != s.attached; step = step.Prev {
		turns = append(turns, step.TurnWords()...)
	}
	slices.Reverse(turns)
	start := (&Breach{Kind: EndsAttached, In: s.In, Trace: s.attached}).Since("")
	out := append(start[:len(start)-1:len(start)-1], turns...)
	return append(out, program.PathStep{Unit: s.In.Unit, Span: s.Return, Text: last})
}

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
			s.Set(kept, sim.Load(s, attachedVar))
		}
		s.Set(attachedVar, p.Constant(1))
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

// detaches notes that the function, or what it calls, detaches from a process.
func (sim *simulation) detaches(s *simulate.State, call *ir.Call) {
	if sim.Load(s, attachedVar) != sim.Terms.Constant(1) {
		return
	}
	if sim.detachedAt == nil {
		sim.detachedAt = &call.Span
	}
	for step := attachment(sim.In, s.Trace); step != nil && step.Kind == simulate.StepCall; step = attachment(step.Callee, step.Inner) {
		sim.m.detached[step.Callee] = true
	}
}

// stays finds the ways that return attached to another process.
func (sim *simulation) stays() []*Stay {
	attached := sim.Terms.Constant(1)
	var list []*Stay
	for _, s := range sim.Finals() {
		if sim.Coarse() || sim.Load(s, attachedVar) != attached {
			continue
		}
		stay := &Stay{In: sim.In, Return: s.Trace.At, NoDetach: sim.detachedAt == nil, trace: s.Trace, attached: attachment(sim.In, s.Trace)}
		if stay.attached == nil || sim.mayDetach(stay) {
			continue
		}
		own := sim.keptHere(stay.attached)
		var others bool
		stay.told, others = sim.ToldFrom(s, func(t *simulate.State) bool { return sim.Load(t, attachedVar) != attached })
		switch {
		case own:
			stay.told = simulate.Never // a caller that can tell can't detach either
		case stay.NoDetach || !others:
			continue
		}
		if !stay.NoDetach {
			stay.Detached = *sim.detachedAt
		}
		i := slices.IndexFunc(list, func(other *Stay) bool { return other.Return == stay.Return || stay.NoDetach })
		switch {
		case i < 0:
			list = append(list, stay)
		case list[i].told > stay.told || stay.NoDetach && stay.Return.From < list[i].Return.From:
			list[i] = stay
		}
	}
	return list
}

// keptHere reports whether only the function itself can detach: what it needs for that is in a
// variable of its own that nobody else is given.
func (sim *simulation) keptHere(attached *simulate.Step) bool {
	if attached.Kind != simulate.StepAttach || attached.In != sim.In || attached.Loc == 0 {
		return false
	}
	v := sim.Terms.LocalRoot(attached.Loc)
	if v == nil {
		return false
	}
	given := false
	sim.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			given = given || in.Src.Reads(v)
		case *ir.Call:
			_, r := sim.RoutineOf(sim.In, in)
			given = given || !r.Does(ddi.Attach|ddi.Detach) && slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Place.Root == v || a.Reads(v) })
		}
	})
	return !given
}

// mayDetach reports whether the way passes a detach that is left out for reasons which the
// engine can't judge.
func (sim *simulation) mayDetach(s *Stay) bool {
	for step := s.trace; step != nil && step != s.attached; step = step.Prev {
		switch {
		case step.Kind == simulate.StepCall && sim.m.detachesSometimes(step.Callee):
			return true
		case step.Kind == simulate.StepBranch && !sim.Terms.IsConst(step.Tested()) && sim.In.Graph.InBetween(step.OtherArm(), to(step), sim.callDetaches):
			return true
		}
	}
	return false
}

func (sim *simulation) callDetaches(call *ir.Call) bool {
	target, name := sim.Callee(sim.In, call)
	if target != nil {
		return sim.m.detachesSometimes(target)
	}
	return sim.Known.Lookup(name).Does(ddi.Detach)
}

func (m *Machine) detachesSometimes(f *program.Function) bool {
	sum := m.Summary(f)
	return sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool {
		known := term.Know(o.Stores(), nil)
		v, ok := known.At(attachedVar)
		return ok && v != m.Terms.Constant(1)
	})
}

// fromCallee reports whether the function only inherits what one that it calls has left.
func (s *Stay) fromCallee(m *Machine) bool {
	return s.attached.Kind == simulate.StepCall && slices.ContainsFunc(m.stays, func(other *Stay) bool { return other.In == s.attached.Callee })
}

// LeftAttached lists the ways in which functions of part, of all if that is nil, return attached to
// another process without anybody who will detach, in order of functions and places.
func (m *Machine) LeftAttached(part map[*program.Function]bool) []*Stay {
	m.Broken(part)
	list := slices.DeleteFunc(slices.Clone(m.stays), func(s *Stay) bool {
		return s.fromCallee(m) || s.told == simulate.BySuccess || s.told != simulate.Never && m.detached[s.In] ||
			s.told == simulate.ByResult && !m.callersKnown(s.In)
	})
	slices.SortStableFunc(list, func(a, b *Stay) int {
		if a.In != b.In {
			return a.In.Index - b.In.Index
		}
		return int(a.Return.From - b.Return.From)
	})
	return list
}

// callersKnown reports whether all callers of f are known, and none was broken off.
func (m *Machine) callersKnown(f *program.Function) bool {
	for _, caller := range m.Functions {
		if slices.Contains(m.Callees(caller), f) {
			m.Ensure(caller, simulate.Wanted{})
		}
	}
	return m.CallersKnown(f)
}
