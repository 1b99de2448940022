package pointsto

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

func load(v *ir.Var) ir.Value { return ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}} }

func through(v *ir.Var) ir.Place { return ir.Place{Root: v, Path: []ir.Step{{Kind: ir.Deref}}} }

func addressOf(v *ir.Var) ir.Value {
	return ir.Value{Kind: ir.AddrOf, Place: ir.Place{Root: v}}
}

// solve links one function of the statements, with two functions that a pointer may hold.
func solve(locals []*ir.Var, body []ir.Node) (*Analysis, *program.Program) {
	p := program.Link([]*ir.Unit{{File: "a.c", Files: []ir.File{{Name: "a.c"}}, Funcs: []*ir.Func{
		{Name: "F", Locals: locals, Body: body}, {Name: "One"}, {Name: "Two"},
	}}}, nil)
	return Solve(p), p
}

func pointers(n int) []*ir.Var {
	var list []*ir.Var
	for i := range n {
		list = append(list, &ir.Var{Kind: ir.Local, Name: fmt.Sprint("p", i)})
	}
	return list
}

// The four kinds of constraint: an address, a copy, a load and a store.
func TestConstraints(t *testing.T) {
	v := pointers(4)
	one := ir.Value{Kind: ir.FuncRef, Name: "One"}
	call := &ir.Call{Target: load(v[3])}
	w, p := solve(v, []ir.Node{
		&ir.Assign{Dst: ir.Place{Root: v[0]}, Src: addressOf(v[1])},                               // p0 = &p1
		&ir.Assign{Dst: through(v[0]), Src: one},                                                  // *p0 = One
		&ir.Assign{Dst: ir.Place{Root: v[2]}, Src: load(v[0])},                                    // p2 = p0
		&ir.Assign{Dst: ir.Place{Root: v[3]}, Src: ir.Value{Kind: ir.Load, Place: through(v[2])}}, // p3 = *p2
		call,
	})
	if target, name := w.Target(p.Functions[0], call); target != p.Functions[1] || name != "" {
		t.Errorf("the call reaches %v, %q", target, name)
	}
	if !w.has(w.variable(v[1]), Item{Kind: Function, Function: p.Functions[1]}) {
		t.Error("a store through a pointer is lost")
	}
	if list := w.at(w.variable(v[2])); len(list) != 1 || list[0].Kind != Address || list[0].Node != w.variable(v[1]) {
		t.Errorf("p2 holds %v", list)
	}
}

// Members are one node each, whatever object they belong to.
func TestMembersAreSharedByAllObjects(t *testing.T) {
	v := pointers(2)
	member := func(root *ir.Var) ir.Place {
		return ir.Place{Root: root, Path: []ir.Step{{Kind: ir.Deref}, {Kind: ir.Field, Name: "Routine", Record: "_TABLE"}}}
	}
	call := &ir.Call{Target: ir.Value{Kind: ir.Load, Place: member(v[1])}}
	w, p := solve(v, []ir.Node{
		&ir.Assign{Dst: member(v[0]), Src: ir.Value{Kind: ir.FuncRef, Name: "One"}},
		&ir.Assign{Dst: member(v[0]), Src: ir.Value{Kind: ir.FuncRef, Name: "Two"}},
		call,
	})
	if list := w.Candidates(p.Functions[0], call); !slices.Equal(list, p.Functions[1:]) {
		t.Errorf("candidates: %v", list)
	}
	if target, _ := w.Target(p.Functions[0], call); target != nil {
		t.Error("one of two was chosen")
	}
}

// The order of the statements makes no difference, and more statements take nothing away.
func TestSolutionIsMonotoneAndIndependentOfOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := pointers(4)
		pick := func() *ir.Var { return rapid.SampledFrom(v).Draw(t, "pointer") }
		var body []ir.Node
		for range rapid.IntRange(1, 8).Draw(t, "statements") {
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				body = append(body, &ir.Assign{Dst: ir.Place{Root: pick()}, Src: addressOf(pick())})
			case 1:
				body = append(body, &ir.Assign{Dst: ir.Place{Root: pick()}, Src: load(pick())})
			case 2:
				body = append(body, &ir.Assign{Dst: ir.Place{Root: pick()}, Src: ir.Value{Kind: ir.Load, Place: through(pick())}})
			case 3:
				body = append(body, &ir.Assign{Dst: through(pick()), Src: load(pick())})
			default:
				body = append(body, &ir.Assign{Dst: through(pick()), Src: ir.Value{Kind: ir.FuncRef, Name: rapid.SampledFrom([]string{"One", "Two"}).Draw(t, "function")}})
			}
		}
		all, _ := solve(v, body)
		reordered, _ := solve(v, rapid.Permutation(body).Draw(t, "order"))
		fewer, _ := solve(v, body[:len(body)-1])
		for _, x := range v {
			mine := heldBy(all, x)
			if other := heldBy(reordered, x); !slices.Equal(mine, other) {
				t.Fatalf("%s holds %v, in another order %v", x.Name, mine, other)
			}
			for _, name := range heldBy(fewer, x) {
				if !slices.Contains(mine, name) {
					t.Fatalf("%s holds %s until a statement is added", x.Name, name)
				}
			}
		}
	})
}

// heldBy spells what a variable may hold.
func heldBy(w *Analysis, v *ir.Var) []string {
	var list []string
	for _, it := range w.at(w.variable(v)) {
		list = append(list, w.itemWords(it))
	}
	slices.Sort(list)
	return list
}
