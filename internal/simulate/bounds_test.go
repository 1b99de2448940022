package simulate

import (
	"testing"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A counter is a machine whose property is a set of bits, of which it gives up the lowest first.
type counter struct {
	group *Group
	slot  int
}

type bits struct{ set uint64 }

func (b *bits) Mentions(*term.Pool, term.Ref) bool                         { return false }
func (b *bits) Rename(*term.Pool, term.Ref, term.Ref) Part                 { return b }
func (b *bits) Locations(list []term.Ref) []term.Ref                       { return list }
func (c *counter) Name() string                                            { return "bits" }
func (c *counter) Bind(g *Group, slot int)                                 { c.group, c.slot = g, slot }
func (c *counter) Entry(*program.Function) []term.Constraint               { return nil }
func (c *counter) Detail(*program.Function) int                            { return 1 }
func (c *counter) Words(*program.Function, *Outcome) []string              { return nil }
func (c *counter) Overflow() string                                        { return "" }
func (c *counter) Follow(sim *Simulation) Follower                         { return &counting{Simulation: sim, c: c} }
func (c *counter) EventWords(*program.Function, *Event) (string, []string) { return "", nil }

type counting struct {
	*Simulation
	Base
	c     *counter
	alike uint64
}

func (sim *counting) of(s *State) uint64 {
	if b, ok := s.Part(sim.c.slot).(*bits); ok {
		return b.set
	}
	return 0
}

func (sim *counting) Mix(s *State, h *term.Fingerprint, property bool) {
	alike := uint64(0)
	if property {
		alike = sim.alike
	}
	h.Mix(sim.of(s) &^ alike)
}

func (sim *counting) Coarsen(states []*State, _ int, _ bool) bool {
	differ := uint64(0)
	for _, s := range states {
		differ |= sim.of(s) ^ sim.of(states[0])
	}
	differ &^= sim.alike
	sim.alike |= differ & -differ
	if differ != 0 {
		sim.FellShort(FollowedLoosely)
	}
	return differ != 0
}

// started is a simulation of a function of one block that follows a counter.
func started(b bounds) (*Simulation, *counting) {
	linked := program.Link([]*ir.Unit{{Funcs: []*ir.Func{{Name: "f"}}}}, ddi.Table{})
	terms := term.New()
	known := profile.New(callgraph.New(linked, pointsto.Solve(linked)), terms)
	known.Spread()
	sim := NewGroup(known, terms, Options{Apart: true}, &counter{}).newSimulation(known.Functions[0], Run{}, b)
	return sim, sim.followers[0].(*counting)
}

// Each instruction doubles the states, as a creation does that may fail. However many stand in
// one block, no more states are kept than there may be properties, and what was learnt last is told
// apart the longest.
func TestStatesAbreastAreBounded(t *testing.T) {
	sim, counting := started(bounds{states: 1, properties: maxProperties, budget: maxWork})
	states := []*State{{}}
	const instructions = 64
	for i := range instructions {
		var next []*State
		for _, s := range states {
			set := s.Clone()
			set.SetPart(counting.c.slot, &bits{counting.of(s) | 1<<i})
			next = append(next, set, s)
		}
		states = sim.abreast(next, 0)
		if sim.bounded || len(states) > maxProperties {
			t.Fatalf("%d states after %d instructions, broken off: %t", len(states), i+1, sim.bounded)
		}
	}
	if sim.work < instructions || sim.work > maxWork/2 {
		t.Errorf("work %d charged for %d instructions", sim.work, instructions)
	}
	if counting.alike&(1<<(instructions-1)) != 0 {
		t.Error("what was learnt last is no longer told apart")
	}
}

// Where paths are kept apart, a block with too many states in it is broken off instead.
func TestStatesKeptApartAreBrokenOff(t *testing.T) {
	sim, counting := started(bounds{states: maxStates, properties: maxProperties, budget: maxWork})
	states := []*State{{}}
	for i := 0; !sim.bounded; i++ {
		var next []*State
		for _, s := range states {
			set := s.Clone()
			set.SetPart(counting.c.slot, &bits{counting.of(s) | 1<<i})
			next = append(next, set, s)
		}
		if len(next) > 2*maxTogether {
			t.Fatalf("%d states are kept", len(next))
		}
		states = sim.abreast(next, 0)
	}
	if counting.alike != 0 {
		t.Error("paths that are kept apart were merged")
	}
}

// Copies of a state share its parts until one of them gets another.
func TestCopiesShareParts(t *testing.T) {
	s := &State{}
	s.SetPart(0, &bits{1})
	if !s.Owns(0) {
		t.Error("a new part is not the state's own")
	}
	c := s.Clone()
	if s.Owns(0) || c.Owns(0) {
		t.Error("a part of two states is owned by one")
	}
	c.SetPart(0, &bits{2})
	if got := Of[*bits](&s.parts).set; got != 1 {
		t.Errorf("the other state has part %d", got)
	}
}

// What outcomes no longer tell apart, because there are too many of them, is said.
func TestMergedOutcomesAreSaid(t *testing.T) {
	for _, test := range []struct {
		states int
		loose  bool
	}{{2, false}, {3 * maxTogether, true}} {
		sim, counting := started(bounds{states: maxStates, properties: maxProperties, budget: maxWork})
		for i := range test.states {
			s := &State{}
			s.SetPart(counting.c.slot, &bits{uint64(i)})
			sim.out = append(sim.out, s)
		}
		sum := sim.summary()
		if sum.Loose() != test.loose || len(sum.Outcomes) > maxTogether {
			t.Errorf("of %d states %d outcomes, loose: %t", test.states, len(sum.Outcomes), sum.Loose())
		}
	}
}
