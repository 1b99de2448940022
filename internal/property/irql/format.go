package irql

import (
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
)

// Words lists the level, the regions, the attachment and the locks that the thread owns.
func (sim *simulation) Words(s *simulate.State) []string {
	p := sim.Terms
	level := sim.levelOf(s)
	known := sim.boundsOf(s, level)
	words := LevelWords(ddi.LevelRange{Min: Clamp(known.Lo), Max: Clamp(known.Hi)})
	if !p.IsConst(level) {
		words = fmt.Sprintf("%s, %s", p.Spell(level, sim.In.Params), words)
	}
	parts := []string{words}
	for _, loc := range []term.Ref{criticalVar, guardedVar, attachedVar} {
		if v, changed := s.At(sim.Terms, loc); changed {
			parts = append(parts, fmt.Sprintf("%s is %s", variableNames[loc], p.Spell(v, sim.In.Params)))
		}
	}
	for _, b := range s.Bindings() {
		if t := p.Term(b.At); t.Op == term.Field && t.S == ownedBy && b.Value == p.Constant(1) {
			parts = append(parts, "owns "+p.Spell(t.A, sim.In.Params))
		}
	}
	return parts
}

// LevelWords spells a range of levels.
func LevelWords(r ddi.LevelRange) string {
	low, high := ddi.LevelName(r.Min), ddi.LevelName(r.Max)
	if low == high {
		return low
	}
	return low + " to " + high
}

// Obligations lists which rules f breaks, and which hang on what a caller does: whoever calls it,
// and when the system does.
func (m *Machine) Obligations(f *program.Function) []string {
	m.Ensure(f, simulate.Wanted{Traits: profile.Blocks | profile.Owns, Level: ddi.HighLevel})
	var list []string
	for _, by := range []struct {
		who string
		sum *simulate.Summary
	}{{"", m.Summary(f)}, {" when the system calls it", m.BySystem(f)}} {
		if by.sum == nil || by.who != "" && by.sum == m.Summary(f) {
			continue
		}
		for _, o := range foundIn(by.sum).obligations {
			list = append(list, fmt.Sprintf("%s%s ; L%d", words(m, f, o), by.who, f.Unit.Line(o.At)))
		}
	}
	return list
}

// FormatSummary writes what f does to the level, of a function that changes it.
func (m *Machine) FormatSummary(f *program.Function) string {
	if !m.handles(f) {
		return ""
	}
	m.Ensure(f, simulate.Wanted{})
	w := &simulate.Writer{Group: m.Group, Of: f}
	w.WriteString("\tirql:\n")
	w.Summary(m.Summary(f))
	return w.String()
}
