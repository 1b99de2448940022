package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
)

// The regime of a thread is its interrupt request level (IRQL), the depth of its critical
// and guarded regions, and whether it is attached to another process. It is followed by a
// second simulation, with summaries of its own, that knows nothing of mutexes held and
// threads created. To that simulation the regime is memory like any other: four variables
// without a name, and for each lock that keeps a level one member without a name. So a
// summary tells what a function does to the regime as it tells what it stores: relative
// to what was there on entry, and path by path.

// The variables of the regime. They are the first terms of every pool, so they stand first
// in every store.
const (
	levelVar     ref = 1 + iota
	criticalVar      // depth of the critical region: normal kernel APCs are off while it is not 0
	guardedVar       // depth of the guarded region: all APCs are off
	attachedVar      // 1 while attached to another process
	levelOnEntry     // the value, not a location: the level at which the function was called
	deviceLevel      // the value: the level of some device, which nobody knows
)

func (p *pool) newRegime() {
	for loc := levelVar; loc <= attachedVar; loc++ {
		p.intern(term{op: opVar, n: -1 - int64(loc)})
	}
	p.initial(levelVar)
	p.intern(term{op: opUnary, s: "the level of a device"})
}

var regimeNames = map[ref]string{levelVar: "the IRQL", criticalVar: "the critical region", guardedVar: "the guarded region", attachedVar: "the attachment"}

// Members of locks that hold what the kernel keeps there.
const (
	savedLevel = "(level)" // the level before the lock was taken
	ownedBy    = "(owned)" // whether this thread holds it
	// Member of what an attachment keeps for the detach: whether the thread was attached before.
	wasAttached = "(attached)"
)

// isKept reports whether a location is part of the regime: one of its variables, or a
// member that the kernel keeps.
func (p *pool) isKept(loc ref) bool {
	t := p.terms[loc]
	return loc <= attachedVar || t.op == opField && (t.s == savedLevel || t.s == ownedBy || t.s == wasAttached)
}

// mixRegime adds the part of the property that a regime simulation follows. Levels that nobody
// knows are all alike: kept apart, those of each round of a loop would multiply the states.
func (s *state) mixRegime(p *pool, h *fingerprint) {
	for _, b := range s.store {
		if b.loc > attachedVar {
			return
		}
		value := b.value
		if !p.info[value].given {
			value = 0
		}
		h.mix(uint64(b.loc)<<32 | uint64(uint32(value)))
	}
}

// sameRegime reports whether two states agree on the variables of the regime.
func (s *state) sameRegime(t *state) bool {
	for i := 0; ; i++ {
		a, b := i < len(s.store) && s.store[i].loc <= attachedVar, i < len(t.store) && t.store[i].loc <= attachedVar
		if !a || !b {
			return a == b
		}
		if s.store[i] != t.store[i] {
			return false
		}
	}
}

// ensureRegime makes the regime summary of f.
func (p *Program) ensureRegime(f *Function, asked tell) {
	if f.inRegime || f.Regime != nil && (f.regimeTold.covers(asked) || f.Regime.Bounded) {
		return
	}
	open := func(g *Function) bool {
		return !g.inRegime && (g.Regime == nil || !g.regimeTold.covers(asked) && !g.Regime.Bounded)
	}
	if !p.nested(f, open, func(g *Function) { p.regimeOne(g, asked) }) && f.Regime == nil {
		f.Regime = &Summary{Bounded: true}
		p.fellShort(f, f.Regime)
	}
}

// regimeOne makes the regime summary of f tell of what is asked, too.
func (p *Program) regimeOne(f *Function, asked tell) {
	if f.inRegime || f.Regime != nil && (f.regimeTold.covers(asked) || f.Regime.Bounded) {
		return
	}
	f.inRegime = true
	f.regimeTold = f.regimeTold.join(asked)
	var facts []fact
	entry := p.Contract(f).Entry
	if p.Contract(f).Bound {
		facts = p.levelFact(entry)
	}
	f.Regime = p.simulateRegime(f, entry, facts, f.regimeTold, false)
	f.inRegime = false
	p.fellShort(f, f.Regime)
}

func (p *Program) levelFact(r ddi.LevelRange) []fact {
	return []fact{{levelOnEntry, bound{lo: int64(r.Min), hi: int64(r.Max)}}}
}

func (p *Program) simulateRegime(f *Function, entry ddi.LevelRange, facts []fact, told tell, called bool) *Summary {
	return p.simulateRegimeWatched(f, entry, facts, told, called, nil)
}

func (p *Program) simulateRegimeWatched(f *Function, entry ddi.LevelRange, facts []fact, told tell, called bool, w *watch) *Summary {
	fresh := func() *simulation {
		w.begin()
		sim := p.newSimulation(f, shifts)
		sim.regime, sim.asked, sim.called, sim.entry, sim.watch = true, told, called, entry, w
		return sim
	}
	if blocks := len(f.Graph.Blocks); blocks <= maxFineBlocks || f.traits&shifts != 0 && blocks <= 2*maxFineBlocks {
		sim := fresh()
		sim.fine()
		if sum := sim.start(facts); !sum.Bounded {
			return sum
		}
	}
	return coarsely(facts, fresh)
}

// InRegime is what f does to the regime, and where it breaks the rules of levels, when the
// system calls it; nil where nothing is of interest.
func (p *Program) InRegime(f *Function) *Summary {
	levels, known := p.EntryLevels(f)
	asks := known && (p.needs(f).most < levels.Min || p.needs(f).least > levels.Max)
	if depth, region := p.regionOnEntry(f); region && depth == 0 && f.traits&owns != 0 {
		asks = true
	}
	if c := p.Contract(f); len(c.Saves)+len(c.Restores) > 0 || p.Pageable(f) && p.mayKeepDispatcher(f) {
		asks = true
	}
	if _, thread := p.hasRole(f, []ddi.Role{ddi.SystemThread, ddi.IoThread}); thread && f.traits&owns != 0 {
		asks = true // it may end with what it owns
	}
	if !asks && !p.handlesRegime(f) {
		return nil
	}
	var sum *Summary
	if _, role := p.roleLevels(f); role {
		sum = p.simulateRegime(f, levels, p.entryRegime(f, levels), tell{}, true)
		p.fellShort(f, sum)
	} else {
		p.ensureRegime(f, tell{})
		sum = f.Regime
	}
	return sum
}

// entryRegime is what holds when the system calls f: its level, no region that is left
// over, not attached.
func (p *Program) entryRegime(f *Function, levels ddi.LevelRange) []fact {
	facts := append(p.levelFact(levels), fact{p.pool.initial(guardedVar), exactly(0)}, fact{p.pool.initial(attachedVar), exactly(0)})
	if depth, known := p.regionOnEntry(f); known {
		facts = append(facts, fact{p.pool.initial(criticalVar), exactly(depth)})
	}
	return facts
}

// regionOnEntry is the depth of the critical region in which the system calls f.
func (p *Program) regionOnEntry(f *Function) (int64, bool) {
	depth, known := int64(0), false
	system, user := false, false // dispatches what the system's own threads ask for, what users do
	for i, r := range p.roles[f] {
		d, ok := ddi.RegionOnEntry(r.Role)
		if r.Role == ddi.Dispatch && len(f.Params) != 2 {
			ok = false // what was cast to be one is called by others
		}
		if !ok || i > 0 && d != depth {
			return 0, false
		}
		depth, known = d, true
		bySystem := ddi.BySystemThreads(r.Role, r.Index)
		system, user = system || bySystem, user || !bySystem && r.By != nil
	}
	return depth, known && (user || !system)
}

// levelOf is the level in a state, as a value that says where it comes from: what the driver
// finds out by a test is not put in its place.
func (sim *simulation) levelOf(s *state) ref { return sim.load(s, levelVar) }

// boundsOf is between which levels v, a level, lies for certain. What the driver itself tests
// rules levels out, but says of none that it occurs.
func (sim *simulation) boundsOf(s *state, v ref) bound {
	known := s.boundOf(sim.p.pool, v)
	if sim.p.pool.isConst(v) {
		return known
	}
	sure := bound{lo: ddi.PassiveLevel, hi: ddi.HighLevel}
	if v == deviceLevel {
		return bound{lo: ddi.DeviceLevel, hi: ddi.HighLevel}
	}
	if v == levelOnEntry {
		sure.lo, sure.hi = int64(sim.entry.Min), int64(sim.entry.Max)
	}
	if known.hi < sure.lo || known.lo > sure.hi {
		return bound{lo: ddi.PassiveLevel, hi: ddi.HighLevel}
	}
	return bound{lo: min(sure.lo, known.hi), hi: max(sure.hi, known.lo)}
}

// setRegime changes a variable of the regime. One that is as it was on entry is not stored, so
// that states which agree look alike.
func (s *state) setRegime(p *pool, loc, v ref) {
	if v != p.initial(loc) {
		s.set(loc, v)
		return
	}
	if i, ok := s.find(loc); ok {
		s.ownStore()
		s.store = slices.Delete(s.store, i, i+1)
	}
}

// settleRegime forgets what the callers can't tell: the level after outcomes that differ
// in nothing else.
func (sim *simulation) settleRegime(outcomes []*Outcome) {
	p := sim.p.pool
	doubtful := make([]bool, len(outcomes))
	for i, a := range outcomes {
		for j, b := range outcomes {
			if i != j && !sameLevels(a, b) && !sim.distinct(a, b) {
				doubtful[i] = true
			}
		}
	}
	for i, o := range outcomes {
		if !doubtful[i] {
			continue
		}
		for _, loc := range []ref{attachedVar, guardedVar, criticalVar, levelVar} {
			o.stores = slices.DeleteFunc(o.stores, func(b binding) bool { return b.loc == loc })
			o.stores = slices.Insert(o.stores, 0, binding{loc, p.fresh(-1<<20, int(loc))})
		}
	}
}

func sameLevels(a, b *Outcome) bool {
	return (&state{store: a.stores}).sameRegime(&state{store: b.stores})
}
