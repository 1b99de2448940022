package summary

import (
	"fmt"
	"slices"
	"strings"

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
	Leaks    []*Leak
	Unpaired []*Unpaired // in source order
	Breaches []*Breach   // of a regime summary
	Stays    []*Stay     // of a regime summary
	// Bounded reports that the analysis was broken off: nothing may be concluded from
	// what is not listed, and there are no outcomes.
	Bounded bool
	short   shortfall // what is missing otherwise
	again   uint64    // threads whose creation was come to again with the handle open
}

// An Outcome is one way in which a function returns.
type Outcome struct {
	facts  []term.Constraint // what must hold on entry
	stores []term.Binding    // what memory holds afterwards
	result term.Ref          // 0 without one
	values []term.Constraint // what is known of results and stored values
	Held   []Lock            // acquired and not released, in order
	freed  []letGo           // released for the caller, in order
	soft   []Lock            // acquired by unsafe routines and not released, in order
	Joined uint64            // Threads, by index, that were waited for to their end
	Lost   uint64            // threads for which only a wait that may give up was made
	Made   uint64            // threads that were created
	Closed uint64            // threads whose handle was closed
	some   uint64            // threads that were waited for to their end on some of the ways that it stands for
	waits  []term.Ref        // the objects of the waits behind Joined and some
	Trace  *Step
	raised *Step // what set the level last
}

// An Event is something that a check asks about: a call of a kernel routine, made by
// the function itself or by a function that it calls.
type Event struct {
	Routine *ddi.Routine
	Name    string   // the routine's name
	Call    *ir.Call // the call in In: of the routine, or of a function that leads to it
	In      *program.Function
	Inner   *Event   // the event in the function called, nil for the routine itself
	Held    []Lock   // locks taken by In, itself or through its callees, in order
	Lock    term.Ref // of a release out of order: the lock let go
	Trace   *Step    // the way to Call
	// Order is set on a release: Held lists the locks taken after Lock and still held.
	Order bool
	// Again is, of an acquisition, the lock that In holds already and that is taken again.
	Again *Lock
	args  []term.Ref        // of the routine, in terms of In
	limit term.Ref          // what the timeout that a wait is given points to, in terms of In; 0 if that is args' matter
	facts []term.Constraint // what must hold on entry of In
	freed []term.Ref        // locks of the caller let go before, in order
	types []string          // of the arguments in the call of the routine
	// caller reports, of a release, that the lock was taken by a caller.
	caller bool
	taken  *Lock // of a release: the lock, as it was taken
}

type eventKey struct {
	call, inner *ir.Call
	order       bool
	name        string
	state       term.Fingerprint
}

// Final is the event in the function that calls the routine itself.
func (e *Event) Final() *Event {
	for e.Inner != nil {
		e = e.Inner
	}
	return e
}

// A wait that lies deeper than so many calls depends on so many conditions that nobody
// can tell whether it can happen: it is left out.
const maxDepth = 6

// depth counts the calls of functions on the way from the event to the routine.
func (e *Event) depth() int {
	n := 0
	for ; e.Inner != nil; e = e.Inner {
		n++
	}
	return n
}

// summary builds the function's summary from the states in which it returned.
func (sim *simulation) summary() *Summary {
	sum := &Summary{Bounded: sim.bounded, short: sim.short, again: sim.again, Events: sim.events, Breaches: sim.breaches}
	if sim.bounded {
		if !sim.regime {
			sum.Leaks = sim.leaks()
		}
		return sum
	}
	if sim.regime {
		sum.Stays = sim.stays()
	} else {
		sum.Leaks, sum.Unpaired = sim.leaks(), sim.unpaired()
	}
	groups := sim.group(sim.resultKind)
	if len(sim.f.Graph.Blocks) <= smallFunction {
		if fine := sim.group(sim.constants); len(fine) <= maxConstants {
			groups = fine
		}
	}
	if sim.regime && sim.proc.Traits&shifts != 0 {
		if fine := sim.group(sim.conditions); len(fine) <= maxConditions {
			groups = fine
		}
	}
	if len(groups) > maxOutcomes || sim.states == 1 && len(groups) > maxOutcomes/3 {
		groups = sim.few(sim.group(nil))
	}
	for _, s := range groups {
		sum.Outcomes = append(sum.Outcomes, sim.outcome(s))
	}
	sim.settle(sum.Outcomes)
	if sim.regime {
		sim.settleRegime(sum.Outcomes)
	}
	return sum
}

const (
	maxOutcomes = 10
	// A small function that returns at most so many different numbers tells its callers which.
	maxConstants = 4
	// ... and leaves in memory, if it leaves no more there: the ways through a caller multiply.
	maxTold = 3
	// A function that changes the regime tells of each condition on entry, if they are few: merged,
	// two conditions say nothing any more.
	maxConditions = 5
	maxStores     = 24 // places of which an outcome tells what it left there
)

// few tells less of final states apart until there are no more than callers can cope with.
func (sim *simulation) few(groups []*state) []*state {
	for len(groups) > maxTogether/2 && sim.coarsen(groups, returnBlock, nil) {
		groups = sim.mergeAlike(groups, returnBlock)
	}
	return groups
}

// returnBlock stands for the place where all ways out of a function meet.
const returnBlock = 1<<20 - 1

// group merges the final states that agree on the property, and on what sort makes of
// them; nil makes no difference.
func (sim *simulation) group(sort func(*state) string) []*state {
	type key struct {
		property term.Fingerprint
		sort     string
	}
	index := map[key]int{}
	var groups []*state
	for _, s := range sim.out {
		s = s.clone()
		s.Unset(0, func(b term.Binding) bool { return b.At != sim.ret && sim.p.pool.LocalRoot(b.At) != nil })
		k := key{property: sim.property(s)}
		if sort != nil {
			k.sort = sort(s)
		}
		i, ok := index[k]
		if !ok {
			index[k] = len(groups)
			groups = append(groups, s)
			continue
		}
		groups[i] = groups[i].merge(sim.p.pool, s, -1<<20, false)
	}
	return groups
}

// conditions sorts final states as resultKind does, and by what must have held on entry.
func (sim *simulation) conditions(s *state) string {
	var b strings.Builder
	b.WriteString(sim.resultKind(s))
	for _, f := range sim.entryFacts(s) {
		fmt.Fprintf(&b, ",%d%v", f.Value, f.In)
	}
	return b.String()
}

// constants sorts final states as resultKind does, and by the numbers, other than the
// codes of errors, that they return and leave in memory: a caller may test for those.
func (sim *simulation) constants(s *state) string {
	var b strings.Builder
	b.WriteString(sim.resultKind(s))
	memory := len(s.Bindings())
	if _, ok := s.At(sim.ret); ok {
		memory--
	}
	for _, bind := range s.Bindings() {
		if memory > maxTold && bind.At != sim.ret {
			continue
		}
		if n, ok := sim.p.pool.ConstOf(s.Known(sim.p.pool, bind.Value)); ok && n >= 0 {
			fmt.Fprintf(&b, ",%d=%d", bind.At, n)
		}
	}
	return b.String()
}

// resultKind sorts results: by constant, by sign, by being zero or not.
func (sim *simulation) resultKind(s *state) string {
	v, ok := s.At(sim.ret)
	if !ok {
		return ""
	}
	b := s.IntervalOf(sim.p.pool, v)
	switch {
	case b.Single() && b.Lo >= -1 && b.Lo <= 1:
		return fmt.Sprint(b.Lo)
	case b.Hi < 0:
		return "negative"
	case b.Lo >= 0 && !b.Has(0):
		return "positive"
	case b.Lo >= 0:
		return "not negative"
	case !b.Has(0):
		return "not zero"
	}
	return "any"
}

// outcome expresses a final state for the callers.
func (sim *simulation) outcome(s *state) *Outcome {
	p := sim.p.pool
	o := &Outcome{Held: s.held, freed: s.freed, soft: s.soft, Joined: s.joined, Lost: s.lost, Made: s.made, Closed: s.closed, some: s.some, waits: s.waits, Trace: s.trace, raised: s.raised}
	var shown []term.Ref
	for _, b := range s.Bindings() {
		if b.At == sim.ret {
			o.result = b.Value
		} else if len(o.stores) < maxStores {
			o.stores = append(o.stores, b)
		} else {
			continue // the caller knows that it was written, not what
		}
		shown = append(shown, b.Value)
	}
	for _, f := range s.Constraints() {
		if sim.fromEntry(f.Value) {
			o.facts = append(o.facts, f)
		} else if slices.ContainsFunc(shown, func(v term.Ref) bool { return p.Contains(v, f.Value) || p.Contains(f.Value, v) && !p.IsConst(v) }) {
			o.values = append(o.values, f)
		}
	}
	return o
}

// fromEntry reports whether v is made only of what the function was given.
func (sim *simulation) fromEntry(v term.Ref) bool {
	return sim.p.pool.Given(v) && !sim.p.pool.Local(v)
}

// entryFacts lists what the state knows of the values that the function was given.
func (sim *simulation) entryFacts(s *state) []term.Constraint {
	var list []term.Constraint
	for _, f := range s.Constraints() {
		if sim.fromEntry(f.Value) {
			list = append(list, f)
		}
	}
	return list
}
