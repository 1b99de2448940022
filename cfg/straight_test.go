package cfg_test

import (
	"testing"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// Of a branch whose one arm calls and whose other does not, the call lies between that arm and the place
// where both meet; beyond another branch nobody can say.
func TestInBetween(t *testing.T) {
	v := &ir.Var{Name: "v", Kind: ir.Local}
	tested := func(then ...ir.Node) *ir.If {
		cond := &ir.Cond{Test: load(v)}
		return &ir.If{Cond: cond, Then: then}
	}
	call := func(name string) *ir.Call { return &ir.Call{Callee: name} }
	release := func(c *ir.Call) bool { return c.Callee == "Release" }
	for _, test := range []struct {
		name string
		body []ir.Node
		want bool
	}{
		{"called", []ir.Node{tested(call("Use"), call("Release")), call("After")}, true},
		{"not called", []ir.Node{tested(call("Use")), call("After"), call("Release")}, false},
		{"on a choice", []ir.Node{tested(tested(call("Release")), call("Use")), call("After")}, false},
	} {
		g := cfg.New(&ir.Func{Name: "f", Locals: []*ir.Var{v}, Body: test.body})
		branch := g.Blocks[0]
		if len(branch.Succs) != 2 {
			t.Fatalf("%s: %s", test.name, g.Format(func(ir.Span) int { return 0 }))
		}
		past := 0
		for _, e := range branch.Succs {
			if !e.Taken {
				past = e.To.Index
			}
		}
		body := g.OtherArm(0, false)
		if got := g.InBetween(body, past, release); got != test.want {
			t.Errorf("%s: %t\n%s", test.name, got, g.Format(func(ir.Span) int { return 0 }))
		}
		if after := g.WithCall(func(c *ir.Call) bool { return c.Callee == "After" }); !g.Reaches(body, after) || g.Reaches(after, body) || g.Reaches(-1, after) {
			t.Errorf("%s: the way from %d to %d", test.name, body, after)
		}
	}
}
