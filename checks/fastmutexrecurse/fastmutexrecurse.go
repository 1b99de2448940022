// Package fastmutexrecurse finds fast mutexes taken by a thread that holds them already.
package fastmutexrecurse

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

//go:embed fastmutexrecurse.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function,
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-667", "external/cwe/cwe-833"},
}, run)

func run(pass *check.Pass) {
	for _, f := range pass.Driver.Functions {
		if pass.Driver.Summary(f) == nil {
			continue
		}
		reported := map[*ir.Call]bool{}
		for _, e := range pass.Driver.Summary(f).Events {
			if lockset.TakenAgain(e) != nil && !reported[e.Call] {
				reported[e.Call] = true
				report(pass, f, e)
			}
		}
	}
}

func report(pass *check.Pass, f *program.Function, e *simulate.Event) {
	kind, name := "fast mutex", lockset.TakenAgain(e).Name()
	if lockset.TakenAgain(e).Guarded {
		kind = "guarded mutex"
	}
	last, through := fmt.Sprintf("acquires `%s` again", name), ""
	if e.Inner != nil {
		through = fmt.Sprintf(" (through `%s`)", e.Inner.In.Name)
	}
	pass.Report(check.Finding{
		Level: check.Error, Unit: f.Unit, At: e.Call.Span, Path: append(lockset.TakenAgain(e).Path(), lockset.Path(e, last)...),
	}, "%s `%s` is taken here%s by the thread that holds it: it is not re-entrant, and the thread waits for itself forever", kind, name, through)
}
