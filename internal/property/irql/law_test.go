package irql

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// machineFor makes the machine for functions built by hand, with the group that it is alone in.
func machineFor(funcs ...*ir.Func) *Machine {
	linked := program.Link([]*ir.Unit{{File: "a.c", Funcs: funcs}}, ddi.Table{})
	terms := NewPool()
	known := profile.New(callgraph.New(linked, pointsto.Solve(linked)), terms)
	known.Spread()
	m := New()
	simulate.NewGroup(known, terms, simulate.Options{EveryCall: true}, m)
	return m
}

// following is a simulation of an empty function.
func following() *simulation {
	m := machineFor(&ir.Func{Name: "f"})
	f := m.Functions[0]
	return m.Follow(&simulate.Simulation{Group: m.Group, In: f, Proc: m.Of(f)}).(*simulation)
}

// anyState draws the variables of a state: as on entry, known, counted on from entry, or unknown.
func anyState(t *rapid.T, sim *simulation, name string) *simulate.State {
	s := &simulate.State{}
	for loc := levelVar; loc <= attachedVar; loc++ {
		switch rapid.IntRange(0, 3).Draw(t, name) {
		case 1:
			sim.setVar(s, loc, sim.Terms.Constant(rapid.Int64Range(0, 2).Draw(t, name)))
		case 2:
			sim.setVar(s, loc, sim.Terms.Offset(sim.Terms.Initial(loc), rapid.Int64Range(-1, 1).Draw(t, name)))
		case 3:
			sim.setVar(s, loc, sim.Terms.Fresh(rapid.IntRange(1, 2).Draw(t, name), int(loc)))
		}
	}
	return s
}

func property(sim *simulation, s *simulate.State) term.Fingerprint {
	h := term.NewFingerprint()
	sim.Mix(s, &h, true)
	return h
}

// agree reports whether two states know the same of each variable; what is not known is all alike.
func agree(sim *simulation, s, t *simulate.State) bool {
	for loc := levelVar; loc <= attachedVar; loc++ {
		v, w := sim.Load(s, loc), sim.Load(t, loc)
		if (sim.Terms.Given(v) || sim.Terms.Given(w)) && v != w {
			return false
		}
	}
	return true
}

// States are of one property if they agree on the variables, and only then: to be as on entry by a detour is
// to be as on entry.
func TestPropertyIsTheVariables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		a, b := anyState(t, sim, "a"), anyState(t, sim, "b")
		if (property(sim, a) == property(sim, b)) != agree(sim, a, b) {
			t.Fatalf("%v and %v: one property %t", sim.Words(a), sim.Words(b), property(sim, a) == property(sim, b))
		}
		detour := a.Clone()
		loc := term.Ref(rapid.IntRange(int(levelVar), int(attachedVar)).Draw(t, "variable"))
		before := sim.Load(a, loc)
		sim.setVar(detour, loc, sim.Terms.Constant(7))
		sim.setVar(detour, loc, before)
		if property(sim, detour) != property(sim, a) || !sameState(detour.Bindings(), a.Bindings()) {
			t.Fatalf("%v there and back is %v", sim.Words(a), sim.Words(detour))
		}
	})
}

// sameState is an equivalence, and holds of states that were set to the same.
func TestSameState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		a, b, c := anyState(t, sim, "a").Bindings(), anyState(t, sim, "b").Bindings(), anyState(t, sim, "c").Bindings()
		if !sameState(a, a) || sameState(a, b) != sameState(b, a) || sameState(a, b) && sameState(b, c) && !sameState(a, c) {
			t.Fatalf("%v, %v, %v", a, b, c)
		}
	})
}

// joined is what two states know together where two ways become one.
func joined(sim *simulation, s, t *simulate.State) *simulate.State {
	return &simulate.State{Knowledge: s.Join(sim.Terms, &t.Knowledge, -1, false)}
}

// Where ways become one it does not matter in which order; a way that was taken in already adds nothing, and
// neither does anything to a state that knows nothing.
func TestLawsOfJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		a, b, c := anyState(t, sim, "a"), anyState(t, sim, "b"), anyState(t, sim, "c")
		if !sameState(joined(sim, a, b).Bindings(), joined(sim, b, a).Bindings()) {
			t.Fatalf("%v and %v join to %v or %v", sim.Words(a), sim.Words(b), sim.Words(joined(sim, a, b)), sim.Words(joined(sim, b, a)))
		}
		if !sameState(joined(sim, joined(sim, a, b), c).Bindings(), joined(sim, a, joined(sim, b, c)).Bindings()) {
			t.Fatalf("%v, %v and %v join differently", sim.Words(a), sim.Words(b), sim.Words(c))
		}
		if !sameState(joined(sim, a, a).Bindings(), a.Bindings()) {
			t.Fatalf("%v with itself is %v", sim.Words(a), sim.Words(joined(sim, a, a)))
		}
		ab := joined(sim, a, b)
		if !sameState(joined(sim, ab, b).Bindings(), ab.Bindings()) {
			t.Fatalf("%v taken in again", sim.Words(b))
		}
		top := &simulate.State{}
		for loc := levelVar; loc <= attachedVar; loc++ {
			top.Set(sim.Terms, loc, sim.Terms.Merged(-1, loc))
		}
		if !sameState(joined(sim, top, a).Bindings(), top.Bindings()) {
			t.Fatalf("nothing known joined with %v is %v", sim.Words(a), sim.Words(joined(sim, top, a)))
		}
	})
}

// Widened, a loop that counts comes to an end: after two rounds nothing changes any more.
func TestWideningEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		s := anyState(t, sim, "start")
		by := rapid.Int64Range(1, 3).Draw(t, "by")
		round := func(s *simulate.State) *simulate.State {
			next := s.Clone()
			sim.setVar(next, criticalVar, sim.Terms.Offset(sim.Load(next, criticalVar), by))
			return &simulate.State{Knowledge: s.Join(sim.Terms, &next.Knowledge, -1, true)}
		}
		first := round(s)
		second := round(first)
		if !sameState(first.Bindings(), second.Bindings()) || len(second.Constraints()) > len(first.Constraints()) {
			t.Fatalf("%v, then %v, then %v", sim.Words(s), sim.Words(first), sim.Words(second))
		}
	})
}

// To tell states less apart makes them agree after as many steps as there are variables, and then says so.
func TestCoarsenEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		var states []*simulate.State
		for i := range rapid.IntRange(1, 4).Draw(t, "states") {
			states = append(states, anyState(t, sim, fmt.Sprint(i)))
		}
		steps := 0
		for sim.Coarsen(states, 3, true) {
			if steps++; steps > int(attachedVar-levelVar+1) {
				t.Fatal("it does not end")
			}
		}
		for _, s := range states {
			if property(sim, s) != property(sim, states[0]) {
				t.Fatalf("%v is still told from %v", sim.Words(s), sim.Words(states[0]))
			}
		}
		later := states[0].Clone()
		sim.Arrive(later, 3)
		if !agree(sim, later, states[0]) {
			t.Fatalf("what arrives later is %v, what was there %v", sim.Words(later), sim.Words(states[0]))
		}
	})
}

// A test of the driver's own rules levels out, and says of none that it occurs: what is certain of the level on
// entry never says more than what roles and annotations do.
func TestTestsOnlyRuleOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		low := rapid.IntRange(0, 3).Draw(t, "low")
		sim.entry = ddi.LevelRange{Min: low, Max: rapid.IntRange(low, 5).Draw(t, "high")}
		s := &simulate.State{}
		tested := term.Interval{Lo: rapid.Int64Range(0, 5).Draw(t, "from")}
		tested.Hi = rapid.Int64Range(tested.Lo, 6).Draw(t, "to")
		s.Narrow(sim.Terms, LevelOnEntry, tested)
		got := sim.boundsOf(s, LevelOnEntry)
		for n := int64(0); n <= ddi.HighLevel; n++ {
			possible := int64(sim.entry.Min) <= n && n <= int64(sim.entry.Max) && tested.Has(n)
			if possible && !got.Has(n) {
				t.Fatalf("entered at %v, tested %v: %d is ruled out by %v", sim.entry, tested, n, got)
			}
		}
		if got.Lo > int64(sim.entry.Min) && got.Lo > tested.Hi || got.Hi < int64(sim.entry.Max) && got.Hi < tested.Lo {
			t.Fatalf("entered at %v, tested %v: %v says more than either", sim.entry, tested, got)
		}
	})
}

// shift is one change of the thread's state, as a call.
type shift struct {
	name string
	loc  term.Ref
	by   int64
}

var shifts = []shift{
	{"KeEnterCriticalRegion", criticalVar, 1}, {"KeLeaveCriticalRegion", criticalVar, -1},
	{"KeEnterGuardedRegion", guardedVar, 1}, {"KeLeaveGuardedRegion", guardedVar, -1},
}

// What callees do to the regions adds up to what the same calls do in one function, however they are shared out among
// functions: the substitution of a callee's terms by the caller's is a homomorphism.
func TestCallsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := &ir.Func{Name: "whole", Result: "void"}
		parts := &ir.Func{Name: "parts", Result: "void"}
		funcs := []*ir.Func{whole, parts}
		want := map[term.Ref]int64{}
		at := int32(0)
		span := func() ir.Span { at += 10; return ir.Span{From: at, To: at + 5} }
		for i := range rapid.IntRange(1, 4).Draw(t, "parts") {
			part := &ir.Func{Name: fmt.Sprint("part", i), Result: "void"}
			for range rapid.IntRange(0, 3).Draw(t, "calls") {
				do := rapid.SampledFrom(shifts).Draw(t, "call")
				want[do.loc] += do.by
				whole.Body = append(whole.Body, &ir.Call{Span: span(), Callee: do.name})
				part.Body = append(part.Body, &ir.Call{Span: span(), Callee: do.name})
			}
			parts.Body = append(parts.Body, &ir.Call{Span: span(), Callee: part.Name})
			funcs = append(funcs, part)
		}
		m := machineFor(funcs...)
		for _, f := range m.Functions[:2] {
			m.Ensure(f, simulate.Wanted{})
			outcomes := m.Summary(f).Outcomes
			if len(outcomes) != 1 {
				t.Fatalf("%s has %d outcomes", f.Name, len(outcomes))
			}
			stores := term.Know(outcomes[0].Stores(), nil)
			for _, loc := range []term.Ref{levelVar, criticalVar, guardedVar, attachedVar} {
				v, changed := stores.At(m.Terms, loc)
				if !changed {
					v = m.Terms.Initial(loc)
				}
				if v != m.Terms.Offset(m.Terms.Initial(loc), want[loc]) {
					t.Fatalf("%s leaves %s at %s, want %+d", f.Name, variableNames[loc], m.Terms.Spell(v, nil), want[loc])
				}
			}
		}
	})
}
