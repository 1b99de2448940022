package simulate

import (
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// MaxMachines is how many machines a group may have.
const MaxMachines = 2

// Parts are what the machines of a group know, by slot.
type Parts [MaxMachines]Part

// Of is the part of some type; its zero value if there is none.
func Of[T Part](parts *Parts) T {
	for _, part := range parts {
		if t, ok := part.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// A State is what is known at a point of a path: the values that were tested or stored, and the
// parts of the machines.
type State struct {
	term.Knowledge
	parts Parts
	own   uint8 // the parts that no other state has
	Trace *Step // the last step of the way there
}

// Part is what the machine of a slot knows; nil for nothing.
func (s *State) Part(slot int) Part { return s.parts[slot] }

// Owns reports whether no other state has the part, so that it can be changed in place.
func (s *State) Owns(slot int) bool { return s.own&(1<<slot) != 0 }

// SetPart gives the state a part that nothing else has.
func (s *State) SetPart(slot int, part Part) {
	s.parts[slot] = part
	s.own |= 1 << slot
}

// Clone copies a state. The copies share what they know until one of them learns more.
func (s *State) Clone() *State {
	s.Share()
	s.own = 0
	c := *s
	return &c
}

// mentions reports whether v is part of what is known.
func (s *State) mentions(p *term.Pool, v term.Ref) bool {
	if s.Mentions(p, v) {
		return true
	}
	for _, part := range s.parts {
		if part != nil && part.Mentions(p, v) {
			return true
		}
	}
	return false
}

// A StepKind says what a step of a path does.
type StepKind uint8

// The kinds of step.
const (
	StepAcquire StepKind = iota
	StepRelease
	StepBranch // takes one way of a test
	StepCall   // calls a function of the driver that does Inner
	StepWait   // waits for a thread
	StepReturn // leaves the function
	StepLevel  // changes the level
	StepRegion // enters or leaves a region
	StepAttach // attaches to a process, or detaches
	StepRaise  // an exception is raised
	StepMerge  // two ways become one
)

// A Step is one stage of the way to a point, linked to the one before it.
//
// Large: there are as many as states, so that they are of one kind without pointers to parts.
type Step struct {
	Prev   *Step
	In     *program.Function
	At     ir.Span
	Kind   StepKind
	Taken  bool          // StepBranch: the condition held; StepRegion, StepAttach: it was entered
	Traits profile.Trait // of Callee
	Name   string        // the routine called
	Words  string        // StepLevel: what it does; StepAcquire, StepCall: the lock that is held then, as In spells it
	Inner  *Step         // StepCall: the last step of the way through Callee; StepMerge: that of the other way
	Callee *program.Function
	Turn   uint64    // StepMerge: the threads of which Inner says how they were left running
	cond   *ir.Value // StepBranch: the condition
	test   term.Ref  // its value
	from   int32     // index of the block that branches
	to     int32
	Loc    term.Ref // the lock; StepAttach: where what the detach takes is kept
}

// Condition is what a branch tests, as the function spells it.
func (s *Step) Condition() ir.Value { return *s.cond }

// Tested is what a branch tests, as a value.
func (s *Step) Tested() term.Ref { return s.test }

// Edge names the blocks that a branch comes from and leads to, by index.
func (s *Step) Edge() (from, to int) { return int(s.from), int(s.to) }

// OtherArm is the block that the other way of a branch leads to, -1 if there is none.
func (s *Step) OtherArm() int { return s.In.Graph.OtherArm(int(s.from), s.Taken) }

// A Part is what one machine knows in a state. States and outcomes share it: it is copied before
// it is changed, unless State.Own says that only one state has it.
type Part interface {
	// Mentions reports whether v is part of what is known.
	Mentions(terms *term.Pool, v term.Ref) bool
	// Rename returns the part with one value replaced by another.
	Rename(terms *term.Pool, from, to term.Ref) Part
	// Locations adds to a list the locations that the part speaks of.
	Locations(list []term.Ref) []term.Ref
}
