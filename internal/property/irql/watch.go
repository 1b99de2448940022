package irql

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
)

// A Context is in what state threads come to a place.
type Context struct {
	// Level is between which levels, Critical and Guarded whether on every way there the thread is in a
	// region that the function entered, Attached whether it is attached to another process.
	Level                       ddi.LevelRange
	Critical, Guarded, Attached bool

	critical, guarded, attached int // ways
}

// Note adds one state to what is known of a place.
func (sim *simulation) Note(s *simulate.State, m *simulate.Snapshot) {
	known, ok := m.Notes[sim.m.slot].(*Context)
	if !ok {
		known = &Context{Level: ddi.LevelRange{Min: ddi.HighLevel}}
		m.Notes[sim.m.slot] = known
	}
	level := sim.boundsOf(s, sim.levelOf(s))
	known.Level.Min, known.Level.Max = min(known.Level.Min, Clamp(level.Lo)), max(known.Level.Max, Clamp(level.Hi))
	for _, part := range []struct {
		loc term.Ref
		in  *int
	}{{criticalVar, &known.critical}, {guardedVar, &known.guarded}, {attachedVar, &known.attached}} {
		if b := s.IntervalOf(sim.Terms, sim.Load(s, part.loc)); b.Lo > 0 {
			*part.in++
		}
	}
}

// At is in what state threads come to a place.
func At(m *simulate.Snapshot) Context {
	known := simulate.NoteOf[*Context](m)
	if known == nil {
		return Context{}
	}
	c := *known
	c.Critical, c.Guarded, c.Attached = c.critical == m.Ways, c.guarded == m.Ways, c.attached == m.Ways
	return c
}

// WatchLevels simulates f once more, where it is called as it says or as its roles have it, at any
// level if it has none; nil where f is too complex.
func (m *Machine) WatchLevels(f *program.Function) *simulate.Watch {
	levels, known := m.EntryLevels(f)
	run := simulate.Run{BySystem: known}
	if _, role := m.RoleLevels(f); role {
		run.Constraints = m.inSystem(f, levels)
	} else if known {
		run.Constraints = levelFact(levels)
	}
	return m.Watch(f, run)
}
