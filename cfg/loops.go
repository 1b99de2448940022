package cfg

import "slices"

// LoopHeads marks the blocks that a backward edge leads to.
func (g *Graph) LoopHeads() []bool {
	heads := make([]bool, len(g.Blocks))
	for _, blk := range g.Blocks {
		for _, e := range blk.Succs {
			if e.To.Index <= blk.Index {
				heads[e.To.Index] = true
			}
		}
	}
	return heads
}

// EndsRounds reports whether a loop goes on or not by what block i tests: the head of one, or what stands behind its body.
func (g *Graph) EndsRounds(i int) bool {
	heads, back := g.LoopHeads(), func(e *Edge) bool { return e.To.Index <= i }
	return len(g.Blocks[i].Succs) > 1 && (heads[i] || slices.ContainsFunc(g.Blocks[i].Succs, back))
}

// Loop is the natural loop of a head: the head, and what leads back to it without leaving.
func (g *Graph) Loop(head *Block) map[*Block]bool {
	body := map[*Block]bool{head: true}
	var work []*Block
	for _, e := range head.Preds {
		if e.From.Index >= head.Index && !body[e.From] {
			body[e.From] = true
			work = append(work, e.From)
		}
	}
	for len(work) > 0 {
		blk := work[len(work)-1]
		work = work[:len(work)-1]
		for _, e := range blk.Preds {
			if !body[e.From] {
				body[e.From] = true
				work = append(work, e.From)
			}
		}
	}
	return body
}
