package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// threadEnds looks in what state the thread ends.
func (sim *simulation) threadEnds(s *simulate.State, call *ir.Call, name string, at ir.Span) {
	p := sim.Terms
	sim.demandLevel(s, &Breach{Kind: EndsInRegion, Name: name, Call: call, At: at, Region: criticalRegion, level: sim.Load(s, criticalVar)})
	sim.demandLevel(s, &Breach{Kind: EndsInRegion, Name: name, Call: call, At: at, Region: guardedRegion, level: sim.Load(s, guardedVar)})
	sim.demandLevel(s, &Breach{Kind: EndsAttached, Name: name, Call: call, At: at, level: s.Known(p, sim.Load(s, attachedVar))})
	sim.endsHolding(s, &Breach{Kind: EndsHolding, Name: name, Call: call, At: at})
}

// endsHolding looks whether the thread owns a lock where it ends.
func (sim *simulation) endsHolding(s *simulate.State, b *Breach) {
	p := sim.Terms
	b.In, b.Trace = sim.In, s.Trace
	for _, bind := range s.Bindings() {
		if t := p.Term(bind.At); t.Op == term.Field && t.S == ownedBy && bind.Value == p.Constant(1) {
			b.lock, b.Lock, b.Found = t.A, p.Spell(t.A, sim.In.Params), true
			break
		}
	}
	b.facts = sim.EntryFacts(s)
	sim.recordBreach(b) // if it is not found, a caller may own one
}

// Return looks at the level at which the function returns.
func (sim *simulation) Return(s *simulate.State) {
	p := sim.Terms
	if _, thread := sim.HasRole(sim.In, []ddi.Role{ddi.SystemThread, ddi.IoThread}); thread {
		sim.threadEnds(s, nil, "", s.Trace.At)
	}
	c := sim.Contract(sim.In)
	at := s.Trace.At
	level, entry := sim.levelOf(s), levelOnEntry
	known := sim.boundsOf(s, level)
	sim.parameterLevels(s, c, at, level)
	switch {
	case c.Raises >= 0:
		sim.demandLevel(s, &Breach{Kind: NotRaised, At: at, level: level, Max: c.Raises})
	case c.Same && level != entry && p.IsConst(level) && !s.IntervalOf(p, entry).Single():
		sim.returns(s, NotSame, at, level)
	case c.Same && s.IntervalOf(p, entry).Meet(known).Nothing():
		sim.returns(s, NotSame, at, level)
	case sim.Run.BySystem && level != entry && p.IsConst(level) && known.Lo > int64(sim.entry.Min):
		sim.returns(s, ReturnsRaised, at, level)
	}
}

// returns records what is wrong with the level at a return.
func (sim *simulation) returns(s *simulate.State, kind BreachKind, at ir.Span, level term.Ref) {
	if testsLevel(s.Trace) {
		return // a level kept somewhere decides whether it is restored: nobody can tell which it is
	}
	known := s.IntervalOf(sim.Terms, level)
	sim.recordBreach(&Breach{
		Kind: kind, At: at, level: level, In: sim.In, Found: true, Trace: s.Trace, raised: sim.raised(s),
		Low: clampLevel(known.Lo), High: clampLevel(known.Hi),
	})
}

// testsLevel reports whether the way to a step tests a value against a level by name.
func testsLevel(step *simulate.Step) bool {
	for ; step != nil; step = step.Prev {
		if step.Kind == simulate.StepBranch && namesLevel(step.Condition()) || step.Kind == simulate.StepCall && testsLevel(step.Inner) {
			return true
		}
	}
	return false
}

func namesLevel(v ir.Value) bool {
	return v.Kind == ir.Const && isLevel(v.Name) && v.Int > ddi.PassiveLevel || slices.ContainsFunc(v.Args, namesLevel)
}

func isLevel(name string) bool {
	_, ok := ddi.ParseLevel(name)
	return ok
}

// parameterLevels looks whether the parameters that take or give a level have done so.
func (sim *simulation) parameterLevels(s *simulate.State, c *program.Contract, at ir.Span, level term.Ref) {
	p := sim.Terms
	for _, i := range c.Saves {
		if slices.Contains(c.Restores, i) {
			continue // it gives the lock up in between: the level is that of its caller
		}
		if !sim.savedIn(s, i) && !sim.handsOnParam(i) {
			sim.recordBreach(&Breach{Kind: NotSaved, At: at, Name: sim.In.Params[i].Name, In: sim.In, Found: true, Trace: s.Trace})
		}
	}
	for _, i := range c.Restores {
		if s.Constrained(p.Param(i)) {
			continue // it is looked at first, and may be the present level
		}
		if !slices.Contains(c.Saves, i) && !p.Contains(level, p.Param(i)) {
			sim.recordBreach(&Breach{Kind: NotRestored, At: at, Name: sim.In.Params[i].Name, In: sim.In, Found: true, Trace: s.Trace})
		}
	}
}

// savedIn reports whether the level on entry was stored in a parameter, or in what it points to.
func (sim *simulation) savedIn(s *simulate.State, param int) bool {
	p := sim.Terms
	into, itself := p.Deref(p.Param(param)), p.Variable(sim.In.Params[param])
	return slices.ContainsFunc(s.Bindings(), func(b term.Binding) bool {
		return (sim.Terms.Inside(b.At, into) || b.At == itself) && b.Value == levelOnEntry
	})
}

// handsOnParam reports whether the function passes the parameter's value to a function of
// the driver, which may do what it does not.
func (sim *simulation) handsOnParam(param int) bool {
	found := false
	sim.In.Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok {
			target, _ := sim.Callee(sim.In, call)
			found = found || target != nil && slices.ContainsFunc(call.Args, func(a ir.Value) bool { return a.Kind == ir.Load && a.Reads(sim.In.Params[param]) })
		}
	})
	return found
}
