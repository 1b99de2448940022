package simulate

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/internal/term"
)

// Arrivals are the states that have come to a block.
type arrivals struct {
	pending []*State
	seen    map[term.Fingerprint]bool
	count   int
	merged  map[term.Fingerprint]*accumulator
}

type accumulator struct {
	state  *State
	print  term.Fingerprint // of state
	rounds int              // how often it was run
	gone   bool             // merged into another
	number int              // in the order in which they came
}

// arrive runs block b from the states that reach it, unless that has been done. Beyond the
// bound on states those with the same property are merged first, so that the block is run
// once for all of them.
func (sim *Simulation) arrive(b int, list []*State) {
	join := len(sim.In.Graph.Blocks[b].Preds) > 1
	if sim.blocks[b].seen == nil {
		sim.blocks[b].seen = map[term.Fingerprint]bool{}
	}
	limit := sim.states
	if sim.Proc.LoopHead[b] {
		limit = sim.loopStates
	}
	var grown []*accumulator
	for _, s := range list {
		if join {
			sim.prune(b, s)
		}
		for _, f := range sim.followers {
			f.Arrive(s, b)
		}
		h := sim.fingerprint(s)
		if sim.blocks[b].seen[h] {
			continue
		}
		if sim.blocks[b].count >= limit && join {
			for _, acc := range sim.accumulate(b, s) {
				if !slices.Contains(grown, acc) {
					grown = append(grown, acc)
				}
			}
			continue
		}
		sim.enter(b, s, h)
	}
	for _, acc := range grown {
		if acc.gone {
			continue
		}
		acc.rounds++
		sim.enter(b, acc.state.Clone(), acc.print)
	}
}

// enter runs block b from a state, which it takes over.
func (sim *Simulation) enter(b int, s *State, h term.Fingerprint) {
	if sim.bounded {
		return
	}
	sim.blocks[b].count++
	sim.blocks[b].seen[h] = true
	sim.seeBlock(s, b)
	sim.run(b, s)
}

// accumulate merges s with the other states of its property at b; it returns what grew by that.
func (sim *Simulation) accumulate(b int, s *State) []*accumulator {
	if sim.blocks[b].merged == nil {
		sim.blocks[b].merged = map[term.Fingerprint]*accumulator{}
	}
	key := sim.property(s)
	acc := sim.blocks[b].merged[key]
	if acc == nil {
		acc = &accumulator{state: s, print: sim.fingerprint(s)}
		if len(sim.blocks[b].merged) >= sim.properties {
			return sim.regroup(b, acc)
		}
		acc.number = len(sim.blocks[b].merged)
		sim.blocks[b].merged[key] = acc
		return []*accumulator{acc}
	}
	if !sim.absorb(b, acc, s) {
		return nil
	}
	return []*accumulator{acc}
}

// absorb merges s into what was merged before at b; it reports whether that added anything.
func (sim *Simulation) absorb(b int, acc *accumulator, s *State) bool {
	// Sites of instructions are positive: a block's own site is negative.
	m := sim.merge(acc.state, s, -(b + 1), acc.rounds > 3)
	h := sim.fingerprint(m)
	if h == acc.print {
		return false
	}
	acc.state, acc.print = m, h
	sim.joined = sim.joined || !sim.Proc.LoopHead[b]
	return true
}

// regroup makes room for one more state at b by apart less apart there; it returns what
// grew by that. A fine simulation is broken off instead.
func (sim *Simulation) regroup(b int, added *accumulator) []*accumulator {
	if sim.states > 1 {
		sim.bounded = true
		return nil
	}
	list := append(slices.SortedFunc(maps.Values(sim.blocks[b].merged), func(x, y *accumulator) int { return x.number - y.number }), added)
	var grown []*accumulator
	for len(list) > max(1, sim.properties/2) {
		states := make([]*State, len(list))
		for i, acc := range list {
			acc.state = acc.state.Clone() // what runs from it goes on
			states[i] = acc.state
		}
		if sim.work > sim.budget || !sim.coarsen(states, b, true) {
			sim.bounded = true
			return nil
		}
		list = sim.rekey(b, list)
	}
	for i, acc := range list {
		acc.number = i
		if h := sim.fingerprint(acc.state); h != acc.print || acc == added {
			acc.print = h
			grown = append(grown, acc)
		}
	}
	return grown
}

// rekey merges the accumulated states that have the same property by now.
func (sim *Simulation) rekey(b int, list []*accumulator) []*accumulator {
	sim.blocks[b].merged = map[term.Fingerprint]*accumulator{}
	var left []*accumulator
	for _, acc := range list {
		key := sim.property(acc.state)
		if other := sim.blocks[b].merged[key]; other != nil {
			acc.gone = true
			other.state = sim.merge(other.state, acc.state, -(b + 1), other.rounds > 3)
			other.rounds = max(other.rounds, acc.rounds)
			continue
		}
		sim.blocks[b].merged[key] = acc
		left = append(left, acc)
	}
	return left
}

// merge joins what is known of two states with the same property.
func (sim *Simulation) merge(s, t *State, site int, widen bool) *State {
	m := s.Clone()
	m.Knowledge = s.Join(sim.Terms, &t.Knowledge, site, widen)
	for _, f := range sim.followers {
		f.Merge(m, t)
	}
	return m
}

// fingerprint tells states apart, but for their traces.
func (sim *Simulation) fingerprint(s *State) term.Fingerprint {
	sim.print = term.NewFingerprint()
	s.Mix(&sim.print)
	for _, f := range sim.followers {
		f.Mix(s, &sim.print, false)
	}
	return sim.print
}

// property tells the states apart that must not be merged.
func (sim *Simulation) property(s *State) term.Fingerprint {
	sim.print = term.NewFingerprint()
	for _, f := range sim.followers {
		f.Mix(s, &sim.print, true)
	}
	return sim.print
}

// abreast bounds the states in the middle of block b, where calls in a row would multiply
// them. Those with the same property are merged first; if there are still too many, a fine
// simulation is broken off, and a coarse one tells less of them apart.
func (sim *Simulation) abreast(states []*State, b int) []*State {
	if sim.work += len(states) / maxAbreast; sim.work > sim.budget {
		sim.bounded = true
		return nil
	}
	limit := maxAbreast
	if sim.states > limit && sim.options.Apart {
		limit = sim.states
	}
	properties := sim.properties
	if sim.states > 1 {
		properties = maxTogether
	}
	if len(states) <= min(limit, properties) {
		return states
	}
	states = sim.mergeAlike(states, b)
	for len(states) > properties {
		if sim.states > 1 || sim.work > sim.budget || !sim.coarsen(states, b, false) {
			sim.bounded = true
			return nil
		}
		states = sim.mergeAlike(states, b)
	}
	return states
}

// mergeAlike merges the states of one property in block b.
func (sim *Simulation) mergeAlike(states []*State, b int) []*State {
	index := map[term.Fingerprint]int{}
	var merged []*State
	for _, s := range states {
		sim.work += len(s.Bindings()) / storeWork
		key := sim.property(s)
		i, ok := index[key]
		if !ok {
			index[key] = len(merged)
			merged = append(merged, s)
			continue
		}
		merged[i] = sim.merge(merged[i], s, -(b + 1), false)
		sim.joined = sim.joined || b != returnBlock
	}
	return merged
}

// coarsen gives up one thing by which states in block b are told apart. It reports false if they do
// not differ. With keep it is given up in all states that arrive there.
func (sim *Simulation) coarsen(states []*State, b int, keep bool) bool {
	sim.work += len(states)
	for _, f := range slices.Backward(sim.followers) {
		if f.Coarsen(states, b, keep) {
			return true
		}
	}
	return false
}
