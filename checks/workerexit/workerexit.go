// Package workerexit finds work items that end the system's worker thread.
package workerexit

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

//go:embed workerexit.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "very-high", Scope: check.Driver,
	Before: before,
	Tags:   []string{"correctness", "concurrency", "external/cwe/cwe-705"},
}, run)

func before(d *driver.Driver) {
	routines, _ := d.WithRole(ddi.WorkItem, ddi.IoWorkItem)
	for _, f := range routines {
		threadEnds(d, f)
	}
}

func run(pass *check.Pass) {
	routines, registrations := pass.Driver.WithRole(ddi.WorkItem, ddi.IoWorkItem)
	for i, f := range routines {
		reported := map[*ir.Call]bool{}
		for _, e := range threadEnds(pass.Driver, f) {
			if !reported[e.Call] && !onlyInThreads(pass.Driver, e) {
				reported[e.Call] = true
				report(pass, f, registrations[i], e)
			}
		}
	}
}

func report(pass *check.Pass, f *program.Function, r callgraph.Registration, e *simulate.Event) {
	through := ""
	if e.Inner != nil {
		through = fmt.Sprintf(" (through `%s`)", e.Inner.In.Name)
	}
	path := []program.PathStep{
		{Unit: r.Unit, Span: r.At, Text: fmt.Sprintf("`%s` makes `%s` the routine of a work item", r.Routine, f.Name)},
		{Unit: f.Unit, Span: f.NameSpan, Text: fmt.Sprintf("`%s` runs on a worker thread of the system", f.Name)},
	}
	path = append(path, lockset.Path(e, fmt.Sprintf("`%s` ends the worker thread: bug check 0xE9", e.Name))...)
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: e.Call.Span, Path: path},
		"the work item `%s` calls `%s` here%s: the thread belongs to the system, which stops with bug check 0xE9 ACTIVE_EX_WORKER_THREAD_TERMINATION", f.Name, e.Name, through)
}
