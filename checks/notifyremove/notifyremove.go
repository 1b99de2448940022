// Package notifyremove finds callbacks that are still registered with the kernel when
// the driver is unloaded.
package notifyremove

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
)

//go:embed notifyremove.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver,
	Before: before,
	Tags:   []string{"correctness", "external/cwe/cwe-825"},
}, run)

func before(d *driver.Driver) {
	d.DemandEnds()
	for _, c := range d.Registrations() {
		leaves(d, c)
	}
}

func run(pass *check.Pass) {
	reported := map[callgraph.RoutineCall]bool{}
	if ending, ok := pass.Driver.Ending(); ok {
		for _, c := range slices.Concat(pass.Driver.Registrations(), pass.Driver.Toggles()) {
			if idle, left := leftAtUnload(pass.Driver, c); left {
				reported[c] = true
				report(pass, ending, c, idle)
			}
		}
	}
	entries, _ := pass.Driver.WithRole(ddi.Entry)
	for _, entry := range entries {
		failedEntry(pass, entry, reported)
	}
}

// registration is the beginning of every path, and what was registered, in words.
func registration(pass *check.Pass, c callgraph.RoutineCall) (step program.PathStep, what string) {
	on := c.Routine.Effect(ddi.Register, ddi.Anything).On
	what = "the callback"
	if on == ddi.ObjectCallback {
		what = "the object callback"
	}
	if name := pass.Driver.CallbackName(c); name != "" {
		what = fmt.Sprintf("`%s`", name)
	}
	switch on {
	case ddi.Filter:
		what = "the minifilter"
	case ddi.Client:
		what = "the network module"
	case ddi.Callout:
		what = "the callout"
	case ddi.NetworkDriver:
		what = "the network driver"
	case ddi.NetworkProtocol:
		what = "the network protocol"
	}
	return program.PathStep{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` registers %s", c.Routine.Name, what)}, what
}

func report(pass *check.Pass, ending driver.Ending, c callgraph.RoutineCall, idle []removal) {
	first, what := registration(pass, c)
	path := []program.PathStep{first}
	for _, r := range idle {
		path = append(path, program.PathStep{Unit: r.In.Unit, Span: r.Call.Span, Text: fmt.Sprintf("`%s` %s", r.Routine.Name, r.why)})
	}
	path = append(path, ending.Steps(fmt.Sprintf("returns with %s still registered: the kernel calls into code that is gone", what))...)
	taker := "nothing in the driver takes it back"
	if len(idle) > 0 {
		taker = "nothing takes it back when the driver is unloaded"
	}
	finding, leaves := check.Finding{Level: check.Error, Unit: c.In.Unit, At: c.Call.Span, Path: path}, "the driver can be unloaded with"
	still := " still"
	if u := ending.Unload; u != nil {
		finding.Unit, finding.At, leaves, still = u.Unit, u.NameSpan, fmt.Sprintf("`%s` leaves", u.Name), ""
	}
	if driver.KeptByDevice(pass.Driver) && !c.Routine.DoesTo(ddi.Register, ddi.Filter) { // filters are called for all files
		finding.Level = check.Pedantic
	}
	pass.Report(finding, "%s %s%s registered, which `%s` has made known to the kernel: %s, as %s would, and the next event calls code that is no longer mapped", leaves, what, still, c.Routine.Name, taker, remover(c.Routine))
}

// failedEntry reports an entry point that fails with callbacks registered: the image goes away
// at once, and no unload routine is called. Those that unload leaves, too, are reported there.
func failedEntry(pass *check.Pass, entry *program.Function, reported map[callgraph.RoutineCall]bool) {
	var path, last []program.PathStep
	var names, with []string
	unmapped := false
	for _, c := range pass.Driver.Registrations() {
		if reported[c] {
			continue
		}
		trace := failsWith(pass.Driver, entry, c)
		if trace == nil {
			continue
		}
		first, what := registration(pass, c)
		path = append(path, first)
		for _, undo := range pass.Driver.Removals(c) {
			if callgraph.ByAddress(c, undo) {
				path = append(path, program.PathStep{Unit: undo.In.Unit, Span: undo.Call.Span, Text: fmt.Sprintf("`%s` %s", undo.Routine.Name, byAddress)})
			}
		}
		if last == nil {
			last = returns(pass.Driver, entry, c, trace)
		}
		if !slices.Contains(names, what) {
			names = append(names, what)
		}
		unmapped = unmapped || !driver.KeepsImage(pass.Driver, entry, trace)
		if undo := remover(c.Routine); !slices.Contains(with, undo) {
			with = append(with, undo)
		}
	}
	if len(names) == 0 {
		return
	}
	consequence := "a driver whose entry point fails is unloaded at once, without its unload routine, and the next event calls code that is no longer mapped"
	if !unmapped {
		consequence = "no unload routine is called then, and the next event calls a driver that has failed (a device object or a registration that is left, too, keeps its image)"
	}
	takes := "takes it"
	if len(with) > 1 {
		takes = "take them"
	}
	pass.Report(check.Finding{Level: check.Error, Unit: entry.Unit, At: entry.NameSpan, Path: append(path, last...)},
		"`%s` can fail and leave %s registered: %s unless %s %s back first", entry.Name, all(names), consequence, all(with), takes)
}

// all lists words in a sentence.
func all(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// returns tells, innermost first, where the functions return that were called when the callback
// was registered.
func returns(p *driver.Driver, f *program.Function, c callgraph.RoutineCall, trace *simulate.Step) []program.PathStep {
	text := fmt.Sprintf("`%s` returns with the callback registered", f.Name)
	if _, entry := p.HasRole(f, []ddi.Role{ddi.Entry}); entry {
		text = fmt.Sprintf("`%s` fails with the callback registered", f.Name)
	}
	path := []program.PathStep{{Unit: f.Unit, Span: trace.At, Text: text}}
	for step := trace; step != nil && f != c.In; step = step.Prev {
		if step.Kind == simulate.StepCall && step.Inner != nil && p.Reach(step.Callee)[c.In] {
			return append(returns(p, step.Callee, c, step.Inner), path...)
		}
	}
	return path
}
