package profile

import (
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// An assertion is no promise if the branch behind it tests the same.
func TestDoubted(t *testing.T) {
	status := &ir.Var{Name: "status", Kind: ir.Local, Type: "long"}
	first, second := &ir.Var{Name: "%1", Kind: ir.Local, Type: "int"}, &ir.Var{Name: "%2", Kind: ir.Local, Type: "int"}
	shared := &ir.Var{Name: "Device", Kind: ir.GlobalVar, Type: "void *"}
	load := func(v *ir.Var) ir.Value { return ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}} }
	zero := ir.Value{Kind: ir.Const}
	op := func(name string, args ...ir.Value) ir.Value { return ir.Value{Kind: ir.Op, Name: name, Args: args} }
	succeeds := func(into *ir.Var) ir.Node {
		return &ir.Call{Dst: into, Callee: "NT_SUCCESS", Args: []ir.Value{load(status)}}
	}
	asserts := func(what ir.Value) ir.Node { return &ir.Call{Callee: "ASSERT", Args: []ir.Value{what}} }
	branch := func(on ir.Value) ir.Node { return &ir.If{Cond: &ir.Cond{Test: on}, Then: []ir.Node{&ir.Return{}}} }
	other := &ir.Call{Dst: status, Callee: "IoCreateSymbolicLink"}
	for name, c := range map[string]struct {
		body []ir.Node
		want bool
	}{
		"a status":           {[]ir.Node{succeeds(first), asserts(load(first)), succeeds(second), branch(op("!", load(second)))}, true},
		"the same result":    {[]ir.Node{succeeds(first), asserts(load(first)), branch(load(first))}, true},
		"a pointer":          {[]ir.Node{asserts(op("!=", load(shared), zero)), branch(op("==", load(shared), zero))}, true},
		"nothing":            {[]ir.Node{succeeds(first), asserts(load(first))}, false},
		"something else":     {[]ir.Node{succeeds(first), asserts(load(first)), branch(load(shared))}, false},
		"another status":     {[]ir.Node{succeeds(first), asserts(load(first)), other, succeeds(second), branch(op("!", load(second)))}, false},
		"a call in between":  {[]ir.Node{asserts(load(shared)), other, branch(load(shared))}, false},
		"a write in between": {[]ir.Node{asserts(load(shared)), &ir.Assign{Dst: ir.Place{Root: shared}, Src: zero}, branch(load(shared))}, false},
	} {
		p, _ := profileOf(&ir.Unit{Funcs: []*ir.Func{{Name: "F", Body: c.body, Locals: []*ir.Var{status, first, second}}}})
		f := p.Functions[0]
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok && call.Callee == "ASSERT" && p.Ready(f).Doubted(call) != c.want {
				t.Errorf("%s: doubted is %v", name, !c.want)
			}
		})
	}
}
