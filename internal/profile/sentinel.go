package profile

import (
	"math"
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// findNone lists the numbers that f gives a local variable and compares it with where others are indices: (UINT)-1 for none. What is used as
// an index is none of them.
func (p *Profile) findNone(f *program.Function) {
	var given []int64
	f.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok && len(a.Dst.Path) == 0 && a.Dst.Root.Kind == ir.Local && a.Src.Kind == ir.Const && (a.Src.Int == -1 || a.Src.Int == math.MaxUint32) {
			given = append(given, a.Src.Int)
		}
	})
	if len(given) == 0 {
		return
	}
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test == nil || e.Test.Kind != ir.Op || len(e.Test.Args) != 2 {
				continue
			}
			v, n := e.Test.Args[0], e.Test.Args[1]
			if v.Kind == ir.Load && len(v.Place.Path) == 0 && n.Kind == ir.Const && slices.Contains(given, n.Int) && !slices.Contains(p.Of(f).none, n.Int) {
				p.Of(f).none = append(p.Of(f).none, n.Int)
			}
		}
	}
}

// Within has it assumed that an index is none of the numbers that stand for none in the function, and returns the index.
func (f *Function) Within(p *term.Pool, index term.Ref, assume func(*term.Pool, term.Ref, bool) bool) term.Ref {
	for _, none := range f.none {
		assume(p, p.Binary("!=", index, p.Constant(none)), true)
	}
	return index
}
