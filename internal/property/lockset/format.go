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

// Obligations lists what f leaves held, and which releases do not undo what they should.
func (m *Machine) Obligations(f *program.Function) []string {
	var list []string
	found := m.found(f)
	for _, l := range found.leaks {
		list = append(list, fmt.Sprintf("returns with %s%s, %s ; L%d", m.group.Terms.Spell(l.loc, f.Params), l.kind().words(), l.seen.Words(), f.Unit.Line(l.Return)))
	}
	for _, u := range found.unpaired {
		list = append(list, fmt.Sprintf("%s ; L%d", u.words(m.group.Terms, f), f.Unit.Line(u.Call.Span)))
	}
	return list
}

// words spells a release that does not undo what it should.
func (u *Unpaired) words(terms *term.Pool, f *program.Function) string {
	name := terms.Spell(u.Lock.loc, f.Params) + u.Lock.kind().words()
	switch {
	case u.Mixed && u.Sole:
		return fmt.Sprintf("releases %s by a routine of another kind", name)
	case u.Mixed:
		return fmt.Sprintf("releases %s by a routine of another kind on some path", name)
	case u.Before != nil:
		return fmt.Sprintf("releases %s again", name)
	}
	return fmt.Sprintf("releases %s on a path that has not taken it", name)
}
