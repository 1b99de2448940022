// Package drainlock finds waits for the end of others under a lock that those others take.
package drainlock

import (
	_ "embed"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

//go:embed drainlock.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "medium", Scope: check.Driver, NoPaths: true, OnDemand: true,
	Tags:  []string{"correctness", "concurrency", "external/cwe/cwe-833"},
	Needs: []*analysis.Analyzer{locking.Analyzer},
}, run)

func run(pass *check.Pass) {
	s := &search{d: pass.Driver, locks: pass.ResultOf[locking.Analyzer].(*locking.Locks)}
	var reported []*ir.Call
	for _, c := range s.drains() {
		for _, m := range s.deadlocks(c) {
			if first := m.way[0].Call; !slices.Contains(reported, first) {
				reported = append(reported, first)
				report(pass, c, m)
			}
		}
	}
}

func report(pass *check.Pass, c drain, m deadlock) {
	first := m.way[0]
	path := []program.PathStep{{Unit: first.In.Unit, Span: m.held.Call.Span, Text: fmt.Sprintf("`%s` takes `%s`", first.In.Name, m.held.Words())}}
	path = append(path, m.way.Path(fmt.Sprintf("`%s` waits until `%s` is done", c.Routine.Name, c.other.Name))...)
	path = append(path,
		program.PathStep{Unit: c.unit, Span: c.at, Text: fmt.Sprintf("`%s` %s", c.by, c.makes)},
		program.PathStep{Unit: m.taken.In.Unit, Span: m.taken.Call.Span, Text: fmt.Sprintf("`%s` takes `%s` too, and waits for who holds it", m.taken.In.Name, m.taken.Words())})
	through := ""
	if len(m.way) > 1 {
		through = fmt.Sprintf(" (through `%s`)", m.way[1].In.Name)
	}
	pass.Report(check.Finding{Level: check.Error, Unit: first.In.Unit, At: first.Call.Span, Path: path},
		"`%s` waits here%s, with `%s` held, until `%s` is done, and that takes the same lock: each waits for the other", c.Routine.Name, through, m.held.Words(), c.other.Name)
}
