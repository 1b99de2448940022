package lockset

import (
	"slices"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// Edge drops the mutexes of which it can't be told whether they are still held on the edge. Where
// the test is of what the function found and has not yet changed, it does not depend on the
// function's own bookkeeping.
func (sim *simulation) Edge(s *simulate.State, test term.Ref, from, to int) {
	if known := sim.of(s); len(known.held)+len(known.unsafe) == 0 || test == 0 || sim.untouched(s, test) {
		return
	}
	for _, release := range sim.Proc.Counted(from, to) {
		_, r := sim.RoutineOf(sim.In, release)
		name, _ := profile.ReleasedBy(release, r)
		sim.doubt(s, test, name)
	}
	if sim.Terms.IsConst(test) {
		return
	}
	for _, out := range sim.Proc.Twice(from, to) {
		sim.doubt(s, test, out.Lock)
	}
}

// learntSince reports whether a test is of nothing but what a call returned that the function makes once it has taken l, and never
// before: a kernel routine whose effects are known, which counts nothing, or any function whose status is tested.
func (sim *simulation) learntSince(l Lock, test term.Ref) bool {
	p, g := sim.Terms, sim.In.Graph
	t := p.Term(test)
	for t.Op == term.Unary && t.S == "!" {
		t = p.Term(t.A)
	}
	status := t.Op == term.Binary && t.S == "<"
	if t.Op == term.Binary && p.IsConst(t.B) {
		t = p.Term(t.A)
	}
	if t.Op != term.Fresh {
		return false
	}
	var taken, made *ir.Call
	sim.In.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if ok && call.Span == l.Taken.At {
			taken = call
		}
		if ok && t.N == int64(profile.Sites(sim.Profile, sim.In)[in]) {
			made = call
		}
	})
	if taken == nil || made == nil || !g.Follows(taken, made) || g.Follows(made, taken) {
		return false
	}
	_, r := sim.RoutineOf(sim.In, made)
	return status || r != nil
}

// doubt drops the mutexes of a name, of which it can't be told whether they are held behind a test.
func (sim *simulation) doubt(s *simulate.State, test term.Ref, name string) {
	drop := func(l Lock) bool { return sim.Terms.Leaf(l.loc) == name && !sim.learntSince(l, test) }
	if known := sim.of(s); !slices.ContainsFunc(known.held, drop) && !slices.ContainsFunc(known.unsafe, drop) {
		return
	}
	sim.havoc(s, drop)
	known := sim.change(s)
	known.held = slices.DeleteFunc(known.held, drop)
	known.unsafe = slices.DeleteFunc(known.unsafe, drop)
}

// untouched reports whether v is made of what the function was given, and of nothing that it has itself
// changed since: a count is changed before it decides.
func (sim *simulation) untouched(s *simulate.State, v term.Ref) bool {
	p := sim.Terms
	return sim.FromEntry(v) && !slices.ContainsFunc(s.Bindings(), func(b term.Binding) bool {
		if p.LocalRoot(b.At) != nil {
			return false
		}
		return p.Contains(v, p.Initial(b.At)) || !p.IsConst(b.Value) && p.Contains(v, b.Value)
	})
}

// Settle drops from the outcomes the mutexes of which a caller can't tell whether they
// are held: another outcome, without the mutex, can't be told from this one.
func (sim *simulation) Settle(outcomes []*simulate.Outcome) {
	sim.settleLocks(outcomes, false)
	sim.settleLocks(outcomes, true)
}

func (sim *simulation) settleLocks(outcomes []*simulate.Outcome, unsafe bool) {
	var held [][]Lock
	some := false
	for _, o := range outcomes {
		list := *outcomePart(o).list(unsafe)
		held = append(held, list)
		some = some || len(list) > 0
	}
	if !some {
		return
	}
	sim.mayReturnWith(held)
	for i, o := range outcomes {
		kept := slices.DeleteFunc(slices.Clone(held[i]), func(l Lock) bool {
			for j, other := range outcomes {
				without := !slices.ContainsFunc(held[j], func(m Lock) bool { return m.loc == l.loc })
				if j != i && without && !sim.Distinct(o, other) {
					return true
				}
			}
			return false
		})
		if len(kept) < len(held[i]) {
			settled := *outcomePart(o)
			*settled.list(unsafe) = kept
			o.SetPart(sim.m.slot, &settled)
		}
	}
}

// mayReturnWith adds to the results the locks that some outcomes hold and others do not.
func (sim *simulation) mayReturnWith(held [][]Lock) {
	for _, l := range slices.Concat(held...) {
		without := func(list []Lock) bool {
			return !slices.ContainsFunc(list, func(m Lock) bool { return m.loc == l.loc })
		}
		if list := &sim.results.perhaps; sim.FromEntry(l.loc) && !slices.Contains(*list, l.loc) && slices.ContainsFunc(held, without) {
			*list = append(*list, l.loc)
		}
	}
}
