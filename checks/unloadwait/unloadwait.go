// Package unloadwait finds unloads that leave a system thread running.
package unloadwait

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/summary"
)

//go:embed unloadwait.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver,
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-416", "external/cwe/cwe-362"},
}, run)

// A driver is what is asked about, with what is asked more than once.
type driver struct {
	*summary.Program
	assigns map[int][]assignment // by node of the points-to analysis; nil until asked for
}

func run(pass *check.Pass) {
	d := &driver{Program: pass.Program}
	unloads, registrations := pass.Program.WithRole(ddi.Unload)
	for i, unload := range unloads {
		if pass.Program.CanFinish(unload) {
			u := &finder{Pass: pass, driver: d, unload: unload, registration: registrations[i]}
			for _, t := range pass.Program.Threads {
				u.thread(t)
			}
			break // one unload routine ends the driver; a second is its part
		}
	}
	for _, entry := range d.entries() {
		for _, t := range pass.Program.Threads {
			failedEntry(pass, d, entry, t)
		}
	}
}

// failedEntry reports an entry point that fails after it has created the thread: the
// image goes away at once, and no unload routine is called.
func failedEntry(pass *check.Pass, d *driver, entry *program.Function, t *summary.Thread) {
	if !concerned(t) || !d.failsWith(entry, t) || d.announced(t, []*program.Function{entry}) != nil {
		return
	}
	path := append(start(t), program.PathStep{
		Unit: entry.Unit, Span: entry.End, Text: fmt.Sprintf("`%s` fails later with no wait for the thread: the image is unmapped under it", entry.Name),
	})
	pass.Report(check.Finding{Level: check.Error, Unit: entry.Unit, At: entry.NameSpan, Path: path},
		"`%s` can fail while the system thread `%s`, which it has created, still runs: a driver whose entry point fails is unloaded at once, without its unload routine", entry.Name, t.StartName())
}

// concerned reports whether the driver itself must wait for the thread.
// IoCreateSystemThread keeps the driver loaded; a stranger who has the thread may wait.
func concerned(t *summary.Thread) bool {
	return t.Routine.CreatesSystemThread() && len(t.Starts) > 0 && !t.Escapes
}

// A finder looks at one unload routine.
type finder struct {
	*check.Pass
	driver       *driver
	unload       *program.Function
	registration callgraph.Registration
}

func (u *finder) thread(t *summary.Thread) {
	if !concerned(t) || !u.driver.isCreated(t) {
		return
	}
	if len(t.Waits) == 0 {
		u.noWait(t)
		return
	}
	if u.driver.joinedByCreator(t) {
		return
	}
	reach := u.Program.Reach(u.unload)
	atUnload := slices.IndexFunc(t.Waits, func(w callgraph.Site) bool { return reach[w.In] }) >= 0
	before := slices.IndexFunc(t.Waits, func(w callgraph.Site) bool { return !reach[w.In] }) >= 0
	switch {
	case atUnload && before: // joined at times by a routine that ran before
	case atUnload:
		if gap := u.driver.findGap(u.unload, t); gap != nil {
			u.gap(t, gap, u.entered())
		}
	default:
		if gap := u.driver.findPlainGap(t); gap != nil {
			u.gap(t, gap)
		}
	}
}

// start is the beginning of every path: the thread's creation.
func start(t *summary.Thread) []program.PathStep {
	created := t.Created()
	return []program.PathStep{
		{Unit: created.In.Unit, Span: created.Call.Span, Text: fmt.Sprintf("creates a system thread that runs `%s`", t.StartName())},
	}
}

func (u *finder) entered() program.PathStep {
	return program.PathStep{Unit: u.unload.Unit, Span: u.unload.NameSpan, Text: fmt.Sprintf("`%s` is the last of the driver to run before its image goes away", u.unload.Name)}
}

func (u *finder) noWait(t *summary.Thread) {
	signal := u.driver.announced(t, u.driver.teardowns())
	if signal == nil {
		signal = u.driver.findLastSignal(t)
	}
	if signal != nil {
		u.signal(t, signal)
		return
	}
	path := append(start(t), u.entered(), program.PathStep{
		Unit: u.unload.Unit, Span: u.unload.End, Text: fmt.Sprintf("returns with no wait for the thread's object or handle: `%s` may still run when its code is unmapped", t.StartName()),
	})
	u.Report(check.Finding{Level: check.Error, Unit: u.unload.Unit, At: u.unload.NameSpan, Path: path},
		"`%s` can finish while the system thread `%s` still runs: nothing waits for the thread's object or handle, so it goes on in code that is no longer mapped", u.unload.Name, t.StartName())
}

func (u *finder) signal(t *summary.Thread, s *signal) {
	path := append(start(t),
		program.PathStep{Unit: s.Set.In.Unit, Span: s.Set.Call.Span, Text: fmt.Sprintf("the thread calls `%s` here and still has driver code to run before it is gone", s.Set.Call.Callee)},
		u.entered(),
		program.PathStep{Unit: s.Wait.In.Unit, Span: s.Wait.Call.Span, Text: fmt.Sprintf("`%s` waits only for that", s.Wait.Call.Callee)},
	)
	u.Report(check.Finding{Level: check.Warning, Unit: s.Wait.In.Unit, At: s.Wait.Call.Span, Path: path},
		"this waits for a signal that the system thread `%s` gives before it has left the driver's code, not for the thread itself: the image can go away under the thread's last instructions", t.StartName())
}

// gap reports a gap; the steps lead from the creation of the thread to it.
func (u *finder) gap(t *summary.Thread, gap *gap, steps ...program.PathStep) {
	path := append(start(t), steps...)
	at := gap.Wait
	var message string
	level := check.Error
	switch gap.Kind {
	case gapTimeout:
		message = fmt.Sprintf("the wait for the system thread `%s` gives up after its timeout and teardown goes on: the thread may still run when the image goes away", t.StartName())
		path = append(path, program.PathStep{Unit: at.In.Unit, Span: at.Call.Span, Text: fmt.Sprintf("`%s` returns STATUS_TIMEOUT while the thread runs, and that is ignored", at.Call.Callee)})
	case gapAny:
		message = fmt.Sprintf("this wait ends with the first of its objects: the system thread `%s` may still run when the image goes away", t.StartName())
		path = append(path, program.PathStep{Unit: at.In.Unit, Span: at.Call.Span, Text: "WaitAny: one signalled object is enough"})
	case gapElement:
		message = fmt.Sprintf("this waits for one of the system threads `%s` only: the others may still run when the image goes away", t.StartName())
		path = append(path, program.PathStep{Unit: at.In.Unit, Span: at.Call.Span, Text: "waits for one element of the array of threads"})
	case gapCleared:
		level = check.Warning
		message = fmt.Sprintf("the wait for the system thread `%s` is left out when the thread has already changed what is tested here, which it does before it has left the driver's code", t.StartName())
		path = append(path, gap.Branch.Branch(), program.PathStep{Unit: at.In.Unit, Span: at.Call.Span, Text: "and so this wait is left out"})
	case gapSkipped:
		message = fmt.Sprintf("the wait for the system thread `%s` is left out on a path that says nothing of whether it runs", t.StartName())
		path = append(path, gap.Branch.Branch(), program.PathStep{Unit: at.In.Unit, Span: at.Call.Span, Text: "and so this wait is left out"})
	}
	u.Report(check.Finding{Level: level, Unit: at.In.Unit, At: at.Call.Span, Path: path}, "%s", message)
}
