package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Summary is what a function does for its callers, in terms of its parameters, of
// what they point to, and of globals.
type Summary struct {
	Outcomes []*Outcome
	Events   []*Event
	// Bounded reports that the analysis was broken off: nothing may be concluded from
	// what is not listed, and there are no outcomes.
	Bounded bool
	short   Shortfall        // what is missing otherwise
	found   [MaxMachines]any // what the machines found beyond that
}

// Found is what a machine found in a function; its zero value if it found nothing.
func Found[T any](sum *Summary) T {
	for _, found := range sum.found {
		if t, ok := found.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// Loose reports whether some ways through the function were not told apart, or left out.
func (s *Summary) Loose() bool { return s.short != 0 }

// An Outcome is one way in which a function returns.
type Outcome struct {
	facts  []term.Constraint // what must hold on entry
	stores []term.Binding    // what memory holds afterwards
	result term.Ref          // 0 without one
	values []term.Constraint // what is known of results and stored values
	parts  Parts             // what the machines know
	Trace  *Step
}

// SetPart replaces what a machine knows.
func (o *Outcome) SetPart(slot int, part Part) { o.parts[slot] = part }

// Parts are what the machines know.
func (o *Outcome) Parts() *Parts { return &o.parts }

// Result is what the function returns, 0 without a result.
func (o *Outcome) Result() term.Ref { return o.result }

// Stores lists what the function leaves in memory.
func (o *Outcome) Stores() []term.Binding { return o.stores }

// SetStores replaces what the outcome leaves in memory by a list sorted by location.
func (o *Outcome) SetStores(list []term.Binding) { o.stores = list }

// ForgetFacts drops of what must hold on entry what is about a value.
func (o *Outcome) ForgetFacts(p *term.Pool, v term.Ref) {
	o.facts = slices.DeleteFunc(slices.Clone(o.facts), func(c term.Constraint) bool { return p.Contains(c.Value, v) })
}

// A Distinction is how well a caller distinguishes a way through a function from the others.
type Distinction uint8

// The distinctions.
const (
	Never     Distinction = iota
	ByMemory              // by what memory held on entry, which it may not have looked at
	ByResult              // by the result, by what it handed in, or by what it finds stored
	BySuccess             // by the result, which means success with the lock and of failure without
)

// Words spells by what a caller can tell the way from others.
func (t Distinction) Words() string {
	return [...]string{Never: "which no caller can see", ByMemory: "seen by what memory held", ByResult: "seen by the result", BySuccess: "seen by success"}[t]
}

// distinction finds how a caller can tell two outcomes apart. Errors are all alike: who asks
// which one it is does so for other reasons.
func distinction(p *term.Pool, a, b *Outcome) Distinction {
	x, y := &State{Knowledge: term.Know(nil, a.values)}, &State{Knowledge: term.Know(nil, b.values)}
	if a.result != 0 && b.result != 0 {
		m, n := x.IntervalOf(p, a.result), y.IntervalOf(p, b.result)
		code := m.Lo > 1 && m.Equal(term.Exactly(m.Lo)) // of an error, where 0 is success
		if m.Lo >= 0 && n.Hi < 0 || m.Lo > 0 && n.Equal(term.Exactly(0)) && !code {
			return BySuccess
		}
		if m.Meet(n).Nothing() && !(m.Hi < 0 && n.Hi < 0) {
			return ByResult
		}
	}
	c, d := *a, *b
	c.result, d.result = 0, 0
	others := func(f term.Constraint) bool { return p.Term(f.Value).Op != term.Param }
	c.facts, d.facts = slices.DeleteFunc(slices.Clone(c.facts), others), slices.DeleteFunc(slices.Clone(d.facts), others)
	switch {
	case distinct(p, &c, &d):
		return ByResult
	case distinct(p, a, b):
		return ByMemory
	}
	return Never
}

// distinct reports whether a caller can tell two outcomes apart: by the result, by what
// was stored, or by what must have held on entry.
func distinct(p *term.Pool, a, b *Outcome) bool {
	x, y := &State{Knowledge: term.Know(nil, a.values)}, &State{Knowledge: term.Know(nil, b.values)}
	if a.result != 0 && b.result != 0 && x.IntervalOf(p, a.result).Meet(y.IntervalOf(p, b.result)).Nothing() {
		return true
	}
	for _, s := range a.stores {
		if p.IsGhost(s.At) {
			continue // no caller tests it
		}
		i := slices.IndexFunc(b.stores, func(t term.Binding) bool { return t.At == s.At })
		if i >= 0 && x.IntervalOf(p, s.Value).Meet(y.IntervalOf(p, b.stores[i].Value)).Nothing() {
			return true
		}
	}
	return term.Opposed(p, a.facts, b.facts, func(term.Ref) bool { return true })
}

// An Event is something that a check asks about: a call of a kernel routine, made by
// the function itself or by a function that it calls.
type Event struct {
	Routine *ddi.Routine
	Name    string   // the routine's name
	Call    *ir.Call // the call in In: of the routine, or of a function that leads to it
	In      *program.Function
	Inner   *Event            // the event in the function called, nil for the routine itself
	Trace   *Step             // the way to Call
	Note    any               // what the recorder knows
	args    []term.Ref        // of the routine, in terms of In
	limit   term.Ref          // what the timeout that a wait is given points to, in terms of In; 0 if that is args' matter
	facts   []term.Constraint // what must hold on entry of In
	types   []string          // of the arguments in the call of the routine
}

// Final is the event in the function that calls the routine itself.
func (e *Event) Final() *Event {
	for e.Inner != nil {
		e = e.Inner
	}
	return e
}

// MaxDepth is how many calls deep a wait may lie. One that lies deeper depends on so many conditions
// that nobody can tell whether it can happen: it is left out.
const MaxDepth = 6

// Depth counts the calls of functions on the way from the event to the routine.
func (e *Event) Depth() int {
	n := 0
	for ; e.Inner != nil; e = e.Inner {
		n++
	}
	return n
}

// Args lists the arguments of the routine, in terms of In.
func (e *Event) Args() []term.Ref { return e.args }
