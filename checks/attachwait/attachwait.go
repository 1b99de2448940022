// Package attachwait finds messages sent and I/O done while attached to another process.
package attachwait

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/ir"
)

//go:embed attachwait.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function, Needs: []*analysis.Analyzer{driver.Broken},
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-662"},
}, run)

func run(pass *check.Pass) {
	last := ir.Span{}
	for _, b := range pass.Breaches(irql.WhileAttached) {
		if b.At != last { // else the same call leads to it
			report(pass, b)
		}
		last = b.At
	}
}

func report(pass *check.Pass, b *irql.Breach) {
	through := ""
	if b.Inner != nil {
		through = fmt.Sprintf(" (through `%s`)", b.Inner.In.Name)
	}
	path := b.Since(fmt.Sprintf("calls `%s`, and waits for what it has started", b.Name))
	pass.Report(check.Finding{Level: check.Error, Unit: b.In.Unit, At: b.At, Path: path},
		"`%s` is called%s while the thread is attached to another process: an APC that is queued meanwhile makes the detach stop the system with bug check 0x6 INVALID_PROCESS_DETACH_ATTEMPT", b.Name, through)
}
