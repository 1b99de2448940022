// Package threadhandle finds handles of system threads that are never closed.
package threadhandle

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/summary"
)

//go:embed threadhandle.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver,
	Tags: []string{"correctness", "external/cwe/cwe-772"},
}, run)

func run(pass *check.Pass) {
	reported := map[*summary.Thread]bool{}
	for _, t := range pass.Program.Threads {
		if open := findOpenHandle(pass.Program, t); open != nil && !again(reported, t) {
			reported[t] = true
			report(pass, t, open)
		}
	}
}

// again reports whether the same creation was reported for another start routine.
func again(reported map[*summary.Thread]bool, t *summary.Thread) bool {
	for other := range reported {
		if other.Call == t.Call {
			return true
		}
	}
	return false
}

func report(pass *check.Pass, t *summary.Thread, open *openHandle) {
	path := []program.PathStep{{Unit: t.In.Unit, Span: t.Call.Span, Text: fmt.Sprintf("`%s` opens a handle to the new thread", t.Routine.Name)}}
	if open.Branch != nil {
		path = append(path, open.Branch.Branch())
	}
	path = append(path, program.PathStep{Unit: t.In.Unit, Span: open.Return, Text: fmt.Sprintf("`%s` returns with the handle open: nobody knows it any more", t.In.Name)})
	pass.Report(check.Finding{Level: check.Warning, Unit: t.In.Unit, At: t.Call.Span, Path: path},
		"the handle of the system thread `%s` is neither closed nor kept: the thread's object stays in memory after its end, with the handle table of the process that it was opened in", t.StartName())
}
