// Package timerremove finds timers, DPCs and work items that may still run when the driver is
// unloaded.
package timerremove

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
)

//go:embed timerremove.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "medium", Scope: check.Driver, OnDemand: true,
	Before: (*driver.Driver).DemandEnds,
	Tags:   []string{"correctness", "concurrency", "external/cwe/cwe-416", "external/cwe/cwe-825"},
}, run)

func run(pass *check.Pass) {
	ending, ends := pass.Driver.Ending()
	f := &finder{Pass: pass, Ending: ending}
	var reported []*activity
	for _, c := range pass.Driver.RoutineCalls(ddi.Queue, ddi.Timer|ddi.DPC|ddi.ThreadedDPC|ddi.Work) {
		if c.Routine.Effect(ddi.Queue, ddi.Anything).Owned {
			continue
		}
		reached := pass.Driver.Reached(c.In)
		if !reached && !method(c.In) {
			continue
		}
		a := f.activity(c)
		if a.again(reported) {
			continue
		}
		if problem := f.judge(a); ends && reached && problem != nothing {
			reported = append(reported, a)
			f.report(a, problem)
		} else if r := f.freed(a); r != nil {
			reported = append(reported, a)
			f.reportFreed(a, r)
		}
	}
}

// method reports whether a function is one of a class, which the system may come to by an interface that the driver does not declare.
func method(f *program.Function) bool { return strings.Contains(f.Name, "::") }

// start is the beginning of every path, and what was set going, in words.
func (a *activity) start() (step program.PathStep, what string) {
	what, verb := "the work item", "queues"
	switch a.kind {
	case ddi.Timer:
		what, verb = "the timer", "sets"
	case ddi.DPC:
		what = "the DPC"
	}
	if a.name != "" {
		what += " `" + a.name + "`"
	}
	text := fmt.Sprintf("`%s` %s %s", a.Routine.Name, verb, what)
	if len(a.runs) == 1 {
		text += fmt.Sprintf(", which makes `%s` run", a.runs[0].Name)
	}
	return program.PathStep{Unit: a.In.Unit, Span: a.Call.Span, Text: text}, what
}

func (f *finder) report(a *activity, problem problem) {
	first, what := a.start()
	path := []program.PathStep{first}
	for _, r := range a.idle {
		path = append(path, program.PathStep{Unit: r.In.Unit, Span: r.Call.Span, Text: fmt.Sprintf("`%s` %s", r.Routine.Name, r.why)})
	}
	for _, c := range a.removals {
		path = append(path, program.PathStep{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` takes %s back if it has not begun yet; one that has is not waited for", c.Routine.Name, what)})
	}
	unit, at, when := a.In.Unit, a.Call.Span, "the driver can be unloaded"
	path = append(path, f.Steps("returns, and the image is unmapped")...)
	if f.Unload != nil {
		unit, at, when = f.Unload.Unit, f.Unload.NameSpan, fmt.Sprintf("`%s` can finish", f.Unload.Name)
	}
	finding := check.Finding{Level: check.Error, Unit: unit, At: at, Path: path}
	switch problem {
	case left:
		f.Report(finding, "%s while %s, which `%s` has %s, is still to run: nothing %s then, so it runs in code that is no longer mapped", when, what, a.Routine.Name, a.set(), f.remedy(a))
	case unawaited:
		finding.Level, finding.Unit, finding.At = check.Warning, a.removals[0].In.Unit, a.removals[0].Call.Span
		f.Report(finding, "this does not wait for %s: what has begun to run on another processor goes on, and %s meanwhile. Nothing that ends the driver waits for it (%s)", what, when, strings.Join(f.waiters(), ", "))
	}
}

func (f *finder) reportFreed(a *activity, r *release) {
	first, what := a.start()
	through := ""
	if r.through != "" {
		through = fmt.Sprintf(" (through `%s`)", r.through)
	}
	path := []program.PathStep{
		first,
		{Unit: r.In.Unit, Span: r.Call.Span, Text: fmt.Sprintf("`%s` takes %s back if it has not begun yet; one that has is not waited for%s", r.Routine.Name, what, through)},
		{Unit: r.free.In.Unit, Span: r.free.Call.Span, Text: fmt.Sprintf("`%s`: %s", r.free.Routine.Name, r.what)},
	}
	f.Report(check.Finding{Level: check.Warning, Unit: r.In.Unit, At: r.Call.Span, Path: path},
		"this does not wait for %s: what has begun to run on another processor goes on, and %s meanwhile (line %d). Nothing on the way there waits for it (%s)", what, r.what, r.free.In.Unit.Line(r.free.Call.Span), strings.Join(f.waiters(), ", "))
}

// set is what was done, as a participle.
func (a *activity) set() string {
	if a.kind == ddi.Timer {
		return "set"
	}
	return "queued"
}

// remedy is what is missing, as a sentence goes on.
func (f *finder) remedy(a *activity) string {
	switch {
	case a.kind == ddi.Work:
		return "waits for it"
	case len(a.Routine.Pair) > 0:
		return fmt.Sprintf("takes it back or waits for it (`%s`)", a.Routine.Pair[0])
	}
	return "takes it back or waits for it"
}

// waiters names the routines that wait for all DPCs.
func (f *finder) waiters() []string {
	var list []string
	for _, name := range ddi.Names(ddi.Wait, ddi.DPC) {
		if r := ddi.Lookup(name); r.Arg(ddi.OpObject) < 0 {
			list = append(list, "`"+name+"`")
		}
	}
	return list
}

// A finder looks at one driver.
type finder struct {
	*check.Pass
	driver.Ending
}
