package clang

// #include "walk.h"
import "C"

import (
	"strings"

	"github.com/go-clang/clang-v15/clang"

	"github.com/drvlint/drvlint/ir"
)

// recordTag is the tag in the canonical spelling of a record type.
func recordTag(name string) string {
	name = strings.TrimPrefix(name, "const ")
	name = strings.TrimPrefix(name, "volatile ")
	name = strings.TrimPrefix(name, "struct ")
	return strings.TrimPrefix(name, "union ")
}

func extend(p ir.Place, steps ...ir.Step) ir.Place {
	return ir.Place{Root: p.Root, Path: append(p.Path[:len(p.Path):len(p.Path)], steps...)}
}

// strip passes through parentheses and implicit casts.
func (l *lowerer) strip(n int) int {
	for {
		kids := l.t.children(n)
		switch l.t.kind(n) {
		case clang.Cursor_ParenExpr, clang.Cursor_UnexposedExpr:
			if len(kids) != 1 {
				return n
			}
			n = kids[0]
		default:
			return n
		}
	}
}

// effects lowers expression n for what it does, not for its value.
func (l *lowerer) effects(n int, out *[]ir.Node) {
	n = l.strip(n)
	if l.t.kind(n) == clang.Cursor_CallExpr {
		l.call(n, out, false)
		return
	}
	l.expr(n, out)
}

// pure lowers a constant expression: effects, which it can't have, are dropped.
func (l *lowerer) pure(n int) ir.Value {
	if l.fn == nil {
		l.fn = new(ir.Func)
		defer func() { l.fn = nil }()
	}
	var dropped []ir.Node
	return l.expr(n, &dropped)
}

// expr lowers n's effects onto out and returns its value.
func (l *lowerer) expr(n int, out *[]ir.Node) ir.Value {
	unknown := ir.Value{Span: l.span(n)}
	node := &l.t.nodes[n]
	kids := l.t.children(n)
	switch l.t.kind(n) {
	case clang.Cursor_ParenExpr, clang.Cursor_UnexposedExpr:
		return l.implicit(n, kids, out)
	case clang.Cursor_CStyleCastExpr:
		if len(kids) == 0 {
			return unknown
		}
		return cast(l.expr(kids[len(kids)-1], out), l.t.typeName(node._type))
	case clang.Cursor_IntegerLiteral, clang.Cursor_CharacterLiteral, clang.Cursor_UnaryExpr:
		if node.known != 0 {
			return ir.Value{Span: unknown.Span, Kind: ir.Const, Int: int64(node.value)}
		}
	case clang.Cursor_StringLiteral:
		return ir.Value{Span: unknown.Span, Kind: ir.Text, Name: l.t.text(node.spell)}
	case clang.Cursor_DeclRefExpr:
		return l.reference(n)
	case clang.Cursor_MemberRefExpr, clang.Cursor_ArraySubscriptExpr:
		return l.load(n, out)
	case clang.Cursor_CallExpr:
		return l.call(n, out, true)
	case clang.Cursor_UnaryOperator:
		return l.unary(n, kids, out)
	case clang.Cursor_BinaryOperator:
		return l.binary(n, kids, out)
	case clang.Cursor_CompoundAssignOperator:
		return l.compoundAssign(n, kids, out)
	case clang.Cursor_ConditionalOperator:
		return l.conditional(n, kids, out)
	case clang.Cursor_InitListExpr, clang.Cursor_CompoundLiteralExpr:
		v := l.temp(n)
		l.initPlace(ir.Place{Root: v}, kidOrSelf(l, n, kids), out)
		return ir.Value{Span: unknown.Span, Kind: ir.Load, Place: ir.Place{Root: v}, Type: v.Type}
	case clang.Cursor_StmtExpr:
		for _, k := range kids {
			l.stmt(k, out)
		}
	default:
		for _, k := range kids {
			l.effects(k, out)
		}
	}
	return unknown
}

// kidOrSelf finds the list of a compound literal; a list is its own.
func kidOrSelf(l *lowerer, n int, kids []int) int {
	if l.t.kind(n) == clang.Cursor_CompoundLiteralExpr && len(kids) > 0 {
		return kids[len(kids)-1]
	}
	return n
}

// implicit lowers parentheses and implicit casts: an array decays to its address.
func (l *lowerer) implicit(n int, kids []int, out *[]ir.Node) ir.Value {
	if len(kids) != 1 {
		for _, k := range kids {
			l.effects(k, out)
		}
		return ir.Value{Span: l.span(n)}
	}
	inner := kids[0]
	if l.t.isArray(l.t.nodes[inner]._type) && l.t.isPointer(l.t.nodes[n]._type) && l.isPlace(l.strip(inner)) {
		return ir.Value{Span: l.span(n), Kind: ir.AddrOf, Place: l.place(inner, out), Type: l.t.typeName(l.t.nodes[n]._type)}
	}
	value := l.expr(inner, out)
	if value.Kind == ir.Const {
		return cast(value, l.t.typeName(l.t.nodes[n]._type))
	}
	return value
}

func (l *lowerer) isPlace(n int) bool {
	switch l.t.kind(n) {
	case clang.Cursor_DeclRefExpr, clang.Cursor_MemberRefExpr, clang.Cursor_ArraySubscriptExpr, clang.Cursor_UnaryOperator:
		return true
	}
	return false
}

// cast narrows a constant to the type of that canonical name; other values keep theirs.
func cast(v ir.Value, to string) ir.Value {
	if v.Kind != ir.Const {
		return v
	}
	switch to {
	case "int", "long":
		v.Int = int64(int32(v.Int))
	case "unsigned int", "unsigned long":
		v.Int = int64(uint32(v.Int))
	case "short":
		v.Int = int64(int16(v.Int))
	case "unsigned short":
		v.Int = int64(uint16(v.Int))
	case "char", "signed char":
		v.Int = int64(int8(v.Int))
	case "unsigned char":
		v.Int = int64(uint8(v.Int))
	}
	return v
}

// reference lowers the use of a name.
func (l *lowerer) reference(n int) ir.Value {
	node := &l.t.nodes[n]
	value := ir.Value{Span: l.span(n)}
	if node.decl < 0 {
		return value
	}
	d := &l.t.decls[node.decl]
	switch clang.CursorKind(d.kind) {
	case clang.Cursor_FunctionDecl:
		value.Kind, value.Name = ir.FuncRef, l.t.text(d.name)
	case clang.Cursor_EnumConstantDecl:
		value.Kind, value.Int, value.Name = ir.Const, int64(d.value), l.t.text(d.name)
	default:
		v := l.variable(node.decl)
		if v == nil {
			return value
		}
		value.Kind, value.Type, value.Place = ir.Load, v.Type, ir.Place{Root: v}
		if l.t.isArray(d._type) {
			value.Kind = ir.AddrOf
		}
	}
	return value
}

// load reads the place at n.
func (l *lowerer) load(n int, out *[]ir.Node) ir.Value {
	kind := ir.Load
	if l.t.isArray(l.t.nodes[n]._type) {
		kind = ir.AddrOf
	}
	place := l.place(n, out)
	if place.Root == nil {
		return ir.Value{Span: l.span(n)}
	}
	return ir.Value{Span: l.span(n), Kind: kind, Place: place, Type: l.t.typeName(l.t.nodes[n]._type)}
}

// place lowers an lvalue. Its root is nil when n denotes none that is modelled.
func (l *lowerer) place(n int, out *[]ir.Node) ir.Place {
	n = l.strip(n)
	kids := l.t.children(n)
	switch l.t.kind(n) {
	case clang.Cursor_DeclRefExpr:
		if decl := l.t.nodes[n].decl; decl >= 0 {
			return ir.Place{Root: l.variable(decl)}
		}
	case clang.Cursor_MemberRefExpr:
		return l.memberPlace(n, kids, out)
	case clang.Cursor_ArraySubscriptExpr:
		if len(kids) == 2 {
			return l.elementPlace(kids, out)
		}
	case clang.Cursor_UnaryOperator:
		if l.operator(n) == "*x" && len(kids) == 1 {
			return l.deref(kids[0], out)
		}
	case clang.Cursor_CStyleCastExpr:
		if len(kids) > 0 && !l.t.isPointer(l.t.nodes[n]._type) {
			return l.place(kids[len(kids)-1], out)
		}
	}
	value := l.expr(n, out)
	if value.Kind == ir.Load {
		return value.Place
	}
	return ir.Place{}
}

func (l *lowerer) memberPlace(n int, kids []int, out *[]ir.Node) ir.Place {
	if len(kids) == 0 {
		return ir.Place{}
	}
	base := kids[0]
	var place ir.Place
	if l.t.isPointer(l.t.nodes[base]._type) {
		place = l.deref(base, out)
	} else {
		place = l.place(base, out)
	}
	name := l.t.text(l.t.nodes[n].spell)
	if place.Root == nil || name == "" {
		return place // an anonymous member adds no step
	}
	record := ""
	if decl := l.t.nodes[n].decl; decl >= 0 {
		record = l.t.text(l.t.decls[decl].record)
	}
	return extend(place, ir.Step{Kind: ir.Field, Name: name, Record: record})
}

func (l *lowerer) elementPlace(kids []int, out *[]ir.Node) ir.Place {
	base := l.strip(kids[0])
	var place ir.Place
	pointer := !l.t.isArray(l.t.nodes[base]._type)
	if pointer {
		place = l.deref(kids[0], out)
	} else {
		place = l.place(base, out)
	}
	index := l.expr(kids[1], out)
	if place.Root == nil || pointer && index.Kind == ir.Const && index.Int == 0 {
		return place
	}
	return extend(place, ir.Step{Kind: ir.Index, Index: &index})
}

// deref is the place that the pointer at n points to.
func (l *lowerer) deref(n int, out *[]ir.Node) ir.Place {
	value := l.expr(n, out)
	switch value.Kind {
	case ir.Load:
		return extend(value.Place, ir.Step{Kind: ir.Deref})
	case ir.AddrOf:
		return value.Place
	}
	v := l.temp(n)
	*out = append(*out, &ir.Assign{Span: l.span(n), Dst: ir.Place{Root: v}, Src: value})
	return ir.Place{Root: v, Path: []ir.Step{{Kind: ir.Deref}}}
}

// call lowers a call; its result is held in a temporary if it is wanted.
func (l *lowerer) call(n int, out *[]ir.Node, wanted bool) ir.Value {
	kids := l.t.children(n)
	call := &ir.Call{Span: l.span(n)}
	if len(kids) == 0 {
		return ir.Value{Span: call.Span}
	}
	callee := l.callee(kids[0])
	node := &l.t.nodes[callee]
	if node.decl >= 0 && clang.CursorKind(l.t.decls[node.decl].kind) == clang.Cursor_FunctionDecl {
		decl := &l.t.decls[node.decl]
		call.Callee = l.t.text(decl.name)
		call.Static = clang.LinkageKind(decl.linkage) == clang.Linkage_Internal
	} else {
		call.Target = l.expr(callee, out)
	}
	if node.file == l.t.mainFile {
		l.sites.Calls[int(node.loc)] = true
	}
	for _, k := range kids[1:] {
		call.Args = append(call.Args, l.expr(k, out))
	}
	value := ir.Value{Span: call.Span}
	if wanted {
		call.Dst = l.temp(n)
		value.Kind, value.Place, value.Type = ir.Load, ir.Place{Root: call.Dst}, call.Dst.Type
	}
	*out = append(*out, call)
	return value
}

// callee passes through what stands between a call and the name of what is called:
// (*table->Acquire)(x) calls table->Acquire.
func (l *lowerer) callee(n int) int {
	for {
		n = l.strip(n)
		kids := l.t.children(n)
		switch {
		case l.t.kind(n) == clang.Cursor_UnaryOperator && len(kids) == 1 && (l.operator(n) == "*x" || l.operator(n) == "&x"):
			n = kids[0]
		case l.t.kind(n) == clang.Cursor_CStyleCastExpr && len(kids) > 0:
			n = kids[len(kids)-1]
		default:
			return n
		}
	}
}
