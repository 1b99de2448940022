// Package threadexit finds system threads that end in a state in which no thread may end.
package threadexit

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/ir"
)

//go:embed threadexit.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver, Rules: []*irql.Rule{endsAttached, endsHolding, endsInRegion},
	NoPaths: true,
	Tags:    []string{"correctness", "concurrency", "external/cwe/cwe-667", "external/cwe/cwe-772"},
}, run)

type place struct {
	in *program.Function
	at ir.Span
}

func run(pass *check.Pass) {
	all := pass.Broken()
	var reported []place
	// A lock that disables APCs brings its region with it: that is said once.
	for _, rule := range []*irql.Rule{endsAttached, endsHolding, endsInRegion} {
		for _, b := range all {
			at := place{b.In, b.At}
			if b.Rule == rule && !slices.Contains(reported, at) {
				reported = append(reported, at)
				report(pass, b)
			}
		}
	}
}

func report(pass *check.Pass, b *irql.Obligation) {
	how, through := "returns", ""
	if b.Name != "" {
		how = fmt.Sprintf("calls `%s`", b.Name)
	}
	if b.Inner != nil {
		through = fmt.Sprintf(" (through `%s`)", b.Inner.In.Name)
	}
	path := irql.Since(b, scopes[b.Rule], "the thread ends here")
	f := check.Finding{Level: check.Error, Unit: b.In.Unit, At: b.At, Path: path}
	switch b.Rule {
	case endsAttached:
		pass.Report(f, "`%s` %s%s while the thread is attached to another process: the system stops with bug check 0x5 INVALID_PROCESS_ATTACH_ATTEMPT", b.In.Name, how, through)
	case endsHolding:
		pass.Report(f, "`%s` %s%s while the thread holds `%s`: nobody else can release it, and whoever wants it next waits forever", b.In.Name, how, through, irql.LockName(b))
	default:
		pass.Report(f, "`%s` %s%s inside the %s that the thread has entered: the system stops with bug check 0x20 KERNEL_APC_PENDING_DURING_EXIT", b.In.Name, how, through, irql.LevelsOf(b).What)
	}
}
