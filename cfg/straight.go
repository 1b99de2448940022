package cfg

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// InBetween reports whether there is a certain call in the straight code from block i to
// block end.
func (g *Graph) InBetween(i, end int, wanted func(*ir.Call) bool) bool {
	end = g.skipEmpty(end)
	found := false
	for range g.Blocks {
		if i < 0 {
			return false
		}
		if g.skipEmpty(i) == end {
			return found
		}
		blk := g.Blocks[i]
		for _, in := range blk.Instrs {
			call, ok := in.(*ir.Call)
			found = found || ok && wanted(call)
		}
		i = g.straightOn(blk, end)
	}
	return false
}

// straightOn is the block that control goes on to, unless it goes to end; -1 if there is
// none or a choice.
func (g *Graph) straightOn(blk *Block, end int) int {
	next := -1
	for _, e := range blk.Succs {
		switch {
		case e.Exception:
		case g.skipEmpty(e.To.Index) == end && len(blk.Succs) > 1:
		case next >= 0:
			return -1
		default:
			next = e.To.Index
		}
	}
	return next
}

// skipEmpty follows blocks that do nothing.
func (g *Graph) skipEmpty(i int) int {
	for range g.Blocks {
		blk := g.Blocks[i]
		if len(blk.Instrs) > 0 || len(blk.Succs) != 1 {
			break
		}
		i = blk.Succs[0].To.Index
	}
	return i
}

// WithCall is the index of the first block with such a call, -1 if there is none.
func (g *Graph) WithCall(wanted func(*ir.Call) bool) int {
	return slices.IndexFunc(g.Blocks, func(blk *Block) bool {
		return slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool {
			call, ok := in.(*ir.Call)
			return ok && wanted(call)
		})
	})
}

// OtherArm is the block that the other way of a branch from block i leads to, -1 if there is
// none. Taken says which way was taken.
func (g *Graph) OtherArm(i int, taken bool) int {
	for _, e := range g.Blocks[i].Succs {
		if e.Test != nil && e.Taken != taken {
			return e.To.Index
		}
	}
	return -1
}

// Reaches reports whether control can come from one block to another, or is there; not
// if either is none (-1).
func (g *Graph) Reaches(from, to int) bool {
	return from >= 0 && to >= 0 && g.From(from)[to]
}

// Raising is the call whose exception an edge stands for: that in front of which its block ends; nil for any other edge.
func (e *Edge) Raising() *ir.Call {
	if !e.Exception {
		return nil
	}
	for _, next := range e.From.Succs {
		if !next.Exception && len(next.To.Instrs) > 0 {
			call, _ := next.To.Instrs[0].(*ir.Call)
			return call
		}
	}
	return nil
}
