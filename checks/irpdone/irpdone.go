// Package irpdone finds requests that are used after they were completed.
package irpdone

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

//go:embed irpdone.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function,
	NoPaths: true,
	Tags:    []string{"correctness", "external/cwe/cwe-416", "external/cwe/cwe-415"},
}, run)

func run(pass *check.Pass) {
	e := &enders{p: pass.Driver.Graph, known: map[parameter]bool{}, some: map[parameter]bool{}, failed: map[parameter]bool{}, given: map[parameter]bool{}, passed: map[parameter]bool{}}
	for _, f := range pass.Driver.Functions {
		for _, x := range e.requests(f) {
			list, all := uses(e, f, x)
			if !all {
				pass.GiveUp(f, ways.TooMany)
			}
			for _, u := range list {
				report(pass, f, x, u)
			}
		}
		e.reportGiven(pass, f)
	}
}

func report(pass *check.Pass, f *program.Function, x *ir.Var, u use) {
	if forwarded(pass, f, x, u) {
		return
	}
	if u.below {
		reportPassed(pass, f, x, u)
		return
	}
	how, has := fmt.Sprintf("`%s` completes `%s`", u.ended.Callee, x.Name), "has"
	if u.maybe {
		how, has = fmt.Sprintf("`%s` completes `%s` on one of its ways, and says nothing of it", u.ended.Callee, x.Name), "may have"
	}
	if u.fails {
		how, has = fmt.Sprintf("`%s` completes `%s` on a way on which it fails, and returns the failure", u.ended.Callee, x.Name), "may have"
	}
	path := []program.PathStep{{Unit: f.Unit, Span: u.ended.Span, Text: how}}
	finding := check.Finding{Level: u.level(), Unit: f.Unit, At: u.at}
	if u.again != nil {
		finding.Path = append(path, program.PathStep{Unit: f.Unit, Span: u.at, Text: fmt.Sprintf("`%s` completes it once more", u.again.Callee)})
		pass.Report(finding, "`%s` is completed again, after `%s` %s completed it: bug check 0x44 MULTIPLE_IRP_COMPLETE_REQUESTS, or memory of another request that is damaged", x.Name, u.ended.Callee, has)
		return
	}
	finding.Path = append(path, program.PathStep{Unit: f.Unit, Span: u.at, Text: fmt.Sprintf("uses `%s`", u.what)})
	finding.Fixes = u.fix(pass, f)
	where := "here"
	if u.trace {
		where = "by a checked build here"
	}
	pass.Report(finding, "`%s` is used %s, after `%s` has completed the request: its memory belongs to the I/O manager again, and may hold another one", u.what, where, u.ended.Callee)
}

// level is that of what is told of a use.
func (u use) level() check.Level {
	if u.trace {
		return check.Pedantic
	}
	return check.Error
}

// forwarded reports a use of a request that a queue has got: whoever takes it out of the queue may have completed it.
func forwarded(pass *check.Pass, f *program.Function, x *ir.Var, u use) bool {
	if _, r := pass.Driver.RoutineOf(f, u.ended); u.below || !r.Does(ddi.Send) {
		return false
	}
	what := "is used here"
	if u.again != nil {
		what = fmt.Sprintf("is given to `%s` here", u.again.Callee)
	}
	path := []program.PathStep{
		{Unit: f.Unit, Span: u.ended.Span, Text: fmt.Sprintf("`%s` gives `%s` to a queue, if it succeeds", u.ended.Callee, x.Name)},
		{Unit: f.Unit, Span: u.at, Text: fmt.Sprintf("uses `%s`, also where that has succeeded", u.what)},
	}
	pass.Report(check.Finding{Level: u.level(), Unit: f.Unit, At: u.at, Path: path},
		"`%s` %s, also where `%s` has succeeded: it belongs to the queue then, and whoever takes it out may have completed it", x.Name, what, u.ended.Callee)
	return true
}

// reportPassed reports a use of a request that the driver below has got, and that does not come back.
func reportPassed(pass *check.Pass, f *program.Function, x *ir.Var, u use) {
	path := []program.PathStep{{Unit: f.Unit, Span: u.ended.Span, Text: fmt.Sprintf("`%s` hands `%s` to the driver below, and no completion routine of this driver is called when it is completed", u.ended.Callee, x.Name)}}
	finding := check.Finding{Level: u.level(), Unit: f.Unit, At: u.at}
	if u.again != nil {
		finding.Path = append(path, program.PathStep{Unit: f.Unit, Span: u.at, Text: fmt.Sprintf("`%s` gives it away once more", u.again.Callee)})
		pass.Report(finding, "`%s` is given to `%s` after `%s` has handed it to the driver below, which completes it: bug check 0x44 MULTIPLE_IRP_COMPLETE_REQUESTS, or memory of another request that is damaged", x.Name, u.again.Callee, u.ended.Callee)
		return
	}
	finding.Path = append(path, program.PathStep{Unit: f.Unit, Span: u.at, Text: fmt.Sprintf("uses `%s`", u.what)})
	pass.Report(finding, "`%s` is used here, after `%s` has handed the request to the driver below: that may have completed it by now, and its memory may hold another one", u.what, u.ended.Callee)
}
