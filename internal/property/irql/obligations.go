package irql

import (
	"fmt"
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// Call asks the rules at a call.
func (sim *simulation) Call(s *simulate.State, call *ir.Call, target *program.Function, name string, args []term.Ref) {
	word := name
	if target != nil {
		word = target.Name
	}
	r := sim.Known.Lookup(name)
	if target != nil {
		r = nil
	} else if r.Safely(ddi.Release) {
		sim.forgetCounted(s, r, args)
	}
	sim.book.Reach(sim.at(s, Point{Kind: AtCall, Call: call, Callee: target, Routine: r, Name: word, Args: args}))
	if target == nil && r == nil && name != "" && changes(sim.m.ContractOf(sim.In.UnitIndex, name)) {
		sim.forget(s, levelVar) // its body is not here
	}
	if target == nil && name == "" && sim.cancels(s) {
		sim.forget(s, levelVar)
	}
}

// cancels reports whether a call through a pointer may be that of an IRP's cancel routine: the last that has raised the level was the
// lock with which it is called, and which it releases.
func (sim *simulation) cancels(s *simulate.State) bool {
	raised := sim.raised(s)
	if raised == nil {
		return false
	}
	r := sim.Known.Lookup(raised.Name)
	return r.Does(ddi.Acquire) && slices.ContainsFunc(r.Pair, func(release string) bool {
		e := sim.Known.Lookup(release).Effect(ddi.RestoreIRQL, ddi.Anything)
		return e != nil && e.Member != ""
	})
}

// Return asks the rules where the function returns.
func (sim *simulation) Return(s *simulate.State) {
	sim.book.Reach(sim.at(s, Point{Kind: AtReturn}))
}

// changed asks the rules once the level was set.
func (sim *simulation) changed(s *simulate.State, call *ir.Call, name string, raises bool) {
	sim.book.Reach(sim.at(s, Point{Kind: AtChange, Call: call, Name: name, Raises: raises}))
}

// Happens looks at the obligations that a callee hands on.
func (sim *simulation) Happens(in *simulate.Instance, _ *program.Function, sum *simulate.Summary) {
	for _, o := range foundIn(sum).obligations {
		sim.book.Inherit(in, o, func(s *simulate.State) *Point {
			return sim.at(s, Point{Kind: AtHandOver, Call: in.Call, Name: o.Name})
		})
	}
}

// apcsOff reports whether normal kernel APCs are known to be off.
func (sim *simulation) apcsOff(s *simulate.State) bool {
	for _, loc := range []term.Ref{levelVar, criticalVar, guardedVar} {
		v := sim.Load(s, loc)
		if delta, certain := sim.Terms.Distance(v); certain && delta > 0 && loc != levelVar || s.IntervalOf(sim.Terms, s.Known(sim.Terms, v)).Lo > 0 {
			return true
		}
	}
	return false
}

// allAPCsOff reports whether special kernel APCs are known to be off, too.
func (sim *simulation) allAPCsOff(s *simulate.State) bool {
	p := sim.Terms
	return sim.boundsOf(s, sim.levelOf(s)).Lo > ddi.PassiveLevel || s.IntervalOf(p, s.Known(p, sim.Load(s, guardedVar))).Lo > 0
}

// MayKeepDispatcher reports whether f calls a routine that can return with the dispatcher locked.
func (m *Machine) MayKeepDispatcher(f *program.Function) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok {
			return
		}
		_, name := m.Callee(f, call)
		e := m.Known.Lookup(name).Effect(ddi.KeepDispatcher, ddi.Anything)
		found = found || e != nil && e.Arg < len(call.Args) && !(call.Args[e.Arg].Kind == ir.Const && call.Args[e.Arg].Int == 0)
	})
	return found
}

// Pageable reports whether the driver puts f into a section that can be paged out, and
// does not lock such sections itself.
func (m *Machine) Pageable(f *program.Function) bool {
	_, found := slices.BinarySearch(f.Unit.Paged, f.Name)
	return found && !m.locksCode
}

// LeadsToPaged reports whether a call in f leads from code that stays in memory to target, which can be paged out and neither asserts
// nor promises by an annotation at which level it runs.
func (m *Machine) LeadsToPaged(f, target *program.Function) bool {
	if target == nil || !m.Pageable(target) || m.Pageable(f) {
		return false
	}
	c := m.Contract(target)
	return !c.Inlined && (!c.Bound || c.Entry.Max >= ddi.DispatchLevel) && m.Asserted(target) >= ddi.DispatchLevel
}

// Pages reports whether the driver puts any function into a section that can be paged out.
func (m *Machine) Pages() bool {
	return slices.ContainsFunc(m.Units, func(u *ir.Unit) bool { return len(u.Paged) > 0 })
}

// Broken lists what is certain to be wrong in the functions of part, in all if that is nil, in order
// of functions and places.
func (m *Machine) Broken(part map[*program.Function]bool) []*Obligation {
	m.once.Do(func() { m.findBroken(part) })
	return m.broken
}

func (m *Machine) findBroken(part map[*program.Function]bool) {
	detached := map[*program.Function]bool{}
	for _, f := range m.Functions {
		if part == nil || part[f] {
			bySystem := m.BySystem(f)
			m.broken = append(m.broken, brokenIn(bySystem, m.Summary(f))...)
			if bySystem != nil {
				maps.Copy(detached, foundIn(bySystem).detached)
			}
		}
	}
	for _, o := range m.broken {
		if o.Rule.Callers {
			m.ensureCallers(o.In)
		}
	}
	m.seeCallers(detached)
	slices.SortStableFunc(m.broken, func(a, b *Obligation) int {
		if a.In != b.In {
			return a.In.Index - b.In.Index
		}
		return int(a.At.From - b.At.From)
	})
}

// brokenIn lists what is certain to be wrong in one function, by its summaries: when the system calls it, and whoever does.
func brokenIn(summaries ...*simulate.Summary) []*Obligation {
	var list []*Obligation
	for _, sum := range summaries {
		if sum == nil {
			continue
		}
		for _, b := range foundIn(sum).obligations {
			again := slices.ContainsFunc(list, func(c *Obligation) bool {
				return c.Rule == b.Rule && c.At == b.At && c.Name == b.Name && (!b.Rule.Apart || c.Terms == b.Terms)
			})
			if b.Verdict == obligation.Broken && !again {
				list = append(list, b)
			}
		}
	}
	return list
}

// Breaks reports whether f breaks a rule whoever calls it, as far as it was simulated for its callers.
func (m *Machine) Breaks(f *program.Function, rule *Rule) bool {
	sum := m.Summary(f)
	return sum != nil && slices.ContainsFunc(foundIn(sum).obligations, func(o *Obligation) bool { return o.Rule == rule && o.Verdict == obligation.Broken })
}

// Uneven reports whether f returns at another level than it was called at, or makes demands of it.
func (m *Machine) Uneven(f *program.Function) bool { return m.balance(f) == profile.Uneven }

// ChangesLevel says where f returns at another level than it was called at; nil if it does not, or at one that nobody knows.
func (m *Machine) ChangesLevel(f *program.Function) *Obligation {
	m.Ensure(f, simulate.Wanted{})
	for _, o := range m.Summary(f).Outcomes {
		for _, b := range o.Stores() {
			if b.At == levelVar && b.Value != LevelOnEntry && m.Terms.Given(b.Value) {
				note := Allow(ddi.LevelRange{})
				note.raised = raisedBy(o)
				return &Obligation{In: f, At: o.Trace.At, Trace: o.Trace, Note: note}
			}
		}
	}
	return nil
}

// words spells an obligation.
func words(m *Machine, f *program.Function, o *Obligation) string {
	verdict := "open: "
	if o.Verdict == obligation.Broken {
		verdict = "broken: "
	}
	words := verdict + o.Rule.Name
	if o.Name != "" {
		words += " in " + o.Name
	}
	if o.Inner != nil {
		words += " through " + o.Inner.In.Name
	}
	l := LevelsOf(o)
	if l.What != "" {
		words += " (" + l.What + ")"
	}
	w := &simulate.Writer{Group: m.Group, Of: f}
	if o.Terms[0] != 0 {
		words += fmt.Sprintf(", level %s, allowed %s", w.Spell(o.Terms[0]), LevelWords(ddi.LevelRange{Min: l.Min, Max: l.Max}))
	}
	return words + ", " + w.Condition(o.Facts())
}
