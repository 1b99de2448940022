package runner

import (
	"fmt"
	"iter"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/kept"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/ir"
)

// Link links a driver and applies the checks. The error says why there is nothing, and what to
// do: ErrOver, or that a limit was exceeded. It is called from many goroutines.
type Link func(Linking) (*Found, error)

// A Linking is what is linked, and how.
type Linking struct {
	Driver  project.Driver
	Units   []*facts.Unit
	Checks  []*analysis.Analyzer
	Options Options
	// Drivers returns how many drivers that are not done yet, this one among them, have a unit
	// in common; 0 if only one has it or all are done.
	Drivers func(*facts.Unit) int
	Kept    []byte // what an earlier run has found out of single functions; nil if nothing is to be kept
}

// Found is what linking and checking a driver tells, not sorted.
type Found struct {
	Findings      []report.Finding
	Notifications []report.Notification
	Kept          []byte // of single functions, for a later run; nil if that is what this one was given
}

func (f *Found) into(r *report.Result) {
	r.Findings = append(r.Findings, f.Findings...)
	r.Notifications = append(r.Notifications, f.Notifications...)
}

// LinkHere is a Link that does it in this process. Before is what an earlier run has found out of single functions; nil if
// nothing is to be kept.
func LinkHere(d project.Driver, units iter.Seq[*ir.Unit], checks []*analysis.Analyzer, options Options, before []byte) *Found {
	var store *kept.Store
	if before != nil {
		store = kept.Open(before)
	}
	found, _ := link(d, once(units), checks, options, store)
	found.Kept = store.Text()
	return found
}

// Conclude links a driver that is parsed and applies the checks. The result is not sorted.
func Conclude(d project.Driver, parsed []*clang.Parsed, checks []*analysis.Analyzer, options Options) (*report.Result, *driver.Driver) {
	var outlines []clang.Outline
	var units []*ir.Unit
	for _, p := range parsed {
		outlines, units = append(outlines, p.Outline()), append(units, p.Unit)
	}
	result := described(d, outlines)
	result.Notifications = append(result.Notifications, hidden(result.LeftOut)...)
	found, program := link(d, units, checks, options, nil)
	found.into(result)
	return result, program
}

func link(d project.Driver, units []*ir.Unit, checks []*analysis.Analyzer, options Options, store *kept.Store) (*Found, *driver.Driver) {
	linked := driver.Prepare(units, program.Options{Known: options.Own, Beside: program.Beside{Outside: d.Outside}, AtOnce: options.AtOnce()}, driver.PlanFor(checks))
	linked.StopWhen(options.Stop)
	linked.Kept = store
	found := &Found{Notifications: append(hiddenEntry(units), unsound(linked)...)}
	findings, notes := Check(d, linked, nil, checks, options)
	found.Findings = findings
	found.Notifications = append(found.Notifications, notes...)
	found.Notifications = append(found.Notifications, incomplete(linked.GivenUp())...)
	return found, linked
}

// incomplete says what was given up.
func incomplete(list []driver.GivenUp) []report.Notification {
	var notes []report.Notification
	for _, g := range list {
		notes = append(notes, report.Notification{Level: report.Warning, File: g.Unit.Files[g.At.File].Name, Incomplete: true, Message: g.Text})
	}
	return notes
}

// described is what is known of a driver that is loaded and not linked.
func described(d project.Driver, units []clang.Outline) *report.Result {
	result := &report.Result{Sources: sources(units), Read: read(units)}
	stats := report.Driver{Name: d.Name, Root: d.Root}
	describe(result, &stats, units)
	result.Drivers = []report.Driver{stats}
	return result
}

// givenUp says that a driver was loaded, but not checked.
func givenUp(d project.Driver, why error) report.Notification {
	return report.Notification{
		Level: report.Error, File: d.Root, Incomplete: true,
		Message: fmt.Sprintf("nothing is reported from driver %s, which could not be linked and checked: %v", d.Name, why),
	}
}

// leftOut is the result of a driver of which nothing is known.
func leftOut(d project.Driver, message string) *report.Result {
	return &report.Result{Notifications: []report.Notification{{Level: report.Error, File: d.Root, Incomplete: true, Message: message}}}
}
