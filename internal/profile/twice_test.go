package profile

import (
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// What an edge leaves out by a condition that has decided before is what undoes what was done then: of the same lock, under the same
// condition in memory, and later.
func TestTwice(t *testing.T) {
	global := &ir.Var{Name: "Shared", Kind: ir.GlobalVar, Type: "unsigned char"}
	other := &ir.Var{Name: "Alone", Kind: ir.GlobalVar, Type: "unsigned char"}
	local := &ir.Var{Name: "shared", Kind: ir.Local, Type: "unsigned char"}
	lock := func(routine, name string) *ir.Call {
		v := &ir.Var{Name: name, Kind: ir.GlobalVar, Type: "struct _FAST_MUTEX"}
		return &ir.Call{Callee: routine, Args: []ir.Value{{Kind: ir.AddrOf, Place: ir.Place{Root: v}}}}
	}
	tests := func(v *ir.Var) ir.Value { return ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}} }
	not := func(v *ir.Var) ir.Value { return ir.Value{Kind: ir.Op, Name: "!", Args: []ir.Value{tests(v)}} }
	branch := func(on ir.Value, then, otherwise []ir.Node) *ir.If {
		return &ir.If{Cond: &ir.Cond{Test: on}, Then: then, Else: otherwise}
	}
	take := []ir.Node{lock("ExAcquireFastMutex", "A")}
	give := []ir.Node{lock("ExReleaseFastMutex", "A")}
	for name, c := range map[string]struct {
		body []ir.Node
		want int
	}{
		"alike":          {[]ir.Node{branch(tests(global), take, nil), branch(tests(global), give, nil)}, 1},
		"negated":        {[]ir.Node{branch(not(global), nil, take), branch(tests(global), give, nil)}, 1},
		"another":        {[]ir.Node{branch(tests(global), take, nil), branch(tests(other), give, nil)}, 0},
		"opposite":       {[]ir.Node{branch(tests(global), take, nil), branch(not(global), give, nil)}, 0},
		"a local":        {[]ir.Node{branch(tests(local), take, nil), branch(tests(local), give, nil)}, 0},
		"another mutex":  {[]ir.Node{branch(tests(global), take, nil), branch(tests(global), []ir.Node{lock("ExReleaseFastMutex", "B")}, nil)}, 0},
		"released first": {[]ir.Node{branch(tests(global), give, nil), branch(tests(global), take, nil)}, 0},
		"in any case":    {append(append([]ir.Node{}, take...), branch(tests(global), give, nil)), 0},
	} {
		p, _ := profileOf(&ir.Unit{Funcs: []*ir.Func{{Name: "F", Body: c.body, Locals: []*ir.Var{local}}}})
		f := p.Functions[0]
		got := 0
		for _, blk := range f.Graph.Blocks {
			for _, e := range blk.Succs {
				for _, out := range p.Ready(f).Twice(blk.Index, e.To.Index) {
					got++
					if out.Lock != "A" || out.Routine.Name != "ExReleaseFastMutex" {
						t.Errorf("%s: leaves out %s of %q", name, out.Routine.Name, out.Lock)
					}
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: %d left out, want %d", name, got, c.want)
		}
	}
}
