package summary

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
)

// FormatObligations writes what the rules of f have come to: what is broken for certain, and
// what only a caller can decide, as `drvlint dump obligations` prints it.
func (p *Program) FormatObligations(f *program.Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s:\n", f.Name)
	p.ensure(f, everything)
	if p.of(f).Summary != nil {
		w := &summaryWriter{p: p, f: f, b: &b}
		for _, e := range p.of(f).Summary.Events {
			w.event(e)
		}
		for _, l := range p.of(f).Summary.Leaks {
			fmt.Fprintf(&b, "\treturns with %s%s, %s ; L%d\n", w.spell(l.loc), l.kind().words(), l.told.words(), f.Unit.Line(l.Return))
		}
		for _, u := range p.of(f).Summary.Unpaired {
			fmt.Fprintf(&b, "\t%s ; L%d\n", u.words(w), f.Unit.Line(u.Call.Span))
		}
	}
	p.ofRegime().formatRegimeObligations(&b, f)
	return b.String()
}

// formatRegimeObligations writes those of the regime: in calls by the driver, and in calls by
// the system.
func (p *Program) formatRegimeObligations(b *strings.Builder, f *program.Function) {
	p.ensureRegime(f, tell{level: ddi.HighLevel, blocking: true, owning: true})
	for _, by := range []struct {
		who string
		sum *Summary
	}{{"", p.of(f).Regime}, {" when the system calls it", p.InRegime(f)}} {
		if by.sum == nil || by.who != "" && by.sum == p.of(f).Regime {
			continue
		}
		for _, breach := range by.sum.Breaches {
			fmt.Fprintf(b, "\t%s%s ; L%d\n", breach.words(p, f), by.who, f.Unit.Line(breach.At))
		}
		for _, s := range by.sum.Stays {
			fmt.Fprintf(b, "\treturns attached, %s%s ; L%d\n", s.told.words(), by.who, f.Unit.Line(s.Return))
		}
	}
}

// words spells by what a caller can tell the way from others.
func (t told) words() string {
	return [...]string{never: "which no caller can see", byMemory: "seen by what memory held", byResult: "seen by the result", bySuccess: "seen by success"}[t]
}

// words spells a release that does not undo what it should.
func (u *Unpaired) words(w *summaryWriter) string {
	name := w.spell(u.Lock.loc) + u.Lock.kind().words()
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

// breachWords names the kinds of Breach.
var breachWords = [...]string{
	TooHigh: "level too high", TooLow: "level too low", RaisesToLower: "raises to a lower level", AboveContract: "above its annotations",
	BelowContract: "below its annotations", OtherLevel: "restored at another level", NotSame: "returns at another level",
	NotRaised: "returns above its annotation", ReturnsRaised: "returns raised", NotSaved: "level not saved", NotRestored: "level not restored",
	PagedCode: "paged code raised", CancelLevel: "cancel lock released at another level", WhileAttached: "blocks while attached",
	APCsOn: "locks with APCs on", EndsInRegion: "thread ends in a region", EndsAttached: "thread ends attached", EndsHolding: "thread ends with a lock",
}

// words spells a breach, or the demand that a caller's regime decides over.
func (b *Breach) words(p *Program, f *program.Function) string {
	verdict := "open: "
	if b.Found {
		verdict = "broken: "
	}
	words := verdict + breachWords[b.Kind]
	if b.Name != "" {
		words += " in " + b.Name
	}
	if b.Inner != nil {
		words += " through " + b.Inner.In.Name
	}
	if b.Lock != "" {
		words += " " + b.Lock
	}
	if b.Region != "" {
		words += " (" + b.Region + ")"
	}
	w := &summaryWriter{p: p, f: f}
	if b.level != 0 {
		words += fmt.Sprintf(", level %s, allowed %s", w.spell(b.level), levelWords(ddi.LevelRange{Min: b.Min, Max: b.Max}))
	}
	return words + ", " + w.condition(b.facts)
}
