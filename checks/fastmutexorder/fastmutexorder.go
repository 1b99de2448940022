// Package fastmutexorder finds fast mutexes that are released out of order.
package fastmutexorder

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

//go:embed fastmutexorder.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function,
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-667"},
}, run)

func run(pass *check.Pass) {
	for _, f := range pass.Driver.Functions {
		if pass.Driver.Summary(f) == nil {
			continue
		}
		reported := map[*ir.Call]bool{}
		for _, e := range pass.Driver.Summary(f).Events {
			if lockset.OutOfOrder(e) && lockset.OrderPath(e) != nil && !reported[e.Call] {
				reported[e.Call] = true
				report(pass, f, e)
			}
		}
	}
}

func report(pass *check.Pass, f *program.Function, e *simulate.Event) {
	held := lockset.Held(e)[len(lockset.Held(e))-1]
	first, second := "`"+lockset.LockName(e)+"`", "`"+held.Name()+"`"
	taken, then := lockset.OrderPath(e), held.Path()
	if first == second { // one name at different times, as in a walk along a list
		first, second = dated(first, taken), dated(second, then)
	}
	path := append(taken, then...)
	path = append(path, lockset.Path(e, fmt.Sprintf("releases %s here, with %s still held", first, second))...)
	if held.Guarded || e.Routine.DoesTo(ddi.Release, ddi.GuardedMutex) {
		pass.Report(check.Finding{Level: check.Warning, Unit: f.Unit, At: e.Call.Span, Path: path, Fixes: swap(pass, f, e)},
			"%s is released while %s, taken after it, is still held: mutexes that disable APCs must be released in the reverse order of their acquisition", first, second)
		return
	}
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: e.Call.Span, Path: path, Fixes: swap(pass, f, e)},
		"fast mutex %s is released while %s, taken after it, is still held: the IRQL saved in %s is restored under %s, and the release of %s then leaves the thread at APC_LEVEL for good",
		first, second, first, second, second)
}

// dated tells a mutex from another of the same name by where it was taken.
func dated(name string, path []program.PathStep) string {
	if len(path) == 0 {
		return name
	}
	return fmt.Sprintf("%s of line %d", name, path[0].Unit.Line(path[0].Span))
}
