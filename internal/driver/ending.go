package driver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
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
	pinned := len(unloads) > 0 && Pinned(d)
	for i, unload := range unloads {
		if d.CanFinish(unload) && !pinned {
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

// KeptByDevice reports whether the driver makes a device object as it is loaded, and deletes none but while it is loaded: what unload leaves
// there keeps the driver's image in memory.
func KeptByDevice(d *Driver) bool {
	makes := false
	for _, f := range d.Functions {
		if !d.Reached(f) {
			continue
		}
		for _, call := range f.Calls() {
			if target, _ := d.Callee(f, call); target != nil {
				continue
			}
			made, deleted := madeDevice(d, f, call)
			if deleted && d.Occasion(f) != callgraph.AtEntry {
				return false
			}
			looked := !callgraph.RoutineCall{Call: call, In: f}.ResultIgnored() // else there may be none
			makes = makes || made && looked && d.Occasion(f) == callgraph.AtEntry
		}
	}
	return makes
}

// KeepsImage reports whether a way on which an entry point fails, by its last step, leaves something behind that keeps the driver's image in memory: a device
// object, or a registration that refers to the driver object. It comes by no call that undoes any of its kind.
func KeepsImage(d *Driver, entry *program.Function, last *simulate.Step) bool {
	return leaves(d, entry, last, madeDevice) || leaves(d, entry, last, referredTo)
}

// A keeper tells whether a call of a routine makes what keeps the driver's image, or undoes that.
type keeper func(*Driver, *program.Function, *ir.Call) (made, undone bool)

func madeDevice(d *Driver, f *program.Function, call *ir.Call) (made, undone bool) {
	_, made = MadeDevice(d, f, call)
	_, name := d.Callee(f, call)
	return made, d.Known.Lookup(name).DoesTo(ddi.Free, ddi.DeviceObject)
}

func referredTo(d *Driver, f *program.Function, call *ir.Call) (made, undone bool) {
	_, name := d.Callee(f, call)
	r := d.Known.Lookup(name)
	return r.DoesTo(ddi.Register, ddi.RefersToDriver), r.DoesTo(ddi.Unregister, ddi.RefersToDriver)
}

// leaves reports whether a way through f, by its last step, leaves behind what a call on it has made.
func leaves(d *Driver, f *program.Function, last *simulate.Step, is keeper) bool {
	var makes, undoes, returns []ir.Instr
	made := false // as a step of the way tells
	for _, in := range f.Graph.Instrs() {
		switch in := in.(type) {
		case *ir.Return:
			if last != nil && in.Span == last.At {
				returns = append(returns, in)
			}
		case *ir.Call:
			may, undone := is.inside(d, f, in)
			left := false
			if may {
				var told bool
				left, told = is.leftBy(d, f, in, last)
				makes, made = append(makes, in), made || left && told
			}
			if undone && !left {
				undoes = append(undoes, in)
			}
		}
	}
	return len(returns) > 0 && !slices.ContainsFunc(returns, func(ret ir.Instr) bool {
		return !made && !slices.ContainsFunc(makes, func(in ir.Instr) bool { return !f.Graph.Bypasses(in, ret) }) ||
			slices.ContainsFunc(undoes, func(in ir.Instr) bool { return f.Graph.Follows(in, ret) })
	})
}

// leftBy reports whether what a call of a function of the driver's makes is left behind on the way that was taken through it, and whether the steps tell
// which that is. Where they don't, the function succeeds, for its caller goes on, and something is left if it is at one of its returns.
func (is keeper) leftBy(d *Driver, f *program.Function, call *ir.Call, last *simulate.Step) (left, told bool) {
	target, _ := d.Callee(f, call)
	if target == nil {
		return false, false
	}
	for step := last; step != nil; step = step.Prev {
		if step.Kind == simulate.StepCall && step.In == f && step.At == call.Span && step.Inner != nil {
			return leaves(d, target, step.Inner, is), true
		}
	}
	return !(callgraph.RoutineCall{Call: call, In: f}).ResultIgnored() && is.leftAtReturn(d, target, 0), false
}

// maxKept bounds how many calls below an entry point what keeps an image is looked for where no way tells.
const maxKept = 3

// leftAtReturn reports whether f may come to the last of its returns, where functions succeed, with something that it has made, and does not undo.
func (is keeper) leftAtReturn(d *Driver, f *program.Function, depth int) bool {
	var makes, undoes []ir.Instr
	var last *ir.Return
	for _, in := range f.Graph.Instrs() {
		switch in := in.(type) {
		case *ir.Return:
			if last == nil || in.From > last.From {
				last = in
			}
		case *ir.Call:
			may, undone := is.inside(d, f, in)
			target, _ := d.Callee(f, in)
			switch {
			case may && (target == nil || depth < maxKept && is.leftAtReturn(d, target, depth+1)):
				makes = append(makes, in)
			case undone:
				undoes = append(undoes, in)
			}
		}
	}
	return slices.ContainsFunc(makes, func(in ir.Instr) bool {
		return f.Graph.Next(in, false, func(in ir.Instr) bool { return in == ir.Instr(last) }, func(in ir.Instr) bool { return slices.Contains(undoes, in) }) != nil
	})
}

// inside tells of a call of f, and of a function that it calls, what the keeper tells of the calls in all that this comes to.
func (is keeper) inside(d *Driver, f *program.Function, call *ir.Call) (made, undone bool) {
	target, _ := d.Callee(f, call)
	if target == nil {
		return is(d, f, call)
	}
	for g := range d.Reach(target) {
		for _, inner := range g.Calls() {
			if to, _ := d.Callee(g, inner); to == nil {
				m, u := is(d, g, inner)
				made, undone = made || m, undone || u
			}
		}
	}
	return made, undone
}

// MadeDevice is where a call of a routine puts the pointer to a device object that it makes; false if it makes none that is the driver's.
func MadeDevice(d *Driver, f *program.Function, call *ir.Call) (out ir.Value, made bool) {
	target, name := d.Callee(f, call)
	i := slices.IndexFunc(call.Args, takesDevice)
	if target != nil || name == "" || i < 0 || ddi.OthersDevice(name) || d.Known.Lookup(name).Does(ddi.ReturnReference) || !slices.ContainsFunc(call.Args, isDriver) {
		return ir.Value{}, false
	}
	return call.Args[i], true
}

// isDriver reports whether an argument is a driver object.
func isDriver(v ir.Value) bool { return ddi.ObjectOf(v.Type) == ddi.DriverObject }

// takesDevice reports whether an argument is where a routine puts a pointer to a device object.
func takesDevice(v ir.Value) bool {
	return ddi.ObjectOf(v.Type) == ddi.DeviceObject && strings.HasSuffix(strings.ReplaceAll(v.Type, " ", ""), "**")
}
