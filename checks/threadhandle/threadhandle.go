// Package threadhandle finds handles of system threads that are never closed.
package threadhandle

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
)

//go:embed threadhandle.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver,
	Before: before,
	Tags:   []string{"correctness", "external/cwe/cwe-772"},
}, run)

func before(d *driver.Driver) {
	for _, t := range d.Threads {
		d.Demand(t.In, profile.Threads)
	}
}

func run(pass *check.Pass) {
	reported := map[*threads.Thread]bool{}
	for _, t := range pass.Driver.Threads {
		if once(pass.Driver, t) {
			continue
		}
		if neverClosed(pass.Driver, t) && !again(reported, t) {
			reported[t] = true
			reportKept(pass, t)
			continue
		}
		if next := replacedBy(pass.Driver, t); next != nil && !again(reported, t) {
			reported[t] = true
			reportReplaced(pass, t, next)
			continue
		}
		if overwritten(pass.Driver, t) && !again(reported, t) {
			reported[t] = true
			reportOverwritten(pass, t)
			continue
		}
		if open := findOpenHandle(pass.Driver, t); open != nil && !again(reported, t) {
			reported[t] = true
			report(pass, t, open)
		}
	}
}

// once reports whether the thread is created as the driver is loaded, and the driver stays for good: the handle is one, whatever becomes of it.
func once(p *driver.Driver, t *threads.Thread) bool {
	_, ends := p.Ending()
	return !ends && p.Occasion(t.Created().In) == callgraph.AtEntry
}

// again reports whether the same creation was reported for another start routine.
func again(reported map[*threads.Thread]bool, t *threads.Thread) bool {
	for other := range reported {
		if other.Call == t.Call {
			return true
		}
	}
	return false
}

// opened is the beginning of every path.
func opened(t *threads.Thread) []program.PathStep {
	return []program.PathStep{{Unit: t.In.Unit, Span: t.Call.Span, Text: fmt.Sprintf("`%s` opens a handle to the new thread", t.Routine.Name)}}
}

func reportKept(pass *check.Pass, t *threads.Thread) {
	pass.Report(check.Finding{Level: check.Warning, Unit: t.In.Unit, At: t.Call.Span, Path: opened(t)},
		"the handle of the system thread `%s` is kept in `%s`, but nothing in the driver ever closes it: the thread's object stays in memory after its end, with %s", t.StartName(), handleOut(t).Place, table(pass.Driver, t))
}

func reportReplaced(pass *check.Pass, t, next *threads.Thread) {
	path := append(opened(t), program.PathStep{Unit: t.In.Unit, Span: next.Call.Span, Text: fmt.Sprintf("the handle of `%s` takes its place in `%s`: nobody knows it any more", next.StartName(), handleOut(t).Place)})
	pass.Report(check.Finding{Level: check.Warning, Unit: t.In.Unit, At: t.Call.Span, Path: path},
		"the handle of the system thread `%s` is still open when that of `%s` overwrites it: the thread's object stays in memory after its end, with %s", t.StartName(), next.StartName(), table(pass.Driver, t))
}

func reportOverwritten(pass *check.Pass, t *threads.Thread) {
	path := append(opened(t), program.PathStep{Unit: t.In.Unit, Span: t.Call.Span, Text: "the next round of the loop opens another in the same variable"})
	pass.Report(check.Finding{Level: check.Warning, Unit: t.In.Unit, At: t.Call.Span, Path: path},
		"the handle of the system thread `%s` is still open when the loop comes here again and overwrites it: the thread's object stays in memory after its end, with %s", t.StartName(), table(pass.Driver, t))
}

// table says in whose handle table the handle is. The entry point runs in the System process.
func table(p *driver.Driver, t *threads.Thread) string {
	if p.Occasion(t.Created().In) == callgraph.AtEntry {
		return "an entry in the handle table of the System process"
	}
	return "an entry in the handle table of the process in whose context this runs (of the System process with OBJ_KERNEL_HANDLE)"
}

func report(pass *check.Pass, t *threads.Thread, open *openHandle) {
	path := opened(t)
	if open.Branch != nil {
		path = append(path, open.Branch.Branch())
	}
	path = append(path, program.PathStep{Unit: t.In.Unit, Span: open.Return, Text: fmt.Sprintf("`%s` returns with the handle open: nobody knows it any more", t.In.Name)})
	pass.Report(check.Finding{Level: check.Warning, Unit: t.In.Unit, At: t.Call.Span, Path: path},
		"the handle of the system thread `%s` is neither closed nor kept: the thread's object stays in memory after its end, with %s", t.StartName(), table(pass.Driver, t))
}
