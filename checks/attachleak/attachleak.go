// Package attachleak finds functions that forget on some way to detach from a process.
package attachleak

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/simulate"
)

//go:embed attachleak.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver, Rules: []*irql.Rule{leftAttached},
	NoPaths: true,
	Tags:    []string{"correctness", "security", "external/cwe/cwe-772"},
}, run)

func run(pass *check.Pass) {
	forever := map[*program.Function]bool{} // reported, for a function that nobody can detach for
	for _, o := range pass.Broken() {
		l := o.Note.(*left)
		if inherited(pass, l) || callersDetach(pass, o, l) || l.noDetach && forever[o.In] {
			continue
		}
		forever[o.In] = l.noDetach
		report(pass, o, l)
	}
	raised(pass)
}

// inherited reports whether the function only inherits what one that it calls has left.
func inherited(pass *check.Pass, l *left) bool {
	return l.attached.Kind == simulate.StepCall && pass.Driver.Levels.Breaks(l.attached.Callee, leftAttached)
}

// callersDetach reports whether callers can tell that the thread is attached, and one of them was seen to detach,
// or some are not known.
func callersDetach(pass *check.Pass, o *irql.Obligation, l *left) bool {
	levels := pass.Driver.Levels
	return l.seen == simulate.BySuccess || l.seen != simulate.Never && levels.Detached(o.In) || l.seen == simulate.ByResult && !levels.CallersKnown(o.In)
}

func report(pass *check.Pass, o *irql.Obligation, l *left) {
	f := o.In
	path := append(irql.Beginning(f, l.attached, irql.Attachment), turns(o.Trace, l.attached)...)
	path = append(path, program.PathStep{Unit: f.Unit, Span: o.At, Text: fmt.Sprintf("`%s` returns here, still attached", f.Name)})
	if l.noDetach {
		pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: o.At, Path: path},
			"`%s` returns here still attached to another process, and nobody else can detach, for what that takes is in a variable of `%s`: the thread goes on in a foreign address space, until the system stops with bug check 0x1 or 0x5",
			f.Name, f.Name)
		return
	}
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: o.At, Path: path},
		"`%s` returns here still attached to another process, from which it detaches elsewhere (line %d): the thread goes on in a foreign address space, until the system stops with bug check 0x1 or 0x5",
		f.Name, f.Unit.Line(l.detached))
}

// turns tells where control goes between two steps of a way, if there was a choice.
func turns(last, first *simulate.Step) []program.PathStep {
	var list []program.PathStep
	for step := last; step != nil && step != first; step = step.Prev {
		list = append(list, step.TurnWords()...)
	}
	slices.Reverse(list)
	return list
}
