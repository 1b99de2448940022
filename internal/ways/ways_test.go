package ways

import (
	"slices"
	"testing"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A recorder notes with which calls behind it each return is come to.
type recorder struct{ ends []string }

func (r *recorder) Instr(s *State[string], in ir.Instr) {
	switch in := in.(type) {
	case *ir.Call:
		s.Own += in.Callee
	case *ir.Return:
		r.ends = append(r.ends, s.Own)
	}
}

func (r *recorder) Edge(*State[string], *cfg.Edge) {}

// Ways that exclude each other are not followed: the same test twice, a number that a variable holds, two things that one
// is compared with.
func TestFollow(t *testing.T) {
	x, y := &ir.Var{Kind: ir.Param, Name: "x"}, &ir.Var{Kind: ir.Local, Name: "y"}
	load := func(v *ir.Var) ir.Value { return ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}} }
	number := func(n int64) ir.Value { return ir.Value{Kind: ir.Const, Int: n} }
	compare := func(op string, v ir.Value, n int64) ir.Value {
		return ir.Value{Kind: ir.Op, Name: op, Args: []ir.Value{v, number(n)}}
	}
	mirrored := func(op string, v ir.Value, n int64) ir.Value {
		return ir.Value{Kind: ir.Op, Name: op, Args: []ir.Value{number(n), v}}
	}
	z := &ir.Var{Kind: ir.Param, Name: "z"}
	call := func(name string) ir.Node { return &ir.Call{Callee: name} }
	when := func(test ir.Value, then ...ir.Node) ir.Node { return &ir.If{Cond: &ir.Cond{Test: test}, Then: then} }
	behind := ir.Place{Root: x, Path: []ir.Step{{Kind: ir.Deref}, {Kind: ir.Field, Name: "m", Record: "_S"}}}
	reads := func(kind ir.ValueKind) ir.Node {
		return &ir.Call{Callee: "A", Args: []ir.Value{{Kind: kind, Place: behind}}}
	}
	set := func(n int64) ir.Node { return &ir.Assign{Dst: ir.Place{Root: y}, Src: number(n)} }
	for _, c := range []struct {
		name string
		body []ir.Node
		want []string
	}{
		{"one test", []ir.Node{when(load(x), call("A")), call("B")}, []string{"AB", "B"}},
		{"the same test twice", []ir.Node{when(load(x), call("A")), when(load(x), call("B"))}, []string{"", "AB"}},
		{"a flag", []ir.Node{set(0), when(load(x), call("A"), set(1)), when(load(y), call("B"))}, []string{"", "AB"}},
		{"an equality and its opposite", []ir.Node{when(compare("==", load(x), 1), call("A")), when(compare("!=", load(x), 1), call("B"))}, []string{"A", "B"}},
		{"a bound and its opposite", []ir.Node{when(compare("<", load(x), 1), call("A")), when(compare(">=", load(x), 1), call("B"))}, []string{"A", "B"}},
		{"a bound, the number first", []ir.Node{when(mirrored(">", load(x), 1), call("A")), when(compare("<", load(x), 1), call("B"))}, []string{"", "AB"}},
		{"a number beyond a bound", []ir.Node{when(compare(">=", load(x), 0), call("A")), when(compare("==", load(x), -1), call("B")), when(compare("<", load(x), 0), call("C"))}, []string{"A", "BC", "C"}},
		{"one number, two variables", []ir.Node{when(mirrored("==", load(x), 1), call("A")), when(mirrored("==", load(z), 1), call("B"))}, []string{"", "A", "AB", "B"}},
		{"a pointer that was followed", []ir.Node{reads(ir.Load), when(load(x), call("B")), when(compare("==", load(x), 0), call("C"))}, []string{"AB"}},
		{"a pointer that a test follows", []ir.Node{when(ir.Value{Kind: ir.Load, Place: behind}, call("A")), when(load(x), call("B"))}, []string{"AB", "B"}},
		{"a pointer that was written through", []ir.Node{&ir.Assign{Dst: behind, Src: number(1)}, when(compare("!=", load(x), 0), call("B"))}, []string{"B"}},
		{"a pointer that was found to be NULL", []ir.Node{when(compare("==", load(x), 0), call("B")), reads(ir.Load), call("C")}, []string{"AC"}},
		{"an address behind a pointer", []ir.Node{reads(ir.AddrOf), when(load(x), call("B"))}, []string{"A", "AB"}},
		{"a pointer that was followed and assigned", []ir.Node{reads(ir.Load), &ir.Assign{Dst: ir.Place{Root: x}, Src: load(z)}, when(load(x), call("B"))}, []string{"A", "AB"}},
		{"two equalities", []ir.Node{when(compare("==", load(x), 1), call("A")), when(compare("==", load(x), 2), call("B"))}, []string{"", "A", "B"}},
	} {
		u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 100, Lines: []int{0}}}, Funcs: []*ir.Func{{Name: "f", Params: []*ir.Var{x, z}, Locals: []*ir.Var{y}, Body: c.body}}}
		p := program.Link([]*ir.Unit{u}, nil)
		r := &recorder{}
		if !Follow(callgraph.New(p, pointsto.Solve(p)), p.Functions[0], "", r) {
			t.Errorf("%s: given up", c.name)
		}
		slices.Sort(r.ends)
		if got := slices.Compact(r.ends); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// What is tested no more, and what is assigned before it is read, tells no ways apart: forty tests
// in a row, each made twice, are followed.
func TestFollowForgetsWhatIsOver(t *testing.T) {
	f := &ir.Func{Name: "f"}
	for i := range 40 {
		x := &ir.Var{Kind: ir.Param, Name: "x" + string(rune('A'+i))}
		y := &ir.Var{Kind: ir.Local, Name: "y" + string(rune('A'+i))}
		load := func(v *ir.Var) *ir.Cond {
			return &ir.Cond{Test: ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}}}
		}
		set := func(n int64) ir.Node {
			return &ir.Assign{Dst: ir.Place{Root: y}, Src: ir.Value{Kind: ir.Const, Int: n}}
		}
		f.Params, f.Locals = append(f.Params, x), append(f.Locals, y)
		f.Body = append(f.Body, set(0), &ir.If{Cond: load(x), Then: []ir.Node{set(1)}}, &ir.If{Cond: load(x)}, &ir.If{Cond: load(y)}, set(2))
	}
	f.Body = append(f.Body, &ir.Call{Callee: "A"})
	u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 100, Lines: []int{0}}}, Funcs: []*ir.Func{f}}
	p := program.Link([]*ir.Unit{u}, nil)
	r := &recorder{}
	if !Follow(callgraph.New(p, pointsto.Solve(p)), p.Functions[0], "", r) {
		t.Fatal("given up")
	}
	if got := slices.Compact(r.ends); !slices.Equal(got, []string{"A"}) {
		t.Errorf("got %q", got)
	}
}

// Where ways are one for each thing that the visitor knows, each of many independent tests is followed once for it, and what is known on all of them
// still decides.
func TestFollowMerged(t *testing.T) {
	x, always := &ir.Var{Kind: ir.Param, Name: "x"}, &ir.Var{Kind: ir.Local, Name: "always"}
	test := func(v *ir.Var, then ...ir.Node) ir.Node {
		return &ir.If{Cond: &ir.Cond{Test: ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}}}, Then: then}
	}
	call := func(name string) ir.Node { return &ir.Call{Callee: name} }
	f := &ir.Func{Name: "f", Params: []*ir.Var{x}, Locals: []*ir.Var{always}}
	f.Body = []ir.Node{&ir.Assign{Dst: ir.Place{Root: always}, Src: ir.Value{Kind: ir.Const, Int: 1}}, test(x, call("A"))}
	for range 2 {
		for i := range 30 {
			f.Body = append(f.Body, test(&ir.Var{Kind: ir.GlobalVar, Name: "y" + string(rune('A'+i))}, &ir.Assign{Dst: ir.Place{Root: &ir.Var{Kind: ir.GlobalVar, Name: "z"}}}))
		}
	}
	f.Body = append(f.Body, test(x, call("B")), test(always, call("C")))
	u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 100, Lines: []int{0}}}, Funcs: []*ir.Func{f}}
	p := program.Link([]*ir.Unit{u}, nil)
	g := callgraph.New(p, pointsto.Solve(p))
	if Follow(g, p.Functions[0], "", &recorder{}) {
		t.Error("thirty conditions are told apart")
	}
	r := &recorder{}
	all, apart := FollowMerged(g, p.Functions[0], "", r)
	if !all {
		t.Fatal("given up")
	}
	if apart("", &recorder{}) {
		t.Error("thirty conditions are told apart once they were not")
	}
	slices.Sort(r.ends)
	if got := slices.Compact(r.ends); !slices.Equal(got, []string{"ABC", "C"}) {
		t.Errorf("got %q", got)
	}
}
