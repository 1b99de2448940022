// Package notifyremove finds callbacks that are still registered with the kernel when
// the driver is unloaded.
package notifyremove

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
)

//go:embed notifyremove.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver,
	Tags: []string{"correctness", "external/cwe/cwe-825"},
}, run)

func run(pass *check.Pass) {
	unloads, _ := pass.Program.WithRole(ddi.Unload)
	for _, unload := range unloads {
		if !pass.Program.CanFinish(unload) {
			continue
		}
		for _, c := range registered(pass.Program) {
			report(pass, unload, c)
		}
		return // one unload routine ends the driver; a second is its part
	}
}

func report(pass *check.Pass, unload *program.Function, c callgraph.RoutineCall) {
	what := "the callback"
	if name := pass.Program.CallbackName(c); name != "" {
		what = fmt.Sprintf("`%s`", name)
	}
	path := []program.PathStep{
		{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` registers %s", c.Routine.Name, what)},
		{Unit: unload.Unit, Span: unload.NameSpan, Text: fmt.Sprintf("`%s` is the last of the driver to run before its image goes away", unload.Name)},
		{Unit: unload.Unit, Span: unload.End, Text: fmt.Sprintf("returns with %s still registered: the kernel calls into code that is gone", what)},
	}
	pass.Report(check.Finding{Level: check.Error, Unit: unload.Unit, At: unload.NameSpan, Path: path},
		"`%s` leaves %s registered, which `%s` has made known to the kernel: nothing in the driver takes it back, and the next event calls code that is no longer mapped", unload.Name, what, c.Routine.Name)
}
