package summary

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
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

// regimeHash is the part of the property that a regime simulation follows.
func (s *state) regimeHash(mix func(uint64)) {
	for _, b := range s.store {
		if b.loc > attachedVar {
			return
		}
		mix(uint64(b.loc)<<32 | uint64(uint32(b.value)))
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

// A tell says of which calls a regime summary tells whose rules hang on the caller's regime.
type tell struct {
	level    int  // calls that are bound to a lower level than this
	blocking bool // messages and I/O that must not be waited for while attached
	owning   bool // locks that must not be taken while APCs are on
}

func (t tell) covers(u tell) bool {
	return t.level >= u.level && (t.blocking || !u.blocking) && (t.owning || !u.owning)
}

func (t tell) join(u tell) tell {
	return tell{level: max(t.level, u.level), blocking: t.blocking || u.blocking, owning: t.owning || u.owning}
}

// ensureRegime makes the regime summary of f.
func (p *Program) ensureRegime(f *Function, asked tell) {
	f.recursive = f.recursive || f.inRegime
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
}

func (p *Program) levelFact(r ddi.LevelRange) []fact {
	return []fact{{levelOnEntry, bound{lo: int64(r.Min), hi: int64(r.Max)}}}
}

func (p *Program) simulateRegime(f *Function, entry ddi.LevelRange, facts []fact, told tell, called bool) *Summary {
	return p.simulateRegimeWatched(f, entry, facts, told, called, nil)
}

func (p *Program) simulateRegimeWatched(f *Function, entry ddi.LevelRange, facts []fact, told tell, called bool, w *watch) *Summary {
	w.begin()
	if blocks := len(f.Graph.Blocks); blocks <= maxFineBlocks || f.traits&shifts != 0 && blocks <= 2*maxFineBlocks {
		sim := p.newSimulation(f, shifts)
		sim.regime, sim.asked, sim.called, sim.entry, sim.watch = true, told, called, entry, w
		sim.states, sim.loopStates, sim.memory, sim.budget = maxStates, maxLoopStates, maxMemory, maxFineWork
		if sum := sim.start(facts); !sum.Bounded {
			return sum
		}
	}
	w.begin()
	sim := p.newSimulation(f, shifts)
	sim.regime, sim.asked, sim.called, sim.entry, sim.watch = true, told, called, entry, w
	sim.states, sim.loopStates, sim.memory, sim.budget = 1, 1, maxMemory/4, maxWork
	return sim.start(facts)
}

// InRegime is what f does to the regime, and where it breaks the rules of levels, when the
// system calls it; nil where nothing can be told or nothing is of interest.
func (p *Program) InRegime(f *Function) *Summary {
	levels, known := p.EntryLevels(f)
	asks := known && (p.needs(f).most < levels.Min || p.needs(f).least > levels.Max)
	if depth, region := p.regionOnEntry(f); region && depth == 0 && f.traits&owns != 0 {
		asks = true
	}
	if c := p.Contract(f); len(c.Saves)+len(c.Restores) > 0 || p.Pageable(f) {
		asks = true
	}
	if _, thread := p.hasRole(f, []ddi.Role{ddi.SystemThread, ddi.IoThread}); thread && f.traits&owns != 0 {
		asks = true // it may end with what it owns
	}
	if f.traits&shifts == 0 && !asks {
		return nil
	}
	var sum *Summary
	if _, role := p.roleLevels(f); role {
		sum = p.simulateRegime(f, levels, p.entryRegime(f, levels), tell{}, true)
	} else {
		p.ensureRegime(f, tell{})
		sum = f.Regime
	}
	if sum == nil || sum.Bounded {
		return nil
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

// setLevel changes the level and looks whether the function's own contract allows it.
func (sim *simulation) setLevel(s *state, call *ir.Call, name string, v ref) {
	s.setRegime(sim.p.pool, levelVar, v)
	words := "restores the IRQL that was saved"
	if v == deviceLevel {
		words = "raises the IRQL to that of the device"
	}
	if n, ok := sim.p.pool.constOf(v); ok {
		words = "sets the IRQL to " + ddi.LevelName(clampLevel(n))
	}
	step := &Step{Prev: s.trace, Kind: StepLevel, In: sim.f, At: call.Span, Name: name, Words: words}
	s.trace, s.raised = step, step
	sim.withinContract(s, call, name, v)
}

// setRegime changes a variable of the regime. One that is as it was on entry is not stored, so
// that states which agree look alike.
func (s *state) setRegime(p *pool, loc, v ref) {
	if v != p.initial(loc) {
		s.set(loc, v)
		return
	}
	if i, ok := s.find(loc); ok {
		s.store = slices.Delete(s.store, i, i+1)
	}
}

// withinContract looks whether a level that the function goes to is one that its annotations
// allow.
func (sim *simulation) withinContract(s *state, call *ir.Call, name string, v ref) {
	c := sim.p.Contract(sim.f)
	if c.Highest >= 0 {
		sim.demandLevel(s, &Breach{Kind: AboveContract, Name: name, Call: call, level: v, Min: ddi.PassiveLevel, Max: c.Highest})
	}
	if c.Lowest >= 0 {
		sim.demandLevel(s, &Breach{Kind: BelowContract, Name: name, Call: call, level: v, Min: c.Lowest, Max: ddi.HighLevel})
	}
}

// shift executes a routine that changes or tells the regime.
func (sim *simulation) shift(s *state, call *ir.Call, name string, e *ddi.Effect, args []ref) []*state {
	p := sim.p.pool
	before := sim.levelOf(s)
	var failed []*state
	switch {
	case e.IfResult:
		f := s.clone()
		sim.result(f, call, p.constant(0))
		sim.result(s, call, p.constant(1))
		failed = []*state{f}
	case e.Current:
		sim.result(s, call, before)
		return []*state{s}
	case e.Save.Kind == ddi.KeepResult:
		sim.result(s, call, before)
	default:
		sim.result(s, call, sim.unmodelled(s))
	}
	sim.keep(s, e, args, before)
	switch {
	case e.Raise:
		sim.raise(s, call, name, e, args, before)
	case e.Restore.Kind == ddi.KeepValue && e.Restore.Arg < len(args):
		sim.cancelLevel(s, call, name, e, args)
		sim.setLevel(s, call, name, args[e.Restore.Arg])
	case e.Restore.Kind == ddi.KeepObject && e.Restore.Arg < len(args):
		loc := p.field(p.deref(args[e.Restore.Arg]), savedLevel, "")
		sim.setLevel(s, call, name, sim.load(s, loc))
	}
	sim.regions(s, call, name, e, args)
	if e.FloatSave && len(args) > 0 {
		s.set(p.field(p.deref(args[0]), savedLevel, ""), before)
	}
	if e.FloatRestore && len(args) > 0 {
		saved := s.known(p, sim.load(s, p.field(p.deref(args[0]), savedLevel, "")))
		sim.demandLevel(s, &Breach{Kind: OtherLevel, Name: name, Call: call, level: before, other: saved})
	}
	return append([]*state{s}, failed...)
}

// keep stores the level where the routine keeps it.
func (sim *simulation) keep(s *state, e *ddi.Effect, args []ref, before ref) {
	p := sim.p.pool
	if e.Save.Arg >= len(args) {
		return
	}
	switch loc := p.deref(args[e.Save.Arg]); e.Save.Kind {
	case ddi.KeepPointee:
		sim.assign(s, loc, before)
	case ddi.KeepObject:
		s.set(p.field(loc, savedLevel, ""), before)
	}
}

// raise goes to a higher level. Where it can only be a lower one, that is an error of its own.
func (sim *simulation) raise(s *state, call *ir.Call, name string, e *ddi.Effect, args []ref, before ref) {
	p := sim.p.pool
	to := p.constant(int64(e.RaiseTo))
	if e.RaiseTo == ddi.DeviceLevel {
		to = deviceLevel
	}
	if e.RaiseTo < 0 {
		if e.RaiseArg >= len(args) {
			return
		}
		to = s.known(p, args[e.RaiseArg])
		if n, ok := p.constOf(to); ok {
			sim.demandLevel(s, &Breach{Kind: RaisesToLower, Name: name, Call: call, level: before, Min: ddi.PassiveLevel, Max: int(n)})
		}
	}
	sim.setLevel(s, call, name, to)
	if n, ok := p.constOf(to); ok && n >= ddi.DispatchLevel && sim.p.Pageable(sim.f) {
		sim.recordBreach(&Breach{Kind: PagedCode, Name: name, Call: call, At: call.Span, In: sim.f, Found: true, Low: clampLevel(n), Trace: s.trace})
	}
}

// cancels reports whether the system calls f to cancel an IRP: with the cancel lock held,
// which it gives up.
func (p *Program) cancels(f *Function) bool {
	return slices.ContainsFunc(p.roles[f], func(r Registration) bool { return r.Routine == "DRIVER_CANCEL" || r.Routine == "IoSetCancelRoutine" })
}

// cancelLevel looks what level a cancel routine gives when it gives up the cancel lock.
func (sim *simulation) cancelLevel(s *state, call *ir.Call, name string, e *ddi.Effect, args []ref) {
	if e.Member == "" || e.Restore.Arg >= len(args) {
		return
	}
	level, constant := sim.p.pool.constOf(args[e.Restore.Arg])
	if sim.p.cancels(sim.f) && constant && level != ddi.DispatchLevel { // there it is lowered later
		sim.recordBreach(&Breach{Kind: CancelLevel, Name: name, Call: call, At: call.Span, In: sim.f, Found: true, Trace: s.trace})
	}
}

// regions enters or leaves regions and processes.
func (sim *simulation) regions(s *state, call *ir.Call, name string, e *ddi.Effect, args []ref) {
	p := sim.p.pool
	kind, changed := StepRegion, false
	for _, c := range []struct {
		loc ref
		by  int
	}{{criticalVar, e.Critical}, {guardedVar, e.Guarded}} {
		if c.by != 0 {
			s.setRegime(p, c.loc, p.offset(sim.load(s, c.loc), int64(c.by)))
			changed = true
		}
	}
	if e.Attach || e.Detach {
		sim.attach(s, call, sim.p.known.Lookup(name), args, e.Attach)
		kind, changed = StepAttach, true
	}
	if changed {
		s.trace = &Step{Prev: s.trace, Kind: kind, In: sim.f, At: call.Span, Name: name, Taken: e.Attach || e.Critical+e.Guarded > 0}
	}
}

// own notes that the thread takes or releases a lock that has an owner.
func (sim *simulation) own(s *state, call *ir.Call, r *ddi.Routine, args []ref, held bool) {
	i := r.Arg("lock")
	if i < 0 || i >= len(args) {
		return
	}
	p := sim.p.pool
	loc := p.deref(args[i])
	kind := StepRelease
	if held {
		kind = StepAcquire
	} else {
		loc = sim.ownedAs(s, loc)
	}
	s.set(p.field(loc, ownedBy, ""), p.constant(boolean(held)))
	s.trace = &Step{Prev: s.trace, Kind: kind, In: sim.f, At: call.Span, Name: r.Name, name: placeWords(pointee(call.Args[i])), loc: loc}
}

// ownedAs is the lock that the release of the one at loc lets go: unless that is owned, one
// of the same member reached differently.
func (sim *simulation) ownedAs(s *state, loc ref) ref {
	p := sim.p.pool
	other := loc
	for _, b := range s.store {
		if t := p.terms[b.loc]; t.op == opField && t.s == ownedBy && b.value == p.constant(1) {
			if t.a == loc {
				return loc
			}
			if name := sim.leafName(loc); name == "*" || name == sim.leafName(t.a) {
				other = t.a
			}
		}
	}
	return other
}

// offset adds n to v, so that what was added and taken away again leaves v.
func (p *pool) offset(v ref, n int64) ref {
	if t := p.terms[v]; t.op == opBinary && t.s == "+" && p.isConst(t.b) {
		return p.offset(t.a, p.terms[t.b].n+n)
	}
	return p.binary("+", v, p.constant(n))
}

// unknownRegime forgets the level after a call of a function that changes it nobody knows how.
func (sim *simulation) unknownRegime(s *state) {
	for _, loc := range []ref{levelVar, criticalVar, guardedVar, attachedVar} {
		s.set(loc, sim.unmodelled(s))
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

// need says between which levels the calls that a function makes, itself or below, are
// allowed: at most at most, at least at least.
type need struct{ most, least int }

// needs finds what f needs, whatever the path.
func (p *Program) needs(f *Function) need {
	if p.needed == nil {
		p.findNeeds()
	}
	return p.needed[f]
}

func (p *Program) findNeeds() {
	p.needed = map[*Function]need{}
	for _, f := range p.Functions {
		n := need{most: ddi.HighLevel}
		f.instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				target, name := p.callee(f, call)
				if levels, ok := p.boundTo(f, target, name); ok {
					n.most, n.least = min(n.most, levels.Max), max(n.least, levels.Min)
				}
				if e := ddi.EffectOf(name); target == nil && e != nil && e.CallMax > 0 {
					n.most = min(n.most, e.CallMax)
				}
			}
		})
		p.needed[f] = n
	}
	for changed := true; changed; {
		changed = false
		for i := len(p.Functions) - 1; i >= 0; i-- {
			f := p.Functions[i]
			n := p.needed[f]
			for _, callee := range f.calls {
				below := p.needed[callee]
				if !p.Contract(callee).Bound {
					n.most, n.least = min(n.most, below.most), max(n.least, below.least)
				}
			}
			if n != p.needed[f] {
				p.needed[f], changed = n, true
			}
		}
	}
}

// boundTo is the range of levels at which a routine, or a function with a contract, may be called.
func (p *Program) boundTo(f *Function, target *Function, name string) (ddi.LevelRange, bool) {
	if target != nil {
		c := p.Contract(target)
		entry := c.Entry
		if strings.Contains(target.Name, "::~") {
			entry.Min = ddi.PassiveLevel // the object may have given up what it held already
		}
		return entry, c.Bound
	}
	if name == "" {
		return ddi.LevelRange{}, false
	}
	if c := p.contractOf(f.unit, name, nil); c.Bound {
		return c.Entry, true
	}
	levels, ok := ddi.Levels(name)
	if !ok || levels.Conditional && levels.Max != ddi.DispatchLevel {
		return ddi.LevelRange{}, false
	}
	if levels.Conditional {
		levels.Min = ddi.PassiveLevel
	}
	return levels, true
}

// regimeOf is the regime summary of a callee, if it matters here.
func (sim *simulation) regimeOf(s *state, target *Function) *Summary {
	asked := sim.asks(s, target)
	if target.traits&(shifts|ends) == 0 && asked == (tell{}) && len(target.Graph.Blocks) > smallFunction {
		return nil
	}
	sim.p.ensureRegime(target, asked)
	if target.Regime == nil || target.Regime.Bounded {
		return nil
	}
	return target.Regime
}

// asks says what a callee must tell: what may break a rule in the regime of s, or in that of
// a caller who has asked.
func (sim *simulation) asks(s *state, target *Function) tell {
	p := sim.p.pool
	needs := sim.p.needs(target)
	var asked tell
	level := sim.levelOf(s)
	if known := sim.boundsOf(s, level); known.lo > int64(needs.most) {
		asked.level = clampLevel(known.lo)
	}
	if sim.fromEntry(level) && !p.isConst(level) && sim.asked.level > needs.most {
		asked.level = max(asked.level, sim.asked.level)
	}
	if target.traits&blocks != 0 && (sim.asked.blocking || s.boundOf(p, sim.load(s, attachedVar)).lo > 0) {
		asked.blocking = true
	}
	if target.traits&owns != 0 && (sim.asked.owning || sim.apcsOn(s)) {
		asked.owning = true
	}
	return asked
}

// onlyPromised reports whether what an outcome says of the level on entry says nothing of the
// present one: it is what annotations promise, and not what the callee tests, or the promise
// is broken, and the callee goes on all the same.
func (sim *simulation) onlyPromised(s *state, target *Function, says bound) bool {
	c := sim.p.Contract(target)
	promised := bound{lo: int64(c.Entry.Min), hi: int64(c.Entry.Max)}
	return c.Bound && (says.equal(promised) || s.boundOf(sim.p.pool, sim.levelOf(s)).meet(promised).nothing())
}

// apcsOn reports whether normal kernel APCs are known to be on: no region was entered, and
// the level is still that at which the function was called.
func (sim *simulation) apcsOn(s *state) bool {
	level := sim.levelOf(s)
	known := s.boundOf(sim.p.pool, level)
	if known.lo > 0 || known.hi > 0 && level != levelOnEntry {
		return false
	}
	for _, loc := range []ref{criticalVar, guardedVar} {
		if s.boundOf(sim.p.pool, s.known(sim.p.pool, sim.load(s, loc))).hi > 0 {
			return false
		}
	}
	return true
}

// regimeAfter notes what a call did to the regime.
func (sim *simulation) regimeAfter(s, n *state, call *ir.Call, target *Function, o *Outcome) {
	if o.raised == nil || sim.levelOf(s) == sim.levelOf(n) {
		return
	}
	n.raised = &Step{Prev: n.trace, Kind: StepCall, In: sim.f, At: call.Span, Name: target.Name, Callee: target, Inner: o.raised}
	sim.withinContract(n, call, target.Name, sim.levelOf(n))
}

// regimeRoutine executes a routine that has to do with the regime; false if it has not.
func (sim *simulation) regimeRoutine(s *state, call *ir.Call, name string, args []ref) ([]*state, bool) {
	if !sim.regime {
		return nil, false
	}
	r, e := sim.p.known.Lookup(name), ddi.EffectOf(name)
	takes := r.Is("acquire-fastmutex", "acquire-guarded", "acquire-eresource", "acquire-pushlock", "acquire-fastmutex-unsafe", "acquire-guarded-unsafe")
	gives := r.Is("release-fastmutex", "release-guarded", "release-eresource", "release-pushlock", "release-fastmutex-unsafe", "release-guarded-unsafe")
	var list []*state
	switch {
	case e.Changes():
		list = sim.shift(s, call, name, e, args)
	case takes && sim.tries(s, r, args):
		failed := s.clone()
		sim.result(failed, call, sim.p.pool.constant(0))
		sim.result(s, call, sim.p.pool.constant(1))
		list = []*state{s, failed}
	case takes || gives:
		sim.result(s, call, sim.unmodelled(s))
		list = []*state{s}
	default:
		return nil, false
	}
	if takes || gives {
		sim.own(list[0], call, r, args, takes)
	}
	return list, true
}

// tries reports whether the call gives up where it would have to wait.
func (sim *simulation) tries(s *state, r *ddi.Routine, args []ref) bool {
	return r.Always || !sim.blocks(s, r, args)
}

// mergeAbreast merges the states of one regime in the middle of block b: in a driver where
// every other function changes the level, calls in a row multiply the ways through them.
func (sim *simulation) mergeAbreast(states []*state, b int) []*state {
	index := map[uint64]int{}
	var merged []*state
	for _, s := range states {
		sim.work += 1 + len(s.store)/storeWork
		key := s.propertyHash()
		i, ok := index[key]
		if !ok {
			index[key] = len(merged)
			merged = append(merged, s)
			continue
		}
		merged[i] = merged[i].merge(sim.p.pool, s, -(b + 1), false)
	}
	return merged
}
