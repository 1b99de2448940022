// Package resourceowner finds resources that are released by another thread than took them.
package resourceowner

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

//go:embed resourceowner.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver,
	NoPaths: true,
	Tags:    []string{"correctness", "concurrency", "external/cwe/cwe-667", "external/cwe/cwe-825"},
}, run)

func run(pass *check.Pass) {
	reported := map[*ir.Call]bool{}
	for _, h := range handOvers(pass.Driver) {
		last := h.Release[len(h.Release)-1]
		if !reported[last.Call] {
			reported[last.Call] = true
			report(pass, h, last)
		}
	}
}

func report(pass *check.Pass, h *callgraph.HandOver, last callgraph.Site) {
	lock, _ := h.Acquire.Arg(ddi.OpLock)
	name := lock.Words()
	path := []program.PathStep{
		{Unit: h.Acquire.In.Unit, Span: h.Acquire.Call.Span, Text: fmt.Sprintf("`%s` takes `%s` in `%s`", h.Acquire.Routine.Name, name, h.Acquire.In.Name)},
		{Unit: h.Registered.Unit, Span: h.Registered.At, Text: fmt.Sprintf("`%s` makes `%s` run in another thread", h.Registered.Routine, h.Context.Name)},
	}
	path = append(path, h.Release.Path("releases it in the name of the thread that runs here")...)
	pass.Report(check.Finding{Level: check.Warning, Unit: last.In.Unit, At: last.Call.Span, Path: path},
		"`%s` releases a resource here that `%s` never takes: its owner is the thread that took it, and the release is for another. Set an owner with `ExSetResourceOwnerPointer` and release it with `ExReleaseResourceForThreadLite`",
		last.Call.Callee, h.Context.Name)
}
