// Package check is what every check is made with: its description, and the way from a
// finding in the program to an analysis.Diagnostic.
package check

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/property/lockset"
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
	// Idle findings lie in functions that nothing runs: Report gives them this level. They are told as Pedantic ones are; elsewhere a
	// note says that they are there.
	Idle Level = "idle"
)

// A Scope says what a finding of a check follows from. The language server analyses an edit in
// part for the checks that it may.
type Scope uint8

// The scopes.
const (
	// Driver is the scope of a finding that may follow from anything in the driver: what
	// registers a callback, which threads there are.
	Driver Scope = iota
	// Function is that of a finding that follows from the function that it is in, and from what
	// that calls. The path may begin in a caller.
	Function
)

// A Description is what a check is made from.
type Description struct {
	Markdown  string // the documentation, whose first line is `# name: title`
	Level     Level  // of its most severe findings
	Precision string // "very-high", "high", "medium" or "low": how sure a finding is
	Tags      []string
	Scope     Scope
	// OnDemand says that the check runs only where --checks or the configuration names it: too many of its findings are wrong.
	OnDemand bool
	// NoPaths says that the check asks nothing of locks and threads along paths (summaries, demands): they are not followed for it.
	NoPaths bool
	// Before works out what the check will ask of Driver.Demand and Driver.Under: once checks run, nothing is simulated any more.
	Before func(*driver.Driver)
	// BeforeLevels works out what the check will ask of Driver.Levels, at the same time.
	BeforeLevels func(*driver.Driver)
	// Rules are asked on every path of the driver; Pass.Broken lists where they are broken.
	Rules []*irql.Rule
	// MutexRules are asked of how every function takes and releases mutexes.
	MutexRules []*lockset.Rule
	// Needs are further analyzers whose results the check asks for.
	Needs []*analysis.Analyzer
}

// A Check is an analyzer and what its users are told about it.
type Check struct {
	Description
	Analyzer *analysis.Analyzer
	Title    string // one line, from the head of the documentation
}

// HelpURI is where the documentation of the check with that name is published.
func HelpURI(name string) string {
	return "https://github.com/drvlint/drvlint/blob/main/docs/checks/" + name + ".md#" + name
}

// New makes a check of which run reports the findings.
func New(d Description, run func(*Pass)) *Check {
	head, _, _ := strings.Cut(d.Markdown, "\n")
	name, title, _ := strings.Cut(strings.TrimPrefix(head, "# "), ": ")
	rules := d.Rules
	return &Check{
		Description: d, Title: title,
		Analyzer: &analysis.Analyzer{
			Name: name, Doc: title + "\n\n" + d.Markdown, URL: HelpURI(name),
			Requires: requires(name, d), ResultType: reflect.TypeFor[driver.Reported](),
			Run: func(pass *analysis.Pass) (any, error) {
				d := pass.ResultOf[driver.Analyzer].(*driver.Driver)
				p := &Pass{Pass: pass, Driver: d, rules: rules, way: driver.Way{Driver: d}}
				run(p)
				return p.reported, nil
			},
		},
	}
}

// requires lists what a check requires.
func requires(name string, d Description) []*analysis.Analyzer {
	list := []*analysis.Analyzer{driver.Analyzer}
	if !d.NoPaths {
		list = append(list, driver.Followed)
	}
	if len(d.Rules) > 0 {
		list = append(list, driver.Broken)
	}
	if len(d.Rules)+len(d.MutexRules) > 0 || d.Before != nil || d.BeforeLevels != nil {
		list = append(list, driver.Needs{Rules: d.Rules, MutexRules: d.MutexRules, Before: d.Before, BeforeLevels: d.BeforeLevels}.Analyzer(name))
	}
	return append(list, d.Needs...)
}

// A Pass is one run of a check over one driver.
type Pass struct {
	*analysis.Pass
	Driver *driver.Driver

	rules    []*irql.Rule
	way      driver.Way
	reported driver.Reported
}

// Broken lists where the rules of the check are broken, in order of functions and places.
func (p *Pass) Broken() []*irql.Obligation {
	all := p.ResultOf[driver.Broken].([]*irql.Obligation)
	return slices.DeleteFunc(slices.Clone(all), func(o *irql.Obligation) bool { return !slices.Contains(p.rules, o.Rule) })
}

// GiveUp notes that the check did not look into f as far as it should, which makes the result incomplete: why, in words
// that follow the name of the function, such as "has too many ways through it".
func (p *Pass) GiveUp(f *program.Function, why string) {
	g := driver.GiveUp(f, p.Analyzer.Name, why)
	if !slices.Contains(p.reported.GivenUp, g) {
		p.reported.GivenUp = append(p.reported.GivenUp, g)
	}
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
	from, to := p.Driver.Range(f.Unit, f.At)
	if !from.IsValid() {
		return // in a model header: never reported
	}
	if f.Level != Pedantic && idle(p.Driver, f.Unit, f.At) {
		f.Level = Idle
	}
	d := analysis.Diagnostic{Pos: from, End: to, Category: string(f.Level), Message: fmt.Sprintf(format, args...), SuggestedFixes: f.Fixes}
	var known []driver.Circumstance
	path := program.WithoutRounds(f.Path)
	along := p.way.Along(path)
	for i, step := range path {
		from, to := p.Driver.Range(step.Unit, step.Span)
		if from.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: from, End: to, Message: step.Text})
			known = append(known, along[i])
		}
	}
	p.reported.Circumstances = append(p.reported.Circumstances, known)
	p.Pass.Report(d)
}

// idle reports whether a place lies in a function that nothing ever runs.
func idle(d *driver.Driver, u *ir.Unit, at ir.Span) bool {
	for _, f := range d.Functions {
		if f.Unit == u && f.Span.File == at.File && f.Span.From <= at.From && at.To <= f.Span.To {
			return d.Idle(f)
		}
	}
	return false
}
