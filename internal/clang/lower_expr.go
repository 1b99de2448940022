package clang

// #include "walk.h"
import "C"
import (
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/ir"
)

func extend(p ir.Place, steps ...ir.Step) ir.Place {
	return ir.Place{Root: p.Root, Path: append(p.Path[:len(p.Path):len(p.Path)], steps...)}
}

// strip passes through parentheses and implicit casts.
func (l *lowerer) strip(n int) int {
	for {
		kids := l.t.children(n)
		switch l.t.kind(n) {
		case clang.Cursor_ParenExpr, clang.Cursor_UnexposedExpr:
			if len(kids) != 1 || l.recovered(n, kids) {
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
		l.returnedObject(n, l.call(n, out, l.givesObject(n)))
		return
	}
	value := l.expr(n, out)
	if read := volatileRead(value); read != "" {
		address := addressOf(value.Span, value.Place)
		*out = append(*out, &ir.Call{Span: value.Span, Callee: read, Args: []ir.Value{address}})
	}
}

// volatileRead is the compiler's routine that a read through a pointer stands for which is done for its own sake, as the memory may
// not be there: *(volatile char *)p; alone. Empty for any other value.
func volatileRead(v ir.Value) string {
	name, isVolatile := strings.CutPrefix(v.Type, "volatile ")
	if !isVolatile || v.Kind != ir.Load || !v.Place.ThroughPointer() {
		return ""
	}
	switch strings.TrimPrefix(strings.TrimPrefix(name, "unsigned "), "signed ") {
	case "char":
		return "__iso_volatile_load8"
	case "short":
		return "__iso_volatile_load16"
	case "int", "long":
		return "__iso_volatile_load32"
	case "long long":
		return "__iso_volatile_load64"
	}
	return ""
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
	kids := l.operands(n)
	switch l.t.kind(n) {
	case clang.Cursor_ParenExpr, clang.Cursor_UnexposedExpr:
		switch op := l.recoveredOperator(kids); {
		case l.recovered(n, kids):
			return l.call(n, out, true)
		case op == "=":
			return l.assign(n, kids, out)
		case op == ">" || op == "<=":
			return l.operation(n, op, kids, out)
		}
		return l.implicit(n, kids, out)
	case clang.Cursor_CStyleCastExpr:
		if len(kids) == 0 {
			return unknown
		}
		return cast(l.expr(kids[len(kids)-1], out), l.t.typeName(node._type))
	case clang.Cursor_IntegerLiteral, clang.Cursor_CharacterLiteral, clang.Cursor_UnaryExpr,
		clang.Cursor_CXXBoolLiteralExpr, clang.Cursor_CXXNullPtrLiteralExpr:
		if node.known != 0 {
			return ir.Value{Span: unknown.Span, Kind: ir.Const, Int: int64(node.value)}
		}
	case clang.Cursor_StringLiteral:
		return ir.Value{Span: unknown.Span, Kind: ir.Text, Name: l.t.text(node.spell)}
	case clang.Cursor_DeclRefExpr:
		return l.reference(n)
	case clang.Cursor_MemberRefExpr, clang.Cursor_ArraySubscriptExpr:
		if decl := node.decl; l.cplusplus && decl >= 0 && isFunction(l.t.decls[decl].kind) {
			return l.reference(n) // a static method, named by an object: this->Unload
		}
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
	case clang.Cursor_CXXThisExpr:
		if l.this != nil {
			return ir.Value{Span: unknown.Span, Kind: ir.Load, Place: ir.Place{Root: l.this}, Type: l.this.Type}
		}
	case clang.Cursor_CXXStaticCastExpr, clang.Cursor_CXXReinterpretCastExpr, clang.Cursor_CXXConstCastExpr,
		clang.Cursor_CXXDynamicCastExpr, clang.Cursor_CXXFunctionalCastExpr:
		return l.conversion(n, out)
	case clang.Cursor_CXXNewExpr:
		return l.newObject(n, out)
	case clang.Cursor_CXXDeleteExpr:
		l.deleteObject(n, out)
	case clang.Cursor_LambdaExpr:
		return l.lambda(n, out)
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
		node := &l.t.nodes[n]
		if types := l.t.children(n); len(types) == 1 && l.t.kind(types[0]) == clang.Cursor_TypeRef && strings.HasSuffix(l.source(node.file, node.from, node.to), "()") { // ULONG()
			l.spelledAsCall(n)
			return ir.Value{Span: l.span(n), Kind: ir.Const}
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
	if clang.CursorKind(d.kind) == clang.Cursor_OverloadedDeclRef {
		return l.overloaded(n)
	}
	if argument, is := l.argumentOf(n); is {
		return argument
	}
	if place, isBound := l.bound[node.decl]; isBound {
		value.Kind, value.Type, value.Place = ir.Load, l.t.typeName(node._type), place
		if l.t.isArray(node._type) {
			value.Kind = ir.AddrOf
		}
		return value
	}
	if isFunction(d.kind) {
		value.Kind, value.Name = ir.FuncRef, l.t.text(d.name)
		return value
	}
	switch clang.CursorKind(d.kind) {
	case clang.Cursor_EnumConstantDecl:
		value.Kind, value.Int, value.Name = ir.Const, int64(d.value), strings.TrimPrefix(l.t.text(d.name), wdk.StatusPrefix)
	default:
		v := l.variable(node.decl)
		if v == nil {
			return value
		}
		value.Kind, value.Type, value.Place = ir.Load, v.Type, l.referred(ir.Place{Root: v}, node.decl)
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
	kids := l.operands(n)
	switch l.t.kind(n) {
	case clang.Cursor_DeclRefExpr:
		decl := l.t.nodes[n].decl
		if place, isBound := l.bound[decl]; isBound {
			return place
		}
		if decl >= 0 {
			return l.referred(ir.Place{Root: l.variable(decl)}, decl)
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
	decl := l.t.nodes[n].decl
	if l.cplusplus && decl >= 0 && clang.CursorKind(l.t.decls[decl].kind) == clang.Cursor_VarDecl {
		return l.referred(ir.Place{Root: l.variable(decl)}, decl) // a member of the class, not of the object
	}
	if len(kids) == 0 {
		if l.this == nil {
			return ir.Place{}
		}
		return l.field(ir.Place{Root: l.this, Path: []ir.Step{{Kind: ir.Deref}}}, n)
	}
	base := kids[0]
	var place ir.Place
	if l.t.isPointer(l.t.nodes[base]._type) {
		place = l.deref(base, out)
	} else {
		place = l.place(base, out)
	}
	return l.field(place, n)
}

// field is the member that node n names of the record at place.
func (l *lowerer) field(place ir.Place, n int) ir.Place {
	name := l.t.text(l.t.nodes[n].spell)
	if name == "" && l.cplusplus && l.t.nodes[n].decl < 0 && l.t.kind(n) == clang.Cursor_MemberRefExpr {
		name, _ = l.unresolved(n) // of an object whose type depends on the parameters of a template
	}
	if place.Root == nil || name == "" {
		return place // an anonymous member adds no step
	}
	record := ""
	if decl := l.t.nodes[n].decl; decl >= 0 {
		record = l.t.text(l.t.decls[decl].record)
	} else if base := l.operands(n); len(base) > 0 {
		record, _, _ = strings.Cut(plainClass(l.t.typeName(l.t.nodes[base[0]]._type)), "<")
	}
	return l.referred(extend(place, ir.Step{Kind: ir.Field, Name: name, Record: record}), l.t.nodes[n].decl)
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
