package simulate

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
)

// The bounds of the simulation. A function that exceeds them is named by Group.Shortfalls
// and says nothing of what was not yet settled.
const (
	maxStates     = 24    // at one block, before states with the same property are merged
	maxLoopStates = 5     // the same at the head of a loop
	maxFineBlocks = 60    // blocks of a function whose paths are kept apart; more if it has to do with locks
	maxFineWork   = 1500  // blocks executed before a function is simulated again, merging at once
	maxProperties = 24    // different properties at one block
	storeWork     = 100   // places of a state that cost as much to look through as a block to execute
	maxWork       = 20000 // blocks executed for one function, more for large states
	maxMemory     = 40    // places in memory of which the contents are remembered past a join
	MaxEvents     = 200   // per function
	maxAbreast    = 8     // states in the middle of a block, before those with the same property are merged
	maxTogether   = 128   // different properties in the middle of a block, where paths are kept apart
	maxLastResort = 4     // different properties, where a simulation with more of them did not end
	SmallFunction = 16    // blocks of a function that is simulated for its result alone
)

// abreast bounds the states in the middle of block b, where calls in a row would multiply
// them. Those with the same property are merged first; if there are still too many, a fine
// simulation is broken off, and a coarse one tells less of them apart.
func (sim *Simulation) abreast(states []*State, b int) []*State {
	sim.work += len(states) / maxAbreast
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
		if sim.states > 1 || !sim.coarsen(states, b, false) {
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

// A Shortfall says how far the simulation of a function fell short.
type Shortfall uint8

// The kinds of Shortfall.
const (
	BrokenOff       Shortfall = 1 << iota
	FollowedLoosely           // on all ways, with too many of them to tell all apart
	Overfull                  // more was found than there is room for in what callers are told
	Overflow                  // there was too much at once for a machine to follow
)

// FellShort notes it if a summary does not stand for all that its function does.
func (g *Group) FellShort(f *program.Function, sum *Summary) {
	how := sum.short
	if sum.Bounded {
		how |= BrokenOff
	}
	if how != 0 {
		g.short[f] |= how
	}
}

// Shortfall is how far the simulations of f fell short so far; 0 if they did not.
func (g *Group) Shortfall(f *program.Function) Shortfall { return g.short[f] }

// ShortfallWords says of f how its simulation fell short, one line each.
func (g *Group) ShortfallWords(f *program.Function, how Shortfall) []string {
	who := fmt.Sprintf("function %s (line %d)", f.Name, f.Unit.Line(f.NameSpan))
	if how&BrokenOff != 0 {
		return []string{who + " is too complex: its analysis was broken off, and only what was found up to there is reported from it"}
	}
	var list []string
	if how&FollowedLoosely != 0 {
		list = append(list, who+" has too many ways through it to tell all apart: findings that depend on which of them is taken may be missing")
	}
	if how&Overfull != 0 {
		list = append(list, who+" makes more calls that matter to its callers than are kept: findings about the others may be missing")
	}
	for _, m := range g.machines {
		if words := m.Overflow(); how&Overflow != 0 && words != "" {
			list = append(list, who+" "+words)
		}
	}
	return list
}
