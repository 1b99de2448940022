package clang

import (
	"bytes"
	"fmt"
	"slices"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// block lowers a statement into a list of its own.
func (l *lowerer) block(n int) []ir.Node {
	var out []ir.Node
	l.stmt(n, &out)
	return out
}

// stmt lowers statement n onto out.
func (l *lowerer) stmt(n int, out *[]ir.Node) {
	emit := func(node ir.Node) { *out = append(*out, node) }
	kids := l.t.children(n)
	switch l.t.kind(n) {
	case clang.Cursor_CompoundStmt, clang.Cursor_UnexposedStmt:
		l.list(kids, l.closing(n), out)
	case clang.Cursor_IfStmt:
		l.ifStmt(n, kids, out)
	case clang.Cursor_WhileStmt:
		var first []ir.Node // while (T *p = next())
		if kids, _ = l.head(kids, 2, &first); len(kids) == 2 {
			emit(&ir.Loop{Span: l.span(n), Cond: l.condAfter(first, kids[0]), Body: l.block(kids[1])})
		}
	case clang.Cursor_DoStmt:
		if len(kids) == 2 {
			emit(&ir.Loop{Span: l.span(n), Cond: l.cond(kids[1]), Body: l.block(kids[0]), TestLast: true})
		}
	case clang.Cursor_ForStmt:
		l.forStmt(n, out)
	case clang.Cursor_SwitchStmt:
		l.switchStmt(n, kids, out)
	case clang.Cursor_CaseStmt, clang.Cursor_DefaultStmt:
		l.caseStmt(n, kids, out)
	case clang.Cursor_ReturnStmt:
		ret := &ir.Return{Span: l.span(n)}
		if len(kids) > 0 {
			value := l.returned(kids[0], out)
			ret.Value = &value
		}
		emit(ret)
	case clang.Cursor_GotoStmt:
		label := ""
		if len(kids) > 0 {
			label = l.label(kids[0])
		}
		emit(&ir.Jump{Span: l.span(n), Kind: ir.Goto, Label: label})
	case clang.Cursor_LabelStmt:
		emit(&ir.Label{Span: l.span(n), Name: l.label(n)})
		for _, k := range kids {
			l.stmt(k, out)
		}
	case clang.Cursor_BreakStmt:
		emit(&ir.Jump{Span: l.span(n), Kind: ir.Break})
	case clang.Cursor_ContinueStmt:
		emit(&ir.Jump{Span: l.span(n), Kind: ir.Continue})
	case clang.Cursor_SEHLeaveStmt:
		emit(&ir.Jump{Span: l.span(n), Kind: ir.Leave})
	case clang.Cursor_SEHTryStmt:
		l.tryStmt(n, kids, out)
	case clang.Cursor_DeclStmt:
		for _, k := range kids {
			switch l.t.kind(k) {
			case clang.Cursor_VarDecl:
				l.localDecl(k, out)
			case clang.Cursor_UnexposedDecl:
				l.structuredBinding(k, out)
			}
		}
	case clang.Cursor_CXXForRangeStmt:
		l.rangeFor(n, kids, out)
	case clang.Cursor_CXXTryStmt:
		for _, k := range kids {
			if l.t.kind(k) == clang.Cursor_CompoundStmt { // nothing throws in a kernel
				l.stmt(k, out)
			}
		}
	case clang.Cursor_NullStmt, clang.Cursor_GCCAsmStmt, clang.Cursor_MSAsmStmt:
	default:
		l.effects(n, out)
		l.flush(0, out)
	}
}

// returned lowers the value of a return statement.
func (l *lowerer) returned(n int, out *[]ir.Node) ir.Value {
	defer l.flush(0, out)
	if l.resultIsReference {
		return l.bind(n, out)
	}
	if made := l.elided(n); l.isConstruction(made) { // the caller's object
		v := l.temp(made)
		l.construct(made, ir.Place{Root: v}, out)
		return ir.Value{Span: l.span(made), Kind: ir.Load, Place: ir.Place{Root: v}, Type: v.Type}
	}
	return l.expr(n, out)
}

func (l *lowerer) ifStmt(n int, kids []int, out *[]ir.Node) {
	declared := 0
	for declared < len(kids) && slices.Contains(declares, l.t.kind(kids[declared])) {
		declared++
	}
	parts := len(kids) - declared
	if parts == 4 || parts == 3 && l.semicolon(kids[declared], kids[declared+1]) { // if (f(); x)
		parts--
	}
	rest, objects := l.head(kids, parts, out)
	l.scope(objects, n, out, func(out *[]ir.Node) { l.branch(n, rest, out) })
}

var declares = []clang.CursorKind{clang.Cursor_DeclStmt, clang.Cursor_UnexposedDecl, clang.Cursor_VarDecl}

// semicolon tells whether a semicolon follows expression n, in front of the next one. What a macro makes has the place of its use, all of it.
func (l *lowerer) semicolon(n, next int) bool {
	node, behind := &l.t.nodes[n], &l.t.nodes[next]
	if !l.cplusplus || behind.file == node.file && behind.from < node.to {
		return false
	}
	text := l.sourceOf(node.file).text
	return bytes.HasPrefix(bytes.TrimLeft(text[min(int(node.to), len(text)):], " \t\r\n"), []byte(";"))
}

// head lowers what stands in the parentheses of a statement before its last parts, the
// test and what hangs on it, and returns these, and the objects that live until the statement ends. libclang lists the variable that is tested
// before the statement that runs first: of if (T x; U y = f(&x)) it has y before x.
func (l *lowerer) head(kids []int, parts int, out *[]ir.Node) (rest []int, objects []object) {
	var tested []int
	for ; len(kids) > parts; kids = kids[1:] {
		switch l.t.kind(kids[0]) {
		case clang.Cursor_VarDecl:
			tested = append(tested, kids[0])
		case clang.Cursor_UnexposedDecl:
			l.structuredBinding(kids[0], out)
		default:
			objects = append(objects, l.statement(kids[0], out)...)
		}
	}
	for _, v := range tested {
		objects = append(objects, l.localObject(v, out)...)
	}
	return kids, objects
}

// condAfter lowers the test n of a loop, which does what first holds each time before.
func (l *lowerer) condAfter(first []ir.Node, n int) *ir.Cond {
	cond := l.cond(n)
	cond.Pre = append(first, cond.Pre...)
	return cond
}

func (l *lowerer) branch(n int, kids []int, out *[]ir.Node) {
	if len(kids) < 2 {
		return
	}
	node := &ir.If{Span: l.span(n), Cond: l.cond(kids[0]), Then: l.block(kids[1])}
	if len(kids) > 2 {
		node.Else = l.block(kids[2])
	}
	*out = append(*out, node)
}

func (l *lowerer) forStmt(n int, out *[]ir.Node) {
	parts := l.forParts(n)
	var objects []object
	if k := parts[forInit]; k >= 0 {
		objects = l.statement(k, out)
	}
	l.scope(objects, n, out, func(out *[]ir.Node) {
		loop := &ir.Loop{Span: l.span(n)}
		if k := parts[forCond]; k >= 0 {
			var first []ir.Node // for (; T *p = next(); )
			for _, v := range l.t.children(n) {
				if l.t.kind(v) == clang.Cursor_VarDecl {
					l.localDecl(v, &first)
				}
			}
			loop.Cond = l.condAfter(first, k)
		}
		if k := parts[forBody]; k >= 0 {
			loop.Body = l.block(k)
		}
		if k := parts[forPost]; k >= 0 {
			loop.Post = l.block(k)
		}
		*out = append(*out, loop)
	})
}

func (l *lowerer) switchStmt(n int, kids []int, out *[]ir.Node) {
	kids, objects := l.head(kids, 2, out)
	if len(kids) < 2 {
		return
	}
	l.scope(objects, n, out, func(out *[]ir.Node) {
		sw := &ir.Switch{Span: l.span(n)}
		sw.Tag = l.expr(kids[0], &sw.Pre)
		sw.Body = l.block(kids[1])
		*out = append(*out, sw)
	})
}

func (l *lowerer) caseStmt(n int, kids []int, out *[]ir.Node) {
	c := &ir.Case{Span: l.span(n), Default: l.t.kind(n) == clang.Cursor_DefaultStmt}
	rest := kids
	if !c.Default && len(kids) > 0 {
		c.Value = l.pure(kids[0])
		rest = kids[1:]
		if len(rest) > 1 {
			high := l.pure(rest[0])
			c.High = &high
			rest = rest[1:]
		}
	}
	c.To = max(c.From, c.From+int32(len("case")))
	*out = append(*out, c)
	for _, k := range rest {
		l.stmt(k, out)
	}
}

func (l *lowerer) tryStmt(n int, kids []int, out *[]ir.Node) {
	try := &ir.Try{Span: l.span(n)}
	for _, k := range kids {
		parts := l.t.children(k)
		switch l.t.kind(k) {
		case clang.Cursor_CompoundStmt:
			try.Body = l.block(k)
		case clang.Cursor_SEHExceptStmt:
			if len(parts) > 0 {
				filter := l.expr(parts[0], &try.Pre)
				try.Filter = &filter
			}
			if len(parts) > 1 {
				try.Except = l.block(parts[len(parts)-1])
			}
		case clang.Cursor_SEHFinallyStmt:
			try.IsFinal = true
			for _, p := range parts {
				l.stmt(p, &try.Finally)
			}
		}
	}
	*out = append(*out, try)
}

// localDecl lowers a variable declared in a function.
func (l *lowerer) localDecl(n int, out *[]ir.Node) {
	node := &l.t.nodes[n]
	init := l.initialiser(n)
	if clang.StorageClass(l.t.decls[node.decl].storage) == clang.SC_Static {
		v := l.declare(n, ir.StaticVar)
		l.defineGlobal(n, v, init)
		return
	}
	if clang.StorageClass(l.t.decls[node.decl].storage) == clang.SC_Extern {
		l.variable(node.decl)
		return
	}
	v := l.declare(n, ir.Local)
	l.fn.Locals = append(l.fn.Locals, v)
	switch {
	case init < 0:
	case l.t.isReference(node._type):
		address := l.bind(init, out)
		*out = append(*out, &ir.Assign{Span: l.span(init), Dst: ir.Place{Root: v}, Src: address, Decl: true})
	default:
		l.initPlace(ir.Place{Root: v}, init, out)
	}
}

// A label is a name at a place: `__label__` makes labels of one name in the blocks of one function.
type label struct {
	name int32
	loc  uint32
}

// label names the label at node n, or the one that a goto refers to there: as the source does, with a number behind it if the function
// has met another of that name.
func (l *lowerer) label(n int) string {
	node := &l.t.nodes[n]
	is := label{int32(node.spell), uint32(node.loc)}
	if l.labels == nil {
		l.labels = map[label]string{}
	}
	if _, met := l.labels[is]; !met {
		name := l.t.text(node.spell)
		others := 0
		for other := range l.labels {
			if other.name == is.name {
				others++
			}
		}
		if others > 0 {
			name = fmt.Sprintf("%s %d", name, others+1)
		}
		l.labels[is] = name
	}
	return l.labels[is]
}
