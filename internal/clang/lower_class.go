package clang

// #include "walk.h"
import "C"

import (
	"slices"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// An object is a variable whose end of life runs a destructor.
type object struct {
	place ir.Place
	class C.int32_t
}

// classOf is the index of the class of objects of type i, -1 if their end runs nothing.
func (l *lowerer) classOf(i C.int32_t) C.int32_t {
	if !l.cplusplus || i < 0 {
		return -1
	}
	return l.t.types[i].class_index
}

// list lowers the statements of a block. What comes after an object with a destructor is
// a scope of its own, so that the destructor runs on every way out.
func (l *lowerer) list(kids []int, end ir.Span, out *[]ir.Node) {
	for i, k := range kids {
		objects := l.statement(k, out)
		if len(objects) == 0 {
			continue
		}
		l.scopeTo(objects, end, out, func(out *[]ir.Node) { l.list(kids[i+1:], end, out) })
		return
	}
}

// scope lowers what stands in the life of objects that the statement at node n declares.
func (l *lowerer) scope(objects []object, n int, out *[]ir.Node, body func(*[]ir.Node)) {
	if len(objects) == 0 {
		body(out)
		return
	}
	l.scopeTo(objects, l.closing(n), out, body)
}

func (l *lowerer) scopeTo(objects []object, end ir.Span, out *[]ir.Node, body func(*[]ir.Node)) {
	scope := &ir.Try{Span: end, IsFinal: true, Scope: true}
	body(&scope.Body)
	l.destroyAll(objects, end, &scope.Finally)
	*out = append(*out, scope)
}

// statement lowers one statement of a block and returns the objects that it declares.
func (l *lowerer) statement(n int, out *[]ir.Node) []object {
	if !l.cplusplus || l.t.kind(n) != clang.Cursor_DeclStmt {
		l.stmt(n, out)
		return nil
	}
	var objects []object
	for _, k := range l.t.children(n) {
		switch l.t.kind(k) {
		case clang.Cursor_VarDecl:
			objects = append(objects, l.localObject(k, out)...)
		case clang.Cursor_UnexposedDecl:
			l.structuredBinding(k, out)
		}
	}
	l.flush(0, out)
	return objects
}

// localObject lowers the declaration of a variable; it is returned if it has a destructor.
func (l *lowerer) localObject(n int, out *[]ir.Node) []object {
	node := &l.t.nodes[n]
	before := len(l.temporaries)
	l.localDecl(n, out)
	if o, ok := l.extended(n, before); ok {
		return []object{o}
	}
	v := l.vars[node.decl]
	class := l.classOf(node._type)
	if v == nil || v.Kind != ir.Local || class < 0 {
		return nil
	}
	l.guardOf(v, class, out)
	return []object{{ir.Place{Root: v}, class}}
}

// guardOf lowers how a variable is made that a function returns for a lambda, as a guard of a scope is: auto g = OnExit([&] { … }). What a
// function of a template returns depends on its arguments, and it is lowered once for all; but a class that is made of the lambda's own
// type keeps the lambda, so that its constructor is called with that.
func (l *lowerer) guardOf(v *ir.Var, class C.int32_t, out *[]ir.Node) {
	made := l.t.text(l.t.classes[class].instance)
	last := len(*out) - 1
	if !strings.Contains(made, "(lambda at ") || last < 1 {
		return
	}
	assign, ok := (*out)[last].(*ir.Assign)
	if !ok || assign.Dst.Root != v || len(assign.Dst.Path) > 0 || assign.Src.Kind != ir.Load {
		return
	}
	call, ok := (*out)[last-1].(*ir.Call)
	if !ok || call.Dst == nil || call.Dst != assign.Src.Place.Root || len(call.Args) == 0 {
		return
	}
	if name := l.methodOf(l.want(made), baseName(made), 1, true); name != "" {
		(*out)[last] = &ir.Call{Span: assign.Span, Callee: name, Args: []ir.Value{addressOf(assign.Span, assign.Dst), call.Args[len(call.Args)-1]}}
	}
}

// extended returns the object without a name that the reference declared at node n is bound
// to: it lives as long as the reference. Temporary objects made since then are looked at.
func (l *lowerer) extended(n, since int) (object, bool) {
	init, last := l.initialiser(n), len(l.temporaries)-1
	if last < since || init < 0 || !l.t.isReference(l.t.nodes[n]._type) || !l.isConstruction(l.elided(init)) && !l.givesObject(init) {
		return object{}, false
	}
	o := l.temporaries[last]
	l.temporaries = l.temporaries[:last:last]
	return o, true
}

// closing is the place where the block at node n ends.
func (l *lowerer) closing(n int) ir.Span {
	end := l.span(n)
	return ir.Span{File: end.File, From: max(end.From, end.To-1), To: end.To}
}

func (l *lowerer) destroyAll(objects []object, at ir.Span, out *[]ir.Node) {
	for _, o := range slices.Backward(objects) {
		l.destroy(o, at, out)
	}
}

// destroy lowers the end of an object's life: its destructor, which ends the lives of
// its members itself, or else those of its members and bases, last first.
func (l *lowerer) destroy(o object, at ir.Span, out *[]ir.Node) {
	class := l.t.classes[o.class]
	if class.destructor >= 0 {
		name := l.functionOf(&l.t.decls[class.destructor])
		if made := l.t.text(class.instance); made != "" {
			name = l.want(made) + "::~" + baseName(made)
		}
		call := &ir.Call{Span: at, Callee: name, Args: []ir.Value{addressOf(at, o.place)}}
		l.hand(call, l.closureOf(l.t.text(class.instance)))
		*out = append(*out, call)
		return
	}
	l.destroyParts(o, at, out)
}

func (l *lowerer) destroyParts(o object, at ir.Span, out *[]ir.Node) {
	class := l.t.classes[o.class]
	for _, part := range slices.Backward(l.t.parts[class.first : class.first+class.count]) {
		inner := object{o.place, l.classOf(part._type)}
		if name := l.t.text(part.name); name != "" {
			inner.place = extend(o.place, ir.Step{Kind: ir.Field, Name: name})
		}
		if inner.class >= 0 {
			l.destroy(inner, at, out)
		}
	}
}

// flush ends the lives of the temporary objects made since there were so many.
func (l *lowerer) flush(since int, out *[]ir.Node) {
	made := l.temporaries[since:]
	l.temporaries = l.temporaries[:since:since]
	for _, o := range slices.Backward(made) {
		l.destroy(o, o.place.Root.Span, out)
	}
}

// construct lowers the constructor call at node n for the object at place.
func (l *lowerer) construct(n int, place ir.Place, out *[]ir.Node) {
	node := &l.t.nodes[n]
	decl := &l.t.decls[node.decl]
	args := l.operands(n)
	l.sitesIn(node.file).Calls[int(node.loc)] = true
	l.spelledAsCall(n)
	if decl.flags&C.DL_DEFAULTED != 0 {
		for _, k := range args { // a copy
			value := l.expr(k, out)
			*out = append(*out, &ir.Assign{Span: l.span(n), Dst: place, Src: value})
		}
		return
	}
	call := &ir.Call{Span: l.span(n), Callee: l.functionOf(decl), Args: []ir.Value{addressOf(l.span(n), place)}}
	for i, k := range args {
		call.Args = append(call.Args, l.argument(node.decl, i, k, out))
	}
	*out = append(*out, call)
}

// isConstruction reports whether the node is a call of a constructor.
func (l *lowerer) isConstruction(n int) bool {
	decl := l.t.nodes[n].decl
	return l.cplusplus && l.t.kind(n) == clang.Cursor_CallExpr && decl >= 0 && clang.CursorKind(l.t.decls[decl].kind) == clang.Cursor_Constructor
}

// elided passes through what makes no object of its own: auto a = A(x) is A a(x).
func (l *lowerer) elided(n int) int {
	n = l.strip(n)
	if !l.cplusplus || l.t.kind(n) != clang.Cursor_CXXFunctionalCastExpr {
		return n
	}
	kids := l.operands(n)
	if len(kids) == 0 {
		return n
	}
	inner := l.elided(kids[len(kids)-1])
	node := &l.t.nodes[n]
	if !l.isConstruction(inner) || l.t.typeName(node._type) != l.t.typeName(l.t.nodes[inner]._type) {
		return n
	}
	l.spelledAsCall(n)
	return inner
}

// temporary lowers an expression that makes an object without a name.
func (l *lowerer) temporary(n int, out *[]ir.Node) ir.Value {
	v := l.temp(n)
	l.construct(n, ir.Place{Root: v}, out)
	if class := l.classOf(l.t.nodes[n]._type); class >= 0 {
		l.temporaries = append(l.temporaries, object{ir.Place{Root: v}, class})
	}
	return ir.Value{Span: l.span(n), Kind: ir.Load, Place: ir.Place{Root: v}, Type: v.Type}
}

// givesObject reports whether the node is a call that returns an object with a destructor, not a reference to one.
func (l *lowerer) givesObject(n int) bool {
	n = l.elided(l.unbraced(n))
	if decl := l.t.nodes[n].decl; decl >= 0 && isFunction(l.t.decls[decl].kind) && l.t.isReference(l.t.decls[decl].result) {
		return false
	}
	return l.t.kind(n) == clang.Cursor_CallExpr && !l.isConstruction(n) && l.classOf(l.t.nodes[n]._type) >= 0
}

// returnedObject notes that the value of a call is an object without a name, of which nothing else takes hold.
func (l *lowerer) returnedObject(n int, value ir.Value) {
	if value.Kind == ir.Load && value.Place.Root.Kind == ir.Temp && len(value.Place.Path) == 0 && l.givesObject(n) {
		l.temporaries = append(l.temporaries, object{value.Place, l.classOf(l.t.nodes[l.elided(l.unbraced(n))]._type)})
	}
}

// newObject lowers a new expression: the arguments of its operator stand before the
// type, the constructor after it. In a kernel the operator gives NULL where there is no memory,
// and no constructor runs then.
func (l *lowerer) newObject(n int, out *[]ir.Node) ir.Value {
	call := &ir.Call{Span: l.span(n), Callee: "operator new", Dst: l.temp(n)}
	call.Dst.Source = "new"
	place := ir.Place{Root: call.Dst, Path: []ir.Step{{Kind: ir.Deref}}}
	node := &l.t.nodes[n]
	l.sitesIn(node.file).Calls[int(node.from)] = true // new (pool) T calls an operator of the driver's
	l.spelledAsCall(n)
	var after []ir.Node
	placed := false // where memory is: there is nothing that may fail
	for _, k := range l.operands(n) {
		if l.isConstruction(k) {
			l.construct(k, place, &after)
			continue
		}
		placed = placed || l.t.isPointer(l.t.nodes[k]._type)
		call.Args = append(call.Args, l.expr(k, out))
	}
	made := ir.Value{Span: call.Span, Kind: ir.Load, Place: ir.Place{Root: call.Dst}, Type: call.Dst.Type}
	if len(after) > 0 && !placed {
		after = []ir.Node{&ir.If{Span: call.Span, Cond: &ir.Cond{Span: call.Span, Test: made}, Then: after}}
	}
	*out = append(append(*out, call), after...)
	return made
}

// deleteObject lowers a delete expression.
func (l *lowerer) deleteObject(n int, out *[]ir.Node) {
	kids := l.operands(n)
	if len(kids) != 1 {
		return
	}
	class := C.int32_t(l.t.nodes[kids[0]].role) - 1
	at := l.span(n)
	place := l.deref(kids[0], out)
	if class >= 0 {
		if d := l.t.classes[class].destructor; d < 0 || l.t.decls[d].flags&C.DL_VIRTUAL == 0 {
			l.destroy(object{place, class}, at, out)
		} else {
			call := &ir.Call{Span: at, Args: []ir.Value{addressOf(at, place)}}
			if l.virtualCall(call, plainClass(l.t.typeName(l.t.nodes[kids[0]]._type)), "~()"); call.Target.Kind != ir.Unknown {
				*out = append(*out, call)
			}
		}
	}
	*out = append(*out, &ir.Call{Span: at, Callee: "operator delete", Args: []ir.Value{addressOf(at, place)}})
}

// initialisers lowers what stands before the body of a constructor: `: Base(x), Lock(y)`.
func (l *lowerer) initialisers(n int, kids []int, out *[]ir.Node) {
	if l.t.kind(n) != clang.Cursor_Constructor || l.this == nil {
		return
	}
	object := ir.Place{Root: l.this, Path: []ir.Step{{Kind: ir.Deref}}}
	for i := 0; i+1 < len(kids); i++ {
		value := kids[i+1]
		switch l.t.kind(kids[i]) {
		case clang.Cursor_TypeRef:
			if l.isConstruction(value) {
				l.construct(value, object, out)
			}
		case clang.Cursor_MemberRef:
			if kind := l.t.kind(value); kind != clang.Cursor_CompoundStmt && kind != clang.Cursor_MemberRef && kind != clang.Cursor_TypeRef {
				l.initMember(object, kids[i], value, out)
			}
		}
	}
	l.flush(0, out)
}

func (l *lowerer) initMember(object ir.Place, member, value int, out *[]ir.Node) {
	decl := l.t.nodes[member].decl
	if decl < 0 {
		return
	}
	field := &l.t.decls[decl]
	place := extend(object, ir.Step{Kind: ir.Field, Name: l.t.text(field.name), Record: l.t.text(field.record)})
	if l.t.isReference(field._type) {
		address := l.bind(value, out)
		*out = append(*out, &ir.Assign{Span: l.span(member), Dst: place, Src: address})
		return
	}
	l.initPlace(place, value, out)
}

// functionBody lowers the body of a function. The members of an object end their lives
// after its destructor.
func (l *lowerer) functionBody(n, body int, fn *ir.Func) {
	var own []ir.Node
	l.stmt(body, &own)
	if l.t.kind(n) == clang.Cursor_Destructor && l.this != nil {
		scope := &ir.Try{Span: fn.End, IsFinal: true, Scope: true, Body: own}
		for i := range l.t.classes {
			if l.t.classes[i].destructor == l.t.nodes[n].decl {
				l.destroyParts(object{ir.Place{Root: l.this, Path: []ir.Step{{Kind: ir.Deref}}}, C.int32_t(i)}, fn.End, &scope.Finally)
			}
		}
		if len(scope.Finally) > 0 {
			own = []ir.Node{scope}
		}
	}
	fn.Body = append(fn.Body, own...)
}
