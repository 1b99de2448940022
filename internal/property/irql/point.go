package irql

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Rule asks something of the level of a thread, its regions or its attachment.
type Rule = obligation.Rule[*Point]

// An Obligation is what a rule asks at one place.
type Obligation = obligation.Obligation[*Point]

// HandOver is the Depth of most rules: a demand that lies deeper hangs on counts of references and the like.
const HandOver = 3

// A Kind says what happens at a point.
type Kind uint8

// The kinds of Point.
const (
	AtCall     Kind = iota // a call is about to be executed
	AtChange               // the level was set by a routine, or by what a function does
	AtReturn               // the function returns
	AtHandOver             // a callee hands an obligation on
	AtEnd                  // the function has returned on all ways: the state is one of those in which it did
)

// A Point is a place on a path with what is known there of levels, regions and attachments.
//
// Large: the methods are the questions that rules ask of one state.
type Point struct {
	sim     *simulation
	state   *simulate.State
	Kind    Kind
	Call    *ir.Call          // nil at a return
	Callee  *program.Function // AtCall: a function of the driver; nil for none
	Routine *ddi.Routine      // AtCall: a routine of the kernel; nil for none
	Name    string            // what is called, "" at a return
	Args    []term.Ref        // AtCall
	Raises  bool              // AtChange: a routine went to a level of its choice, and not back to one that was saved
}

// State is what is known at the point.
func (p *Point) State() *simulate.State { return p.state }

// Machine knows what functions do to levels, and what roles and annotations say of them.
func (p *Point) Machine() *Machine { return p.sim.m }

// In is the function.
func (p *Point) In() *program.Function { return p.sim.In }

// Terms is the pool of the values.
func (p *Point) Terms() *term.Pool { return p.sim.Terms }

// Coarse reports whether the states of a function are merged wherever they meet: a way may be none.
func (p *Point) Coarse() bool { return p.sim.Coarse() }

// Joined reports whether ways through the function that know different things were taken together: a way may be none.
func (p *Point) Joined() bool { return p.sim.Joined() }

// DistinguishedFrom finds, at the end, how a caller can tell the state from those that are unlike it, and whether there are
// any.
func (p *Point) DistinguishedFrom(unlike func(*Point) bool) (best simulate.Distinction, others bool) {
	return p.sim.DistinguishedFrom(p.state, func(t *simulate.State) bool { return unlike(&Point{sim: p.sim, state: t, Kind: AtEnd}) })
}

// DetachesAt is where the function, attached to a process, first detaches, itself or through what it calls; nil
// if it does not.
func (p *Point) DetachesAt() *ir.Span { return p.sim.detachedAt }

// AttachedBy is the step that attached the thread to the process it is attached to; nil if the function was called
// attached.
func (p *Point) AttachedBy() *simulate.Step { return began(p.sim.In, p.state.Trace, Attachment, 0) }

// At is where a return stands.
func (p *Point) At() ir.Span { return p.state.Trace.At }

// BySystem reports whether the function is simulated for its call by the system.
func (p *Point) BySystem() bool { return p.sim.Run.BySystem }

// Entered is between which levels the function is called.
func (p *Point) Entered() ddi.LevelRange { return p.sim.entry }

// Wanted is what callers of the function have asked about.
func (p *Point) Wanted() simulate.Wanted { return p.sim.Run.Wanted }

// Asked reports whether callers have asked about calls with an effect.
func (p *Point) Asked(t profile.Trait) bool { return p.sim.wanted(t) }

// Level is the level, as a value that says where it comes from.
func (p *Point) Level() term.Ref { return p.sim.levelOf(p.state) }

// Critical and Guarded are the depths of the regions, Attached whether the thread is attached to another
// process: 1 for yes.
func (p *Point) Critical() term.Ref { return p.sim.Load(p.state, criticalVar) }

// Guarded is the depth of the guarded region.
func (p *Point) Guarded() term.Ref { return p.sim.Load(p.state, guardedVar) }

// Attached is 1 while the thread is attached to another process, else 0.
func (p *Point) Attached() term.Ref {
	return p.state.Known(p.sim.Terms, p.sim.Load(p.state, attachedVar))
}

// Bounds is between which levels v, a level, lies for certain; Interval what the driver's own tests leave
// of v.
func (p *Point) Bounds(v term.Ref) term.Interval { return p.sim.boundsOf(p.state, v) }

// Interval is what is known of a value, tests of the driver included.
func (p *Point) Interval(v term.Ref) term.Interval { return p.state.IntervalOf(p.sim.Terms, v) }

// Arg is an argument of the call as far as it is known; false without one.
func (p *Point) Arg(i int) (term.Ref, bool) {
	if i < 0 || i >= len(p.Args) {
		return 0, false
	}
	return p.state.Known(p.sim.Terms, p.Args[i]), true
}

// FromEntry reports whether a value is made of what the function was given only, so that callers know it.
func (p *Point) FromEntry(v term.Ref) bool { return p.sim.FromEntry(v) }

// Blocks reports whether the call of the routine can block; ZeroLimit whether it does not because its
// timeout is zero.
func (p *Point) Blocks() bool { return p.sim.Blocks(p.state, p.Routine, p.Args) }

// ZeroLimit reports whether the routine does not wait, as its timeout is zero.
func (p *Point) ZeroLimit() bool {
	return p.sim.IsZeroLimit(p.Routine, p.sim.Limit(p.state, p.Routine, p.Args))
}

// Saved is the level that a routine has saved in what an argument points to.
func (p *Point) Saved(arg term.Ref) term.Ref {
	t := p.sim.Terms
	return p.state.Known(t, p.sim.Load(p.state, t.Field(t.Deref(arg), savedLevel, "")))
}

// Deeper is how much deeper the thread is in a region, by its depth, than where the function was called;
// false if that is not known. A callee may have counted on from a depth that is known.
func (p *Point) Deeper(region string, depth term.Ref) (int64, bool) {
	t := p.sim.Terms
	if delta, certain := t.Distance(depth); certain {
		return delta, true
	}
	loc := criticalVar
	if region == GuardedRegion {
		loc = guardedVar
	}
	n, constant := t.ConstOf(depth)
	entry := p.state.IntervalOf(t, t.Initial(loc))
	return n - entry.Lo, constant && entry.Single()
}

// The regions, by their names.
const (
	CriticalRegion = "critical region"
	GuardedRegion  = "guarded region"
)

// Owned is a lock that the thread owns; false if it is known to own none.
func (p *Point) Owned() (lock term.Ref, owned bool) {
	t := p.sim.Terms
	for _, bind := range p.state.Bindings() {
		if at := t.Term(bind.At); at.Op == term.Field && at.S == ownedBy && bind.Value == t.Constant(1) {
			return at.A, true
		}
	}
	return 0, false
}

// APCsOn reports whether normal kernel APCs are known to be on: no region was entered, and the level is
// still that at which the function was called.
func (p *Point) APCsOn() bool { return p.sim.apcsOn(p.state) }

// APCsOff reports whether normal kernel APCs are known to be off.
func (p *Point) APCsOff() bool { return p.sim.apcsOff(p.state) }

// InRegion reports whether the way has entered a region since it left any, and called no function of the driver: it is in one then, though
// the depth be that of the entry, where a leave that has no counterpart was counted.
func (p *Point) InRegion() bool {
	for step := p.state.Trace; step != nil; step = step.Prev {
		switch step.Kind {
		case simulate.StepRegion:
			return step.Taken
		case simulate.StepCall, simulate.StepMerge:
			return false
		}
	}
	return false
}

// Keeps reports whether the level on entry was stored in a parameter, or in what it points to.
func (p *Point) Keeps(param int) bool {
	t := p.sim.Terms
	into, itself := t.Deref(t.Param(param)), t.Variable(p.sim.In.Params[param])
	for _, b := range p.state.Bindings() {
		if (t.Inside(b.At, into) || b.At == itself) && b.Value == LevelOnEntry {
			return true
		}
	}
	return false
}

// point is a point in a state, until the next one.
func (sim *simulation) at(s *simulate.State, p Point) *Point {
	p.sim, p.state = sim, s
	sim.point = p
	return &sim.point
}

// Levels is the note of an obligation: what is known of levels.
type Levels struct {
	Min, Max  int          // the levels that are allowed
	Low, High int          // bound the level at the point, as far as In knows; where that is not what the rule is about Low is above High
	Saved     int          // the level that was saved before
	When      *ddi.ArgTest // the rule is about the call where this holds of Terms[1], which a caller gives; nil: always
	GivesBack bool         // what is called gives back what was taken at the level
	// What is what the obligation is about beside levels: the region, or the lock that is owned.
	What   string
	Lock   term.Ref       // the lock
	raised *simulate.Step // what set the level last, nil on entry
}

// Allow makes the note of a rule about levels.
func Allow(r ddi.LevelRange) *Levels {
	return &Levels{Min: r.Min, Max: r.Max, Low: ddi.HighLevel}
}

// LevelsOf is the note of an obligation.
func LevelsOf(o *Obligation) *Levels {
	if l, ok := o.Note.(*Levels); ok {
		return l
	}
	return Allow(ddi.LevelRange{})
}

// note gives an obligation a note of its own, to be changed.
func (p *Point) note(o *Obligation) *Levels {
	l := *LevelsOf(o)
	o.Note = &l
	return &l
}

// Since notes what set the level last, for the path of the obligation.
func (p *Point) Since(o *Obligation) *Levels {
	l := p.note(o)
	l.raised = p.sim.raised(p.state)
	if o.Inner != nil && p.sim.Terms.IsConst(o.Inner.Terms[0]) { // whatever the level is here
		if raised := LevelsOf(o.Inner).raised; raised != nil {
			l.raised = &simulate.Step{Prev: p.state.Trace, Kind: simulate.StepCall, In: p.sim.In, At: o.Call.Span, Name: o.Inner.In.Name, Callee: o.Inner.In, Inner: raised}
		}
	}
	return l
}

// Measure notes what the level is that the obligation is about, its first term, and what set it.
func (p *Point) Measure(o *Obligation) (*Levels, term.Interval) {
	l := p.Since(o)
	known := p.Bounds(o.Terms[0])
	l.Low, l.High = Clamp(known.Lo), Clamp(known.Hi)
	return l, known
}

// Clamp is the level next to a number.
func Clamp(n int64) int { return int(min(max(n, ddi.PassiveLevel), ddi.HighLevel)) }
