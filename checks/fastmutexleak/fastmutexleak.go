// Package fastmutexleak finds functions that forget on some way to release a fast mutex.
package fastmutexleak

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/pairing"
	"github.com/drvlint/drvlint/internal/program"
)

//go:embed fastmutexleak.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function, MutexRules: pairing.Rules,
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-667", "external/cwe/cwe-772"},
}, run)

func run(pass *check.Pass) {
	for _, f := range pass.Driver.Functions {
		for _, leak := range pairing.Leaks(pass.Driver.Locks, f) {
			report(pass, f, leak)
		}
	}
}

func report(pass *check.Pass, f *program.Function, leak *pairing.Leak) {
	kind, consequence := "fast mutex", "the thread stays at APC_LEVEL"
	switch {
	case leak.Unsafe:
		consequence = "it stays taken"
	case leak.Guarded:
		kind, consequence = "guarded mutex", "the thread stays in the guarded region"
	}
	path := append(leak.Path(), program.PathStep{Unit: f.Unit, Span: leak.Return, Text: fmt.Sprintf("`%s` returns here with `%s` held", f.Name, leak.Name())})
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: leak.Return, Path: path, Fixes: insert(pass, f, leak)},
		"`%s` returns here with the %s `%s` held, which it releases elsewhere (line %d): %s, and whoever wants the mutex next waits forever",
		f.Name, kind, leak.Name(), f.Unit.Line(leak.Released), consequence)
}
