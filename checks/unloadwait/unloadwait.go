// Package unloadwait finds unloads that leave a system thread running.
package unloadwait

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
)

//go:embed unloadwait.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver,
	Before: before,
	Tags:   []string{"correctness", "concurrency", "external/cwe/cwe-416", "external/cwe/cwe-362"},
}, run)

// A subject is what is asked about, with what is asked more than once.
type subject struct {
	*driver.Driver
	assigns map[int][]assignment // by node of the points-to analysis; nil until asked for
}

func before(d *driver.Driver) {
	d.DemandEnds()
	demandPauses(&subject{Driver: d})
	for _, t := range d.Threads {
		created := t.Created().In
		d.Demand(created, profile.Threads)
		for _, w := range t.Waits {
			d.Demand(w.In, profile.Threads)
		}
		for _, f := range d.Functions {
			if len(d.Roles(f)) > 0 && d.Reach(f)[created] {
				d.Demand(f, profile.Threads)
			}
		}
	}
}

func run(pass *check.Pass) {
	d := &subject{Driver: pass.Driver}
	if ending, ok := pass.Driver.Ending(); ok {
		u := &finder{Pass: pass, driver: d, Ending: ending}
		u.threads()
	}
	for _, entry := range d.entries() {
		for _, t := range pass.Driver.Threads {
			failedEntry(pass, d, entry, t)
		}
	}
	for _, start := range d.starts() {
		for _, t := range pass.Driver.Threads {
			failedStart(pass, d, start, t)
		}
	}
}

// failedEntry reports an entry point that fails after it has created the thread: the
// image goes away at once, and no unload routine is called.
func failedEntry(pass *check.Pass, d *subject, entry *program.Function, t *threads.Thread) {
	if !concerned(t) {
		return
	}
	at, fails, unmapped := d.failsWith(entry, t)
	if !fails || d.announced(t, []*program.Function{entry}) != nil {
		return
	}
	level, step, consequence := check.Error, "the image is unmapped under it", "a driver whose entry point fails is unloaded at once, without its unload routine"
	if !unmapped {
		level, step, consequence = check.Pedantic, "a device object or a registration that is left, too, keeps the image", "no unload routine is called then, and only a device object or a registration that is left, too, keeps the image"
	}
	path := append(start(t), program.PathStep{
		Unit: entry.Unit, Span: at, Text: fmt.Sprintf("`%s` fails later with no wait for the thread: %s", entry.Name, step),
	})
	pass.Report(check.Finding{Level: level, Unit: entry.Unit, At: entry.NameSpan, Path: path},
		"`%s` can fail while the system thread `%s`, which it has created, still runs: %s", entry.Name, t.StartName(), consequence)
}

// failedStart reports a routine that could not start a device after it has created the thread: the system calls nothing that ends the device.
func failedStart(pass *check.Pass, d *subject, f deviceStart, t *threads.Thread) {
	if !concerned(t) || d.joinedByCreator(t) || d.joinedAtUnload(t) || d.announced(t, []*program.Function{f.Function}) != nil {
		return
	}
	at := f.End
	if !d.leaves(f.Function, t, f.fails) {
		ret := d.leftBehind(f.Function, t)
		if ret == nil {
			return
		}
		at = ret.Span
	}
	path := append(start(t), program.PathStep{
		Unit: f.Unit, Span: at, Text: fmt.Sprintf("`%s` fails later with no wait for the thread: the system ends no device that has not been started", f.Name),
	})
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: f.NameSpan, Path: path},
		"`%s` can fail while the system thread `%s`, which it has created, still runs: nothing that ends a device is called then, so the driver can be unloaded under the thread", f.Name, t.StartName())
}

// level is that of a thread that nothing waits for.
func (u *finder) level(t *threads.Thread) check.Level {
	if u.driver.brief(t) || u.Unload != nil && u.driver.handshake(t, u.Unload) {
		return check.Pedantic
	}
	return check.Error
}

// concerned reports whether the driver itself must wait for the thread.
// IoCreateSystemThread keeps the driver loaded; a stranger who has the thread may wait.
func concerned(t *threads.Thread) bool {
	return t.Routine.CreatesSystemThread() && len(t.Starts) > 0 && !t.Escapes
}

// A finder looks at one unload routine, or at a driver that a framework unloads.
type finder struct {
	*check.Pass
	driver.Ending
	driver *subject
}

// threads looks at every thread. Those that run the same routine are reported once.
func (u *finder) threads() {
	reported := map[string]bool{}
	for _, t := range u.Driver.Threads {
		u.thread(t, reported)
	}
}

func (u *finder) thread(t *threads.Thread, reported map[string]bool) {
	if !concerned(t) || !u.driver.isCreated(t) {
		return
	}
	waits, idle := u.driver.sort(t)
	if u.driver.joinedByCreator(t) {
		elsewhere := slices.ContainsFunc(waits, func(w callgraph.Site) bool { return w.In != t.Created().In })
		if gap := u.driver.lostByCreator(t); gap != nil && !elsewhere {
			u.gap(t, gap)
		}
		return
	}
	if len(waits) == 0 {
		if !reported[t.StartName()] {
			reported[t.StartName()] = true
			u.noWait(t, idle)
		}
		return
	}
	if u.Unload == nil {
		return // the order of a framework's callbacks is not known here
	}
	reach := u.Driver.Reach(u.Unload)
	atUnload := slices.IndexFunc(waits, func(w callgraph.Site) bool { return reach[w.In] }) >= 0
	before := slices.IndexFunc(waits, func(w callgraph.Site) bool { return !reach[w.In] }) >= 0
	switch {
	case atUnload && before: // joined at times by a routine that ran before
	case atUnload:
		if gap := u.driver.findGap(u.Unload, t); gap != nil {
			u.gap(t, gap, u.entered()...)
		}
	default:
		if gap := u.driver.findPlainGap(t); gap != nil {
			u.gap(t, gap)
		} else if s := u.driver.announced(t, u.driver.teardowns()); s != nil && !slices.ContainsFunc(waits, func(w callgraph.Site) bool { return u.driver.atTeardown(w.In) }) {
			u.signal(t, s)
		}
	}
}

// start is the beginning of every path: the thread's creation.
func start(t *threads.Thread) []program.PathStep {
	created := t.Created()
	return []program.PathStep{
		{Unit: created.In.Unit, Span: created.Call.Span, Text: fmt.Sprintf("creates a system thread that runs `%s`", t.StartName())},
	}
}

// entered says that teardown begins; nothing where the framework has the routine.
func (u *finder) entered() []program.PathStep {
	if u.Unload == nil {
		return nil
	}
	return u.Steps("")[:1]
}

// noWait reports a thread that nothing waits for at teardown, with all places that create one of
// the same routine which nothing waits for.
func (u *finder) noWait(t *threads.Thread, idle []idleWait) {
	signal := u.driver.announced(t, u.driver.teardowns())
	if signal == nil {
		signal = u.driver.findLastSignal(t)
	}
	if signal == nil {
		signal = u.driver.awaitedByCreator(t)
	}
	if signal != nil {
		u.signal(t, signal)
		return
	}
	path := start(t)
	for _, other := range u.Driver.Threads {
		if other == t || other.StartName() != t.StartName() || !concerned(other) || !u.driver.isCreated(other) || u.driver.joinedByCreator(other) {
			continue
		}
		if waits, _ := u.driver.sort(other); len(waits) == 0 {
			path = append(path, start(other)...)
		}
	}
	for _, w := range idle {
		path = append(path, program.PathStep{Unit: w.In.Unit, Span: w.Call.Span, Text: fmt.Sprintf("`%s` %s", w.Call.Callee, w.why)})
	}
	if i := slices.IndexFunc(idle, func(w idleWait) bool { return u.driver.wrongObject(w.Site) }); i >= 0 && len(idle) == 1 {
		u.wrongObject(t, idle[i].Site, path)
		return
	}
	if u.Unload == nil {
		u.frameworkUnloads(t, path)
		return
	}
	path = append(path, u.Steps(fmt.Sprintf("returns with no wait for the thread's object or handle: `%s` may still run when its code is unmapped", t.StartName()))...)
	u.Report(check.Finding{Level: u.level(t), Unit: u.Unload.Unit, At: u.Unload.NameSpan, Path: path},
		"`%s` can finish while the system thread `%s` still runs: nothing waits for the thread's object or handle then, so it goes on in code that is no longer mapped", u.Unload.Name, t.StartName())
}

func (u *finder) frameworkUnloads(t *threads.Thread, path []program.PathStep) {
	created := t.Created()
	path = append(path, u.Steps("")...)
	u.Report(check.Finding{Level: u.level(t), Unit: created.In.Unit, At: created.Call.Span, Path: path},
		"the driver can be unloaded while the system thread `%s` still runs: the framework has the unload routine, and nothing that ends a device waits for the thread's object or handle", t.StartName())
}

func (u *finder) wrongObject(t *threads.Thread, w callgraph.Site, path []program.PathStep) {
	u.Report(check.Finding{Level: check.Error, Unit: w.In.Unit, At: w.Call.Span, Path: append(path, u.entered()...)},
		"this does not wait for the system thread `%s`: `%s` wants a pointer to the thread's object, and is given its handle, or the address of the variable that holds it", t.StartName(), w.Call.Callee)
}

func (u *finder) signal(t *threads.Thread, s *signal) {
	path := append(start(t), program.PathStep{Unit: s.Set.In.Unit, Span: s.Set.Call.Span, Text: fmt.Sprintf("the thread calls `%s` here and still has driver code to run before it is gone", s.Set.Call.Callee)})
	path = append(append(path, u.entered()...), program.PathStep{Unit: s.Wait.In.Unit, Span: s.Wait.Call.Span, Text: fmt.Sprintf("`%s` waits only for that", s.Wait.Call.Callee)})
	level := check.Warning
	if u.driver.delayed(s.Wait) || u.driver.longBefore(t, s.Wait.In) {
		level = check.Pedantic
	}
	u.Report(check.Finding{Level: level, Unit: s.Wait.In.Unit, At: s.Wait.Call.Span, Path: path},
		"this waits for a signal that the system thread `%s` gives before it has left the driver's code, not for the thread itself: the image can go away under the thread's last instructions", t.StartName())
}

// gap reports a gap; the steps lead from the creation of the thread to it.
func (u *finder) gap(t *threads.Thread, gap *gap, steps ...program.PathStep) {
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
		if call := u.driver.signalTested(gap.Branch); call != nil {
			message = fmt.Sprintf("the wait for the system thread `%s` is skipped when `%s` returned %s, which says nothing of whether the thread runs", t.StartName(), call.Callee, returnedWords(gap.Branch))
		}
		path = append(path, gap.Branch.Branch(), program.PathStep{Unit: at.In.Unit, Span: at.Call.Span, Text: "and so this wait is left out"})
	}
	u.Report(check.Finding{Level: level, Unit: at.In.Unit, At: at.Call.Span, Path: path}, "%s", message)
}
