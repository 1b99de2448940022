package profile

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Comes reports whether control may come to an instruction of f, by what is known of variables that never change.
func Comes(p *Profile, f *program.Function, to ir.Instr) bool {
	seen := map[int]bool{0: true}
	work := []int{0}
	for len(work) > 0 {
		blk := f.Graph.Blocks[work[0]]
		work = work[1:]
		if slices.Contains(blk.Instrs, to) {
			return true
		}
		for _, e := range blk.Succs {
			if e.Test != nil {
				if n, known := number(*e.Test, p.numbers); known && (n != 0) != e.Taken {
					continue
				}
			}
			if !seen[e.To.Index] {
				seen[e.To.Index] = true
				work = append(work, e.To.Index)
			}
		}
	}
	return false
}

// number is what a value is, made of what is known of variables; false if that is not known.
func number(v ir.Value, known map[*ir.Var]int64) (int64, bool) {
	switch {
	case v.Kind == ir.Const:
		return v.Int, true
	case v.Kind == ir.Load && len(v.Place.Path) == 0:
		n, ok := known[v.Place.Root]
		return n, ok
	case v.Kind == ir.Op && len(v.Args) == 1 && v.Name == "!":
		n, ok := number(v.Args[0], known)
		if n == 0 {
			return 1, ok
		}
		return 0, ok
	case v.Kind == ir.Op && len(v.Args) == 2:
		x, first := number(v.Args[0], known)
		y, second := number(v.Args[1], known)
		if !first || !second {
			return 0, false
		}
		return ir.Fold(v.Name, ir.Value{Kind: ir.Const, Int: x}, ir.Value{Kind: ir.Const, Int: y})
	}
	return 0, false
}
