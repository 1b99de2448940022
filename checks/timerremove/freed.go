package timerremove

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// freed finds where a timer is cancelled, and then the memory in which it and its DPC lie is given back with no wait in between; nothing where that does
// not happen in one function.
func (f *finder) freed(a *activity) (undo, free callgraph.RoutineCall) {
	if a.kind != ddi.Timer || !f.certain(a) || f.references(a) || f.reported(a) || !f.insideOne(a) {
		return undo, free
	}
	frees := f.Driver.RoutineCalls(ddi.Free, ddi.Memory)
	for _, undo := range a.removals {
		timer, ok := undo.Arg(ddi.OpObject)
		if !ok || !undo.ResultIgnored() || !within(timer) {
			continue
		}
		for _, free := range frees {
			v, ok := free.Arg(ddi.OpObject)
			if free.In == undo.In && ok && ways.Holds(v, timer.Place.Root) && f.comesTo(undo, free.Call) {
				return undo, free
			}
		}
	}
	return undo, free
}

// within reports whether a value is the address of a place in what a variable points to.
func within(v ir.Value) bool {
	if v.Kind != ir.AddrOf || len(v.Place.Path) < 2 || v.Place.Path[0].Kind != ir.Deref {
		return false
	}
	return !slices.ContainsFunc(v.Place.Path[1:], func(step ir.Step) bool { return step.Kind == ir.Deref })
}

// insideOne reports whether the call that sets a timer names both the timer and its DPC as parts of one object.
func (f *finder) insideOne(a *activity) bool {
	timer, ok := a.Arg(ddi.OpObject)
	dpc, also := a.Arg(ddi.OpDPC)
	return ok && also && within(timer) && within(dpc) && timer.Place.Root == dpc.Place.Root
}

// comesTo reports whether control comes from a removal to a call without a wait on the way.
func (f *finder) comesTo(undo callgraph.RoutineCall, free *ir.Call) bool {
	return undo.In.Graph.Next(undo.Call, true, func(in ir.Instr) bool { return in == ir.Instr(free) }, func(in ir.Instr) bool {
		call, ok := in.(*ir.Call)
		return ok && f.Driver.MayWait(undo.In, call)
	}) != nil
}
