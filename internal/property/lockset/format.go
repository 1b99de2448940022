package lockset

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
)

// words spells the family of a mutex, nothing for a fast mutex.
func (k mutexKind) words() string {
	switch {
	case k.guarded && k.unsafe:
		return " (guarded, unsafe)"
	case k.guarded:
		return " (guarded)"
	case k.unsafe:
		return " (unsafe)"
	}
	return ""
}

// Words lists the mutexes that are held or were released in s.
func (sim *simulation) Words(s *simulate.State) []string {
	var list []string
	spell := func(r term.Ref) string { return sim.Terms.Spell(r, sim.In.Params) }
	known := sim.of(s)
	for _, l := range slices.Concat(known.held, known.unsafe) {
		list = append(list, fmt.Sprintf("holds %s%s", spell(l.loc), l.kind().words()))
	}
	for _, gone := range known.freed {
		list = append(list, fmt.Sprintf("has released %s%s", spell(gone.loc), gone.kind.words()))
	}
	return list
}

// Words lists the mutexes that an outcome leaves held or released.
func (m *Machine) Words(f *program.Function, o *simulate.Outcome) []string {
	var list []string
	known := outcomePart(o)
	for _, r := range known.freed {
		list = append(list, "releases "+m.group.Terms.Spell(r.loc, f.Params))
	}
	for _, l := range slices.Concat(known.held, known.unsafe) {
		list = append(list, "holds "+m.group.Terms.Spell(l.loc, f.Params))
	}
	return list
}

// EventWords lists the mutexes that are held at an event.
func (m *Machine) EventWords(f *program.Function, e *simulate.Event) (what string, lines []string) {
	n := noteOf(e)
	if n.order {
		what = fmt.Sprintf("releases %s out of order", m.group.Terms.Spell(n.lock, f.Params))
	}
	for _, r := range n.freed {
		lines = append(lines, "after releasing "+m.group.Terms.Spell(r, f.Params))
	}
	for _, l := range n.held {
		lines = append(lines, fmt.Sprintf("with %s held", m.group.Terms.Spell(l.loc, f.Params)))
	}
	return what, lines
}

// Obligations lists what rules ask of f and it does not fulfil.
func (m *Machine) Obligations(f *program.Function) []string {
	var list []string
	for _, o := range m.found(f).obligations {
		list = append(list, fmt.Sprintf("%s ; L%d", o.Note.(Note).Words(m.group.Terms, f), f.Unit.Line(o.At)))
	}
	return list
}

// Spelt spells the lock for dumps, in terms of the function, with the family of its routines.
func (l Lock) Spelt(terms *term.Pool, f *program.Function) string {
	return terms.Spell(l.loc, f.Params) + l.kind().words()
}

// Location is what the lock is told from others by.
func (l Lock) Location() term.Ref { return l.loc }
