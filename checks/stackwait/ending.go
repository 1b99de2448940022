package stackwait

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// signalled lists what leads to the events that the routines set which run for what v describes, as the routine of a work item does: who waits for
// one of those waits for its end.
func signalled(p *callgraph.Graph, f *program.Function, v *ir.Var) []int {
	runs := map[*program.Function]bool{}
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok || !slices.ContainsFunc(call.Args, func(a ir.Value) bool { return onStack(a, v) }) {
			return
		}
		for _, a := range call.Args {
			for _, it := range p.PointsTo.Holds(f.UnitIndex, a) {
				if it.Kind != pointsto.Function || it.Function == nil {
					continue
				}
				for g := range p.Reach(it.Function) {
					runs[g] = true
				}
			}
		}
	})
	var events []int
	for _, c := range p.RoutineCalls(ddi.Signal, ddi.Event|ddi.Semaphore) {
		if runs[c.In] {
			events = append(events, p.Objects(c, ddi.OpObject)...)
		}
	}
	return events
}
