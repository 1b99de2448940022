package lockset

import (
	"fmt"
	"testing"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// following is a simulation of an empty function.
func following() *simulation {
	linked := program.Link([]*ir.Unit{{Funcs: []*ir.Func{{Name: "f"}}}}, ddi.Table{})
	terms := term.New()
	known := profile.New(callgraph.New(linked, pointsto.Solve(linked)), terms)
	known.Spread()
	m := New()
	g := simulate.NewGroup(known, terms, simulate.Options{}, m)
	f := known.Functions[0]
	return m.Follow(&simulate.Simulation{Group: g, In: f, Proc: known.Of(f)}).(*simulation)
}

// member is the location of a mutex in what the first parameter points to.
func (sim *simulation) member(i int) term.Ref {
	return sim.Terms.Field(sim.Terms.Deref(sim.Terms.Param(0)), fmt.Sprint("Lock", i), "E")
}

func holding(sim *simulation, locks ...int) *simulate.State {
	s := &simulate.State{}
	for _, i := range locks {
		known := sim.change(s)
		known.held = append(known.held, Lock{loc: sim.member(i), Taken: &simulate.Step{Kind: simulate.StepAcquire, At: ir.Span{From: int32(i)}}})
	}
	return s
}

// What a callee forgot of a mutex is no release by any routine: its caller no longer holds it, or hands
// that on to its own callers.
func TestUnknownReleaseOfACallee(t *testing.T) {
	sim := following()
	gone := freedLock{loc: sim.member(0), at: &simulate.Step{Kind: simulate.StepMerge}}
	holder := holding(sim, 0)
	if sim.unlockUnknown(holder, gone); len(sim.of(holder).held) != 0 || len(sim.of(holder).freed) != 0 {
		t.Errorf("held %v, let go %v", sim.of(holder).held, sim.of(holder).freed)
	}
	other := &simulate.State{}
	if sim.unlockUnknown(other, gone); len(sim.of(other).freed) != 1 {
		t.Errorf("let go %v", sim.of(other).freed)
	}
}

// Of the mutexes in which states differ the one is given up that was taken first; callers then take
// it for released.
func TestCoarsenGivesUpTheFirstTaken(t *testing.T) {
	sim := following()
	states := []*simulate.State{holding(sim, 1, 2), holding(sim, 2), holding(sim)}
	for _, want := range []int{1, 2} {
		if !sim.Coarsen(states, 3, true) || !sim.forgotten[3][sim.member(want)] {
			t.Fatalf("forgotten %v, want the mutex %d among them", sim.forgotten, want)
		}
	}
	if sim.Coarsen(states, 3, true) {
		t.Error("states that do not differ are coarsened")
	}
	later := holding(sim, 1)
	if sim.Arrive(later, 3); sim.of(later).lock(sim.member(1)) != nil {
		t.Error("a state that comes later still tells the mutex")
	}
	if freed := sim.of(later).freed; len(freed) != 1 || freed[0].loc != sim.member(1) {
		t.Errorf("callers learn of %v", freed)
	}
}

// A copy of a state keeps its mutexes when the other releases one.
func TestCopiesReleaseApart(t *testing.T) {
	sim := following()
	s := holding(sim, 0, 1)
	c := s.Clone()
	known := sim.change(c)
	known.held = known.held[:1]
	known.held[0].Guarded = true
	if got := sim.of(s); len(got.held) != 2 || got.held[0].Guarded {
		t.Errorf("the other state holds %v", got.held)
	}
}
