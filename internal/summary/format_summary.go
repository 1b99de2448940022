package summary

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
)

// FormatSummary writes what f does for its callers, as `drvlint dump summary` prints it: what it
// does to locks and threads, then, behind "irql", what it does to the regime of its thread.
func (p *Program) FormatSummary(f *program.Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s:\n", f.Name)
	p.formatLocks(&b, f)
	p.ofRegime().formatRegime(&b, f)
	return b.String()
}

// formatRegime writes the outcomes of the regime simulation, of a function that changes the regime.
func (p *Program) formatRegime(b *strings.Builder, f *program.Function) {
	if !p.handlesRegime(f) {
		return
	}
	p.ensureRegime(f, tell{})
	b.WriteString("\tirql:\n")
	if p.of(f).Regime.Bounded {
		b.WriteString("\tbroken off at a bound\n")
	}
	w := &summaryWriter{p: p, f: f, b: b}
	for _, o := range p.of(f).Regime.Outcomes {
		w.outcome(o)
	}
}

func (p *Program) formatLocks(b *strings.Builder, f *program.Function) {
	p.ensure(f, everything)
	if p.of(f).Summary == nil {
		b.WriteString("\tnothing that a check asks about\n")
		return
	}
	if p.of(f).Summary.Bounded {
		b.WriteString("\tbroken off at a bound\n")
	}
	w := &summaryWriter{p: p, f: f, b: b}
	for _, o := range p.of(f).Summary.Outcomes {
		w.outcome(o)
	}
	for _, e := range p.of(f).Summary.Events {
		w.event(e)
	}
}

type summaryWriter struct {
	p *Program
	f *program.Function
	b *strings.Builder
}

func (w *summaryWriter) spell(r term.Ref) string { return w.p.pool.Spell(r, w.f.Params) }

func (w *summaryWriter) condition(facts []term.Constraint) string {
	var parts []string
	for _, f := range facts {
		parts = append(parts, w.spell(f.Value)+" "+f.In.String())
	}
	if len(parts) == 0 {
		return "always"
	}
	slices.Sort(parts)
	return "if " + strings.Join(parts, ", ")
}

func (w *summaryWriter) outcome(o *Outcome) {
	fmt.Fprintf(w.b, "\treturns")
	if o.result != 0 {
		fmt.Fprintf(w.b, " %s", w.spell(o.result))
		if i := slices.IndexFunc(o.values, func(f term.Constraint) bool { return f.Value == o.result }); i >= 0 {
			fmt.Fprintf(w.b, " (%s)", o.values[i].In)
		}
	}
	fmt.Fprintf(w.b, " %s\n", w.condition(o.facts))
	for _, r := range o.freed {
		fmt.Fprintf(w.b, "\t\treleases %s\n", w.spell(r.loc))
	}
	for _, l := range slices.Concat(o.Held, o.soft) {
		fmt.Fprintf(w.b, "\t\tholds %s\n", w.spell(l.loc))
	}
	for i, t := range w.p.Threads {
		if o.Joined&(1<<i) != 0 {
			fmt.Fprintf(w.b, "\t\twaits for thread %s\n", t.StartName())
		}
		if o.Made&(1<<i) != 0 {
			fmt.Fprintf(w.b, "\t\tcreates thread %s\n", t.StartName())
		}
		if o.Lost&(1<<i) != 0 {
			fmt.Fprintf(w.b, "\t\twaits for thread %s, but may give up\n", t.StartName())
		}
	}
	stores := slices.Clone(o.stores)
	slices.SortFunc(stores, func(a, b term.Binding) int { return cmp.Compare(w.spell(a.At), w.spell(b.At)) })
	for _, s := range stores {
		fmt.Fprintf(w.b, "\t\tsets %s to %s\n", w.spell(s.At), w.spell(s.Value))
	}
}

func (w *summaryWriter) event(e *Event) {
	verb := "calls " + e.Name
	if e.Order {
		verb = "releases " + w.spell(e.Lock) + " out of order"
	}
	if e.Inner != nil {
		verb += " through " + e.Inner.In.Name
	}
	fmt.Fprintf(w.b, "\t%s ; L%d %s\n", verb, w.f.Unit.Line(e.Call.Span), w.condition(e.facts))
	for _, r := range e.freed {
		fmt.Fprintf(w.b, "\t\tafter releasing %s\n", w.spell(r))
	}
	for _, l := range e.Held {
		fmt.Fprintf(w.b, "\t\twith %s held\n", w.spell(l.loc))
	}
}
