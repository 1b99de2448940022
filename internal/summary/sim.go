package summary

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// The bounds of the engine. A function that exceeds them is named in Program.GivenUp
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
	maxEvents     = 200   // per function
	maxAbreast    = 8     // states in the middle of a block, before those with the same property are merged
	maxTogether   = 128   // different properties in the middle of a block, where paths are kept apart
	maxLastResort = 4     // different properties, where a simulation with more of them did not end
	smallFunction = 16    // blocks of a function that is simulated for its result alone
)

// A simulation runs one function over all its paths.
type simulation struct {
	p                                  *Program
	f                                  *program.Function
	proc                               *procedure // what is known of f
	wanted                             trait      // what of its callees must be told
	pending                            [][]*state
	seen                               []map[term.Fingerprint]bool
	count                              []int
	merged                             []map[term.Fingerprint]*accumulator
	out                                []*state
	events                             []*Event
	known                              map[eventKey]bool
	variants                           map[eventKey]int
	work                               int
	states, loopStates, memory, budget int // the bounds in force
	properties                         int // different ones, at one block or abreast
	bounded                            bool
	short                              shortfall        // what callers are not told
	unfollowed                         map[ir.Span]bool // the calls whose locks are not followed: they took too many
	neglected                          map[string]bool  // the names of those locks
	alike                              uint64           // threads that states are not told apart by
	recent                             recency          // of threads
	thin                               []*thinning      // by block; nil where all is told apart
	first, at                          int              // no block in front of the first has states pending; at is run
	ret                                term.Ref         // where the result is kept
	fresh                              int              // counts the unmodelled values of the current instruction
	site                               int              // of the current instruction
	pairs                              pairing          // of acquisitions and releases
	blind                              bool             // a function that has to do with locks, but can't tell what, was called
	again                              uint64           // threads whose creation was come to again with the handle open
	watch                              *watch
	regime, called                     bool           // follows the regime; of a call by the system
	asked                              tell           // what a regime summary tells
	entry                              ddi.LevelRange // the levels at which it is entered
	breaches                           []*Breach
	detached                           *ir.Span            // where the function, attached to a process, detaches
	shown                              map[*state]*Outcome // final states as callers see them
}

type accumulator struct {
	state  *state
	print  term.Fingerprint // of state
	rounds int              // how often it was run
	gone   bool             // merged into another
	number int              // in the order in which they came
}

// simulate runs f from an entry of which facts are known. A function with too many paths
// is simulated once more with all states of a property merged where they meet.
func (p *Program) simulate(f *program.Function, facts []term.Constraint, wanted trait) *Summary {
	return p.simulateWatched(f, facts, wanted, nil)
}

func (p *Program) simulateWatched(f *program.Function, facts []term.Constraint, wanted trait, w *watch) *Summary {
	w.begin()
	if blocks := len(f.Graph.Blocks); blocks <= maxFineBlocks || p.of(f).Traits&(locks|threads) != 0 && blocks <= 3*maxFineBlocks {
		sim := p.newSimulation(f, wanted)
		sim.watch = w
		sim.fine()
		if sum := sim.start(facts); !sum.Bounded {
			return sum
		}
	}
	return coarsely(facts, func() *simulation {
		w.begin()
		sim := p.newSimulation(f, wanted)
		sim.watch = w
		return sim
	})
}

// coarsely simulates with all states of a property merged where they meet; if that does not
// end, with few properties: better to know less of all ways than nothing of most.
func coarsely(facts []term.Constraint, fresh func() *simulation) *Summary {
	var sum *Summary
	for _, properties := range []int{maxProperties, maxLastResort} {
		sim := fresh()
		sim.states, sim.loopStates, sim.memory, sim.budget, sim.properties = 1, 1, maxMemory/4, maxWork, properties
		sum = sim.start(facts)
		if !sum.Bounded {
			break
		}
	}
	return sum
}

// fine sets the bounds of a simulation that keeps paths apart.
func (sim *simulation) fine() {
	sim.states, sim.loopStates, sim.memory, sim.budget, sim.properties = maxStates, maxLoopStates, maxMemory, maxFineWork, maxProperties
}

func (p *Program) newSimulation(f *program.Function, wanted trait) *simulation {
	n := len(f.Graph.Blocks)
	return &simulation{
		p: p, f: f, proc: p.of(f), wanted: wanted,
		pending: make([][]*state, n), seen: make([]map[term.Fingerprint]bool, n),
		count: make([]int, n), merged: make([]map[term.Fingerprint]*accumulator, n), thin: make([]*thinning, n),
		pairs: newPairing(), known: map[eventKey]bool{}, variants: map[eventKey]int{}, ret: p.pool.Ghost("the result"),
	}
}

// start runs the function to its fixed point.
func (sim *simulation) start(facts []term.Constraint) *Summary {
	sim.p.unlessStopped()
	start := &state{}
	for _, fact := range facts {
		start.Narrow(sim.p.pool, fact.Value, fact.In)
	}
	sim.pending[0] = []*state{start}
	for !sim.bounded {
		for sim.first < len(sim.pending) && len(sim.pending[sim.first]) == 0 {
			sim.first++
		}
		if sim.first == len(sim.pending) {
			break
		}
		b := sim.first
		sim.at = b
		list := sim.pending[b]
		sim.pending[b] = nil
		sim.arrive(b, list)
	}
	return sim.summary()
}

// arrive runs block b from the states that reach it, unless that has been done. Beyond the
// bound on states those with the same property are merged first, so that the block is run
// once for all of them.
func (sim *simulation) arrive(b int, list []*state) {
	join := len(sim.f.Graph.Blocks[b].Preds) > 1
	if sim.seen[b] == nil {
		sim.seen[b] = map[term.Fingerprint]bool{}
	}
	limit := sim.states
	if sim.proc.LoopHead[b] {
		limit = sim.loopStates
	}
	var grown []*accumulator
	for _, s := range list {
		if join {
			sim.prune(b, s)
		}
		if sim.thin[b] != nil {
			sim.thin[b].apply(sim, s, b)
		}
		if len(sim.unfollowed) > 0 {
			s.held, s.soft = sim.followed(s.held), sim.followed(s.soft)
		}
		h := s.fingerprint()
		if sim.seen[b][h] {
			continue
		}
		if sim.count[b] >= limit && join {
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
		sim.enter(b, acc.state.clone(), acc.print)
	}
}

// enter runs block b from a state, which it takes over.
func (sim *simulation) enter(b int, s *state, h term.Fingerprint) {
	if sim.bounded {
		return
	}
	sim.count[b]++
	sim.seen[b][h] = true
	sim.seeBlock(s, b)
	sim.run(b, s)
}

// accumulate merges s with the other states of its property at b; it returns what grew by that.
func (sim *simulation) accumulate(b int, s *state) []*accumulator {
	if sim.merged[b] == nil {
		sim.merged[b] = map[term.Fingerprint]*accumulator{}
	}
	key := sim.property(s)
	acc := sim.merged[b][key]
	if acc == nil {
		acc = &accumulator{state: s, print: s.fingerprint()}
		if len(sim.merged[b]) >= sim.properties {
			return sim.regroup(b, acc)
		}
		acc.number = len(sim.merged[b])
		sim.merged[b][key] = acc
		return []*accumulator{acc}
	}
	if !sim.absorb(b, acc, s) {
		return nil
	}
	return []*accumulator{acc}
}

// absorb merges s into what was merged before at b; it reports whether that told anything new.
func (sim *simulation) absorb(b int, acc *accumulator, s *state) bool {
	// Sites of instructions are positive: a block's own site is negative.
	m := acc.state.merge(sim.p.pool, s, -(b + 1), acc.rounds > 3)
	h := m.fingerprint()
	if h == acc.print {
		return false
	}
	acc.state, acc.print = m, h
	return true
}

// regroup makes room for one more state at b by telling less apart there; it returns what
// grew by that. A fine simulation is broken off instead.
func (sim *simulation) regroup(b int, added *accumulator) []*accumulator {
	if sim.states > 1 {
		sim.bounded = true
		return nil
	}
	list := append(slices.SortedFunc(maps.Values(sim.merged[b]), func(x, y *accumulator) int { return x.number - y.number }), added)
	if sim.thin[b] == nil {
		sim.thin[b] = &thinning{locks: map[term.Ref]bool{}}
	}
	var grown []*accumulator
	for len(list) > max(1, sim.properties/2) {
		states := make([]*state, len(list))
		for i, acc := range list {
			acc.state = acc.state.clone() // what runs from it goes on
			states[i] = acc.state
		}
		if !sim.coarsen(states, b, sim.thin[b]) {
			sim.bounded = true
			return nil
		}
		list = sim.rekey(b, list)
	}
	for i, acc := range list {
		acc.number = i
		if h := acc.state.fingerprint(); h != acc.print || acc == added {
			acc.print = h
			grown = append(grown, acc)
		}
	}
	return grown
}

// rekey merges the accumulated states that have the same property by now.
func (sim *simulation) rekey(b int, list []*accumulator) []*accumulator {
	sim.merged[b] = map[term.Fingerprint]*accumulator{}
	var left []*accumulator
	for _, acc := range list {
		key := sim.property(acc.state)
		if other := sim.merged[b][key]; other != nil {
			acc.gone = true
			other.state = other.state.merge(sim.p.pool, acc.state, -(b + 1), other.rounds > 3)
			other.rounds = max(other.rounds, acc.rounds)
			continue
		}
		sim.merged[b][key] = acc
		left = append(left, acc)
	}
	return left
}

// run executes block b and hands the results on to its successors.
func (sim *simulation) run(b int, s *state) {
	sim.work += 1 + len(s.Bindings())/32
	if sim.work > sim.budget {
		sim.bounded = true
		return
	}
	blk := sim.f.Graph.Blocks[b]
	states := []*state{s}
	for _, in := range blk.Instrs {
		states = sim.step(states, in, b)
		if sim.bounded {
			return
		}
	}
	for i, e := range blk.Succs {
		if e.Exception && !sim.raises(blk.Succs) {
			continue
		}
		for _, s := range states {
			n, test := s, term.Ref(0)
			if i < len(blk.Succs)-1 {
				n = s.clone()
			}
			if e.Test != nil {
				sim.note(s, e.Test.Span, false)
				sim.site, sim.fresh = -(b + 1), 1<<20
				test = n.Known(sim.p.pool, sim.eval(n, *e.Test))
				if !n.Assume(sim.p.pool, test, e.Taken) {
					continue
				}
				if e.Test.Kind != ir.Const {
					n.trace = &Step{Prev: s.trace, Kind: StepBranch, In: sim.f, At: e.Test.Span, test: test, cond: e.Test, Taken: e.Taken, from: b, to: e.To.Index}
				}
			}
			if e.Exception {
				n.trace = sim.raised(s, blk.Succs)
			}
			if sim.regime {
				sim.doubtfulRegime(n, b, e.To.Index)
			}
			if len(n.held)+len(n.soft) > 0 && e.Test != nil {
				sim.doubtful(n, test, b, e.To.Index)
			}
			sim.pending[e.To.Index] = append(sim.pending[e.To.Index], n)
			sim.first = min(sim.first, e.To.Index)
		}
	}
}

// step executes one instruction of block b from each state.
func (sim *simulation) step(states []*state, in ir.Instr, b int) []*state {
	next, touched := make([]*state, 0, len(states)), uint64(0)
	for _, s := range states {
		sim.see(s, in)
		sim.site, sim.fresh = sim.proc.Sites[in], 0
		before := state{joined: s.joined, lost: s.lost, made: s.made, closed: s.closed}
		list := sim.instr(s, in)
		for _, n := range list {
			touched |= n.threadsUnlike(&before)
		}
		next = append(next, list...)
	}
	if touched != 0 {
		sim.recent.touch(touched)
	}
	return sim.abreast(next, b)
}

// raises reports whether the call in front of which a block ends is known to raise
// exceptions. Others are not assumed to.
func (sim *simulation) raises(succs []*cfg.Edge) bool {
	call := raising(succs)
	if call == nil {
		return false
	}
	_, name := sim.p.Callee(sim.f, call)
	return sim.p.Known.Lookup(name).Does(ddi.MayRaise | ddi.NoReturn)
}

// raised is the step in which the call in front of which a block ends raises an exception.
func (sim *simulation) raised(s *state, succs []*cfg.Edge) *Step {
	call := raising(succs)
	return &Step{Prev: s.trace, Kind: StepRaise, In: sim.f, At: call.Span, Name: call.Callee}
}

// raising is the call in front of which a block with an exception edge ends.
func raising(succs []*cfg.Edge) *ir.Call {
	for _, e := range succs {
		if e.Exception || len(e.To.Instrs) == 0 {
			continue
		}
		if call, ok := e.To.Instrs[0].(*ir.Call); ok {
			return call
		}
	}
	return nil
}

// instr executes one instruction; a path may fork or end.
func (sim *simulation) instr(s *state, in ir.Instr) []*state {
	switch in := in.(type) {
	case *ir.Assign:
		if in.Src.Kind == ir.Load {
			from := sim.loc(s, in.Src.Place)
			sim.copy(s, sim.loc(s, in.Dst), from)
			break
		}
		v := sim.eval(s, in.Src)
		sim.assign(s, sim.loc(s, in.Dst), v)
	case *ir.Call:
		return sim.call(s, in)
	case *ir.Return:
		if in.Value != nil {
			s.Set(sim.ret, s.Known(sim.p.pool, sim.eval(s, *in.Value)))
		}
		s.trace = &Step{Prev: s.trace, Kind: StepReturn, In: sim.f, At: in.Span}
		if sim.regime {
			sim.atReturn(s)
		}
		sim.out = append(sim.out, s)
		return nil
	}
	return []*state{s}
}
