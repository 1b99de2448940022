package profile

import (
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// An instruction keeps its site where others are put in that do something else; no two have the same one.
func TestSites(t *testing.T) {
	sites := func(callees ...string) []int {
		var body []ir.Node
		for _, callee := range callees {
			body = append(body, &ir.Call{Callee: callee})
		}
		p, _ := profileOf(&ir.Unit{Funcs: []*ir.Func{{Name: "F", Body: body}}})
		var list []int
		of, seen := Sites(p, p.Functions[0]), map[int]bool{}
		p.Functions[0].Instrs(func(in ir.Instr) {
			if list = append(list, of[in]); of[in] <= 0 || seen[of[in]] {
				t.Errorf("%v: site %d", callees, of[in])
			}
			seen[of[in]] = true
		})
		return list
	}
	before, after := sites("A", "B", "A"), sites("C", "A", "B", "C", "A")
	for i, at := range []int{1, 2, 4} {
		if before[i] != after[at] {
			t.Errorf("instruction %d has site %d, and %d where another is put in", i, before[i], after[at])
		}
	}
}

// A label that is taken is not given again.
func TestLabel(t *testing.T) {
	taken := map[int]bool{}
	if a, b := Label(taken, "A", 1), Label(taken, "A", 1); a == b || !taken[a] || !taken[b] {
		t.Errorf("labels %d and %d", a, b)
	}
}
