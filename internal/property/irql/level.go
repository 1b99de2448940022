package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
)

// The state of a thread is memory like any other: four ghost variables, and for each lock that
// keeps a level a ghost member. So a summary says what a function does to the state as it says
// what it stores: relative to what was there on entry, and path by path.

// The variables. They are ghosts and the first terms of every pool, so they stand first in every store.
const (
	levelVar     term.Ref = 1 + iota
	criticalVar           // depth of the critical region: normal kernel APCs are off while it is not 0
	guardedVar            // depth of the guarded region: all APCs are off
	attachedVar           // 1 while attached to another process
	LevelOnEntry          // the value, not a location: the level at which the function was called
	deviceLevel           // the value: the level of some device, which nobody knows
)

// NewPool makes a pool of terms that begins with them.
func NewPool() *term.Pool {
	p := term.New()
	for loc := levelVar; loc <= attachedVar; loc++ {
		p.Ghost(variableNames[loc])
	}
	p.Symbolic(p.Initial(levelVar))
	p.Apply("the level of a device", 0)
	for _, member := range []string{savedLevel, ownedBy, wasAttached} {
		p.GhostMember(member)
	}
	return p
}

var variableNames = map[term.Ref]string{levelVar: "the IRQL", criticalVar: "the critical region", guardedVar: "the guarded region", attachedVar: "the attachment"}

// Members of locks that hold what the kernel keeps there.
const (
	savedLevel = "(level)" // the level before the lock was taken
	ownedBy    = "(owned)" // whether this thread holds it
	// Member of what an attachment keeps for the detach: whether the thread was attached before.
	wasAttached = "(attached)"
)

// Mix tells states apart by the variables. Levels that nobody knows are all alike: kept apart, those
// of each round of a loop would multiply the states. States above the level on entry are told apart by where that
// is kept, too: with it goes which of several locks is held.
func (sim *simulation) Mix(s *simulate.State, h *term.Fingerprint, property bool) {
	if !property {
		return // they are memory
	}
	raised := sim.Load(s, levelVar) != LevelOnEntry
	for _, b := range s.Bindings() {
		if b.At > attachedVar {
			if !raised {
				return
			}
			if b.Value == LevelOnEntry && sim.Terms.Given(b.At) {
				h.Mix(uint64(b.At))
			}
			continue
		}
		value := b.Value
		if !sim.Terms.Given(value) {
			value = 0
		}
		h.Mix(uint64(b.At)<<32 | uint64(uint32(value)))
	}
}

// sameState reports whether two knowledges agree on the variables.
func sameState(s, t []term.Binding) bool {
	for i := 0; ; i++ {
		a, b := i < len(s) && s[i].At <= attachedVar, i < len(t) && t[i].At <= attachedVar
		if !a || !b {
			return a == b
		}
		if s[i] != t[i] {
			return false
		}
	}
}

// BySystem is what f does to the thread's state, and where it breaks the rules of levels, when the
// system calls it; nil where nothing is of interest.
func (m *Machine) BySystem(f *program.Function) *simulate.Summary {
	levels, known := m.EntryLevels(f)
	asks := known && (m.needs(f).most < levels.Min || m.needs(f).least > levels.Max)
	if depth, region := m.RegionOnEntry(f); region && depth == 0 && m.Of(f).Traits&profile.Owns != 0 {
		asks = true
	}
	if c := m.Contract(f); len(c.Saves)+len(c.Restores) > 0 || m.Pageable(f) && m.MayKeepDispatcher(f) {
		asks = true
	}
	if _, thread := m.HasRole(f, []ddi.Role{ddi.SystemThread, ddi.IoThread}); thread && m.Of(f).Traits&profile.Owns != 0 {
		asks = true // it may end with what it owns
	}
	if !asks && !m.handles(f) {
		return nil
	}
	if _, role := m.RoleLevels(f); role {
		sum, known := m.Log.Begin(f.Index, 0, 0, true, false).(*simulate.Summary)
		if !known {
			sum = m.Simulate(f, simulate.Run{Constraints: m.inSystem(f, levels), BySystem: true})
		}
		m.Log.End(sum, false)
		m.FellShort(f, sum)
		return sum
	}
	m.Ensure(f, simulate.Wanted{})
	return m.Summary(f)
}

// AtHighest lists what is wrong in f when the system calls it at the highest of several levels at which it does.
func (m *Machine) AtHighest(f *program.Function) []*Obligation {
	if list, found := m.highest[f]; found {
		return list
	}
	var list []*Obligation
	if level, does := m.Graph.AtHighest(f); does && m.needs(f).most < level {
		sum := m.Simulate(f, simulate.Run{Constraints: m.inSystem(f, ddi.LevelRange{Min: level, Max: level}), BySystem: true})
		m.FellShort(f, sum)
		list = brokenIn(sum)
	}
	m.highest[f] = list
	return list
}

// levelFact says that the function is called at one of a range of levels.
func levelFact(r ddi.LevelRange) []term.Constraint {
	return []term.Constraint{{Value: LevelOnEntry, In: term.Interval{Lo: int64(r.Min), Hi: int64(r.Max)}}}
}

// inSystem is what holds when the system calls f: its level, no region that is left
// over, not attached; and that there is a request for a device, where it is called for one.
func (m *Machine) inSystem(f *program.Function, levels ddi.LevelRange) []term.Constraint {
	facts := append(levelFact(levels), term.Constraint{Value: m.Terms.Initial(guardedVar), In: term.Exactly(0)}, term.Constraint{Value: m.Terms.Initial(attachedVar), In: term.Exactly(0)})
	if depth, known := m.RegionOnEntry(f); known {
		facts = append(facts, term.Constraint{Value: m.Terms.Initial(criticalVar), In: term.Exactly(depth)})
	}
	if len(f.Params) == 2 && ddi.ObjectOf(f.Params[0].Type) == ddi.DeviceObject && ddi.ObjectOf(f.Params[1].Type) == ddi.IRP {
		for i := range f.Params {
			facts = append(facts, term.Constraint{Value: m.Terms.Param(i), In: term.Except(0)})
		}
		for _, other := range m.otherRegions(f) {
			facts = append(facts, term.Constraint{Value: m.majorOf(m.Terms.Param(1)), In: term.Except(other)})
		}
	}
	return facts
}

// majorOf is the number of the major function of an IRP.
func (m *Machine) majorOf(irp term.Ref) term.Ref {
	routine, tag, member := ddi.RequestMajor()
	return m.Terms.Initial(m.Terms.Field(m.Terms.Deref(simulate.Accessed(m.Terms, routine, irp)), member, tag))
}

// otherRegions are the major functions, among those for which f is a dispatch routine, whose requests may come at another depth of the critical
// region; none if there are no others than those.
func (m *Machine) otherRegions(f *program.Function) []int64 {
	var others []int64
	more := false
	for _, r := range m.Roles(f) {
		if ddi.SometimesInRegion(r.Role, r.Index) {
			others = append(others, r.Index)
		} else {
			more = more || !r.Declared
		}
	}
	if !more {
		return nil
	}
	return others
}

// RegionOnEntry is the depth of the critical region in which the system calls f, for other requests than those of otherRegions.
func (m *Machine) RegionOnEntry(f *program.Function) (int64, bool) {
	depth, known := int64(0), false
	system, user := false, false // dispatches what the system's own threads ask for, what users do
	others := m.otherRegions(f)
	for _, r := range m.Roles(f) {
		if r.Role == ddi.Dispatch && slices.Contains(others, r.Index) {
			continue
		}
		d, ok := ddi.RegionOnEntry(r.Role, r.Routine)
		ok = ok || r.Role == ddi.Callback && !r.Declared && m.ComesFor(f, ddi.InAsker(r.Type))
		if r.Role == ddi.Dispatch && len(f.Params) != 2 {
			ok = false // what was cast to be one is called by others
		}
		ok = ok && !ddi.SometimesInRegion(r.Role, r.Index)
		if !ok || known && d != depth {
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
func (sim *simulation) levelOf(s *simulate.State) term.Ref { return sim.Load(s, levelVar) }

// boundsOf is between which levels v, a level, lies for certain. What the driver itself tests
// rules levels out, but says of none that it occurs.
func (sim *simulation) boundsOf(s *simulate.State, v term.Ref) term.Interval {
	known := s.IntervalOf(sim.Terms, v)
	if sim.Terms.IsConst(v) {
		return known
	}
	sure := term.Interval{Lo: ddi.PassiveLevel, Hi: ddi.HighLevel}
	if v == deviceLevel {
		return term.Interval{Lo: ddi.DeviceLevel, Hi: ddi.HighLevel}
	}
	if v == LevelOnEntry {
		sure.Lo, sure.Hi = int64(sim.entry.Min), int64(sim.entry.Max)
	}
	if known.Hi < sure.Lo || known.Lo > sure.Hi {
		return term.Interval{Lo: ddi.PassiveLevel, Hi: ddi.HighLevel}
	}
	return term.Interval{Lo: min(sure.Lo, known.Hi), Hi: max(sure.Hi, known.Lo)}
}

// setVar changes a variable. One that is as it was on entry is not stored, so that states which
// agree look alike.
func (sim *simulation) setVar(s *simulate.State, loc, v term.Ref) {
	if v != sim.Terms.Initial(loc) {
		s.Set(sim.Terms, loc, v)
		return
	}
	s.Forget(sim.Terms, loc)
}

// keeps reports whether the function has the name of a routine of the system of which all is known that it does, and that leaves the
// level as it is: what is not understood of how an operating system waits is no reason to think otherwise.
func (sim *simulation) keeps() bool {
	r := sim.Known.Lookup(sim.In.Name)
	return r != nil && !r.Does(ddi.ThreadState|ddi.Acquire|ddi.Release) && r.Effect(ddi.KeepDispatcher, ddi.Anything) == nil
}

// Settle forgets what the callers can't distinguish: the variables after outcomes that differ in nothing
// else. A routine of the system that the program has itself keeps the level if it is known to.
func (sim *simulation) Settle(outcomes []*simulate.Outcome) {
	if sim.keeps() {
		for _, o := range outcomes {
			o.SetStores(slices.DeleteFunc(slices.Clone(o.Stores()), func(b term.Binding) bool { return b.At == levelVar }))
			o.ForgetFacts(sim.Terms, LevelOnEntry)
		}
	}
	doubtful := make([]bool, len(outcomes))
	for i, a := range outcomes {
		for j, b := range outcomes {
			if i != j && !sameState(a.Stores(), b.Stores()) && !sim.Distinct(a, b) {
				doubtful[i] = true
			}
		}
	}
	for i, o := range outcomes {
		if !doubtful[i] {
			continue
		}
		unknown := make([]term.Binding, attachedVar)
		for loc := attachedVar; loc >= levelVar; loc-- {
			unknown[loc-1] = term.Binding{At: loc, Value: sim.Terms.Fresh(-1<<20, int(loc))}
		}
		kept := slices.DeleteFunc(slices.Clone(o.Stores()), func(b term.Binding) bool { return b.At <= attachedVar })
		o.SetStores(append(unknown, kept...))
	}
}
