package timerremove

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A release is where a timer is cancelled, and then the memory given back in which it or its DPC lies.
type release struct {
	cancel
	free callgraph.RoutineCall
	what string // is given back, as a sentence goes on
}

// freed finds where a timer is cancelled, and then memory is given back that its DPC needs, with no wait in between; nothing where that does not happen in
// one function.
func (f *finder) freed(a *activity) *release {
	if a.kind != ddi.Timer || !f.certain(a) || f.references(a) || f.reported(a) || !a.periodic() && f.goesOn(a) {
		return nil
	}
	for _, undo := range f.cancels(a) {
		timer := undo.timer
		for _, free := range f.Driver.RoutineCalls(ddi.Free, ddi.Memory|ddi.DeviceObject) {
			v, ok := free.Arg(ddi.OpObject)
			if !ok || free.In != undo.In || !f.comesTo(undo.RoutineCall, free.Call) {
				continue
			}
			if what := f.gone(a, undo.In, timer, free, v); what != "" {
				return &release{undo, free, what}
			}
		}
	}
	return nil
}

// periodic reports whether a timer goes on by itself, with a request or without.
func (a *activity) periodic() bool {
	v, ok := a.Arg(ddi.OpPeriod)
	return ok && !(v.Kind == ir.Const && v.Int == 0)
}

// A cancel is a call that takes a timer back and whose result nobody looks at.
type cancel struct {
	callgraph.RoutineCall
	timer   ir.Value // as its function names it
	through string   // the function of the driver that is called, if that cancels what it is handed
}

// cancels lists those of an activity, and where a function of the driver does so and waits for nothing, its callers' calls.
func (f *finder) cancels(a *activity) []cancel {
	var list []cancel
	for _, undo := range a.removals {
		timer, ok := undo.Arg(ddi.OpObject)
		if !ok || !undo.ResultIgnored() {
			continue
		}
		list = append(list, cancel{undo, timer, ""})
		param := slices.Index(undo.In.Params, timer.Place.Root)
		if param < 0 || undo.In.Graph.Next(undo.Call, true, func(in ir.Instr) bool { return f.waits(undo.In, in) }, func(ir.Instr) bool { return false }) != nil {
			continue
		}
		for _, caller := range f.Driver.Functions {
			caller.Instrs(func(in ir.Instr) {
				call, ok := in.(*ir.Call)
				if !ok || param >= len(call.Args) {
					return
				}
				if target, _ := f.Driver.Callee(caller, call); target != undo.In {
					return
				}
				if place, ok := call.Args[param].Behind(timer.Place.Path); ok {
					list = append(list, cancel{callgraph.RoutineCall{Call: call, In: caller, Routine: undo.Routine}, ir.Value{Kind: timer.Kind, Place: place}, undo.In.Name})
				}
			})
		}
	}
	return list
}

// gone says what a call gives back that the DPC of a timer needs: it may be about to run, and be handed what it was set with. "" for nothing that is known.
func (f *finder) gone(a *activity, in *program.Function, timer ir.Value, free callgraph.RoutineCall, v ir.Value) string {
	dpc, _ := a.Arg(ddi.OpDPC)
	switch {
	case free.Routine.DoesTo(ddi.Free, ddi.DeviceObject):
		if f.insideOne(a) && v.Kind == ir.Load && extensionOf(in, holder(timer), v.Place) && !f.stopsFirst() {
			return "the device is deleted in whose extension it lies"
		}
	case f.insideOne(a) && v.Kind == ir.Load && holder(timer).Root != nil && holder(timer).String() == v.Place.String():
		return "the memory in which it lies is given back"
	case dpc.Kind == ir.Load && v.Kind == ir.Load && member(v.Place) != (ir.Step{}) && member(v.Place) == member(dpc.Place) && !f.stopsFirst():
		return "the memory of its DPC is given back"
	}
	return ""
}

// member is the last step of a place that lies behind a pointer, as it is in every object of the kind; nothing for any other place.
func member(p ir.Place) ir.Step {
	if n := len(p.Path) - 1; n > 0 && p.Path[n].Kind == ir.Field && p.ThroughPointer() {
		return ir.Step{Kind: ir.Field, Name: p.Path[n].Name, Record: p.Path[n].Record}
	}
	return ir.Step{}
}

// extensionOf reports whether a pointer is what a device leads to, or a variable that is only ever given that.
func extensionOf(in *program.Function, pointer, device ir.Place) bool {
	leads := func(p ir.Place) bool {
		n := len(p.Path) - 2
		return n >= 0 && p.Path[n].Kind == ir.Deref && ddi.ObjectOf(p.Path[n+1].Record) == ddi.DeviceObject && ir.Place{Root: p.Root, Path: p.Path[:n]}.String() == device.String()
	}
	if pointer.Root == nil || len(pointer.Path) > 0 {
		return pointer.Root != nil && leads(pointer)
	}
	found, other := false, false
	in.Instrs(func(in ir.Instr) {
		a, ok := in.(*ir.Assign)
		if !ok || a.Dst.Root != pointer.Root || len(a.Dst.Path) > 0 || a.Src.Kind == ir.Const {
			return
		}
		leads := a.Src.Kind == ir.Load && leads(a.Src.Place)
		found, other = found || leads, other || !leads
	})
	return found && !other
}

// stopsFirst reports whether the driver waits for DPCs at another time than its unload: perhaps before it gives the memory back.
func (f *finder) stopsFirst() bool {
	return slices.ContainsFunc(f.Driver.RoutineCalls(ddi.Wait, ddi.Timer|ddi.DPC|ddi.ThreadedDPC), func(c callgraph.RoutineCall) bool {
		return slices.ContainsFunc(f.Driver.Entries(c.In), func(g *program.Function) bool {
			_, unloads := f.Driver.HasRole(g, []ddi.Role{ddi.Unload, ddi.Entry})
			return !unloads
		})
	})
}

// holder is the pointer to the object that a value is the address of a place in; nothing for any other value.
func holder(v ir.Value) ir.Place {
	for i, step := range slices.Backward(v.Place.Path) {
		if v.Kind == ir.AddrOf && step.Kind == ir.Deref && i < len(v.Place.Path)-1 {
			return ir.Place{Root: v.Place.Root, Path: v.Place.Path[:i]}
		}
	}
	return ir.Place{}
}

// insideOne reports whether the call that sets a timer names both the timer and its DPC as parts of one object.
func (f *finder) insideOne(a *activity) bool {
	timer, ok := a.Arg(ddi.OpObject)
	dpc, also := a.Arg(ddi.OpDPC)
	return ok && also && holder(timer).Root != nil && holder(dpc).Root != nil && holder(timer).String() == holder(dpc).String()
}

// comesTo reports whether control comes from a removal to a call without a wait on the way.
func (f *finder) comesTo(undo callgraph.RoutineCall, free *ir.Call) bool {
	return undo.In.Graph.Next(undo.Call, true, func(in ir.Instr) bool { return in == ir.Instr(free) }, func(in ir.Instr) bool {
		return f.waits(undo.In, in)
	}) != nil
}

func (f *finder) waits(in *program.Function, instr ir.Instr) bool {
	call, ok := instr.(*ir.Call)
	return ok && f.Driver.MayWait(in, call)
}
