package summary

import (
	"slices"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/term"
)

// doubtful drops the mutexes of which it can't be told whether they are still held on
// the edge. Where the test, test, is of what the function found and has not yet changed,
// it does not depend on the function's own bookkeeping.
func (sim *simulation) doubtful(s *state, test term.Ref, from, to int) {
	if sim.untouched(test) {
		return
	}
	for _, release := range sim.proc.Counted(from, to) {
		_, r := sim.p.RoutineOf(sim.f, release)
		name, _ := profile.ReleasedBy(release, r)
		drop := func(l Lock) bool { return sim.p.pool.Leaf(l.loc) == name }
		sim.doubt(s, drop)
		s.held = slices.DeleteFunc(s.held, drop)
		s.soft = slices.DeleteFunc(s.soft, drop)
	}
}

// untouched reports whether v is made by comparison from what the function was given.
func (sim *simulation) untouched(v term.Ref) bool {
	return sim.fromEntry(v) && !sim.p.pool.Any(v, func(_ term.Ref, t *term.Term) bool {
		return t.Op == term.Binary && t.S != "==" && t.S != "<" && t.S != "&"
	})
}

// settle drops from the outcomes the mutexes of which a caller can't tell whether they
// are held: another outcome, without the mutex, can't be told from this one.
func (sim *simulation) settle(outcomes []*Outcome) {
	sim.settleLocks(outcomes, func(o *Outcome) *[]Lock { return &o.Held })
	sim.settleLocks(outcomes, func(o *Outcome) *[]Lock { return &o.soft })
}

func (sim *simulation) settleLocks(outcomes []*Outcome, list func(*Outcome) *[]Lock) {
	var held [][]Lock
	for _, o := range outcomes {
		held = append(held, slices.Clone(*list(o)))
	}
	for i, o := range outcomes {
		*list(o) = slices.DeleteFunc(*list(o), func(l Lock) bool {
			for j, other := range outcomes {
				without := !slices.ContainsFunc(held[j], func(m Lock) bool { return m.loc == l.loc })
				if j != i && without && !sim.distinct(o, other) {
					return true
				}
			}
			return false
		})
	}
}

// distinct reports whether a caller can tell two outcomes apart: by the result, by what
// was stored, or by what must have held on entry.
func (sim *simulation) distinct(a, b *Outcome) bool {
	p := sim.p.pool
	x, y := &state{Knowledge: term.Know(nil, a.values)}, &state{Knowledge: term.Know(nil, b.values)}
	if a.result != 0 && b.result != 0 && x.IntervalOf(p, a.result).Meet(y.IntervalOf(p, b.result)).Nothing() {
		return true
	}
	for _, s := range a.stores {
		if isKept(p, s.At) {
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
