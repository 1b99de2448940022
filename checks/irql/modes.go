package irql

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/ir"
)

// byMode reports whether the call lies in a function that chooses, by what memory holds, between it and a way on which it goes to a higher
// level itself, or comes back from one: a lock of two kinds, one for each level that its callers have. Which kind an object is of was settled when
// it was made, so that nothing is wrong for callers at a high level with those that are for them.
func byMode(pass *check.Pass, b *irql.Obligation) bool {
	at := b.Final()
	if b.Rule != tooHigh || at.Call == nil || at.In == b.In {
		return false
	}
	g := at.In.Graph
	holds := func(in ir.Instr, reached []bool) bool {
		return slices.ContainsFunc(g.Holding(in), func(i int) bool { return reached[i] })
	}
	raises := raising(pass, at.In)
	return len(raises) > 0 && slices.ContainsFunc(g.Blocks, func(blk *cfg.Block) bool {
		return slices.ContainsFunc(blk.Succs, func(here *cfg.Edge) bool {
			if here.Test == nil || !here.Test.Shared() {
				return false
			}
			onWay := g.From(here.To.Index)
			return holds(at.Call, onWay) && slices.ContainsFunc(blk.Succs, func(other *cfg.Edge) bool {
				beside := g.From(other.To.Index)
				return other != here && !holds(at.Call, beside) && slices.ContainsFunc(raises, func(call ir.Instr) bool { return holds(call, beside) && !holds(call, onWay) })
			})
		})
	})
}

// raising lists the calls of a function that raise the level, or restore it.
func raising(pass *check.Pass, f *program.Function) []ir.Instr {
	var list []ir.Instr
	f.Instrs(func(in ir.Instr) {
		if _, r := pass.Driver.RoutineOf(f, in); r.Does(ddi.RaiseIRQL | ddi.RestoreIRQL) {
			list = append(list, in)
		}
	})
	return list
}
