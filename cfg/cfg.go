// Package cfg builds a control-flow graph over an ir.Func. Short-circuit operators,
// ?:, switch and structured exception handling become edges, so that each edge
// carries at most one test and its outcome.
package cfg

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// A Graph is the control flow of one function. Blocks[0] is the entry; blocks are in
// reverse postorder, so that outside loops a block comes after its predecessors.
type Graph struct {
	Fn     *ir.Func
	Blocks []*Block
}

// A Block is a straight-line sequence. A return block ends in *ir.Return and has no
// successors; nor has a block that control never leaves in this function.
type Block struct {
	Index        int
	Comment      string // what made the block, for dumps only: "if.then"
	Instrs       []ir.Instr
	Succs, Preds []*Edge
}

// An Edge transfers control. A nil Test is unconditional.
type Edge struct {
	From, To *Block
	Test     *ir.Value
	Taken    bool // whether Test was not zero
	// Exception marks the way from in front of a call in a __try to the handler, taken
	// if that call raises. The call is the first instruction of the block that the
	// unconditional sibling edge leads to.
	Exception bool
}

// Format writes the graph as `drvlint dump cfg` prints it. line gives the line number
// of a span.
func (g *Graph) Format(line func(ir.Span) int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s:\n", g.Fn.Name)
	for _, blk := range g.Blocks {
		fmt.Fprintf(&b, ".%d: # %s\n", blk.Index, blk.Comment)
		for _, in := range blk.Instrs {
			fmt.Fprintf(&b, "\t%-48s ; L%d\n", ir.InstrString(in), line(in.Where()))
		}
		for _, e := range blk.Succs {
			fmt.Fprintf(&b, "\t-> %d%s\n", e.To.Index, e.label())
		}
	}
	return b.String()
}

func (e *Edge) label() string {
	switch {
	case e.Exception:
		return " on exception"
	case e.Test == nil:
		return ""
	}
	return fmt.Sprintf(" if %s is %t", e.Test, e.Taken)
}

// Dot writes the graph in the language of Graphviz.
func (g *Graph) Dot(line func(ir.Span) int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %q {\n\tnode [shape=box fontname=monospace];\n", g.Fn.Name)
	for _, blk := range g.Blocks {
		var text strings.Builder
		fmt.Fprintf(&text, "%d: %s\n", blk.Index, blk.Comment)
		for _, in := range blk.Instrs {
			fmt.Fprintf(&text, "%s ; L%d\n", ir.InstrString(in), line(in.Where()))
		}
		fmt.Fprintf(&b, "\tb%d [label=%q];\n", blk.Index, text.String())
		for _, e := range blk.Succs {
			fmt.Fprintf(&b, "\tb%d -> b%d [label=%q];\n", blk.Index, e.To.Index, strings.TrimSpace(e.label()))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// Check reports the first violation of the graph's invariants, nil if it is sound.
func (g *Graph) Check() error {
	for i, blk := range g.Blocks {
		if blk.Index != i {
			return fmt.Errorf("%s: block %d has index %d", g.Fn.Name, i, blk.Index)
		}
		for j, in := range blk.Instrs {
			if _, ok := in.(*ir.Return); ok && (j != len(blk.Instrs)-1 || len(blk.Succs) > 0) {
				return fmt.Errorf("%s: block %d goes on after a return", g.Fn.Name, i)
			}
		}
		for _, e := range blk.Succs {
			if e.From != blk || e.To.Index >= len(g.Blocks) || g.Blocks[e.To.Index] != e.To {
				return fmt.Errorf("%s: block %d has an edge that leaves the graph", g.Fn.Name, i)
			}
		}
		if i > 0 && len(blk.Preds) == 0 {
			return fmt.Errorf("%s: block %d is unreachable", g.Fn.Name, i)
		}
	}
	return nil
}
