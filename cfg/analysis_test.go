package cfg_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// A program draws small functions over three locals.
type program struct {
	t      *rapid.T
	locals []*ir.Var
}

func load(v *ir.Var) ir.Value { return ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}} }

func (p *program) local() *ir.Var { return rapid.SampledFrom(p.locals).Draw(p.t, "local") }

// statements draws a list of statements, nested at most so deep.
func (p *program) statements(depth int) []ir.Node {
	var list []ir.Node
	for range rapid.IntRange(0, 3).Draw(p.t, "statements") {
		list = append(list, p.statement(depth))
	}
	return list
}

func (p *program) statement(depth int) ir.Node {
	kind := rapid.IntRange(0, 5).Draw(p.t, "kind")
	if depth == 0 {
		kind %= 3
	}
	switch kind {
	case 0:
		return &ir.Call{Callee: "Use", Args: []ir.Value{load(p.local())}}
	case 1:
		return &ir.Assign{Dst: ir.Place{Root: p.local()}, Src: ir.Value{Kind: ir.Const, Int: 1}}
	case 2:
		return &ir.Assign{Dst: ir.Place{Root: p.local()}, Src: load(p.local())}
	case 3:
		return &ir.Return{}
	case 4:
		return &ir.If{Cond: &ir.Cond{Test: load(p.local())}, Then: p.statements(depth - 1), Else: p.statements(depth - 1)}
	}
	return &ir.Loop{Cond: &ir.Cond{Test: load(p.local())}, Body: p.statements(depth - 1)}
}

func anyGraph(t *rapid.T) *cfg.Graph {
	p := &program{t: t}
	for i := range 3 {
		p.locals = append(p.locals, &ir.Var{Kind: ir.Local, Name: fmt.Sprint("v", i)})
	}
	return cfg.New(&ir.Func{Name: "f", Locals: p.locals, Body: p.statements(3)})
}

// What control comes to from a block is what it comes to from the block's successors.
func TestReachability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		for i, blk := range g.Blocks {
			from := g.From(i)
			for j := range g.Blocks {
				want := i == j || slices.ContainsFunc(blk.Succs, func(e *cfg.Edge) bool { return g.From(e.To.Index)[j] })
				if from[j] != want {
					t.Fatalf("from %d to %d: %t", i, j, from[j])
				}
				marked := make([]bool, len(g.Blocks))
				marked[j] = true
				if g.LeadingTo(marked)[i] != from[j] {
					t.Fatalf("LeadingTo and From disagree on %d and %d", i, j)
				}
			}
		}
	})
}

// An instruction follows another if it does on some edge, or stands behind it in a block.
func TestFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		instrs := g.Instrs()
		for _, a := range instrs {
			for _, b := range instrs {
				i, j := g.Holding(a)[0], g.Holding(b)[0]
				behind := i == j && slices.Index(g.Blocks[i].Instrs, a) < slices.Index(g.Blocks[i].Instrs, b)
				behind = behind || slices.ContainsFunc(g.Blocks[i].Succs, func(e *cfg.Edge) bool { return g.From(e.To.Index)[j] })
				if g.Follows(a, b) != behind {
					t.Fatalf("Follows %v %v: %t", ir.InstrString(a), ir.InstrString(b), !behind)
				}
			}
			if g.InLoop(a) != g.After(a)[g.Holding(a)[0]] {
				t.Fatal("InLoop is not a way back")
			}
		}
	})
}

// A natural loop can be entered by its head only, and leads back to it from everywhere.
func TestLoops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		for i, isHead := range g.LoopHeads() {
			if !isHead {
				continue
			}
			head := g.Blocks[i]
			body := g.Loop(head)
			for blk := range body {
				if !g.From(blk.Index)[i] {
					t.Fatalf("block %d of the loop does not lead back to %d", blk.Index, i)
				}
				for _, e := range blk.Preds {
					if blk != head && !body[e.From] {
						t.Fatalf("the loop of %d is entered at %d", i, blk.Index)
					}
				}
			}
		}
	})
}

// A local is live where some way reads it before it is written: found here by walking all ways.
func TestLiveness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		live := cfg.NewLiveness(g)
		for i := range g.Blocks {
			for _, v := range g.Fn.Locals {
				if got, want := live.At(v, i), readFrom(g, i, v, map[int]bool{}); got != want {
					t.Fatalf("%s in block %d: live %t, read on some way %t\n%s", v.Name, i, got, want, g.Format(func(ir.Span) int { return 0 }))
				}
			}
		}
	})
}

func readFrom(g *cfg.Graph, i int, v *ir.Var, seen map[int]bool) bool {
	if seen[i] {
		return false
	}
	seen[i] = true
	for _, in := range g.Blocks[i].Instrs {
		switch in := in.(type) {
		case *ir.Call:
			if in.Args[0].Reads(v) {
				return true
			}
		case *ir.Assign:
			if in.Src.Reads(v) {
				return true
			}
			if in.Dst.Root == v {
				return false
			}
		}
	}
	return slices.ContainsFunc(g.Blocks[i].Succs, func(e *cfg.Edge) bool {
		return e.Test != nil && e.Test.Reads(v) || readFrom(g, e.To.Index, v, seen)
	})
}

// A local whose address is taken is live everywhere; an unknown variable, too.
func TestEscapedLocalIsLive(t *testing.T) {
	v, other := &ir.Var{Kind: ir.Local, Name: "v"}, &ir.Var{Kind: ir.Local, Name: "other"}
	g := cfg.New(&ir.Func{Name: "f", Locals: []*ir.Var{v}, Body: []ir.Node{
		&ir.Call{Callee: "Use", Args: []ir.Value{{Kind: ir.AddrOf, Place: ir.Place{Root: v}}}},
	}})
	live := cfg.NewLiveness(g)
	for i := range g.Blocks {
		if !live.At(v, i) || !live.At(other, i) {
			t.Errorf("block %d: v %t, other %t", i, live.At(v, i), live.At(other, i))
		}
	}
}

// A result that is copied into a local which nobody reads is not looked at.
func TestLooked(t *testing.T) {
	status, copied := &ir.Var{Kind: ir.Local, Name: "status"}, &ir.Var{Kind: ir.Local, Name: "copy"}
	call := &ir.Call{Callee: "Do", Dst: status}
	assign := &ir.Assign{Dst: ir.Place{Root: copied}, Src: load(status)}
	for _, c := range []struct {
		name string
		rest []ir.Node
		want bool
	}{
		{"dropped", nil, false},
		{"copied and dropped", []ir.Node{assign}, false},
		{"copied and tested", []ir.Node{assign, &ir.If{Cond: &ir.Cond{Test: load(copied)}}}, true},
		{"overwritten first", []ir.Node{&ir.Assign{Dst: ir.Place{Root: status}, Src: ir.Value{Kind: ir.Const}}, &ir.Call{Callee: "Use", Args: []ir.Value{load(status)}}}, false},
		{"handed on", []ir.Node{&ir.Call{Callee: "Use", Args: []ir.Value{load(status)}}}, true},
	} {
		g := cfg.New(&ir.Func{Name: "f", Locals: []*ir.Var{status, copied}, Body: append([]ir.Node{call}, c.rest...)})
		if got := cfg.NewLiveness(g).Looked(call, status); got != c.want {
			t.Errorf("%s: looked at %t", c.name, got)
		}
	}
}

// Avoids finds the way to a return that leaves an instruction out.
func TestAvoids(t *testing.T) {
	v := &ir.Var{Kind: ir.Local, Name: "v"}
	call := &ir.Call{Callee: "Do"}
	branch := func(then ...ir.Node) *ir.Func {
		return &ir.Func{Name: "f", Locals: []*ir.Var{v}, Body: []ir.Node{&ir.If{Cond: &ir.Cond{Test: load(v)}, Then: then}}}
	}
	if g := cfg.New(branch(call)); !g.Avoids(0, call) {
		t.Error("the other arm avoids the call")
	}
	always := branch()
	always.Body = append(always.Body, call)
	if g := cfg.New(always); g.Avoids(0, call) {
		t.Error("behind the branch nothing avoids the call")
	}
}

// What stands behind a branch is come to past an arm of it, not past what stands before it.
func TestBypasses(t *testing.T) {
	v := &ir.Var{Kind: ir.Local, Name: "v"}
	before, inArm, behind := &ir.Call{Callee: "Before"}, &ir.Call{Callee: "InArm"}, &ir.Call{Callee: "Behind"}
	g := cfg.New(&ir.Func{Name: "f", Locals: []*ir.Var{v}, Body: []ir.Node{before, &ir.If{Cond: &ir.Cond{Test: load(v)}, Then: []ir.Node{inArm}}, behind}})
	for _, c := range []struct {
		past, to *ir.Call
		want     bool
	}{{before, behind, false}, {before, inArm, false}, {inArm, behind, true}, {behind, before, true}, {behind, inArm, true}} {
		if got := g.Bypasses(c.past, c.to); got != c.want {
			t.Errorf("past %s to %s: %t", c.past.Callee, c.to.Callee, got)
		}
	}
}

// Where nothing stops it, what comes next is what can follow; onwards finds no more than that.
func TestNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		list := g.Instrs()
		if len(list) == 0 {
			t.Skip("no instruction")
		}
		first, then := rapid.SampledFrom(list).Draw(t, "first"), rapid.SampledFrom(list).Draw(t, "then")
		wanted := func(in ir.Instr) bool { return in == then }
		never := func(ir.Instr) bool { return false }
		if got := g.Next(first, false, wanted, never) != nil; got != g.Follows(first, then) {
			t.Fatalf("next: %v, follows: %v", got, !got)
		}
		if g.Next(first, true, wanted, never) != nil && (!g.Follows(first, then) || first == then) {
			t.Fatal("onwards comes to what can't follow, or back")
		}
		if stop := g.Next(first, false, wanted, func(in ir.Instr) bool { return in != then }); stop != nil && !adjacent(g, first, then) {
			t.Fatal("goes past what stops it")
		}
	})
}

// adjacent reports whether an instruction can run right after another one.
func adjacent(g *cfg.Graph, first, then ir.Instr) bool {
	var begins func(blk *cfg.Block, seen map[*cfg.Block]bool) bool
	begins = func(blk *cfg.Block, seen map[*cfg.Block]bool) bool {
		if seen[blk] {
			return false
		}
		seen[blk] = true
		if len(blk.Instrs) > 0 {
			return blk.Instrs[0] == then
		}
		return slices.ContainsFunc(blk.Succs, func(e *cfg.Edge) bool { return begins(e.To, seen) })
	}
	return slices.ContainsFunc(g.Holding(first), func(i int) bool {
		instrs := g.Blocks[i].Instrs
		if at := slices.Index(instrs, first) + 1; at < len(instrs) {
			return instrs[at] == then
		}
		return slices.ContainsFunc(g.Blocks[i].Succs, func(e *cfg.Edge) bool { return begins(e.To, map[*cfg.Block]bool{}) })
	})
}
