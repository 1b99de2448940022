package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
)

// A Told is how well a caller can tell a way through a function from the others.
type Told uint8

// How well a way is told.
const (
	Never     Told = iota
	ByMemory       // by what memory held on entry, which it may not have looked at
	ByResult       // by the result, by what it handed in, or by what it finds stored
	BySuccess      // by the result, which tells of success with the lock and of failure without
)

// Words spells by what a caller can tell the way from others.
func (t Told) Words() string {
	return [...]string{Never: "which no caller can see", ByMemory: "seen by what memory held", ByResult: "seen by the result", BySuccess: "seen by success"}[t]
}

// ToldFrom finds how a caller can tell the final state from those that are unlike it, and whether
// there are any.
func (sim *Simulation) ToldFrom(s *State, unlike func(*State) bool) (best Told, others bool) {
	mine := sim.visible(s)
	best = BySuccess
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
func (sim *Simulation) tellsApart(a, b *Outcome) Told {
	p := sim.Terms
	x, y := &State{Knowledge: term.Know(nil, a.values)}, &State{Knowledge: term.Know(nil, b.values)}
	if a.result != 0 && b.result != 0 {
		m, n := x.IntervalOf(p, a.result), y.IntervalOf(p, b.result)
		if m.Lo >= 0 && n.Hi < 0 || m.Lo > 0 && n.Equal(term.Exactly(0)) {
			return BySuccess
		}
		if m.Meet(n).Nothing() && !(m.Hi < 0 && n.Hi < 0) {
			return ByResult
		}
	}
	c, d := *a, *b
	c.result, d.result = 0, 0
	others := func(f term.Constraint) bool { return p.Term(f.Value).Op != term.Param }
	c.facts, d.facts = slices.DeleteFunc(slices.Clone(c.facts), others), slices.DeleteFunc(slices.Clone(d.facts), others)
	switch {
	case sim.Distinct(&c, &d):
		return ByResult
	case sim.Distinct(a, b):
		return ByMemory
	}
	return Never
}

// visible is a final state as callers see it.
func (sim *Simulation) visible(final *State) *Outcome {
	if o := sim.shown[final]; o != nil {
		return o
	}
	s := final.Clone()
	s.Unset(0, func(b term.Binding) bool {
		return b.At != sim.ret && (sim.Terms.LocalRoot(b.At) != nil || sim.Terms.IsGhost(b.At))
	})
	if sim.shown == nil {
		sim.shown = map[*State]*Outcome{}
	}
	o := sim.outcome(s)
	sim.shown[final] = o
	return o
}

// Distinct reports whether a caller can tell two outcomes apart: by the result, by what
// was stored, or by what must have held on entry.
func (sim *Simulation) Distinct(a, b *Outcome) bool {
	p := sim.Terms
	x, y := &State{Knowledge: term.Know(nil, a.values)}, &State{Knowledge: term.Know(nil, b.values)}
	if a.result != 0 && b.result != 0 && x.IntervalOf(p, a.result).Meet(y.IntervalOf(p, b.result)).Nothing() {
		return true
	}
	for _, s := range a.stores {
		if p.IsGhost(s.At) {
			continue // no caller tests it
		}
		i := slices.IndexFunc(b.stores, func(t term.Binding) bool { return t.At == s.At })
		if i >= 0 && x.IntervalOf(p, s.Value).Meet(y.IntervalOf(p, b.stores[i].Value)).Nothing() {
			return true
		}
	}
	return slices.ContainsFunc(a.facts, func(f term.Constraint) bool {
		return slices.ContainsFunc(b.facts, func(g term.Constraint) bool {
			return f.Value == g.Value && f.In.Meet(g.In).Nothing()
		})
	})
}

// CallersKnown reports whether all callers of f are part of the driver, or the system is, and
// none of them was broken off.
func (g *Group) CallersKnown(f *program.Function) bool {
	known := len(g.Roles(f)) > 0
	for _, caller := range g.Functions {
		if slices.Contains(g.Callees(caller), f) {
			if sum := g.Summary(caller); sum == nil || sum.Bounded {
				return false
			}
			known = true
		}
		if slices.Contains(g.MayCall(caller), f) {
			return false
		}
	}
	return known
}
