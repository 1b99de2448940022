package irql

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/ir"
)

// caughtHere reports whether what is called at the point only raises an exception, for a handler of the same function that lowers the IRQL on each
// way on: looking for that handler touches nothing that is paged out.
func caughtHere(pass *check.Pass, b *irql.Obligation) bool {
	point := b.Final()
	target, name := pass.Driver.Callee(point.In, point.Call)
	if r := pass.Driver.Known.Lookup(name); target != nil || !r.Does(ddi.NoReturn) || r.Does(ddi.EndThread) {
		return false
	}
	var lowers []ir.Instr
	for _, call := range point.In.Calls() {
		if _, r := pass.Driver.RoutineOf(point.In, call); r.Does(ddi.RestoreIRQL) {
			lowers = append(lowers, call)
		}
	}
	for _, blk := range point.In.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Raising() == point.Call {
				return !point.In.Graph.Avoids(e.To.Index, lowers...)
			}
		}
	}
	return false
}
