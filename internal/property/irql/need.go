package irql

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// need says between which levels the calls that a function makes, itself or below, are
// allowed: at most at most, at least at least.
type need struct {
	most, least int
	hangs       bool // what it calls itself is limited for some values of a parameter
}

// needs finds what f needs, whatever the path.
func (m *Machine) needs(f *program.Function) need {
	if m.needed == nil {
		m.findNeeds()
	}
	return m.needed[f]
}

func (m *Machine) findNeeds() {
	m.needed = map[*program.Function]need{}
	for _, f := range m.Functions {
		n := need{most: ddi.HighLevel}
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				target, name := m.Callee(f, call)
				if levels, ok := m.Allowed(f, target, name); ok {
					n.most, n.least = min(n.most, levels.Max), max(n.least, levels.Min)
				}
				if m.LeadsToPaged(f, target) {
					n.most = min(n.most, ddi.APCLevel)
				}
				for _, c := range m.conditionals(f, target, name) {
					n.most, n.least = min(n.most, c.Entry.Max), max(n.least, c.Entry.Min)
				}
				if e := m.Known.Lookup(name).Effect(ddi.LimitIRQL, ddi.Anything); target == nil && e != nil {
					n.most = min(n.most, e.Level)
					n.hangs = n.hangs || e.When != nil && e.When.Arg < len(call.Args) && slices.ContainsFunc(f.Params, func(x *ir.Var) bool { return call.Args[e.When.Arg].Reads(x) })
				}
			}
		})
		m.needed[f] = n
	}
	for changed := true; changed; {
		changed = false
		for _, f := range m.Order() {
			n := m.needed[f]
			for _, callee := range m.Callees(f) {
				below := m.needed[callee]
				if !m.Contract(callee).Bound {
					n.most, n.least = min(n.most, below.most), max(n.least, below.least)
				}
			}
			if n != m.needed[f] {
				m.needed[f], changed = n, true
			}
		}
	}
}

// Limit is the highest level at which f may run for what it calls, itself or below, whatever its
// annotations and those of the functions below it say. Routines that are bound to a level
// only because something may be paged out don't count.
func (m *Machine) Limit(f *program.Function) int {
	return m.limit(f, map[*program.Function]bool{})
}

func (m *Machine) limit(f *program.Function, seen map[*program.Function]bool) int {
	if seen[f] {
		return ddi.HighLevel
	}
	seen[f] = true
	most := ddi.HighLevel
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok {
			return
		}
		target, name := m.Callee(f, call)
		if target != nil {
			most = min(most, m.limit(target, seen))
			return
		}
		if ddi.PagedOut(name) != "" {
			return
		}
		if levels, ok := m.Allowed(f, nil, name); ok {
			most = min(most, levels.Max)
		}
		if e := m.Known.Lookup(name).Effect(ddi.LimitIRQL, ddi.Anything); e != nil {
			most = min(most, e.Level)
		}
	})
	return most
}

// Allowed is the range of levels at which f may call a routine of that name, or target, a function with a
// contract; false if nobody says it.
func (m *Machine) Allowed(f *program.Function, target *program.Function, name string) (ddi.LevelRange, bool) {
	if target != nil {
		c := m.Contract(target)
		entry := c.Entry
		if strings.Contains(target.Name, "::~") {
			entry.Min = ddi.PassiveLevel // the object may have given up what it held already
		}
		return entry, c.Bound
	}
	if name == "" {
		return ddi.LevelRange{}, false
	}
	if levels, own := m.Known[name].Levels(); own { // it goes before what is declared
		return levels, true
	}
	if c := m.ContractOf(f.UnitIndex, name); c.Bound {
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

// conditionals are what annotations promise of target, or of a routine of that name, for some arguments.
func (m *Machine) conditionals(f *program.Function, target *program.Function, name string) []program.Conditional {
	switch {
	case target != nil:
		return m.Contract(target).When
	case name == "":
		return nil
	}
	return m.ContractOf(f.UnitIndex, name).When
}

// AllowedWhen lists the ranges of levels at which the call at a point may be made for its arguments.
func (p *Point) AllowedWhen() []ddi.LevelRange {
	var list []ddi.LevelRange
	for _, c := range p.Machine().conditionals(p.In(), p.Callee, p.Name) {
		holds := c.Holds(func(i int) (int64, bool) {
			v, given := p.Arg(i)
			if !given {
				return 0, false
			}
			return p.Terms().ConstOf(v)
		})
		if holds {
			list = append(list, c.Entry)
		}
	}
	return list
}

// Asks is for what may break a rule in the caller's state, or in that of a caller who has asked.
func (sim *simulation) Asks(s *simulate.State, callee *program.Function) (simulate.Wanted, bool) {
	asked := sim.asked(s, callee)
	return asked, sim.Of(callee).Traits&profile.Ends != 0 || sim.m.informs(callee) || asked != simulate.Wanted{}
}

// informs reports whether a caller learns something of the level from the summary of f.
func (m *Machine) informs(f *program.Function) bool {
	return (m.balance(f) != profile.Even || m.needs(f).hangs) && m.handles(f)
}

// asked says what a callee must report: what may break a rule in the state of the thread in s, or in
// that of a caller who has asked.
func (sim *simulation) asked(s *simulate.State, target *program.Function) simulate.Wanted {
	p := sim.Terms
	needs := sim.m.needs(target)
	var asked simulate.Wanted
	level := sim.levelOf(s)
	if known := sim.boundsOf(s, level); known.Lo > int64(needs.most) {
		asked.Level = Clamp(known.Lo)
	}
	if sim.FromEntry(level) && !p.IsConst(level) && sim.Run.Wanted.Level > needs.most {
		asked.Level = max(asked.Level, sim.Run.Wanted.Level)
	}
	traits := sim.Of(target).Traits
	if traits&profile.Blocks != 0 && (sim.wanted(profile.Blocks) || s.IntervalOf(p, sim.Load(s, attachedVar)).Lo > 0) {
		asked.Traits |= profile.Blocks
	}
	if traits&profile.Owns != 0 && (sim.wanted(profile.Owns) || sim.apcsOn(s)) {
		asked.Traits |= profile.Owns
	}
	return asked
}

// wanted reports whether a caller has asked for calls with an effect.
func (sim *simulation) wanted(t profile.Trait) bool { return sim.Run.Wanted.Traits&t != 0 }

// Promises reports whether what an outcome says of the level on entry says nothing of the
// present one: it is what annotations promise, and not what the callee tests, or the promise
// is broken, and the callee goes on all the same.
func (sim *simulation) Promises(s *simulate.State, target *program.Function, says term.Constraint) bool {
	c := sim.Contract(target)
	promised := term.Interval{Lo: int64(c.Entry.Min), Hi: int64(c.Entry.Max)}
	return says.Value == LevelOnEntry && c.Bound && (says.In.Equal(promised) || s.IntervalOf(sim.Terms, sim.levelOf(s)).Meet(promised).Nothing())
}

// apcsOn reports whether normal kernel APCs are known to be on: no region was entered, and
// the level is still that at which the function was called.
func (sim *simulation) apcsOn(s *simulate.State) bool {
	level := sim.levelOf(s)
	known := s.IntervalOf(sim.Terms, level)
	if known.Lo > 0 || known.Hi > 0 && level != LevelOnEntry {
		return false
	}
	for _, loc := range []term.Ref{criticalVar, guardedVar} {
		if s.IntervalOf(sim.Terms, s.Known(sim.Terms, sim.Load(s, loc))).Hi > 0 {
			return false
		}
	}
	return true
}
