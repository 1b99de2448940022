// Package lockorder finds locks that are taken in both orders.
package lockorder

import (
	_ "embed"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/program"
)

//go:embed lockorder.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "low", Scope: check.Driver, NoPaths: true, OnDemand: true,
	Tags:  []string{"correctness", "concurrency", "external/cwe/cwe-833"},
	Needs: []*analysis.Analyzer{locking.Analyzer},
}, run)

func run(pass *check.Pass) {
	s := &search{d: pass.Driver, locks: pass.ResultOf[locking.Analyzer].(*locking.Locks), takes: map[*program.Function][]locking.Taking{}}
	orders := s.orders()
	alike := map[[2]string][]order{} // by the two classes
	for _, a := range orders {
		alike[a.classes()] = append(alike[a.classes()], a)
	}
	reported := map[[2]string]bool{}
	for _, a := range orders {
		pair := a.classes()
		reversed := [2]string{pair[1], pair[0]}
		if reported[pair] {
			continue
		}
		if i := slices.IndexFunc(alike[reversed], func(b order) bool { return opposed(a, b) }); i >= 0 {
			reported[pair], reported[reversed] = true, true
			report(pass, a, alike[reversed][i])
		}
	}
}

// classes are those of the lock that is held and of the one that is taken.
func (o order) classes() [2]string { return [2]string{o.first.Class(), o.second.Class()} }

func report(pass *check.Pass, a, b order) {
	pass.Report(check.Finding{Level: check.Warning, Unit: a.in.Unit, At: a.call.Span, Path: append(a.path(), b.path()...)},
		"`%s` takes `%s` here with `%s` held, and `%s` (line %d) takes the two in the other order: where both run at once, each may wait for the other", a.in.Name, a.second.Words(), a.first.Words(), b.in.Name, b.in.Unit.Line(b.call.Span))
}

// path tells how the two locks are taken.
func (o order) path() []program.PathStep {
	list := []program.PathStep{
		{Unit: o.in.Unit, Span: o.first.Call.Span, Text: fmt.Sprintf("`%s` takes `%s`", o.in.Name, o.first.Words())},
		{Unit: o.in.Unit, Span: o.call.Span, Text: fmt.Sprintf("then takes `%s`", o.second.Words())},
	}
	if o.call != o.second.Call {
		list[1].Text = "calls what takes another"
		list = append(list, program.PathStep{Unit: o.second.In.Unit, Span: o.second.Call.Span, Text: fmt.Sprintf("`%s` takes `%s`", o.second.In.Name, o.second.Words())})
	}
	return list
}
