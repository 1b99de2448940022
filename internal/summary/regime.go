package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
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
	levelVar     term.Ref = 1 + iota
	criticalVar           // depth of the critical region: normal kernel APCs are off while it is not 0
	guardedVar            // depth of the guarded region: all APCs are off
	attachedVar           // 1 while attached to another process
	levelOnEntry          // the value, not a location: the level at which the function was called
	deviceLevel           // the value: the level of some device, which nobody knows
)

// newRegimePool makes a pool that begins with them.
func newRegimePool() *term.Pool {
	p := term.New()
	for loc := levelVar; loc <= attachedVar; loc++ {
		p.Ghost(regimeNames[loc])
	}
	p.Symbolic(p.Initial(levelVar))
	p.Apply("the level of a device", 0)
	return p
}

var regimeNames = map[term.Ref]string{levelVar: "the IRQL", criticalVar: "the critical region", guardedVar: "the guarded region", attachedVar: "the attachment"}

// Members of locks that hold what the kernel keeps there.
const (
	savedLevel = "(level)" // the level before the lock was taken
	ownedBy    = "(owned)" // whether this thread holds it
	// Member of what an attachment keeps for the detach: whether the thread was attached before.
	wasAttached = "(attached)"
)

// isKept reports whether a location is part of the regime: one of its variables, or a
// member that the kernel keeps.
func isKept(p *term.Pool, loc term.Ref) bool {
	t := p.Term(loc)
	return loc <= attachedVar || t.Op == term.Field && (t.S == savedLevel || t.S == ownedBy || t.S == wasAttached)
}

// mixRegime adds the part of the property that a regime simulation follows. Levels that nobody
// knows are all alike: kept apart, those of each round of a loop would multiply the states.
func (s *state) mixRegime(p *term.Pool, h *term.Fingerprint) {
	for _, b := range s.Bindings() {
		if b.At > attachedVar {
			return
		}
		value := b.Value
		if !p.Given(value) {
			value = 0
		}
		h.Mix(uint64(b.At)<<32 | uint64(uint32(value)))
	}
}

// sameRegime reports whether two states agree on the variables of the regime.
func (s *state) sameRegime(t *state) bool {
	for i := 0; ; i++ {
		a, b := i < len(s.Bindings()) && s.Bindings()[i].At <= attachedVar, i < len(t.Bindings()) && t.Bindings()[i].At <= attachedVar
		if !a || !b {
			return a == b
		}
		if s.Bindings()[i] != t.Bindings()[i] {
			return false
		}
	}
}

// ensureRegime makes the regime summary of f.
func (p *Program) ensureRegime(f *program.Function, asked tell) {
	if p.of(f).inRegime || p.of(f).Regime != nil && (p.of(f).regimeTold.covers(asked) || p.of(f).Regime.Bounded) {
		return
	}
	open := func(g *program.Function) bool {
		return !p.of(g).inRegime && (p.of(g).Regime == nil || !p.of(g).regimeTold.covers(asked) && !p.of(g).Regime.Bounded)
	}
	if !p.nested(f, open, func(g *program.Function) { p.regimeOne(g, asked) }) && p.of(f).Regime == nil {
		p.of(f).Regime = &Summary{Bounded: true}
		p.fellShort(f, p.of(f).Regime)
	}
}

// regimeOne makes the regime summary of f tell of what is asked, too.
func (p *Program) regimeOne(f *program.Function, asked tell) {
	if p.of(f).inRegime || p.of(f).Regime != nil && (p.of(f).regimeTold.covers(asked) || p.of(f).Regime.Bounded) {
		return
	}
	p.of(f).inRegime = true
	p.of(f).regimeTold = p.of(f).regimeTold.join(asked)
	var facts []term.Constraint
	entry := p.Contract(f).Entry
	if p.Contract(f).Bound {
		facts = p.levelFact(entry)
	}
	entry.Max = max(entry.Min, min(entry.Max, p.Asserted(f)))
	p.of(f).Regime = p.simulateRegime(f, entry, facts, p.of(f).regimeTold, false)
	p.of(f).inRegime = false
	p.fellShort(f, p.of(f).Regime)
}

func (p *Program) levelFact(r ddi.LevelRange) []term.Constraint {
	return []term.Constraint{{Value: levelOnEntry, In: term.Interval{Lo: int64(r.Min), Hi: int64(r.Max)}}}
}

func (p *Program) simulateRegime(f *program.Function, entry ddi.LevelRange, facts []term.Constraint, told tell, called bool) *Summary {
	return p.simulateRegimeWatched(f, entry, facts, told, called, nil)
}

func (p *Program) simulateRegimeWatched(f *program.Function, entry ddi.LevelRange, facts []term.Constraint, told tell, called bool, w *watch) *Summary {
	fresh := func() *simulation {
		w.begin()
		sim := p.newSimulation(f, shifts)
		sim.regime, sim.asked, sim.called, sim.entry, sim.watch = true, told, called, entry, w
		return sim
	}
	if blocks := len(f.Graph.Blocks); blocks <= maxFineBlocks || p.of(f).Traits&shifts != 0 && blocks <= 2*maxFineBlocks {
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
func (p *Program) InRegime(f *program.Function) *Summary {
	levels, known := p.EntryLevels(f)
	asks := known && (p.needs(f).most < levels.Min || p.needs(f).least > levels.Max)
	if depth, region := p.regionOnEntry(f); region && depth == 0 && p.of(f).Traits&owns != 0 {
		asks = true
	}
	if c := p.Contract(f); len(c.Saves)+len(c.Restores) > 0 || p.Pageable(f) && p.mayKeepDispatcher(f) {
		asks = true
	}
	if _, thread := p.HasRole(f, []ddi.Role{ddi.SystemThread, ddi.IoThread}); thread && p.of(f).Traits&owns != 0 {
		asks = true // it may end with what it owns
	}
	if !asks && !p.handlesRegime(f) {
		return nil
	}
	var sum *Summary
	if _, role := p.RoleLevels(f); role {
		sum = p.simulateRegime(f, levels, p.entryRegime(f, levels), tell{}, true)
		p.fellShort(f, sum)
	} else {
		p.ensureRegime(f, tell{})
		sum = p.of(f).Regime
	}
	return sum
}

// entryRegime is what holds when the system calls f: its level, no region that is left
// over, not attached.
func (p *Program) entryRegime(f *program.Function, levels ddi.LevelRange) []term.Constraint {
	facts := append(p.levelFact(levels), term.Constraint{Value: p.pool.Initial(guardedVar), In: term.Exactly(0)}, term.Constraint{Value: p.pool.Initial(attachedVar), In: term.Exactly(0)})
	if depth, known := p.regionOnEntry(f); known {
		facts = append(facts, term.Constraint{Value: p.pool.Initial(criticalVar), In: term.Exactly(depth)})
	}
	return facts
}

// regionOnEntry is the depth of the critical region in which the system calls f.
func (p *Program) regionOnEntry(f *program.Function) (int64, bool) {
	depth, known := int64(0), false
	system, user := false, false // dispatches what the system's own threads ask for, what users do
	for i, r := range p.Roles(f) {
		d, ok := ddi.RegionOnEntry(r.Role, r.Routine)
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
func (sim *simulation) levelOf(s *state) term.Ref { return sim.load(s, levelVar) }

// boundsOf is between which levels v, a level, lies for certain. What the driver itself tests
// rules levels out, but says of none that it occurs.
func (sim *simulation) boundsOf(s *state, v term.Ref) term.Interval {
	known := s.IntervalOf(sim.p.pool, v)
	if sim.p.pool.IsConst(v) {
		return known
	}
	sure := term.Interval{Lo: ddi.PassiveLevel, Hi: ddi.HighLevel}
	if v == deviceLevel {
		return term.Interval{Lo: ddi.DeviceLevel, Hi: ddi.HighLevel}
	}
	if v == levelOnEntry {
		sure.Lo, sure.Hi = int64(sim.entry.Min), int64(sim.entry.Max)
	}
	if known.Hi < sure.Lo || known.Lo > sure.Hi {
		return term.Interval{Lo: ddi.PassiveLevel, Hi: ddi.HighLevel}
	}
	return term.Interval{Lo: min(sure.Lo, known.Hi), Hi: max(sure.Hi, known.Lo)}
}

// setRegime changes a variable of the regime. One that is as it was on entry is not stored, so
// that states which agree look alike.
func (s *state) setRegime(p *term.Pool, loc, v term.Ref) {
	if v != p.Initial(loc) {
		s.Set(loc, v)
		return
	}
	s.Forget(loc)
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
		for _, loc := range []term.Ref{attachedVar, guardedVar, criticalVar, levelVar} {
			o.stores = slices.DeleteFunc(o.stores, func(b term.Binding) bool { return b.At == loc })
			o.stores = slices.Insert(o.stores, 0, term.Binding{At: loc, Value: p.Fresh(-1<<20, int(loc))})
		}
	}
}

func sameLevels(a, b *Outcome) bool {
	return (&state{Knowledge: term.Know(a.stores, nil)}).sameRegime(&state{Knowledge: term.Know(b.stores, nil)})
}
