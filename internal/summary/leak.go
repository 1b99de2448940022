package summary

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
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
	told   told
	trace  *Step
}

// A told is how well a caller can tell a way through a function from the others.
type told uint8

const (
	never     told = iota
	byMemory       // by what memory held on entry, which it may not have looked at
	byResult       // by the result, by what it handed in, or by what it finds stored
	bySuccess      // by the result, which tells of success with the lock and of failure without
)

// Path tells the branches from the acquisition to the return.
func (l *Leak) Path() []program.PathStep {
	var out []program.PathStep
	for step := l.trace; step != nil && step != l.Taken && step != l.Taken.Prev; step = step.Prev {
		out = append(out, step.turn()...)
	}
	slices.Reverse(out)
	return append(l.Lock.Path(), out...)
}

// leaks finds the ways that return with a lock which the function releases on others.
func (sim *simulation) leaks() []*Leak {
	var list []*Leak
	for _, s := range sim.out {
		for _, l := range slices.Concat(s.held, s.soft) {
			name := sim.p.pool.Leaf(l.loc)
			released, ok := sim.pairs.released[name]
			retaken := slices.ContainsFunc(s.freed, func(gone letGo) bool { return sim.p.pool.Leaf(gone.loc) == name })
			if !ok || retaken || sim.uncertain(l.loc) || sim.mayRelease(s.trace, l, name) {
				continue
			}
			if sim.states == 1 && !(sim.settled(s.trace.At) && sim.alwaysHeld(s.trace.At, l.loc)) {
				continue // its way may be none: only that all agree counts
			}
			told, others := sim.told(s, name)
			if !others {
				continue
			}
			leak := &Leak{Lock: l, Return: s.trace.At, Released: released, Always: sim.alwaysHeld(s.trace.At, l.loc), told: told, trace: s.trace}
			i := slices.IndexFunc(list, func(k *Leak) bool { return k.Return == leak.Return && k.loc == leak.loc })
			if i < 0 {
				list = append(list, leak)
			} else if list[i].told > told {
				list[i] = leak
			}
		}
	}
	return list
}

// settled reports whether all ways to a return were followed to the end.
func (sim *simulation) settled(at ir.Span) bool {
	if !sim.bounded {
		return true
	}
	from := []int{sim.at}
	for b, states := range sim.pending {
		if len(states) > 0 {
			from = append(from, b)
		}
	}
	ahead := sim.f.Graph.From(from...)
	for b, blk := range sim.f.Graph.Blocks {
		if ahead[b] && slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool { _, ok := in.(*ir.Return); return ok && in.Where() == at }) {
			return false
		}
	}
	return true
}

// alwaysHeld reports whether every way that returns at a place has the lock.
func (sim *simulation) alwaysHeld(at ir.Span, loc term.Ref) bool {
	return !slices.ContainsFunc(sim.out, func(t *state) bool { return t.trace.At == at && t.lock(loc) == nil })
}

// told finds how a caller can tell the final state from those without a lock of that name,
// and whether there are any.
func (sim *simulation) told(s *state, name string) (best told, others bool) {
	holds := func(l Lock) bool { return sim.p.pool.Leaf(l.loc) == name }
	return sim.toldFrom(s, func(t *state) bool {
		return !slices.ContainsFunc(t.held, holds) && !slices.ContainsFunc(t.soft, holds)
	})
}

// toldFrom is told for the final states that are unlike s.
func (sim *simulation) toldFrom(s *state, unlike func(*state) bool) (best told, others bool) {
	mine := sim.visible(s)
	best = bySuccess
	for _, t := range sim.out {
		if !unlike(t) {
			continue
		}
		others = true
		best = min(best, sim.tellsApart(mine, sim.visible(t)))
	}
	return best, others
}

// tellsApart finds how a caller can tell two outcomes apart. Errors are all alike: who asks
// which one it is does so for other reasons.
func (sim *simulation) tellsApart(a, b *Outcome) told {
	p := sim.p.pool
	x, y := &state{Knowledge: term.Know(nil, a.values)}, &state{Knowledge: term.Know(nil, b.values)}
	if a.result != 0 && b.result != 0 {
		m, n := x.IntervalOf(p, a.result), y.IntervalOf(p, b.result)
		if m.Lo >= 0 && n.Hi < 0 || m.Lo > 0 && n.Equal(term.Exactly(0)) {
			return bySuccess
		}
		if m.Meet(n).Nothing() && !(m.Hi < 0 && n.Hi < 0) {
			return byResult
		}
	}
	c, d := *a, *b
	c.result, d.result = 0, 0
	others := func(f term.Constraint) bool { return p.Term(f.Value).Op != term.Param }
	c.facts, d.facts = slices.DeleteFunc(slices.Clone(c.facts), others), slices.DeleteFunc(slices.Clone(d.facts), others)
	switch {
	case sim.distinct(&c, &d):
		return byResult
	case sim.distinct(a, b):
		return byMemory
	}
	return never
}

// visible is a final state as callers see it.
func (sim *simulation) visible(final *state) *Outcome {
	if o := sim.shown[final]; o != nil {
		return o
	}
	s := final.clone()
	s.Unset(0, func(b term.Binding) bool {
		return b.At != sim.ret && (sim.p.pool.LocalRoot(b.At) != nil || isKept(sim.p.pool, b.At))
	})
	if sim.shown == nil {
		sim.shown = map[*state]*Outcome{}
	}
	o := sim.outcome(s)
	sim.shown[final] = o
	return o
}

// mayRelease reports whether the way from an acquisition passes a release that is left out
// for reasons which the engine can't judge: in a function that releases sometimes, or in
// the body of an `if` whose condition is not known.
func (sim *simulation) mayRelease(last *Step, l Lock, name string) bool {
	for step := last; step != nil && step != l.Taken && step != l.Taken.Prev; step = step.Prev {
		switch {
		case step.Kind == StepCall && sim.frees(step.Callee, name):
			return true
		case step.Kind == StepBranch && !sim.p.pool.IsConst(step.test) && sim.inBetween(sim.otherArm(step), step.to, func(call *ir.Call) bool { return sim.releases(call, name) }):
			return true
		}
	}
	return false
}

// releases reports whether a call releases, or may release, a lock of that name.
func (sim *simulation) releases(call *ir.Call, name string) bool {
	_, r := sim.p.RoutineOf(sim.f, call)
	if by, ok := profile.ReleasedBy(call, r); ok {
		return by == name
	}
	target, _ := sim.p.Callee(sim.f, call)
	return target != nil && sim.p.of(target).Summary != nil && sim.frees(target, name)
}

// inBetween reports whether there is a certain call in the straight code from block i to
// block end.
func (sim *simulation) inBetween(i, end int, wanted func(*ir.Call) bool) bool {
	end = sim.skipEmpty(end)
	found := false
	for range sim.f.Graph.Blocks {
		if i < 0 {
			return false
		}
		if sim.skipEmpty(i) == end {
			return found
		}
		blk := sim.f.Graph.Blocks[i]
		for _, in := range blk.Instrs {
			call, ok := in.(*ir.Call)
			found = found || ok && wanted(call)
		}
		i = sim.straightOn(blk, end)
	}
	return false
}

// straightOn is the block that control goes on to, unless it goes to end; -1 if there is
// none or a choice.
func (sim *simulation) straightOn(blk *cfg.Block, end int) int {
	next := -1
	for _, e := range blk.Succs {
		switch {
		case e.Exception:
		case sim.skipEmpty(e.To.Index) == end && len(blk.Succs) > 1:
		case next >= 0:
			return -1
		default:
			next = e.To.Index
		}
	}
	return next
}

// skipEmpty follows blocks that do nothing.
func (sim *simulation) skipEmpty(i int) int {
	for range sim.f.Graph.Blocks {
		blk := sim.f.Graph.Blocks[i]
		if len(blk.Instrs) > 0 || len(blk.Succs) != 1 {
			break
		}
		i = blk.Succs[0].To.Index
	}
	return i
}

// Leaks lists the ways through f that return with a lock which nobody will release: what
// callers can tell apart, and release, is left out.
func (p *Program) Leaks(f *program.Function) []*Leak {
	if p.of(f).Summary == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.of(f).Summary.Leaks), func(l *Leak) bool {
		inherited := l.Taken.Kind == StepCall && p.of(l.Taken.Callee).Summary != nil && len(p.of(l.Taken.Callee).Summary.Leaks) > 0
		return inherited || l.told == bySuccess || l.told != never && p.handed[f] || l.told == byResult && !p.callersKnown(f, func(g *program.Function) *Summary { return p.of(g).Summary })
	})
}

// Unpaired lists the releases of f that do not undo what they should. Those of a lock that a
// caller of f was seen to hold are left out.
func (p *Program) Unpaired(f *program.Function) []*Unpaired {
	if p.of(f).Summary == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.of(f).Summary.Unpaired), func(u *Unpaired) bool {
		return !u.Mixed && u.Before == nil && p.relieved[f]
	})
}

// callersKnown reports whether all callers of f are part of the driver, or the system is, and
// none of them was broken off.
func (p *Program) callersKnown(f *program.Function, told func(*program.Function) *Summary) bool {
	known := len(p.Roles(f)) > 0
	for _, g := range p.Functions {
		if slices.Contains(p.Callees(g), f) {
			if sum := told(g); sum == nil || sum.Bounded {
				return false
			}
			known = true
		}
		if slices.Contains(p.MayCall(g), f) {
			return false
		}
	}
	return known
}
