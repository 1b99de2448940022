// Package stopflag finds system threads that spin on a plain variable.
package stopflag

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
)

//go:embed stopflag.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver,
	NoPaths: true,
	Tags:    []string{"correctness", "concurrency", "external/cwe/cwe-820", "external/cwe/cwe-835"},
}, run)

func run(pass *check.Pass) {
	threads, registrations := pass.Driver.WithRole(ddi.SystemThread, ddi.IoThread)
	reported := map[*program.Function]bool{}
	for i, thread := range threads {
		reach := pass.Driver.Reach(thread)
		outside := func(f *program.Function) bool { return !reach[f] }
		for _, f := range pass.Driver.Functions {
			if !reach[f] || reported[f] {
				continue
			}
			reported[f] = true
			for _, s := range spins(pass.Driver, f, outside) {
				report(pass, thread, registrations[i], s)
			}
		}
	}
}

func report(pass *check.Pass, thread *program.Function, r callgraph.Registration, s spin) {
	flag := s.Flag.Words()
	path := []program.PathStep{
		{Unit: r.Unit, Span: r.At, Text: fmt.Sprintf("`%s` starts the system thread `%s`", r.Routine, thread.Name)},
		{Unit: s.Setter.Unit, Span: s.At, Text: fmt.Sprintf("`%s` changes `%s` to end the loop", s.Setter.Name, flag)},
		{Unit: s.In.Unit, Span: s.Test.Span, Text: fmt.Sprintf("the loop tests `%s` with nothing in between: it may be read once only", flag)},
	}
	pass.Report(check.Finding{Level: check.Warning, Unit: s.In.Unit, At: s.Test.Span, Path: path},
		"the system thread `%s` spins on the plain variable `%s`: the compiler may read it once and never see it change, and meanwhile the thread keeps a processor busy", thread.Name, flag)
}
