package summary

import (
	"fmt"
	"testing"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// coarse is a simulation of a function of one block with the bounds of a coarse one.
func coarse(properties int) *simulation {
	p := Prepare([]*ir.Unit{{Funcs: []*ir.Func{{Name: "f"}}}}, ddi.Table{})
	f := p.Functions[0]
	sim := p.newSimulation(f, everything)
	sim.states, sim.properties, sim.budget = 1, properties, maxWork
	return sim
}

// Each instruction doubles the states, as a creation does that may fail. However many stand in
// one block, no more states are kept than there may be properties.
func TestThreadsAbreastAreBounded(t *testing.T) {
	sim := coarse(maxProperties)
	states := []*state{{}}
	for thread := range maxThreads {
		var next []*state
		for _, s := range states {
			made := s.clone()
			made.made |= 1 << thread
			next = append(next, made, s)
		}
		sim.recent.touch(1 << thread)
		states = sim.abreast(next, 0)
		if sim.bounded || len(states) > maxProperties {
			t.Fatalf("%d states after %d threads, broken off: %t", len(states), thread+1, sim.bounded)
		}
	}
	if sim.work < maxThreads || sim.work > maxWork/5 {
		t.Errorf("work %d charged for %d instructions", sim.work, maxThreads)
	}
	newest := uint64(1) << (maxThreads - 1)
	if sim.alike&newest != 0 {
		t.Error("the thread made last is no longer told apart")
	}
	if sim.short != 0 {
		t.Error("something counts as lost, where only creations were merged")
	}
}

// The same for mutexes that may be held; those taken last are told apart the longest.
func TestLocksAbreastAreBounded(t *testing.T) {
	sim := coarse(maxProperties)
	states := []*state{{}}
	const locks = 40
	var last term.Ref
	for i := range locks {
		last = sim.p.pool.Field(sim.p.pool.Deref(sim.p.pool.Param(0)), fmt.Sprint("Lock", i), "E")
		var next []*state
		for _, s := range states {
			held := s.clone()
			step := &Step{Kind: StepAcquire, At: ir.Span{From: int32(i)}}
			held.held = append(held.held, Lock{loc: last, Taken: step})
			next = append(next, held, s)
		}
		if states = sim.abreast(next, 0); sim.bounded || len(states) > maxProperties {
			t.Fatalf("%d states after %d mutexes, broken off: %t", len(states), i+1, sim.bounded)
		}
	}
	with := 0
	for _, s := range states {
		if s.lock(last) != nil {
			with++
		}
	}
	if with == 0 || with == len(states) {
		t.Errorf("the mutex taken last is held in %d of %d states", with, len(states))
	}
	if sim.short == 0 {
		t.Error("nothing counts as lost")
	}
}

// A thread that is left running on one of two ways is so after they have met, and its way is known.
func TestMeetingWaysKeepWhatIsLeftRunning(t *testing.T) {
	p := newRegimePool()
	waited := &state{joined: 3, trace: &Step{Kind: StepWait, Name: "waited"}}
	left := &state{joined: 1, lost: 2, trace: &Step{Kind: StepWait, Name: "left"}}
	m := waited.merge(p, left, 1, false)
	if m.joined != 1 || m.lost != 2 || m.some != 3 {
		t.Errorf("joined %b, lost %b, some %b", m.joined, m.lost, m.some)
	}
	if got := m.trace.before(2).Name; got != "left" {
		t.Errorf("the way of the thread left running is that of %q", got)
	}
	if got := m.trace.before(1).Name; got != "waited" {
		t.Errorf("the way of the other is that of %q", got)
	}
}

// A thread that one way made and joined has ended where the ways meet: the other never had it.
func TestMeetingWaysOfAThreadMadeOnOne(t *testing.T) {
	made := &state{made: 1, joined: 1}
	if m := (&state{}).merge(newRegimePool(), made, 1, false); m.made != 1 || m.joined != 1 {
		t.Errorf("made %b, joined %b", m.made, m.joined)
	}
}

// What a callee forgot of a mutex is no release by any routine: its caller no longer holds it, or hands
// that on to its own callers.
func TestUnknownReleaseOfACallee(t *testing.T) {
	sim := coarse(maxProperties)
	loc := sim.p.pool.Field(sim.p.pool.Deref(sim.p.pool.Param(0)), "Lock", "E")
	gone := letGo{loc: loc, at: &Step{Kind: StepMerge}}
	holder := &state{held: []Lock{{loc: loc, Taken: &Step{Kind: StepAcquire}}}}
	if sim.letUnknown(holder, gone); len(holder.held) != 0 || len(holder.freed) != 0 {
		t.Errorf("held %v, let go %v", holder.held, holder.freed)
	}
	other := &state{}
	if sim.letUnknown(other, gone); len(other.freed) != 1 {
		t.Errorf("let go %v", other.freed)
	}
}
