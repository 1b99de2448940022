package pointsto

import (
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// Of a pointer to more places than are followed it is told whether that loses a function; nothing is lost where none is
// stored there, or nobody reads it.
func TestUnfollowed(t *testing.T) {
	const many = maxAddresses + 1
	one := ir.Value{Kind: ir.FuncRef, Name: "One"}
	for _, c := range []struct {
		name   string
		places int
		more   func(v []*ir.Var) []ir.Node
		want   int
	}{
		{"a function is read", many, func(v []*ir.Var) []ir.Node {
			return []ir.Node{&ir.Assign{Dst: ir.Place{Root: v[many]}, Src: one}, &ir.Assign{Dst: ir.Place{Root: v[many+1]}, Src: ir.Value{Kind: ir.Load, Place: through(v[0])}}}
		}, 1},
		{"a function is stored", many, func(v []*ir.Var) []ir.Node { return []ir.Node{&ir.Assign{Dst: through(v[0]), Src: one}} }, 1},
		{"nothing is stored", many, func(v []*ir.Var) []ir.Node {
			return []ir.Node{&ir.Assign{Dst: ir.Place{Root: v[many+1]}, Src: ir.Value{Kind: ir.Load, Place: through(v[0])}}}
		}, 0},
		{"nobody reads it", many, func(v []*ir.Var) []ir.Node { return []ir.Node{&ir.Assign{Dst: ir.Place{Root: v[many]}, Src: one}} }, 0},
		{"few places", maxAddresses, func(v []*ir.Var) []ir.Node { return []ir.Node{&ir.Assign{Dst: through(v[0]), Src: one}} }, 0},
	} {
		v := pointers(many + 2)
		var body []ir.Node
		for i := range c.places {
			body = append(body, &ir.Assign{Dst: ir.Place{Root: v[0]}, Src: addressOf(v[i+1])})
		}
		w, _ := solve(v, append(body, c.more(v)...))
		list := w.Unfollowed()
		if len(list) != c.want || c.want == 1 && list[0].Variable != v[0] {
			t.Errorf("%s: %v", c.name, list)
		}
		if apart := w.apart(w.variable(v[0]), w.variable(v[many+1])); apart != (c.places < many) {
			t.Errorf("%s: apart: %t", c.name, apart)
		}
	}
}

// More addresses left out than are looked through are taken to lose something.
func TestTooManyUnfollowed(t *testing.T) {
	v := pointers(1)
	w, _ := solve(v, []ir.Node{&ir.Assign{Dst: ir.Place{Root: v[0]}, Src: addressOf(v[0])}})
	for i := range maxLeft {
		w.leave(edgeOf(addresses, 0, i))
	}
	w.leave(edgeOf(addresses, 0, 0))
	if list := w.Unfollowed(); len(list) != 0 {
		t.Errorf("%v", list)
	}
	w.leave(edgeOf(addresses, 0, maxLeft))
	if list := w.Unfollowed(); len(list) != 1 || list[0].Name == "" || len(w.left) != maxLeft {
		t.Errorf("%v", list)
	}
}
