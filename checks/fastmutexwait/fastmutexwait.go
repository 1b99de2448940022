// Package fastmutexwait finds calls that can block while a fast mutex is held.
package fastmutexwait

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

//go:embed fastmutexwait.md
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
			if blocks(e) && len(lockset.Held(e)) > 0 && !reported[e.Call] && !takesLock(pass.Driver, e) {
				reported[e.Call] = true
				report(pass, f, e)
			}
		}
	}
}

// blocks reports whether the event is a call that can block.
func blocks(e *simulate.Event) bool {
	return !lockset.OutOfOrder(e) && e.Routine.Does(ddi.Wait)
}

func report(pass *check.Pass, f *program.Function, e *simulate.Event) {
	lock := lockset.Held(e)[len(lockset.Held(e))-1]
	state := "at APC_LEVEL"
	kind := "fast mutex"
	if lock.Guarded {
		kind, state = "guarded mutex", "in a guarded region"
	}
	last := fmt.Sprintf("calls `%s`, which can block, with `%s` still held", e.Name, lock.Name())
	if e.Inner != nil {
		last = fmt.Sprintf("calls `%s`, which can block", e.Name)
	}
	through := ""
	if e.Inner != nil {
		through = fmt.Sprintf(" (through `%s`)", e.Inner.In.Name)
	}
	pass.Report(check.Finding{
		Level: check.Error, Unit: f.Unit, At: e.Call.Span, Path: append(lock.Path(), lockset.Path(e, last)...),
	}, "`%s` can block here%s while the %s `%s` is held: the thread waits %s, where no APC reaches it, and everyone who wants the mutex waits with it", e.Name, through, kind, lock.Name(), state)
}
