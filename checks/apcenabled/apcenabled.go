// Package apcenabled finds locks taken by a thread that can be suspended while it holds them.
package apcenabled

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

//go:embed apcenabled.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver, Rules: []*irql.Rule{apcsOn},
	NoPaths: true,
	Tags:    []string{"correctness", "concurrency", "security", "external/cwe/cwe-667", "external/cwe/cwe-833"},
}, run)

// apcsOn asks that normal kernel APCs are off where a lock is taken that does not turn them off itself.
var apcsOn = &irql.Rule{
	Name: "locks with APCs on", Depth: obligation.Unbounded, Apart: true,
	On: func(p *irql.Point, ask func(*irql.Obligation)) {
		if p.Kind == irql.AtCall && p.Routine.Unguarded() && !p.InRegion() {
			taken, _ := p.Arg(p.Routine.Arg(ddi.OpLock))
			ask(&irql.Obligation{Name: p.Name, Call: p.Call, Terms: [2]term.Ref{1: taken}})
		}
	},
	Judge: func(p *irql.Point, o *irql.Obligation) obligation.Verdict {
		o.Terms[0] = p.Level()
		p.Since(o)
		switch {
		case p.APCsOn():
			return obligation.Broken
		case p.Asked(profile.Owns) && !p.APCsOff():
			return obligation.Open
		}
		return obligation.Kept
	},
}

func run(pass *check.Pass) {
	places := map[lock][]*irql.Obligation{}
	var order []lock
	last := ir.Span{}
	var below []lock                       // taken on account of the call at last; one that is reached by a pointer has no name
	other := map[*irql.Obligation]string{} // those for which the call at last is told already, with the lock's name
	for _, b := range pass.Broken() {
		l, known := lockOf(ddi.Lookup(b.Final().Name), b.Final().Call)
		if b.At != last {
			last, below = b.At, nil
		} else if !known || slices.Contains(below, l) || slices.Contains(below, lock{}) {
			continue // may be one that is told already
		} else {
			other[b] = l.name
		}
		below = append(below, l)
		if !known {
			report(pass, "", []*irql.Obligation{b})
			continue
		}
		if places[l] == nil {
			order = append(order, l)
		}
		places[l] = append(places[l], b)
	}
	for _, l := range order {
		if list := places[l]; len(list) > 1 && !guarded(pass.Driver, l, list) {
			report(pass, other[list[0]], list)
			continue
		}
		for _, b := range places[l] {
			report(pass, other[b], []*irql.Obligation{b})
		}
	}
}

// report tells of the places at which one lock is taken, at the first of them; by its name if another one is told there.
func report(pass *check.Pass, name string, places []*irql.Obligation) {
	b := places[0]
	through := ""
	if b.Inner != nil {
		through = fmt.Sprintf(" (through `%s`)", b.Inner.In.Name)
	}
	which := "a lock here"
	if name != "" {
		which = fmt.Sprintf("another lock, `%s`, here", name)
	}
	path := []program.PathStep{{Unit: b.In.Unit, Span: b.In.NameSpan, Text: fmt.Sprintf("the system calls `%s` at PASSIVE_LEVEL, outside of critical regions", b.In.Name)}}
	path = append(path, irql.Path(b, fmt.Sprintf("`%s` takes the lock with normal kernel APCs on", b.Name))...)
	also := ""
	if n := len(places) - 1; n > 0 {
		more := "one more place"
		if n > 1 {
			more = fmt.Sprintf("%d more places", n)
		}
		also = fmt.Sprintf(", and in %s: nothing in the driver keeps APCs out where it takes this lock", more)
	}
	for _, other := range places[1:] {
		text := fmt.Sprintf("so does `%s` here, which the system calls like that, too", other.In.Name)
		path = append(path, program.PathStep{Unit: other.In.Unit, Span: other.At, Text: text})
	}
	pass.Report(check.Finding{Level: check.Warning, Unit: b.In.Unit, At: b.At, Path: path},
		"`%s` takes %s%s while normal kernel APCs are on%s: the thread can be suspended while it holds it, and everyone waits for a thread that does not run", b.Name, which, through, also)
}
