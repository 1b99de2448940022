// Package exitsend finds messages sent and waits made by threads that are exiting.
package exitsend

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

//go:embed exitsend.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver,
	Before: before,
	Tags:   []string{"correctness", "concurrency", "external/cwe/cwe-833"},
}, run)

// The third parameter of every process and thread notify routine tells creation from
// exit: Create is FALSE, CreateInfo is NULL.
const createParameter = 2

// routines lists what is called when processes and threads end, with what registers it.
func routines(d *driver.Driver) ([]*program.Function, []callgraph.Registration) {
	return d.WithRole(ddi.ProcessNotify, ddi.ProcessNotify2, ddi.ThreadNotify)
}

func before(d *driver.Driver) {
	functions, _ := routines(d)
	for _, f := range functions {
		if len(f.Params) > createParameter {
			onExit(d, f)
		}
	}
}

func run(pass *check.Pass) {
	functions, registrations := routines(pass.Driver)
	for i, f := range functions {
		if len(f.Params) <= createParameter {
			continue
		}
		routine(pass, f, registrations[i])
	}
}

func routine(pass *check.Pass, f *program.Function, r callgraph.Registration) {
	type place struct{ call, final *ir.Call }
	var reported []place
	for _, e := range onExit(pass.Driver, f) {
		at := place{e.Call, e.Final().Call}
		level := level(pass, e)
		if level == "" || slices.Contains(reported, at) {
			continue
		}
		reported = append(reported, at)
		report(pass, f, r, e, level)
	}
}

// level says how bad it is that an exiting thread makes the call, "" if it is not.
func level(pass *check.Pass, e *simulate.Event) check.Level {
	wait := e.Routine.Effect(ddi.Wait, ddi.Anything)
	switch {
	case lockset.OutOfOrder(e) || wait == nil:
		return ""
	case wait.Cancellable:
		return check.Error
	case wait.On != ddi.IO && waitsForOthers(pass.Driver, e):
		return check.Warning
	}
	return ""
}

func report(pass *check.Pass, f *program.Function, r callgraph.Registration, e *simulate.Event, level check.Level) {
	subject, parameter := "process", "FALSE"
	if r.Role == ddi.ThreadNotify {
		subject = "thread"
	}
	if r.Role == ddi.ProcessNotify2 {
		parameter = "NULL"
	}
	create := f.Params[createParameter].Name
	path := []program.PathStep{
		{Unit: r.Unit, Span: r.At, Text: fmt.Sprintf("`%s` registers `%s`", r.Routine, f.Name)},
		{Unit: f.Unit, Span: f.NameSpan, Text: fmt.Sprintf("`%s` also runs when a %s exits, in its context: `%s` is %s", f.Name, subject, create, parameter)},
	}
	path = append(path, branches(e, createParameter)...)
	untested := ""
	if !f.Uses(createParameter) {
		untested = fmt.Sprintf(", which does not test `%s`", create)
	}
	if level == check.Warning {
		path = append(path, lockset.Path(e, fmt.Sprintf("`%s` waits here without limit", e.Name))...)
		pass.Report(check.Finding{Level: level, Unit: f.Unit, At: e.Call.Span, Path: path},
			"`%s` waits without limit on the exit path of `%s`%s: the %s can't finish ending until someone answers", e.Name, f.Name, untested, subject)
		return
	}
	path = append(path, lockset.Path(e, fmt.Sprintf("`%s` is refused here with STATUS_THREAD_IS_TERMINATING", e.Name))...)
	pass.Report(check.Finding{Level: level, Unit: f.Unit, At: e.Call.Span, Path: path},
		"`%s` is reached on the exit path of `%s`%s: the thread already counts as terminated, so since Windows Vista the wait is refused with STATUS_THREAD_IS_TERMINATING and the message is lost", e.Name, f.Name, untested)
}
