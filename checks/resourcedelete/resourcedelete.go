// Package resourcedelete finds resources and lookaside lists in memory that goes away while the
// system still has them in a list.
package resourcedelete

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

//go:embed resourcedelete.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "medium", Scope: check.Driver, OnDemand: true,
	Before: (*driver.Driver).DemandEnds,
	Tags:   []string{"correctness", "external/cwe/cwe-416", "external/cwe/cwe-772"},
}, run)

// A finder looks at one driver.
type finder struct {
	*check.Pass
	driver.Ending
	unloads  bool  // the driver can be unloaded
	reported []int // nodes of the objects that were reported
}

func run(pass *check.Pass) {
	f := &finder{Pass: pass}
	f.Ending, f.unloads = pass.Driver.Ending()
	for _, c := range pass.Driver.RoutineCalls(ddi.Init, ddi.Resource|ddi.Lookaside) {
		for _, o := range objects(pass.Driver.Graph, c) {
			f.object(o)
		}
	}
}

// object reports an object that is in the way of one of the ends of its memory; each is reported once.
func (f *finder) object(o *object) {
	if !f.Driver.Reached(o.In) || f.told(o) || f.Driver.HandedOut(o.nodes) {
		return
	}
	live, idle := o.deletions(f.Driver.Graph)
	switch {
	case len(live) == 0 && o.global && f.unloads:
		f.atUnload(o, idle)
	case o.local:
		if len(live) == 0 && len(idle) == 0 && returnsAfter(o) {
			f.onStack(o)
		}
	case len(live) == 0 && len(idle) == 0 && !o.global:
		if freed, ok := o.freed(f.Driver.Graph); ok {
			f.inFreed(o, freed, "gives the memory back that it lies in")
		} else if deleted, ok := o.inExtension(f.Driver.Graph); ok && f.unloads {
			f.inFreed(o, deleted, "deletes the device in whose extension it lies")
		}
	case o.global:
		f.atFailure(o, 0)
	}
}

// told reports whether the object was reported.
func (f *finder) told(o *object) bool {
	return slices.ContainsFunc(o.nodes, func(n int) bool { return slices.Contains(f.reported, n) })
}

// start is the beginning of every path.
func (o *object) start() []program.PathStep {
	through := ""
	if o.through != nil {
		through = fmt.Sprintf(" (through `%s`)", o.through.Name)
	}
	return []program.PathStep{{Unit: o.In.Unit, Span: o.Call.Span, Text: fmt.Sprintf("`%s` puts `%s` into a list of the system%s", o.Routine.Name, o.place, through)}}
}

func (f *finder) atUnload(o *object, idle []callgraph.RoutineCall) {
	f.reported = append(f.reported, o.nodes...)
	path := o.start()
	for _, c := range idle {
		when := "but only while the driver is being loaded"
		if f.Driver.Occasion(c.In) == callgraph.OnRequest {
			when = "but only on a request that an unload does not send"
		}
		path = append(path, program.PathStep{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` takes it out, %s", c.Routine.Name, when)})
	}
	path = append(path, f.Steps(fmt.Sprintf("returns, and the image is unmapped with `%s` in it", o.place))...)
	finding, what := check.Finding{Level: check.Warning, Unit: o.In.Unit, At: o.Call.Span, Path: path}, "the driver can be unloaded"
	if f.Unload != nil {
		finding.Unit, finding.At, finding.Fixes, what = f.Unload.Unit, f.Unload.NameSpan, o.deleteAtEnd(f), fmt.Sprintf("`%s` can finish", f.Unload.Name)
	}
	f.Report(finding, "%s with the %s `%s` still in a list of the system: nothing deletes it (%s), and the list leads into memory that is gone", what, o.what(), o.place, o.remedy())
}

func (f *finder) inFreed(o *object, freed callgraph.RoutineCall, how string) {
	f.reported = append(f.reported, o.nodes...)
	path := append(o.start(), program.PathStep{Unit: freed.In.Unit, Span: freed.Call.Span, Text: fmt.Sprintf("`%s` %s", freed.Routine.Name, how)})
	f.Report(check.Finding{Level: check.Warning, Unit: o.In.Unit, At: o.Call.Span, Path: path},
		"nothing in the driver deletes the %s `%s` (%s), and the memory that it lies in is given back: a list of the system leads there", o.what(), o.place, o.remedy())
}

// returnsAfter reports whether the function that initializes the object returns afterwards.
func returnsAfter(o *object) bool {
	return o.In.Graph.Next(o.Call, false, func(in ir.Instr) bool { _, is := in.(*ir.Return); return is }, func(ir.Instr) bool { return false }) != nil
}

func (f *finder) onStack(o *object) {
	f.reported = append(f.reported, o.nodes...)
	path := append(o.start(), program.PathStep{Unit: o.In.Unit, Span: o.In.End, Text: fmt.Sprintf("`%s` returns, and its stack goes to whatever runs next", o.In.Name)})
	f.Report(check.Finding{Level: check.Warning, Unit: o.In.Unit, At: o.Call.Span, Path: path},
		"`%s` returns with the %s `%s` still in a list of the system: nothing deletes it (%s), and the list leads into a stack that others use", o.In.Name, o.what(), o.place, o.remedy())
}

func (f *finder) reportFailure(o *object, entry *program.Function, ret ir.Span) {
	f.reported = append(f.reported, o.nodes...)
	path := append(o.start(), program.PathStep{Unit: entry.Unit, Span: ret, Text: fmt.Sprintf("`%s` fails here: the image is unmapped at once, and no unload routine runs", entry.Name)})
	f.Report(check.Finding{Level: check.Warning, Unit: entry.Unit, At: ret, Path: path},
		"`%s` fails with the %s `%s` still in a list of the system: nothing has deleted it (%s), and the list leads into memory that is gone", entry.Name, o.what(), o.place, o.remedy())
}
