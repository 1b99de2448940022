package summary

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Lock is a mutex held, or let go, at some point.
type Lock struct {
	loc     term.Ref
	Guarded bool     // taken as a guarded mutex, not as a fast mutex
	Unsafe  bool     // taken by a routine that leaves IRQL and APCs as they are
	Taken   *Step    // where it was acquired
	place   ir.Place // as the function spells it
}

// A state is what is known at a point of a path: the property (held, freed, joined,
// lost) and the values that were tested or stored.
type state struct {
	term.Knowledge
	held   []Lock     // in the order of acquisition
	freed  []letGo    // locks of the caller that were released, in order
	soft   []Lock     // taken by unsafe routines, in order: they neither raise IRQL nor keep APCs out
	joined uint64     // threads that were waited for to their end
	lost   uint64     // threads for which only a wait that may give up was made
	made   uint64     // threads that were created
	closed uint64     // threads whose handle was closed
	some   uint64     // threads that were waited for to their end on some of the ways that were merged
	waits  []term.Ref // the objects of the waits behind joined and some
	trace  *Step
	raised *Step // what set the level last; nil while it is that on entry
}

// clone copies a state. The copies share what they know until one of them learns more.
func (s *state) clone() *state {
	s.Share()
	c := *s
	c.held = slices.Clone(s.held)
	c.freed = slices.Clone(s.freed)
	c.soft = slices.Clone(s.soft)
	c.waits = slices.Clone(s.waits)
	return &c
}

// merge joins what is known of two states with the same property.
func (s *state) merge(p *term.Pool, t *state, site int, widen bool) *state {
	m := s.clone()
	m.Knowledge = s.Join(p, &t.Knowledge, site, widen)
	m.joinThreads(t)
	return m
}

// mentions reports whether v is part of what is known, or of a lock that is held.
func (s *state) mentions(p *term.Pool, v term.Ref) bool {
	inside := func(l Lock) bool { return p.Contains(l.loc, v) }
	return s.Knowledge.Mentions(p, v) || slices.ContainsFunc(s.held, inside) || slices.ContainsFunc(s.soft, inside)
}

// fingerprint tells states apart, but for their traces.
func (s *state) fingerprint() term.Fingerprint {
	h := term.NewFingerprint()
	s.Mix(&h)
	s.mixProperty(&h, 0)
	return h
}

// property tells states with different properties apart, but for what became of the threads
// in alike.
func (s *state) property(p *term.Pool, alike uint64) term.Fingerprint {
	h := term.NewFingerprint()
	s.mixProperty(&h, alike)
	s.mixRegime(p, &h)
	return h
}

func (s *state) mixProperty(h *term.Fingerprint, alike uint64) {
	for _, l := range s.held {
		h.Mix(uint64(l.loc))
	}
	h.Mix(^uint64(0))
	for _, l := range s.freed {
		h.Mix(uint64(l.loc)<<2 | l.kind.bits())
	}
	h.Mix(^uint64(0))
	for _, l := range s.soft {
		h.Mix(uint64(l.loc))
	}
	h.Mix(s.joined &^ alike)
	h.Mix(s.lost &^ alike)
	h.Mix(s.made &^ alike)
	h.Mix(s.closed &^ alike)
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
type Step struct {
	Prev   *Step
	Kind   StepKind
	In     *program.Function
	At     ir.Span
	Name   string   // the routine called
	Words  string   // StepLevel: what it does
	name   string   // StepAcquire, StepCall: the lock, as the function spells it
	loc    term.Ref // the lock
	test   term.Ref // StepBranch: the condition
	cond   *ir.Value
	Taken  bool // StepBranch: whether the condition held
	from   int  // StepBranch: index of the block that branches
	to     int
	Inner  *Step // StepCall: the last step of the way through Callee
	Callee *program.Function
	traits trait // of Callee
	// StepMerge: the other way, and the threads of which it tells how they were left running.
	other   *Step
	threads uint64
}
