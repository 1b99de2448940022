// Package lockleak finds functions that forget on some way to release a lock, or to leave a region.
package lockleak

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
)

//go:embed lockleak.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "medium", Scope: check.Driver, NoPaths: true,
	Tags:  []string{"correctness", "concurrency", "external/cwe/cwe-667", "external/cwe/cwe-772"},
	Needs: []*analysis.Analyzer{locking.Analyzer},
}, run)

func run(pass *check.Pass) {
	locks := pass.ResultOf[locking.Analyzer].(*locking.Locks)
	for _, f := range pass.Driver.Functions {
		if r := locks.Of(f); r.GivenUp || r.Levelless {
			pass.GiveUp(f, ways.TooMany)
		}
		if locks.Of(f).Overfull {
			pass.GiveUp(f, locking.Overfull)
		}
		for _, l := range locks.Leaks(f) {
			report(pass, locks, f, l)
		}
		for _, s := range locks.Surpluses(f) {
			reportSurplus(pass, f, s)
		}
	}
}

func report(pass *check.Pass, locks *locking.Locks, f *program.Function, l locking.Leak) {
	kind, consequence := words(l.Kind)
	what, verb := fmt.Sprintf("the %s `%s` held", kind, l.Words()), "takes"
	if l.Kind == ddi.Level {
		what, verb = "at "+l.Words(), "raises"
	} else if l.Kind&locking.Regions != 0 {
		what, verb = "in "+l.Words(), "enters"
	} else if l.Place.Root == nil {
		what = "with " + l.Words() + " held"
	} else {
		what = "with " + what
	}
	taken := fmt.Sprintf("`%s` %s it here", l.Routine.Name, verb)
	if l.Through != nil {
		taken = fmt.Sprintf("`%s`, which is called here, %s it", l.Through.Name, verb)
	}
	path := []program.PathStep{{Unit: f.Unit, Span: l.Call.Span, Text: taken}}
	if l.End.Raised != nil {
		path = append(path, program.PathStep{Unit: f.Unit, Span: l.End.Raised.Span, Text: fmt.Sprintf("`%s` may raise an exception, which is caught", l.End.Raised.Callee)})
	}
	path = append(path, program.PathStep{Unit: f.Unit, Span: l.End.Return.Span, Text: fmt.Sprintf("`%s` returns here %s", f.Name, what)})
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: l.End.Return.Span, Path: path, Fixes: fix(pass, locks, f, l)},
		"`%s` returns here %s, which other ways through it undo: %s", f.Name, what, consequence)
}

// words says what a lock is, and what follows where it stays taken.
func words(kind ddi.Object) (what, consequence string) {
	waits := "whoever wants it next waits forever"
	switch {
	case kind == ddi.Level:
		return "level", "the processor goes on at that level, and the next wait or page fault stops the system (bug checks 0xA, 0xD1, 0xB8)"
	case kind&locking.Regions != 0:
		return "region", "the thread goes on without APCs, and its next I/O may never return"
	case kind&ddi.Resource != 0:
		return "resource", waits
	case kind&ddi.PushLock != 0:
		return "push lock", waits
	case kind&ddi.SpinLock != 0:
		return "spin lock", "the processor stays at the level of the lock, and whoever wants it next spins forever"
	case kind&ddi.Mutex != 0:
		return "mutex", waits
	case kind&ddi.Semaphore != 0:
		return "semaphore", waits
	}
	return "lock", waits
}
