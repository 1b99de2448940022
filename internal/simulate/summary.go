package simulate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/term"
)

// summary builds the function's summary from the states in which it returned.
func (sim *Simulation) summary() *Summary {
	sum := &Summary{Events: sim.events}
	for slot, f := range sim.followers {
		sum.found[slot] = f.Found()
	}
	if !sim.bounded {
		sum.Outcomes = sim.outcomes()
	}
	sum.Bounded, sum.short = sim.bounded, sim.short // what outcomes no longer tell apart is part of it
	return sum
}

// outcomes are the states in which the function returned, as callers see them: as many as they
// can cope with.
func (sim *Simulation) outcomes() []*Outcome {
	groups := sim.group(sim.resultKind)
	if len(sim.In.Graph.Blocks) <= SmallFunction {
		if fine := sim.group(sim.constants); len(fine) <= maxConstants {
			groups = fine
		}
	}
	if sim.conditional {
		if fine := sim.group(sim.conditions); len(fine) <= maxConditions {
			groups = fine
		}
	}
	if len(groups) > maxOutcomes || sim.Coarse() && len(groups) > maxOutcomes/3 {
		var sort func(*State) string
		if len(sim.Roles(sim.In)) > 0 { // no caller has to cope with the failures of an entry point
			sort = sim.fails
		}
		groups = sim.few(sim.group(sort))
	}
	var list []*Outcome
	for _, s := range groups {
		list = append(list, sim.outcome(s))
	}
	for _, f := range sim.followers {
		f.Settle(list)
	}
	return list
}

const (
	maxOutcomes = 10
	// A small function that returns at most so many different numbers shows its callers which.
	maxConstants = 4
	// ... and leaves in memory, if it leaves no more there: the ways through a caller multiply.
	maxConstantStores = 3
	// A function that changes the level shows each condition on entry, if they are few: merged,
	// two conditions say nothing any more.
	maxConditions = 5
	maxStores     = 24 // places of which an outcome records what it left there
)

// few tells less of final states apart until there are no more than callers can cope with.
func (sim *Simulation) few(groups []*State) []*State {
	sim.work = 0
	for len(groups) > maxTogether/2 && sim.coarsen(groups, returnBlock, false) {
		if groups = sim.mergeAlike(groups, returnBlock); sim.work > maxFewWork {
			sim.bounded = true
			return nil
		}
	}
	return groups
}

// returnBlock stands for the place where all ways out of a function meet.
const returnBlock = 1<<20 - 1

// group merges the final states that agree on the property, and on what sort makes of
// them; nil makes no difference.
func (sim *Simulation) group(sort func(*State) string) []*State {
	type key struct {
		property term.Fingerprint
		sort     string
	}
	index := map[key]int{}
	var groups []*State
	for _, s := range sim.out {
		s = s.Clone()
		s.Unset(sim.Terms, 0, func(b term.Binding) bool { return b.At != sim.ret && sim.Terms.LocalRoot(b.At) != nil })
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
		groups[i] = sim.merge(groups[i], s, -1<<20, false)
	}
	return groups
}

// conditions sorts final states as resultKind does, and by what must have held on entry.
func (sim *Simulation) conditions(s *State) string {
	var b strings.Builder
	b.WriteString(sim.resultKind(s))
	for _, f := range sim.EntryFacts(s) {
		fmt.Fprintf(&b, ",%d%v", f.Value, f.In)
	}
	return b.String()
}

// constants sorts final states as resultKind does, and by the numbers, other than the
// codes of errors, that they return and leave in memory: a caller may test for those.
func (sim *Simulation) constants(s *State) string {
	var b strings.Builder
	b.WriteString(sim.resultKind(s))
	memory := len(s.Bindings())
	if _, ok := s.At(sim.Terms, sim.ret); ok {
		memory--
	}
	for _, bind := range s.Bindings() {
		if memory > maxConstantStores && bind.At != sim.ret {
			continue
		}
		if n, ok := sim.Terms.ConstOf(s.Known(sim.Terms, bind.Value)); ok && n >= 0 {
			fmt.Fprintf(&b, ",%d=%d", bind.At, n)
		}
	}
	return b.String()
}

// fails sorts final states by whether they are those of a failure.
func (sim *Simulation) fails(s *State) string {
	if v, ok := s.At(sim.Terms, sim.ret); ok && s.IntervalOf(sim.Terms, v).Hi < 0 {
		return "fails"
	}
	return ""
}

// resultKind sorts results: by constant, by sign, by being zero or not.
func (sim *Simulation) resultKind(s *State) string {
	v, ok := s.At(sim.Terms, sim.ret)
	if !ok {
		return ""
	}
	b := s.IntervalOf(sim.Terms, v)
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
func (sim *Simulation) outcome(s *State) *Outcome {
	p := sim.Terms
	o := &Outcome{parts: s.parts, Trace: s.Trace}
	s.own = 0
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
		if sim.FromEntry(f.Value) {
			o.facts = append(o.facts, f)
		} else if slices.ContainsFunc(shown, func(v term.Ref) bool { return p.Contains(v, f.Value) || p.Contains(f.Value, v) && !p.IsConst(v) }) {
			o.values = append(o.values, f)
		}
	}
	return o
}

// FromEntry reports whether v is made only of what the function was given.
func (sim *Simulation) FromEntry(v term.Ref) bool {
	return sim.Terms.Given(v) && !sim.Terms.Local(v)
}

// EntryFacts lists what the state knows of the values that the function was given.
func (sim *Simulation) EntryFacts(s *State) []term.Constraint {
	var list []term.Constraint
	for _, f := range s.Constraints() {
		if sim.FromEntry(f.Value) {
			list = append(list, f)
		}
	}
	return list
}
