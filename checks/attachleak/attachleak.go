// Package attachleak finds functions that forget on some way to detach from a process.
package attachleak

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/property/irql"
)

//go:embed attachleak.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function, Needs: []*analysis.Analyzer{driver.LeftAttached},
	Tags: []string{"correctness", "security", "external/cwe/cwe-772"},
}, run)

func run(pass *check.Pass) {
	for _, s := range pass.LeftAttached() {
		report(pass, s)
	}
}

func report(pass *check.Pass, s *irql.Stay) {
	f := s.In
	path := s.Path(fmt.Sprintf("`%s` returns here, still attached", f.Name))
	if s.NoDetach {
		pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: s.Return, Path: path},
			"`%s` returns here still attached to another process, and nobody else can detach, for what that takes is in a variable of `%s`: the thread goes on in a foreign address space, until the system stops with bug check 0x1 or 0x5",
			f.Name, f.Name)
		return
	}
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: s.Return, Path: path},
		"`%s` returns here still attached to another process, from which it detaches elsewhere (line %d): the thread goes on in a foreign address space, until the system stops with bug check 0x1 or 0x5",
		f.Name, f.Unit.Line(s.Detached))
}
