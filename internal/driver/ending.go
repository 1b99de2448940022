package driver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// An Ending is how a driver is unloaded.
type Ending struct {
	Unload       *program.Function      // the routine that is the last of the driver to run; nil: a framework has it
	Registration callgraph.Registration // of that routine, or of the one by which the framework adds devices
}

// Ending returns how the driver is unloaded; false if it can't be, or nothing says how. Of several
// unload routines that can finish the first counts: one ends the driver, a second is its part.
func (d *Driver) Ending() (Ending, bool) {
	unloads, registrations := d.Unloads()
	for i, unload := range unloads {
		if d.CanFinish(unload) {
			return Ending{unload, registrations[i]}, true
		}
	}
	if adds, registrations := d.WithRole(ddi.DeviceAdd); len(unloads) == 0 && len(adds) > 0 {
		return Ending{Registration: registrations[0]}, true
	}
	return Ending{}, false
}

// Steps are the end of a path: the routine that is the last of the driver to run and, where it
// returns, text; or who unloads a driver without such a routine of its own.
func (e Ending) Steps(text string) []program.PathStep {
	if e.Unload == nil {
		r := e.Registration
		return []program.PathStep{{Unit: r.Unit, Span: r.At, Text: fmt.Sprintf("the framework that is given `%s` here unloads the driver once its devices are gone", r.Routine)}}
	}
	return []program.PathStep{
		{Unit: e.Unload.Unit, Span: e.Unload.NameSpan, Text: fmt.Sprintf("`%s` is the last of the driver to run before its image goes away", e.Unload.Name)},
		{Unit: e.Unload.Unit, Span: e.Unload.End, Text: text},
	}
}

// LeavesDevice reports whether an entry point that fails may leave a device object behind: what it runs makes one, and deletes none.
// Such an object keeps the driver's image in memory.
func LeavesDevice(d *Driver, entry *program.Function) bool {
	makes, deletes := false, false
	for f := range d.Reach(entry) {
		f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			target, name := d.Callee(f, call)
			makes = makes || target == nil && name != "" && slices.ContainsFunc(call.Args, isDriver) && slices.ContainsFunc(call.Args, takesDevice)
			deletes = deletes || target == nil && d.Known.Lookup(name).DoesTo(ddi.Free, ddi.DeviceObject)
		})
	}
	return makes && !deletes
}

// isDriver reports whether an argument is a driver object.
func isDriver(v ir.Value) bool { return ddi.ObjectOf(v.Type) == ddi.DriverObject }

// takesDevice reports whether an argument is where a routine puts a pointer to a device object.
func takesDevice(v ir.Value) bool {
	return ddi.ObjectOf(v.Type) == ddi.DeviceObject && strings.HasSuffix(strings.ReplaceAll(v.Type, " ", ""), "**")
}
