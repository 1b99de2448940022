package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
)

// A Writer prints what was found out of a function, in its own words.
type Writer struct {
	Group *Group
	Of    *program.Function
	strings.Builder
}

// Name is what the machines of the group follow.
func (g *Group) Name() string {
	var names []string
	for _, m := range g.machines {
		names = append(names, m.Name())
	}
	return strings.Join(names, " and ")
}

// Spell spells a value or a location.
func (w *Writer) Spell(r term.Ref) string { return w.Group.Terms.Spell(r, w.Of.Params) }

// Condition spells what must hold.
func (w *Writer) Condition(facts []term.Constraint) string {
	var parts []string
	for _, f := range facts {
		parts = append(parts, w.Spell(f.Value)+" "+f.In.String())
	}
	if len(parts) == 0 {
		return "always"
	}
	slices.Sort(parts)
	return "if " + strings.Join(parts, ", ")
}

// Summary writes the outcomes and events of a function.
func (w *Writer) Summary(sum *Summary) {
	if sum.Bounded {
		w.WriteString("\tbroken off at a bound\n")
	}
	for _, o := range sum.Outcomes {
		w.outcome(o)
	}
	for _, e := range sum.Events {
		w.Event(e)
	}
}

func (w *Writer) outcome(o *Outcome) {
	w.WriteString("\treturns")
	if o.result != 0 {
		fmt.Fprintf(w, " %s", w.Spell(o.result))
		if i := slices.IndexFunc(o.values, func(c term.Constraint) bool { return c.Value == o.result }); i >= 0 {
			fmt.Fprintf(w, " (%s)", o.values[i].In)
		}
	}
	fmt.Fprintf(w, " %s\n", w.Condition(o.facts))
	for _, m := range w.Group.machines {
		w.lines(m.Words(w.Of, o))
	}
	stores := slices.Clone(o.stores)
	slices.SortFunc(stores, func(a, b term.Binding) int { return cmp.Compare(w.Spell(a.At), w.Spell(b.At)) })
	for _, s := range stores {
		fmt.Fprintf(w, "\t\tsets %s to %s\n", w.Spell(s.At), w.Spell(s.Value))
	}
}

// Event writes an event.
func (w *Writer) Event(e *Event) {
	verb := "calls " + e.Name
	var lines []string
	for _, m := range w.Group.machines {
		what, known := m.EventWords(w.Of, e)
		verb = cmp.Or(what, verb)
		lines = append(lines, known...)
	}
	if e.Inner != nil {
		verb += " through " + e.Inner.In.Name
	}
	fmt.Fprintf(w, "\t%s ; L%d %s\n", verb, w.Of.Unit.Line(e.Call.Span), w.Condition(e.facts))
	w.lines(lines)
}

func (w *Writer) lines(list []string) {
	for _, line := range list {
		fmt.Fprintf(w, "\t\t%s\n", line)
	}
}
