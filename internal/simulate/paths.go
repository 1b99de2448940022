package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// Settled reports whether all ways to a return were followed to the end.
func (sim *Simulation) Settled(at ir.Span) bool {
	if !sim.bounded {
		return true
	}
	from := []int{sim.at}
	for b := range sim.blocks {
		if len(sim.blocks[b].pending) > 0 {
			from = append(from, b)
		}
	}
	ahead := sim.In.Graph.From(from...)
	for b, blk := range sim.In.Graph.Blocks {
		if ahead[b] && slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool { _, ok := in.(*ir.Return); return ok && in.Where() == at }) {
			return false
		}
	}
	return true
}

// InBetween reports whether there is a certain call in the straight code from block i to
// block end.
func (sim *Simulation) InBetween(i, end int, wanted func(*ir.Call) bool) bool {
	end = sim.skipEmpty(end)
	found := false
	for range sim.In.Graph.Blocks {
		if i < 0 {
			return false
		}
		if sim.skipEmpty(i) == end {
			return found
		}
		blk := sim.In.Graph.Blocks[i]
		for _, in := range blk.Instrs {
			call, ok := in.(*ir.Call)
			found = found || ok && wanted(call)
		}
		i = sim.straightOn(blk, end)
	}
	return false
}

// straightOn is the block that control goes on to, unless it goes to end; -1 if there is
// none or a choice.
func (sim *Simulation) straightOn(blk *cfg.Block, end int) int {
	next := -1
	for _, e := range blk.Succs {
		switch {
		case e.Exception:
		case sim.skipEmpty(e.To.Index) == end && len(blk.Succs) > 1:
		case next >= 0:
			return -1
		default:
			next = e.To.Index
		}
	}
	return next
}

// skipEmpty follows blocks that do nothing.
func (sim *Simulation) skipEmpty(i int) int {
	for range sim.In.Graph.Blocks {
		blk := sim.In.Graph.Blocks[i]
		if len(blk.Instrs) > 0 || len(blk.Succs) != 1 {
			break
		}
		i = blk.Succs[0].To.Index
	}
	return i
}

// BlockOf is the index of the first block with such a call, -1 if there is none.
func (sim *Simulation) BlockOf(wanted func(*ir.Call) bool) int {
	return slices.IndexFunc(sim.In.Graph.Blocks, func(blk *cfg.Block) bool {
		return slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool {
			call, ok := in.(*ir.Call)
			return ok && wanted(call)
		})
	})
}

// Calls reports whether a call is one of the function or routine of that name: a macro may
// make several at one place.
func (sim *Simulation) Calls(call *ir.Call, name string) bool {
	target, routine := sim.Callee(sim.In, call)
	return target != nil && target.Name == name || target == nil && (routine == name || routine == "")
}

// OtherArm is the block that the other way of a branch leads to, -1 if there is none.
func (sim *Simulation) OtherArm(step *Step) int {
	for _, e := range sim.In.Graph.Blocks[step.from].Succs {
		if e.Test != nil && e.Taken != step.Taken {
			return e.To.Index
		}
	}
	return -1
}

// Reaches reports whether control can come from one block to another, or is there.
func (sim *Simulation) Reaches(from, to int) bool {
	if from < 0 || to < 0 {
		return false
	}
	return sim.In.Graph.From(from)[to]
}
