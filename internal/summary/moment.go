package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Moment is what holds before an instruction or a test.
type Moment struct {
	At   ir.Span
	Call bool       // the instruction is a call
	Held []LockHeld // on some way there, in the order in which they were taken
	// Of Regimes: between which levels the thread runs, and whether on every way there it
	// is in a critical or guarded region that the function entered, or attached.
	Level                       ddi.LevelRange
	Critical, Guarded, Attached bool

	ways, critical, guarded, attached int
}

// A LockHeld is a mutex that the function holds, itself or through what it called.
type LockHeld struct {
	Lock
	Always bool // on every way there
	ways   int
}

// Moments simulates f once more and tells what holds before each of its instructions and
// tests that is reached, in order of their places. What f's callers hold is not known. It
// reports false if the function is too complex for that.
func (p *Program) Moments(f *program.Function) ([]Moment, bool) {
	w := p.watchMutexes(f, locks)
	if w == nil {
		return nil, false
	}
	return w.list(), true
}

// Regimes is Moments for the regime of the thread, where f is called as it says or as its
// roles have it; at any level if it has none.
func (p *Program) Regimes(f *program.Function) ([]Moment, bool) {
	w := p.ofRegime().watchRegime(f)
	if w == nil {
		return nil, false
	}
	return w.list(), true
}

// watchRegime simulates f once more and notes the regime at its blocks and instructions; nil
// where f is too complex.
func (p *Program) watchRegime(f *program.Function) *watch {
	w := &watch{}
	levels, known := p.EntryLevels(f)
	var facts []term.Constraint
	if _, role := p.RoleLevels(f); role {
		facts = p.entryRegime(f, levels)
	} else if known {
		facts = p.levelFact(levels)
	} else {
		levels = ddi.LevelRange{Max: ddi.HighLevel}
	}
	if p.simulateRegimeWatched(f, levels, facts, tell{}, known, w).Bounded {
		return nil
	}
	return w
}

// list returns what was noted, in order of the places: what encloses stands before what it
// encloses.
func (w *watch) list() []Moment {
	var list []Moment
	for _, m := range w.moments {
		for i := range m.Held {
			m.Held[i].Always = m.Held[i].ways == m.ways
		}
		m.Critical, m.Guarded, m.Attached = m.critical == m.ways, m.guarded == m.ways, m.attached == m.ways
		list = append(list, *m)
	}
	slices.SortFunc(list, func(a, b Moment) int {
		if a.At.From != b.At.From {
			return int(a.At.From) - int(b.At.From)
		}
		return int(b.At.To) - int(a.At.To)
	})
	return list
}

// A watch notes the states in which a simulation comes to the places and blocks of a function.
type watch struct {
	moments map[ir.Span]*Moment
	blocks  map[int][]string // by block: the property of each state on entry, as the dump spells it
}

// begin forgets what an earlier attempt noted. A nil watch notes nothing.
func (w *watch) begin() {
	if w != nil {
		w.moments, w.blocks = map[ir.Span]*Moment{}, map[int][]string{}
	}
}

// seeBlock notes a state on entry of block b.
func (sim *simulation) seeBlock(s *state, b int) {
	if sim.watch != nil {
		sim.watch.blocks[b] = append(sim.watch.blocks[b], sim.formatProperty(s))
	}
}

// see notes a state before an instruction.
func (sim *simulation) see(s *state, in ir.Instr) {
	if sim.watch == nil {
		return
	}
	_, call := in.(*ir.Call)
	sim.note(s, in.Where(), call)
}

// note notes a state at a place.
func (sim *simulation) note(s *state, at ir.Span, call bool) {
	if sim.watch == nil {
		return
	}
	m := sim.watch.moments[at]
	if m == nil {
		m = &Moment{At: at, Level: ddi.LevelRange{Min: ddi.HighLevel}}
		sim.watch.moments[at] = m
	}
	m.ways++
	m.Call = m.Call || call
	if sim.regime {
		sim.noteRegime(s, m)
		return
	}
	for _, l := range s.held {
		i := slices.IndexFunc(m.Held, func(h LockHeld) bool { return h.loc == l.loc })
		if i < 0 {
			i = len(m.Held)
			m.Held = append(m.Held, LockHeld{Lock: l})
		}
		m.Held[i].ways++
	}
}

// noteRegime adds one state to what is known of the regime.
func (sim *simulation) noteRegime(s *state, m *Moment) {
	level := sim.boundsOf(s, sim.levelOf(s))
	m.Level.Min, m.Level.Max = min(m.Level.Min, clampLevel(level.Lo)), max(m.Level.Max, clampLevel(level.Hi))
	for _, part := range []struct {
		loc term.Ref
		in  *int
	}{{criticalVar, &m.critical}, {guardedVar, &m.guarded}, {attachedVar, &m.attached}} {
		if b := s.IntervalOf(sim.p.pool, sim.load(s, part.loc)); b.Lo > 0 {
			*part.in++
		}
	}
}
