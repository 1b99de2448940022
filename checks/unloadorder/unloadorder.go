// Package unloadorder finds unload routines that give up what callbacks and threads still use, and stop those afterwards.
package unloadorder

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
)

//go:embed unloadorder.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "medium", Scope: check.Driver, OnDemand: true,
	Before: (*driver.Driver).DemandEnds,
	Tags:   []string{"correctness", "concurrency", "external/cwe/cwe-416"},
}, run)

func run(pass *check.Pass) {
	var ends []*program.Function
	unloads, _ := pass.Driver.Unloads()
	for _, unload := range unloads {
		if pass.Driver.CanFinish(unload) && !driver.Pinned(pass.Driver) {
			ends = append(ends, unload)
		}
	}
	parts, registrations := pass.Driver.WithRole(ddi.DeviceTeardown, ddi.Dispatch)
	for i, f := range parts {
		if !ddi.SentByChoice(registrations[i].Role, registrations[i].Index) {
			ends = append(ends, f)
		}
	}
	for _, w := range newSearch(pass.Driver, ends).wrong() {
		report(pass, w)
	}
}

func report(pass *check.Pass, w wrong) {
	verb := "gives `%s` back"
	if w.end.Routine.Does(ddi.Destroy) {
		verb = "deletes `%s`"
	}
	verb = fmt.Sprintf(verb, w.thing.name())
	path := []program.PathStep{
		{Unit: w.actor.Unit, Span: w.actor.At, Text: fmt.Sprintf("`%s` makes `%s` run", w.actor.By, w.use.start.Name)},
		{Unit: w.use.in.Unit, Span: w.use.at, Text: fmt.Sprintf("`%s` uses `%s`", w.use.in.Name, w.thing.name())},
		{Unit: w.in.Unit, Span: w.before.Span, Text: fmt.Sprintf("`%s` %s here", w.in.Name, verb)},
		{Unit: w.in.Unit, Span: w.after.Span, Text: fmt.Sprintf("only this makes sure that `%s` no longer runs", w.use.start.Name)},
	}
	pass.Report(check.Finding{Level: check.Error, Unit: w.in.Unit, At: w.before.Span, Path: path, Fixes: exchange(pass, w)},
		"`%s` %s here, while `%s`, which uses it, may still run: that is stopped afterwards only (line %d)", w.in.Name, verb, w.use.start.Name, w.in.Unit.Line(w.after.Span))
}
