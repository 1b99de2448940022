package lockset

import (
	"slices"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Leak is a way through a function that returns with a lock which others release.
type Leak struct {
	Lock
	Return   ir.Span // where it returns
	Released ir.Span // where another way releases the lock
	// Always reports that every way that returns there has the lock.
	Always bool
	seen   simulate.Distinction
	trace  *simulate.Step
}

// Path tells the branches from the acquisition to the return.
func (l *Leak) Path() []program.PathStep {
	var out []program.PathStep
	for step := l.trace; step != nil && step != l.Taken && step != l.Taken.Prev; step = step.Prev {
		out = append(out, step.TurnWords()...)
	}
	slices.Reverse(out)
	return append(l.Lock.Path(), out...)
}

// leaks finds the ways that return with a lock which the function releases on others.
func (sim *simulation) leaks() []*Leak {
	var list []*Leak
	for _, s := range sim.Finals() {
		known := sim.of(s)
		for _, l := range slices.Concat(known.held, known.unsafe) {
			name := sim.Terms.Leaf(l.loc)
			released, ok := sim.pairs.released[name]
			retaken := slices.ContainsFunc(known.freed, func(gone freedLock) bool { return sim.Terms.Leaf(gone.loc) == name })
			if !ok || retaken || sim.uncertain(l.loc) || sim.mayRelease(s.Trace, l, name) {
				continue
			}
			if sim.Coarse() && !(sim.Settled(s.Trace.At) && sim.alwaysHeld(s.Trace.At, l.loc)) {
				continue // its way may be none: only that all agree counts
			}
			seen, others := sim.distinguished(s, name)
			if !others {
				continue
			}
			leak := &Leak{Lock: l, Return: s.Trace.At, Released: released, Always: sim.alwaysHeld(s.Trace.At, l.loc), seen: seen, trace: s.Trace}
			i := slices.IndexFunc(list, func(k *Leak) bool { return k.Return == leak.Return && k.loc == leak.loc })
			if i < 0 {
				list = append(list, leak)
			} else if list[i].seen > seen {
				list[i] = leak
			}
		}
	}
	return list
}

// alwaysHeld reports whether every way that returns at a place has the lock.
func (sim *simulation) alwaysHeld(at ir.Span, loc term.Ref) bool {
	return !slices.ContainsFunc(sim.Finals(), func(t *simulate.State) bool { return t.Trace.At == at && sim.of(t).lock(loc) == nil })
}

// distinguished finds how a caller can tell the final state from those without a lock of that name,
// and whether there are any.
func (sim *simulation) distinguished(s *simulate.State, name string) (best simulate.Distinction, others bool) {
	holds := func(l Lock) bool { return sim.Terms.Leaf(l.loc) == name }
	return sim.DistinguishedFrom(s, func(t *simulate.State) bool {
		known := sim.of(t)
		return !slices.ContainsFunc(known.held, holds) && !slices.ContainsFunc(known.unsafe, holds)
	})
}

// mayRelease reports whether the way from an acquisition passes a release that is left out
// for reasons which the engine can't judge: in a function that releases sometimes, or in
// the body of an `if` whose condition is not known.
func (sim *simulation) mayRelease(last *simulate.Step, l Lock, name string) bool {
	for step := last; step != nil && step != l.Taken && step != l.Taken.Prev; step = step.Prev {
		switch {
		case step.Kind == simulate.StepCall && sim.frees(step.Callee, name):
			return true
		case step.Kind == simulate.StepBranch && !sim.Terms.IsConst(step.Tested()) && sim.In.Graph.InBetween(step.OtherArm(), to(step), func(call *ir.Call) bool { return sim.releases(call, name) }):
			return true
		}
	}
	return false
}

// releases reports whether a call releases, or may release, a lock of that name.
func (sim *simulation) releases(call *ir.Call, name string) bool {
	_, r := sim.RoutineOf(sim.In, call)
	if by, ok := profile.ReleasedBy(call, r); ok {
		return by == name
	}
	target, _ := sim.Callee(sim.In, call)
	return target != nil && sim.Summary(target) != nil && sim.frees(target, name)
}

// Leaks lists the ways through f that return with a lock which nobody will release: what
// callers can tell apart, and release, is left out.
func (m *Machine) Leaks(f *program.Function) []*Leak {
	return slices.DeleteFunc(slices.Clone(m.found(f).leaks), func(l *Leak) bool {
		inherited := l.Taken.Kind == simulate.StepCall && len(m.found(l.Taken.Callee).leaks) > 0
		return inherited || l.seen == simulate.BySuccess || l.seen != simulate.Never && m.callers.release[f] || l.seen == simulate.ByResult && !m.group.CallersKnown(f)
	})
}

// Unpaired lists the releases of f that do not undo what they should. Those of a lock that a
// caller of f was seen to hold are left out.
func (m *Machine) Unpaired(f *program.Function) []*Unpaired {
	return slices.DeleteFunc(slices.Clone(m.found(f).unpaired), func(u *Unpaired) bool {
		return !u.Mixed && u.Before == nil && m.callers.hold[f]
	})
}
