package ways

import (
	"fmt"
	"slices"
	"testing"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// An edge goes past the calls in the arm that it does not take, if they come to where it leads; an arm that returns is
// another way, not one that something is left out of.
func TestPast(t *testing.T) {
	x, y := &ir.Var{Kind: ir.Param, Name: "x"}, &ir.Var{Kind: ir.Param, Name: "y"}
	cond := func(v *ir.Var) *ir.Cond {
		return &ir.Cond{Test: ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}}}
	}
	call := func(name string) ir.Node { return &ir.Call{Callee: name} }
	list := func(nodes ...ir.Node) []ir.Node { return nodes }
	for _, c := range []struct {
		name string
		body []ir.Node
		want []string // of each edge that goes past calls: the variable, whether it is not zero, the calls
	}{
		{"one arm", list(&ir.If{Cond: cond(x), Then: list(call("A"))}, call("B")), []string{"x false A"}},
		{"two arms", list(&ir.If{Cond: cond(x), Then: list(call("A")), Else: list(call("B"))}, call("C")), nil},
		{"an arm that returns", list(&ir.If{Cond: cond(x), Then: list(call("A"), &ir.Return{})}, call("B")), nil},
		{"an empty arm", list(&ir.If{Cond: cond(x), Else: list(call("A"))}, call("B")), []string{"x true A"}},
		{"a negated test", list(&ir.If{Cond: &ir.Cond{Op: ir.Not, X: cond(x)}, Then: list(call("A"))}, call("B")), []string{"x true A"}},
		{"both of two", list(&ir.If{Cond: &ir.Cond{Op: ir.And, X: cond(x), Y: cond(y)}, Then: list(call("A"))}, call("B")), []string{"x false A", "y false A"}},
		{"one of two", list(&ir.If{Cond: &ir.Cond{Op: ir.Or, X: cond(x), Y: cond(y)}, Then: list(call("A"))}, call("B")), []string{"y false A"}},
		{"neither of two", list(&ir.If{Cond: &ir.Cond{Op: ir.Not, X: &ir.Cond{Op: ir.Or, X: cond(x), Y: cond(y)}}, Then: list(call("A"))}, call("B")), []string{"x true A", "y true A"}},
		{"in another arm", list(&ir.If{Cond: cond(x), Then: list(&ir.If{Cond: cond(y), Then: list(call("A"))})}, call("B")), []string{"x false A", "y false A"}},
		{"in a loop", list(&ir.If{Cond: cond(x), Then: list(&ir.Loop{Cond: cond(y), Body: list(call("A")), Post: list(call("B"))})}, call("C")), []string{"x false A B"}},
		{"in a switch", list(&ir.If{Cond: cond(x), Then: list(&ir.Switch{Body: list(&ir.Case{}, call("A"))})}, call("B")), []string{"x false A"}},
		{"in a region of exceptions", list(&ir.If{Cond: cond(x), Then: list(&ir.Try{Body: list(call("A")), Finally: list(call("B")), IsFinal: true})}, call("C")), []string{"x false A B"}},
		{"without a test", list(call("A"), call("B")), nil},
	} {
		f := &ir.Func{Name: "f", Params: []*ir.Var{x, y}, Body: c.body}
		g, arms := cfg.New(f), ArmsOf(f)
		var got []string
		for _, blk := range g.Blocks {
			for _, e := range blk.Succs {
				if calls := arms.Past(g, e); len(calls) > 0 {
					past := fmt.Sprint(e.Test, " ", e.Taken)
					for _, call := range calls {
						past += " " + call.Callee
					}
					got = append(got, past)
				}
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
