package threads

import (
	"testing"

	"github.com/drvlint/drvlint/internal/simulate"
)

func following() *simulation { return &simulation{m: New(&Set{})} }

func state(sim *simulation, known part, by string) *simulate.State {
	s := &simulate.State{Trace: &simulate.Step{Kind: simulate.StepWait, Name: by}}
	sim.set(s, known)
	return s
}

// A thread that is left running on one of two ways is so after they have met, and its way is known.
func TestMeetingWaysKeepWhatIsLeftRunning(t *testing.T) {
	sim := following()
	m := state(sim, part{joined: 3}, "waited")
	sim.Merge(m, state(sim, part{joined: 1, lost: 2}, "left"))
	if got := sim.of(m); got.joined != 1 || got.lost != 2 || got.some != 3 {
		t.Errorf("joined %b, lost %b, some %b", got.joined, got.lost, got.some)
	}
	if got := (&Thread{index: 1}).Before(m.Trace).Name; got != "left" {
		t.Errorf("the way of the thread left running is that of %q", got)
	}
	if got := (&Thread{index: 0}).Before(m.Trace).Name; got != "waited" {
		t.Errorf("the way of the other is that of %q", got)
	}
}

// A thread that one way made and joined has ended where the ways meet: the other never had it.
func TestMeetingWaysOfAThreadMadeOnOne(t *testing.T) {
	sim := following()
	m := &simulate.State{}
	sim.Merge(m, state(sim, part{made: 1, joined: 1}, "made"))
	if got := sim.of(m); got.made != 1 || got.joined != 1 {
		t.Errorf("made %b, joined %b", got.made, got.joined)
	}
}

// A copy of a state keeps what it knows when the other learns more.
func TestCopiesLearnApart(t *testing.T) {
	sim := following()
	s := state(sim, part{made: 1}, "made")
	c := s.Clone()
	sim.update(c, part{made: 1, joined: 1})
	if got := sim.of(s); got.joined != 0 {
		t.Errorf("the other state has joined %b", got.joined)
	}
	if sim.touched != 1 {
		t.Errorf("touched %b", sim.touched)
	}
}

// Of the threads by which states differ the one is given up that nothing happened to for the
// longest time. That one of them was made is no loss.
func TestCoarsenGivesUpTheOldest(t *testing.T) {
	sim := following()
	sim.Simulation = &simulate.Simulation{}
	for _, touched := range []uint64{1 << 2, 1 << 0, 1 << 1} {
		sim.touched = touched
		sim.Stepped()
	}
	states := []*simulate.State{state(sim, part{}, "none"), state(sim, part{made: 7}, "made")}
	for _, want := range []uint64{1 << 2, 1<<2 | 1<<0, 7} {
		if !sim.Coarsen(states, 0, false) || sim.alike != want {
			t.Errorf("alike %b, want %b", sim.alike, want)
		}
	}
	if sim.Coarsen(states, 0, false) {
		t.Error("states that do not differ are coarsened")
	}
}
