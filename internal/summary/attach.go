package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Stay is a way through a function that returns attached to another process, from which
// others detach.
type Stay struct {
	In       *program.Function
	Return   ir.Span // where it returns
	Detached ir.Span // where another way detaches
	told     told
	trace    *Step
	attached *Step // the last step that attached
}

// attachment finds the step of a way that attached to a process.
func attachment(in *program.Function, last *Step) *Step {
	return (&Breach{Kind: EndsAttached, In: in}).began(last)
}

// Path tells how the thread came to be attached, and where control goes from there.
func (s *Stay) Path(last string) []program.PathStep {
	var turns []program.PathStep
	for step := s.trace; step != nil && step != s.attached; step = step.Prev {
		turns = append(turns, step.turn()...)
	}
	slices.Reverse(turns)
	start := (&Breach{Kind: EndsAttached, In: s.In, Trace: s.attached}).Since("")
	out := append(start[:len(start)-1:len(start)-1], turns...)
	return append(out, program.PathStep{Unit: s.In.Unit, Span: s.Return, Text: last})
}

// attach attaches to a process, or detaches: back to where the thread was when what the
// routine is given was filled in.
func (sim *simulation) attach(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref, attaches bool) {
	p := sim.p.pool
	kept := term.Ref(0)
	if i := max(r.Arg(ddi.OpState), r.Arg(ddi.OpStateOut)); i >= 0 && i < len(args) {
		kept = p.Field(p.Deref(args[i]), wasAttached, "")
	}
	if attaches {
		if kept != 0 {
			s.Set(kept, sim.load(s, attachedVar))
		}
		s.Set(attachedVar, p.Constant(1))
		return
	}
	before := p.Constant(0)
	if kept != 0 {
		before = sim.load(s, kept)
	}
	if before != p.Constant(1) {
		sim.detaches(s, call)
	}
	s.setRegime(p, attachedVar, before)
}

// detaches notes that the function, or what it calls, detaches from a process.
func (sim *simulation) detaches(s *state, call *ir.Call) {
	if sim.load(s, attachedVar) != sim.p.pool.Constant(1) {
		return
	}
	if sim.detached == nil {
		sim.detached = &call.Span
	}
	for step := attachment(sim.f, s.trace); step != nil && step.Kind == StepCall; step = attachment(step.Callee, step.Inner) {
		sim.p.detached[step.Callee] = true
	}
}

// stays finds the ways that return attached to another process.
func (sim *simulation) stays() []*Stay {
	attached := sim.p.pool.Constant(1)
	var list []*Stay
	for _, s := range sim.out {
		if sim.detached == nil || sim.states == 1 || sim.load(s, attachedVar) != attached {
			continue
		}
		stay := &Stay{In: sim.f, Return: s.trace.At, Detached: *sim.detached, trace: s.trace, attached: attachment(sim.f, s.trace)}
		if stay.attached == nil || sim.mayDetach(stay) {
			continue
		}
		var others bool
		if stay.told, others = sim.toldFrom(s, func(t *state) bool { return sim.load(t, attachedVar) != attached }); !others {
			continue
		}
		i := slices.IndexFunc(list, func(other *Stay) bool { return other.Return == stay.Return })
		if i < 0 {
			list = append(list, stay)
		} else if list[i].told > stay.told {
			list[i] = stay
		}
	}
	return list
}

// mayDetach reports whether the way passes a detach that is left out for reasons which the
// engine can't judge.
func (sim *simulation) mayDetach(s *Stay) bool {
	for step := s.trace; step != nil && step != s.attached; step = step.Prev {
		switch {
		case step.Kind == StepCall && sim.p.detachesSometimes(step.Callee):
			return true
		case step.Kind == StepBranch && !sim.p.pool.IsConst(step.test) && sim.inBetween(sim.otherArm(step), step.to, sim.callDetaches):
			return true
		}
	}
	return false
}

func (sim *simulation) callDetaches(call *ir.Call) bool {
	target, name := sim.p.Callee(sim.f, call)
	if target != nil {
		return sim.p.detachesSometimes(target)
	}
	return sim.p.Known.Lookup(name).Does(ddi.Detach)
}

func (p *Program) detachesSometimes(f *program.Function) bool {
	return p.of(f).Regime != nil && slices.ContainsFunc(p.of(f).Regime.Outcomes, func(o *Outcome) bool {
		v, ok := (&state{Knowledge: term.Know(o.stores, nil)}).At(attachedVar)
		return ok && v != p.pool.Constant(1)
	})
}

// fromCallee reports whether the function only inherits what one that it calls has left.
func (s *Stay) fromCallee(p *Program) bool {
	return s.attached.Kind == StepCall && slices.ContainsFunc(p.stays, func(other *Stay) bool { return other.In == s.attached.Callee })
}

// leftAttached lists the ways in which functions return attached to another process without
// anybody who will detach, in order of functions and places.
func (p *Program) leftAttached() []*Stay {
	p = p.ofRegime()
	p.allBreaches()
	list := slices.DeleteFunc(slices.Clone(p.stays), func(s *Stay) bool {
		return s.fromCallee(p) || s.told == bySuccess || s.told != never && p.detached[s.In] ||
			s.told == byResult && !p.callersKnown(s.In, func(g *program.Function) *Summary {
				p.ensureRegime(g, tell{})
				return p.of(g).Regime
			})
	})
	slices.SortStableFunc(list, func(a, b *Stay) int {
		if a.In != b.In {
			return a.In.Index - b.In.Index
		}
		return int(a.Return.From - b.Return.From)
	})
	return list
}
