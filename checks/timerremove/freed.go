package timerremove

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
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

// comesTo reports whether control can come from a removal to a call without a wait on the way.
func (f *finder) comesTo(undo callgraph.RoutineCall, free *ir.Call) bool {
	g := undo.In.Graph
	seen := map[*cfg.Block]bool{}
	var work []*cfg.Block
	found := false
	run := func(blk *cfg.Block, from int) {
		for _, in := range blk.Instrs[from:] {
			call, ok := in.(*ir.Call)
			if ok && call == free {
				found = true
			}
			if ok && f.mayWait(undo.In, call) {
				return
			}
		}
		for _, e := range blk.Succs {
			if e.To.Index > blk.Index && !e.Exception && !seen[e.To] {
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
	}
	for _, i := range g.Holding(undo.Call) {
		run(g.Blocks[i], slices.Index(g.Blocks[i].Instrs, ir.Instr(undo.Call))+1)
	}
	for len(work) > 0 && !found {
		blk := work[0]
		work = work[1:]
		run(blk, 0)
	}
	return found
}

// mayWait reports whether a call waits for anything, perhaps in a function that it leads to.
func (f *finder) mayWait(in *program.Function, call *ir.Call) bool {
	target, name := f.Driver.Callee(in, call)
	if target == nil {
		return f.Driver.Known.Lookup(name).Does(ddi.Wait) || !f.Driver.Known.Documented(name)
	}
	reach := f.Driver.Reach(target)
	return slices.ContainsFunc(f.Driver.RoutineCalls(ddi.Wait, ddi.Anything), func(c callgraph.RoutineCall) bool { return reach[c.In] })
}
