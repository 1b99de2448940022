// Package stackwait finds functions that return while the system still uses what lies on their stack.
package stackwait

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

//go:embed stackwait.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "medium", Scope: check.Driver, NoPaths: true, OnDemand: true,
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-562", "external/cwe/cwe-787"},
}, run)

func run(pass *check.Pass) {
	for _, f := range pass.Driver.Functions {
		var reported []*ir.Call
		for _, v := range lent(pass.Driver.Graph, f) {
			s := &search{p: pass.Driver.Graph, f: f, v: v, irps: noted(pass.Driver.Graph, f, v), last: lasting(f, v), set: signalled(pass.Driver.Graph, f, v)}
			if !ways.Follow(pass.Driver.Graph, f, state{}, s) {
				pass.GiveUp(f, ways.TooMany)
				continue
			}
			for _, u := range s.found {
				at := cmp.Or(u.gaveUp, u.lent)
				if !slices.Contains(reported, at) {
					reported = append(reported, at)
					report(pass, f, v, u)
				}
			}
		}
	}
}

func report(pass *check.Pass, f *program.Function, v *ir.Var, u use) {
	lent := fmt.Sprintf("`%s` is given `%s`, which lies on the stack", u.lent.Callee, v.Name)
	path := []program.PathStep{{Unit: f.Unit, Span: u.lent.Span, Text: lent}}
	at, after := u.lent.Span, "while nothing has waited for its end"
	var fixes []analysis.SuggestedFix
	if u.gaveUp != nil {
		at = u.gaveUp.Span
		after = fmt.Sprintf("after `%s` may have given up", u.gaveUp.Callee)
		path = append(path, program.PathStep{Unit: f.Unit, Span: at, Text: fmt.Sprintf("`%s` waits, but %s", u.gaveUp.Callee, u.why)})
		fixes = steady(pass, f, u)
	}
	path = append(path, program.PathStep{Unit: f.Unit, Span: u.ret.Span, Text: fmt.Sprintf("`%s` returns, and its stack is used for something else", f.Name)})
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: at, Path: path, Fixes: fixes},
		"`%s` can return (line %d) %s, and the system still uses `%s`, which lies on its stack: what ends later writes to the stack of whatever runs then", f.Name, f.Unit.Line(u.ret.Span), after, v.Name)
}

// steady is the fix that waits without giving up, where only an argument of the wait lets it: it is alertable, or waits in user mode.
func steady(pass *check.Pass, f *program.Function, u use) []analysis.SuggestedFix {
	r := pass.Driver.Known.Lookup(u.gaveUp.Callee)
	text, err := pass.ReadFile(f.Unit.Files[0].Name)
	if err != nil || u.limited || u.gaveUp.Macro != "" {
		return nil
	}
	var edits []analysis.TextEdit
	for _, c := range []struct {
		role    ddi.Operand
		harmful int64
		spelt   string
		instead string
	}{{ddi.OpMode, userMode, "UserMode", "KernelMode"}, {ddi.OpAlertable, 1, "TRUE", "FALSE"}} {
		i := r.Arg(c.role)
		if i < 0 || i >= len(u.gaveUp.Args) || u.gaveUp.Args[i].Kind != ir.Const || u.gaveUp.Args[i].Int != c.harmful {
			continue
		}
		v := u.gaveUp.Args[i]
		from, to := pass.Driver.Range(f.Unit, v.Span)
		if v.File != 0 || int(v.To) > len(text) || string(text[v.From:v.To]) != c.spelt || !from.IsValid() || !to.IsValid() {
			return nil
		}
		edits = append(edits, analysis.TextEdit{Pos: from, End: to, NewText: []byte(c.instead)})
	}
	if len(edits) == 0 {
		return nil
	}
	return []analysis.SuggestedFix{{Message: "wait until it has ended", TextEdits: edits}}
}
