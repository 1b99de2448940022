// Package apcenabled finds locks taken by a thread that can be suspended while it holds them.
package apcenabled

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/ir"
)

//go:embed apcenabled.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver, Needs: []*analysis.Analyzer{driver.Broken},
	Tags: []string{"correctness", "concurrency", "security", "external/cwe/cwe-667", "external/cwe/cwe-833"},
}, run)

func run(pass *check.Pass) {
	places := map[lock][]*irql.Breach{}
	var order []lock
	last := ir.Span{}
	for _, b := range pass.Breaches(irql.APCsOn) {
		if b.At == last {
			continue // one that the same call leads to
		}
		last = b.At
		l, known := lockOf(ddi.Lookup(b.Final().Name), b.Final().Call)
		if !known {
			report(pass, []*irql.Breach{b})
			continue
		}
		if places[l] == nil {
			order = append(order, l)
		}
		places[l] = append(places[l], b)
	}
	for _, l := range order {
		if list := places[l]; len(list) > 1 && !guarded(pass.Driver, l, list) {
			report(pass, list)
			continue
		}
		for _, b := range places[l] {
			report(pass, []*irql.Breach{b})
		}
	}
}

// report tells of the places at which one lock is taken, at the first of them.
func report(pass *check.Pass, places []*irql.Breach) {
	b := places[0]
	through := ""
	if b.Inner != nil {
		through = fmt.Sprintf(" (through `%s`)", b.Inner.In.Name)
	}
	path := []program.PathStep{{Unit: b.In.Unit, Span: b.In.NameSpan, Text: fmt.Sprintf("the system calls `%s` at PASSIVE_LEVEL, outside of critical regions", b.In.Name)}}
	path = append(path, b.Path(fmt.Sprintf("`%s` takes the lock with normal kernel APCs on", b.Name))...)
	also := ""
	if n := len(places) - 1; n > 0 {
		also = fmt.Sprintf(", and in %d more places: nothing in the driver keeps APCs out where it takes this lock", n)
	}
	for _, other := range places[1:] {
		text := fmt.Sprintf("so does `%s` here, which the system calls like that, too", other.In.Name)
		path = append(path, program.PathStep{Unit: other.In.Unit, Span: other.At, Text: text})
	}
	pass.Report(check.Finding{Level: check.Warning, Unit: b.In.Unit, At: b.At, Path: path},
		"`%s` takes a lock here%s while normal kernel APCs are on%s: the thread can be suspended while it holds it, and everyone waits for a thread that does not run", b.Name, through, also)
}
