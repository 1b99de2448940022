// Package obligation follows what rules ask of threads. A rule is asked at the points of every path; what it
// asks there, and a caller's state decides over, is handed on to callers in their own terms, through as many calls
// as the rule says. What a rule asks and how it judges is the matter of a check; the state it is judged
// in is the matter of a machine, which shows it as a point.
package obligation

import (
	"math"
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Verdict is what becomes of an obligation in a state.
type Verdict uint8

// The verdicts.
const (
	Kept   Verdict = iota
	Open           // what the caller does decides
	Broken         // whoever the caller is
)

// A Point is a place on a path with what a machine knows there.
type Point interface {
	State() *simulate.State
}

// Unbounded is the Depth of a rule that is handed on through any number of calls.
const Unbounded = math.MaxInt

// A Rule asks something of a thread at points of its path.
type Rule[P Point] struct {
	Name  string // of what breaks it, in dumps
	Depth int    // through how many calls an open obligation is handed on
	Once  bool   // one in a function is enough
	Apart bool   // what is broken at one place is told apart by the values that are judged
	// Callers: what is known of the callers of the function decides over what is broken. Their summaries are made.
	Callers bool
	// On asks for what the thread owes at a point that the simulation comes to.
	On func(p P, ask func(*Obligation[P]))
	// Judge says whether that is kept. It may add to the note of the obligation. At the call of a function that
	// hands the obligation on it is asked again.
	Judge func(p P, o *Obligation[P]) Verdict
	// LetOff reports whether o does not bind a caller where nobody knows whether control comes to the point, for it
	// hangs on a value of which nothing is known; nil: all bind.
	LetOff func(o *Obligation[P]) bool
	// Prefer reports whether o, broken at the same place as other, is to be kept in its stead; nil: the first one is.
	Prefer func(o, other *Obligation[P]) bool
}

// An Obligation is what a rule asks of the thread at one place.
type Obligation[P Point] struct {
	Rule    *Rule[P]
	Name    string // the routine or function that is called
	In      *program.Function
	Call    *ir.Call // in In; nil at a return
	At      ir.Span
	Inner   *Obligation[P] // the obligation in the function called, nil for the point itself
	Verdict Verdict
	Trace   *simulate.Step // the way there
	Terms   [2]term.Ref    // the values that are judged, in terms of In; 0 for none
	Note    any            // what the machine and the rule know of it
	facts   []term.Constraint
}

// Final is the obligation in the function in which the point lies.
func (o *Obligation[P]) Final() *Obligation[P] {
	for o.Inner != nil {
		o = o.Inner
	}
	return o
}

// Depth counts the calls of functions on the way to the point.
func (o *Obligation[P]) Depth() int {
	n := 0
	for ; o.Inner != nil; o = o.Inner {
		n++
	}
	return n
}

// Facts lists what must hold on entry of In for control to come to the point.
func (o *Obligation[P]) Facts() []term.Constraint { return o.facts }

const (
	maxObligations = 400 // per function
	maxAlike       = 3   // open ones that speak of the same call, under conditions that are told apart
)

// A Book keeps the obligations of one simulation.
type Book[P Point] struct {
	sim   *simulate.Simulation
	rules []*Rule[P]
	list  []*Obligation[P]

	asking *Rule[P] // now,
	at     P        // at this point
	ask    func(*Obligation[P])
}

// NewBook makes an empty book for a simulation.
func NewBook[P Point](sim *simulate.Simulation, rules []*Rule[P]) *Book[P] {
	b := &Book[P]{sim: sim, rules: rules}
	b.ask = func(o *Obligation[P]) {
		o.Rule = b.asking
		b.judge(b.at, o)
	}
	return b
}

// List is what is broken or open, in the order in which it was found.
func (b *Book[P]) List() []*Obligation[P] { return b.list }

// Reach asks every rule at a point.
func (b *Book[P]) Reach(p P) {
	b.at = p
	for _, r := range b.rules {
		b.asking = r
		r.On(p, b.ask)
	}
}

// Inherit takes over an obligation that the function called in an instance hands on; point makes the point
// of that call in a state.
func (b *Book[P]) Inherit(in *simulate.Instance, o *Obligation[P], point func(*simulate.State) P) {
	if o.Verdict == Broken || o.Depth() >= o.Rule.Depth {
		return // it is the callee's matter, or hangs on counts of references and the like
	}
	s := in.Fulfil(o.facts)
	if s == nil || filled(in.S, b.sim.Terms, o) || o.Rule.LetOff != nil && o.Rule.LetOff(o) && in.Undecided(o.facts) {
		return
	}
	handed := &Obligation[P]{Rule: o.Rule, Name: o.Name, Call: in.Call, Inner: o, Note: o.Note}
	for i, v := range o.Terms {
		if v != 0 {
			handed.Terms[i] = in.Value(v)
		}
	}
	b.judge(point(s), handed)
}

// judge keeps an obligation that is broken or open.
func (b *Book[P]) judge(p P, o *Obligation[P]) {
	s := p.State()
	o.In, o.Trace = b.sim.In, s.Trace
	if o.Call != nil {
		o.At = o.Call.Span
	}
	if o.Verdict = o.Rule.Judge(p, o); o.Verdict == Kept || b.covered(s, o) {
		return
	}
	if len(b.list) >= maxObligations {
		b.sim.FellShort(simulate.Overfull)
		return
	}
	o.facts = b.sim.EntryFacts(s)
	b.list = append(b.list, o)
}

// covered reports whether one more obligation need not be kept: a broken one for each place is enough, and of those that
// speak of the same call and the same values a few, of which the last one stands for all further conditions.
func (b *Book[P]) covered(s *simulate.State, o *Obligation[P]) bool {
	alike := 0
	var last *Obligation[P]
	for i, other := range b.list {
		if other.Rule != o.Rule {
			continue
		}
		if o.Rule.Once {
			return true
		}
		if other.At != o.At || other.Verdict != o.Verdict {
			continue
		}
		if o.Verdict == Broken {
			if o.Rule.Apart && other.Terms != o.Terms {
				continue
			}
			if o.Rule.Prefer != nil && o.Rule.Prefer(o, other) {
				o.facts = b.sim.EntryFacts(s)
				b.list[i] = o
			}
			return true
		}
		if other.Final().At == o.Final().At && other.Final().In == o.Final().In {
			if alike++; other.Terms == o.Terms {
				last = other
			}
		}
	}
	if last == nil || alike < maxAlike {
		return false
	}
	last.facts = term.Common(b.sim.Terms, last.facts, b.sim.EntryFacts(s))
	return true
}

// AnyOpen reports whether a caller's state decides over some of them.
func AnyOpen[P Point](list []*Obligation[P]) bool {
	return slices.ContainsFunc(list, func(o *Obligation[P]) bool { return o.Verdict == Open })
}
