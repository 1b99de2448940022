package cfg

import "github.com/drvlint/drvlint/ir"

// A dispatch is the state of the innermost switch while its body is built.
type dispatch struct {
	tag      ir.Value
	head     *Block // where the next case is tested
	fallback *Block
}

// switchStmt tests the cases one after another; what no case takes goes to the default.
func (b *builder) switchStmt(n *ir.Switch) {
	b.stmts(n.Pre)
	done := b.block("switch.done")
	d := &dispatch{tag: n.Tag, head: b.cur, fallback: done}
	outer := b.dispatch
	b.dispatch = d
	b.dead()
	b.frames = append(b.frames, frame{brk: done})
	b.stmts(n.Body)
	b.frames = b.frames[:len(b.frames)-1]
	b.jump(done)
	b.cur = d.head
	b.jump(d.fallback)
	b.dispatch = outer
	b.cur = done
}

func (b *builder) caseLabel(n *ir.Case) {
	here := b.block("switch.case")
	b.jump(here)
	d := b.dispatch
	if d == nil {
		b.cur = here // a case outside any switch: clang has reported it
		return
	}
	if n.Default {
		d.fallback = here
		here.Comment = "switch.default"
		b.cur = here
		return
	}
	b.cur = d.head
	next := b.block("switch.next")
	if n.High == nil {
		b.test(compare("==", d.tag, n.Value), here, next)
	} else {
		above := b.block("switch.range")
		b.test(compare(">=", d.tag, n.Value), above, next)
		b.cur = above
		b.test(compare("<=", d.tag, *n.High), here, next)
	}
	d.head = next
	b.cur = here
}

func compare(op string, x, y ir.Value) *ir.Value {
	v := ir.Value{Span: y.Span, Kind: ir.Op, Name: op, Args: []ir.Value{x, y}}
	if x.Kind == ir.Const && y.Kind == ir.Const {
		if folded, ok := ir.Fold(op, x, y); ok {
			return &ir.Value{Span: y.Span, Kind: ir.Const, Int: folded}
		}
	}
	return &v
}

func (b *builder) try(n *ir.Try) {
	done := b.block("try.done")
	if n.IsFinal {
		b.tryFinally(n, done)
		return
	}
	handler := b.block("try.except")
	b.frames = append(b.frames, frame{leave: done})
	b.traps = append(b.traps, handler)
	b.stmts(n.Body)
	b.traps = b.traps[:len(b.traps)-1]
	b.frames = b.frames[:len(b.frames)-1]
	b.jump(done)
	b.cur = handler
	b.stmts(n.Pre)
	b.stmts(n.Except)
	b.jump(done)
	b.cur = done
}

// tryFinally runs the __finally block once for the normal end, and once more for an
// exception that goes on to a handler further out.
func (b *builder) tryFinally(n *ir.Try, done *Block) {
	normal := b.block("try.finally")
	var raised *Block
	outer := b.traps
	if len(outer) > 0 {
		raised = b.block("try.unwind")
		b.traps = append(outer[:len(outer):len(outer)], raised)
	}
	around := frame{leave: normal}
	if n.Scope {
		around.leave = nil
	}
	b.frames = append(b.frames, frame{finally: n}, around) // __leave ends the body: what follows there runs the __finally
	b.stmts(n.Body)
	b.frames = b.frames[:len(b.frames)-2]
	b.traps = outer
	b.jump(normal)
	b.cur = normal
	b.stmts(n.Finally)
	b.jump(done)
	if raised != nil {
		b.cur = raised
		b.stmts(n.Finally)
		b.jump(outer[len(outer)-1])
	}
	b.cur = done
}

// finish drops what can't be reached, removes empty links and numbers the blocks in
// reverse postorder.
func (b *builder) finish() {
	order := reversePostorder(b.g.Blocks[0])
	for i, blk := range order {
		blk.Index = i
	}
	for _, blk := range order {
		for _, e := range blk.Succs {
			e.To.Preds = append(e.To.Preds, e)
		}
	}
	b.g.Blocks = order
}

func reversePostorder(entry *Block) []*Block {
	var post []*Block
	seen := map[*Block]bool{entry: true}
	type visit struct {
		blk  *Block
		next int
	}
	stack := []visit{{entry, len(entry.Succs)}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == 0 {
			post = append(post, top.blk)
			stack = stack[:len(stack)-1]
			continue
		}
		top.next-- // last successor first, so that the first one gets the lower number
		to := top.blk.Succs[top.next].To
		if !seen[to] {
			seen[to] = true
			stack = append(stack, visit{to, len(to.Succs)})
		}
	}
	for i, j := 0, len(post)-1; i < j; i, j = i+1, j-1 {
		post[i], post[j] = post[j], post[i]
	}
	return post
}
