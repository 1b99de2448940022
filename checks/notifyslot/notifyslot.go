// Package notifyslot finds notify registrations whose failure goes unnoticed.
package notifyslot

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

//go:embed notifyslot.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver,
	Before: before,
	Tags:   []string{"correctness", "external/cwe/cwe-252"},
}, run)

// The routines that register one of these share a small number of slots of the system, each.
const (
	processes = ddi.ProcessNotification | ddi.ProcessCreateNotification
	slots     = processes | ddi.ThreadNotification | ddi.ImageNotification
)

func before(d *driver.Driver) {
	for _, c := range d.RoutineCalls(ddi.Register, processes) {
		d.Demand(c.In, profile.Threads)
	}
}

func run(pass *check.Pass) {
	var registrations []callgraph.RoutineCall
	for _, c := range pass.Driver.RoutineCalls(ddi.Register, slots) {
		if removes, _ := c.Removes(); removes {
			continue
		}
		if c.ResultIgnored() {
			ignored(pass, c)
		}
		if c.Routine.DoesTo(ddi.Register, processes) {
			registrations = append(registrations, c)
		}
	}
	several(pass, registrations)
}

// registered names what a call registers.
func registered(pass *check.Pass, c callgraph.RoutineCall) string {
	if name := pass.Driver.CallbackName(c); name != "" {
		return fmt.Sprintf("`%s`", name)
	}
	return "the routine"
}

func ignored(pass *check.Pass, c callgraph.RoutineCall) {
	name := registered(pass, c)
	why := "when the slots of the system are taken"
	if ddi.RoleOfCallback(c.Routine) == ddi.ProcessNotify2 {
		why = "when the slots of the system are taken, or the image is not linked for integrity checks (STATUS_ACCESS_DENIED)"
	}
	level := check.Warning
	if c.ResultDropped() || nothingLasts(pass.Driver, c) {
		level = check.Pedantic
	}
	path := []program.PathStep{{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` can fail here, and nobody looks at what it returns", c.Routine.Name)}}
	pass.Report(check.Finding{Level: level, Unit: c.In.Unit, At: c.Call.Span, Path: path},
		"the status of `%s` is ignored: %s, %s is not registered, and the driver goes on as if it were", c.Routine.Name, why, name)
}

// nothingLasts reports whether what a call registers does nothing: it is empty, or calls what is.
func nothingLasts(d *driver.Driver, c callgraph.RoutineCall) bool {
	v, _ := c.Arg(ddi.OpCallback)
	routine := d.Lookup(c.In.UnitIndex, v.Name)
	if v.Kind != ir.FuncRef || routine == nil {
		return false
	}
	for f := range d.Reach(routine) {
		lasts := false
		f.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Assign:
				lasts = lasts || !in.Dst.IsLocal()
			case *ir.Call:
				target, name := d.Callee(f, in)
				r := d.Known.Lookup(name)
				lasts = lasts || target == nil && !(r != nil && r.Always && len(r.Effects) == 0)
			}
		})
		if lasts {
			return false
		}
	}
	return true
}

// several reports that one function takes a second slot for process notifications.
func several(pass *check.Pass, registrations []callgraph.RoutineCall) {
	for i, second := range registrations {
		for _, first := range registrations[:i] {
			if first.In != second.In || !first.In.Graph.Follows(first.Call, second.Call) || same(pass, first, second) || !together(pass, first, second) {
				continue
			}
			path := []program.PathStep{
				{Unit: first.In.Unit, Span: first.Call.Span, Text: fmt.Sprintf("`%s` takes a slot for %s", first.Routine.Name, registered(pass, first))},
				{Unit: second.In.Unit, Span: second.Call.Span, Text: fmt.Sprintf("`%s` takes another for %s", second.Routine.Name, registered(pass, second))},
			}
			pass.Report(check.Finding{Level: check.Note, Unit: second.In.Unit, At: second.Call.Span, Path: path},
				"this takes another slot for process notifications, of which the system has few: one routine can serve the driver")
			break
		}
	}
}

// together reports whether some way through their function registers both: where the second is
// tried only after the first has failed, one slot is taken in all.
func together(pass *check.Pass, first, second callgraph.RoutineCall) bool {
	sum := pass.Driver.Demand(first.In, profile.Threads)
	return sum == nil || slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool {
		return pass.Driver.RegisteredBy(o, first) && pass.Driver.RegisteredBy(o, second)
	})
}

// same reports whether two calls may register the same routine.
func same(pass *check.Pass, a, b callgraph.RoutineCall) bool {
	x, y := pass.Driver.CallbackName(a), pass.Driver.CallbackName(b)
	return x == "" || y == "" || x == y
}
