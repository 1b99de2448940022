// Package apcenabled finds locks taken by a thread that can be suspended while it holds them.
package apcenabled

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/summary"
	"github.com/drvlint/drvlint/ir"
)

//go:embed apcenabled.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Function, Needs: []*analysis.Analyzer{summary.Broken},
	Tags: []string{"correctness", "concurrency", "security", "external/cwe/cwe-667", "external/cwe/cwe-833"},
}, run)

func run(pass *check.Pass) {
	last := ir.Span{}
	for _, b := range pass.Breaches(summary.APCsOn) {
		if b.At == last {
			continue // one that the same call leads to
		}
		last = b.At
		through := ""
		if b.Inner != nil {
			through = fmt.Sprintf(" (through `%s`)", b.Inner.In.Name)
		}
		path := []program.PathStep{{Unit: b.In.Unit, Span: b.In.NameSpan, Text: fmt.Sprintf("the system calls `%s` at PASSIVE_LEVEL, outside of critical regions", b.In.Name)}}
		path = append(path, b.Path(fmt.Sprintf("`%s` takes the lock with normal kernel APCs on", b.Name))...)
		pass.Report(check.Finding{Level: check.Warning, Unit: b.In.Unit, At: b.At, Path: path},
			"`%s` takes a lock here%s while normal kernel APCs are on: the thread can be suspended while it holds it, and everyone waits for a thread that does not run", b.Name, through)
	}
}
