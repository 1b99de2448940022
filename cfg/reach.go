package cfg

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// Instrs lists the instructions in the order of the blocks, each once: a __finally block
// stands in the graph once for every way that leaves its __try.
func (g *Graph) Instrs() []ir.Instr {
	var list []ir.Instr
	seen := map[ir.Instr]bool{}
	for _, blk := range g.Blocks {
		for _, in := range blk.Instrs {
			if !seen[in] {
				seen[in] = true
				list = append(list, in)
			}
		}
	}
	return list
}

// Holding lists the blocks that an instruction stands in, by index.
func (g *Graph) Holding(in ir.Instr) []int {
	var list []int
	for i, blk := range g.Blocks {
		if slices.Contains(blk.Instrs, in) {
			list = append(list, i)
		}
	}
	return list
}

// From marks the blocks that control can come to from some blocks, and these themselves.
func (g *Graph) From(blocks ...int) []bool {
	seen := make([]bool, len(g.Blocks))
	for _, i := range blocks {
		g.mark(i, seen)
	}
	return seen
}

// After marks the blocks that control can come to once it has left the blocks that an
// instruction stands in.
func (g *Graph) After(in ir.Instr) []bool {
	seen := make([]bool, len(g.Blocks))
	for _, i := range g.Holding(in) {
		for _, e := range g.Blocks[i].Succs {
			g.mark(e.To.Index, seen)
		}
	}
	return seen
}

// mark keeps what is still to do in a list: a function may be longer than the stack is deep.
func (g *Graph) mark(i int, seen []bool) {
	work := []int{i}
	for len(work) > 0 {
		i := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		for _, e := range g.Blocks[i].Succs {
			work = append(work, e.To.Index)
		}
	}
}

// LeadingTo marks the blocks from which control can come to a marked block, and those.
func (g *Graph) LeadingTo(marked []bool) []bool {
	reaches := slices.Clone(marked)
	for changed := true; changed; {
		changed = false
		for i := len(g.Blocks) - 1; i >= 0; i-- {
			for _, e := range g.Blocks[i].Succs {
				if reaches[e.To.Index] && !reaches[i] {
					reaches[i], changed = true, true
				}
			}
		}
	}
	return reaches
}

// Follows reports whether the instruction then can run after first.
func (g *Graph) Follows(first, then ir.Instr) bool {
	for _, i := range g.Holding(first) {
		instrs := g.Blocks[i].Instrs
		if slices.Contains(instrs[slices.Index(instrs, first)+1:], then) {
			return true
		}
	}
	after := g.After(first)
	return slices.ContainsFunc(g.Holding(then), func(i int) bool { return after[i] })
}

// Next finds an instruction that is wanted and to which control comes from another one, exceptions aside, without one on the way
// that stops it; nil if there is none. With onwards it does not go back to the head of a loop.
func (g *Graph) Next(first ir.Instr, onwards bool, wanted, stops func(ir.Instr) bool) ir.Instr {
	seen := make([]bool, len(g.Blocks))
	type place struct{ block, from int }
	var work []place
	for _, i := range g.Holding(first) {
		work = append(work, place{i, slices.Index(g.Blocks[i].Instrs, first) + 1})
	}
	for len(work) > 0 {
		at := work[0]
		work = work[1:]
		stopped := false
		for _, in := range g.Blocks[at.block].Instrs[at.from:] {
			if wanted(in) {
				return in
			}
			if stopped = stops(in); stopped {
				break
			}
		}
		if stopped {
			continue
		}
		for _, e := range g.Blocks[at.block].Succs {
			if to := e.To.Index; !e.Exception && !seen[to] && !(onwards && to <= at.block) {
				seen[to] = true
				work = append(work, place{to, 0})
			}
		}
	}
	return nil
}

// InLoop reports whether control can come from an instruction back to it.
func (g *Graph) InLoop(in ir.Instr) bool { return g.Follows(in, in) }

// Avoids reports whether a return can be reached from block i without running one of some instructions.
// Exceptions are not followed.
func (g *Graph) Avoids(i int, list ...ir.Instr) bool {
	seen := make([]bool, len(g.Blocks))
	var visit func(i int) bool
	visit = func(i int) bool {
		blk := g.Blocks[i]
		if seen[i] || slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool { return slices.Contains(list, in) }) {
			return false
		}
		seen[i] = true
		if n := len(blk.Instrs); n > 0 {
			if _, returns := blk.Instrs[n-1].(*ir.Return); returns {
				return true
			}
		}
		return slices.ContainsFunc(blk.Succs, func(e *Edge) bool { return !e.Exception && visit(e.To.Index) })
	}
	return visit(i)
}

// Bypasses reports whether control can come from the beginning to an instruction without running another one. Exceptions are followed.
func (g *Graph) Bypasses(other, in ir.Instr) bool {
	seen := make([]bool, len(g.Blocks))
	work := []int{0}
	for len(work) > 0 {
		i := work[0]
		work = work[1:]
		blk := g.Blocks[i]
		o := slices.Index(blk.Instrs, other)
		if n := slices.Index(blk.Instrs, in); n >= 0 && (o < 0 || n < o) {
			return true
		}
		for _, e := range blk.Succs {
			if to := e.To.Index; !seen[to] && (o < 0 || e.Exception) {
				seen[to] = true
				work = append(work, to)
			}
		}
	}
	return false
}
