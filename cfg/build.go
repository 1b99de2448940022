package cfg

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// New builds the graph of fn.
func New(fn *ir.Func) *Graph {
	b := &builder{g: &Graph{Fn: fn}, labels: map[string]*Block{}, around: map[string][]*ir.Try{}}
	b.findLabels(fn.Body, nil)
	b.cur = b.block("entry")
	b.stmts(fn.Body)
	b.ret(&ir.Return{Span: fn.End, Implicit: true})
	b.finish()
	return b.g
}

type builder struct {
	g      *Graph
	cur    *Block
	labels map[string]*Block
	around map[string][]*ir.Try // the __try/__finally statements around a label
	frames []frame
	traps  []*Block // where an exception goes, innermost last
	// dispatch is the innermost switch, nil outside one.
	dispatch *dispatch
}

// A frame is something that a jump may leave.
type frame struct {
	brk, cont, leave *Block
	finally          *ir.Try // its __finally runs when control leaves the body
}

func (b *builder) block(comment string) *Block {
	blk := &Block{Comment: comment}
	b.g.Blocks = append(b.g.Blocks, blk)
	return blk
}

func (b *builder) edge(to *Block, test *ir.Value, taken bool) *Edge {
	e := &Edge{From: b.cur, To: to, Test: test, Taken: taken}
	b.cur.Succs = append(b.cur.Succs, e)
	return e
}

func (b *builder) jump(to *Block) { b.edge(to, nil, false) }

// dead starts a block that nothing leads to, after a jump.
func (b *builder) dead() { b.cur = b.block("unreachable") }

func (b *builder) label(name string) *Block {
	if b.labels[name] == nil {
		b.labels[name] = b.block("label." + name)
	}
	return b.labels[name]
}

// findLabels records which __finally statements a goto to each label stays inside.
func (b *builder) findLabels(list []ir.Node, around []*ir.Try) {
	for _, n := range list {
		switch n := n.(type) {
		case *ir.Label:
			b.around[n.Name] = slices.Clone(around)
		case *ir.If:
			b.findLabels(n.Then, around)
			b.findLabels(n.Else, around)
		case *ir.Loop:
			b.findLabels(n.Body, around)
		case *ir.Switch:
			b.findLabels(n.Body, around)
		case *ir.Try:
			inner := around
			if n.IsFinal {
				inner = append(around[:len(around):len(around)], n)
			}
			b.findLabels(n.Body, inner)
			b.findLabels(n.Except, around)
			b.findLabels(n.Finally, around)
		}
	}
}

func (b *builder) stmts(list []ir.Node) {
	for _, n := range list {
		b.stmt(n)
	}
}

func (b *builder) stmt(n ir.Node) {
	switch n := n.(type) {
	case *ir.Return:
		b.ret(n)
	case *ir.Call:
		b.mayRaise()
		b.cur.Instrs = append(b.cur.Instrs, n)
	case *ir.Assign:
		b.cur.Instrs = append(b.cur.Instrs, n)
	case *ir.If:
		b.branch(n)
	case *ir.Loop:
		b.loop(n)
	case *ir.Switch:
		b.switchStmt(n)
	case *ir.Case:
		b.caseLabel(n)
	case *ir.Try:
		b.try(n)
	case *ir.Jump:
		b.jumpStmt(n)
	case *ir.Label:
		l := b.label(n.Name)
		b.jump(l)
		b.cur = l
	}
}

// mayRaise lets an exception leave from in front of a call inside a __try.
func (b *builder) mayRaise() {
	if len(b.traps) == 0 {
		return
	}
	next := b.block("call")
	b.edge(b.traps[len(b.traps)-1], nil, false).Exception = true
	b.jump(next)
	b.cur = next
}

func (b *builder) ret(n *ir.Return) {
	b.unwind(0)
	b.cur.Instrs = append(b.cur.Instrs, n)
	b.dead()
}

// unwind runs the __finally blocks of the frames above depth, innermost first.
func (b *builder) unwind(depth int) {
	frames, traps := b.frames, b.traps
	for i := len(frames) - 1; i >= depth; i-- {
		if frames[i].finally == nil {
			continue
		}
		b.frames, b.traps = frames[:i], nil
		b.stmts(frames[i].finally.Finally)
	}
	b.frames, b.traps = frames, traps
}

func (b *builder) branch(n *ir.If) {
	then, els, done := b.block("if.then"), b.block("if.else"), b.block("if.done")
	b.cond(n.Cond, then, els)
	b.cur = then
	b.stmts(n.Then)
	b.jump(done)
	b.cur = els
	b.stmts(n.Else)
	b.jump(done)
	b.cur = done
}

func (b *builder) loop(n *ir.Loop) {
	head, body, post, done := b.block("loop.test"), b.block("loop.body"), b.block("loop.post"), b.block("loop.done")
	if n.TestLast {
		b.jump(body)
	} else {
		b.jump(head)
	}
	b.cur = head
	if n.Cond == nil {
		b.jump(body)
	} else {
		b.cond(n.Cond, body, done)
	}
	b.frames = append(b.frames, frame{brk: done, cont: post})
	b.cur = body
	b.stmts(n.Body)
	b.frames = b.frames[:len(b.frames)-1]
	b.jump(post)
	b.cur = post
	b.stmts(n.Post)
	b.jump(head)
	b.cur = done
}

func (b *builder) jumpStmt(n *ir.Jump) {
	if n.Kind == ir.Goto {
		keep := b.around[n.Label]
		depth := len(b.frames)
		for depth > 0 && (b.frames[depth-1].finally == nil || !slices.Contains(keep, b.frames[depth-1].finally)) {
			depth--
		}
		b.unwind(depth)
		b.jump(b.label(n.Label))
		b.dead()
		return
	}
	for i := len(b.frames) - 1; i >= 0; i-- {
		f := b.frames[i]
		target := f.brk
		switch n.Kind {
		case ir.Continue:
			target = f.cont
		case ir.Leave:
			target = f.leave
		}
		if target != nil {
			b.unwind(i + 1)
			b.jump(target)
			b.dead()
			return
		}
	}
	b.dead() // a jump out of nothing: clang has reported it
}

// cond emits the evaluation of c, branching to t or f.
func (b *builder) cond(c *ir.Cond, t, f *Block) {
	switch c.Op {
	case ir.Not:
		b.cond(c.X, f, t)
	case ir.And:
		rhs := b.block("cond.and")
		b.cond(c.X, rhs, f)
		b.cur = rhs
		b.cond(c.Y, t, f)
	case ir.Or:
		rhs := b.block("cond.or")
		b.cond(c.X, t, rhs)
		b.cur = rhs
		b.cond(c.Y, t, f)
	default:
		b.stmts(c.Pre)
		b.test(&c.Test, t, f)
	}
}

// test branches on a value; one that is known leaves one way only.
func (b *builder) test(v *ir.Value, t, f *Block) {
	switch truth, known := truth(v); {
	case !known:
		b.edge(t, v, true)
		b.edge(f, v, false)
	case truth:
		b.jump(t)
	default:
		b.jump(f)
	}
}

// truth is what a value says as a condition, where that is known: a constant, and the address of a variable or of a part of it, which is never NULL.
func truth(v *ir.Value) (is, known bool) {
	switch {
	case v.Kind == ir.Const:
		return v.Int != 0, true
	case isVariable(*v):
		return true, true
	case v.Kind == ir.Op && len(v.Args) == 2 && (v.Name == "==" || v.Name == "!="):
		null := func(v ir.Value) bool { return v.Kind == ir.Const && v.Int == 0 }
		x, y := v.Args[0], v.Args[1]
		return v.Name == "!=", isVariable(x) && null(y) || null(x) && isVariable(y)
	}
	return false, false
}

// isVariable reports whether a value is the address of a variable or of a part of it.
func isVariable(v ir.Value) bool { return v.Kind == ir.AddrOf && !v.Place.ThroughPointer() }
