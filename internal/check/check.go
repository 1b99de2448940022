// Package check is what every check is made with: its description, and the way from a
// finding in the program to an analysis.Diagnostic.
package check

import (
	"fmt"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/summary"
	"github.com/drvlint/drvlint/ir"
)

// A Level says how bad a finding is. It is the Category of the diagnostic.
type Level string

// The levels, worst first.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
	// Pedantic findings are notes that are made on demand only: right, but common and rarely
	// harmful.
	Pedantic Level = "pedantic"
)

// A Check is an analyzer and what its users are told about it.
type Check struct {
	Analyzer  *analysis.Analyzer
	Title     string // one line, from the head of the documentation
	Level     string // of its gravest findings
	Precision string // "very-high", "high", "medium" or "low": how sure a finding is
	Markdown  string // the whole documentation
	Tags      []string
}

// HelpURI is where the documentation of the check with that name is published.
func HelpURI(name string) string {
	return "https://github.com/drvlint/drvlint/blob/main/docs/checks/" + name + ".md#" + name
}

// New makes a check from its documentation, whose first line is `# name: title`.
func New(markdown string, level Level, precision string, tags []string, run func(*Pass)) *Check {
	head, _, _ := strings.Cut(markdown, "\n")
	name, title, _ := strings.Cut(strings.TrimPrefix(head, "# "), ": ")
	return &Check{
		Title: title, Level: string(level), Precision: precision, Markdown: markdown, Tags: tags,
		Analyzer: &analysis.Analyzer{
			Name: name, Doc: title + "\n\n" + markdown, URL: HelpURI(name),
			Requires: []*analysis.Analyzer{summary.Analyzer}, ResultType: reflect.TypeFor[summary.Circumstances](),
			Run: func(pass *analysis.Pass) (any, error) {
				program := pass.ResultOf[summary.Analyzer].(*summary.Program)
				defer program.Exclusive()() // a driver of go/analysis may run checks at once
				p := &Pass{Pass: pass, Program: program}
				run(p)
				return p.circumstances, nil
			},
		},
	}
}

// InRegime says of a check that it asks about interrupt request levels, regions or attachments.
func (c *Check) InRegime() *Check {
	c.Analyzer.Requires = append(c.Analyzer.Requires, summary.Regime)
	return c
}

// A Pass is one run of a check over one driver.
type Pass struct {
	*analysis.Pass
	Program *summary.Program

	circumstances summary.Circumstances
}

// A Finding is what a check reports: its primary place is At in Unit.
type Finding struct {
	Level Level
	Unit  *ir.Unit
	At    ir.Span
	Path  []program.PathStep
	Fixes []analysis.SuggestedFix
}

// Report reports a finding with the message that format and args make.
func (p *Pass) Report(f Finding, format string, args ...any) {
	from, to := p.Program.Range(f.Unit, f.At)
	if !from.IsValid() {
		return // in a model header: never reported
	}
	d := analysis.Diagnostic{Pos: from, End: to, Category: string(f.Level), Message: fmt.Sprintf(format, args...), SuggestedFixes: f.Fixes}
	var known []summary.Circumstance
	along := p.Program.Along(f.Path)
	for i, step := range f.Path {
		from, to := p.Program.Range(step.Unit, step.Span)
		if from.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: from, End: to, Message: step.Text})
			known = append(known, along[i])
		}
	}
	p.circumstances = append(p.circumstances, known)
	p.Pass.Report(d)
}
