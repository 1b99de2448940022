package profile

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Comes reports whether control may come to an instruction of f, by what is known of variables that never change.
func Comes(p *Profile, f *program.Function, to ir.Instr) bool { return comes(f, to, p.numbers) }

// ComesAt reports the same where f is entered at an IRQL: what f asks the level before it has changed it decides which ways are taken.
func ComesAt(p *Profile, f *program.Function, to ir.Instr, level int) bool {
	var changes []ir.Instr
	var asked []*ir.Call
	for _, call := range f.Calls() {
		target, name := p.Callee(f, call)
		r := p.Known.Lookup(name)
		switch {
		case target != nil && p.Of(target).Traits&(Locks|Shifts) != 0, target == nil && r.Does(ddi.LevelChanges), target == nil && r.DoesTo(ddi.Acquire|ddi.Release, ddi.SpinLock|ddi.Mutexes):
			changes = append(changes, call)
		case target == nil && r.Does(ddi.QueryIRQL) && call.Dst != nil:
			asked = append(asked, call)
		}
	}
	numbers := maps.Clone(p.numbers)
	for _, call := range asked {
		if !slices.ContainsFunc(changes, func(change ir.Instr) bool { return f.Graph.Follows(change, call) }) {
			numbers[call.Dst] = int64(level)
		}
	}
	return comes(f, to, numbers)
}

// comes reports whether control may come to an instruction of f, by what variables hold.
func comes(f *program.Function, to ir.Instr, numbers map[*ir.Var]int64) bool {
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
				if n, known := number(*e.Test, numbers); known && (n != 0) != e.Taken {
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
