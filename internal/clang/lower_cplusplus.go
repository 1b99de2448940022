package clang

// #include "walk.h"
import "C"

import (
	"path/filepath"
	"slices"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
	"github.com/drvlint/drvlint/ir"
)

// isCPlusPlus reports whether the unit is C++, by its project or by its name.
func (u Unit) isCPlusPlus() bool {
	switch strings.ToLower(filepath.Ext(u.File)) {
	case ".cpp", ".cc", ".cxx":
		return true
	}
	return u.CPlusPlus
}

func isFunction(kind C.int32_t) bool {
	switch clang.CursorKind(kind) {
	case clang.Cursor_FunctionDecl, clang.Cursor_CXXMethod, clang.Cursor_Constructor, clang.Cursor_Destructor,
		clang.Cursor_ConversionFunction, clang.Cursor_FunctionTemplate, clang.Cursor_OverloadedDeclRef:
		return true
	}
	return false
}

func (t *tree) isReference(i C.int32_t) bool {
	if i < 0 {
		return false
	}
	kind := clang.TypeKind(t.types[i].canonical_kind)
	return kind == clang.Type_LValueReference || kind == clang.Type_RValueReference
}

// variableType is the type that a variable has in the ir, where a reference is a pointer.
func (t *tree) variableType(i C.int32_t) string {
	name := t.typeName(i)
	if t.isReference(i) {
		return strings.TrimRight(name, "&") + "*"
	}
	return name
}

// isDependent reports whether the type at index i hangs on a template's arguments or on
// what clang could not resolve.
func (t *tree) isDependent(i C.int32_t) bool {
	return i >= 0 && strings.Contains(t.text(t.types[i].spell), "dependent type>")
}

// isUnresolved reports whether clang knows no more than the name of what an expression of
// the type at index i calls: it hangs on a template's arguments, or no overload fits.
func (t *tree) isUnresolved(i C.int32_t) bool {
	return t.isDependent(i) || i >= 0 && (t.text(t.types[i].spell) == "<bound member function type>" || t.text(t.types[i].spell) == "<overloaded function type>")
}

// operands returns the children of an expression that are expressions, without the names
// of types and scopes.
func (l *lowerer) operands(n int) []int {
	kids := l.t.children(n)
	if !l.cplusplus {
		return kids
	}
	return slices.DeleteFunc(kids, func(k int) bool {
		kind := l.t.kind(k)
		return kind >= clang.Cursor_FirstRef && kind <= clang.Cursor_LastRef && kind != clang.Cursor_OverloadedDeclRef
	})
}

// declareThis makes the parameter through which a method gets its object.
func (l *lowerer) declareThis(n int) *ir.Var {
	decl := &l.t.decls[l.t.nodes[n].decl]
	l.this = &ir.Var{Span: l.nameSpan(n), Kind: ir.Param, Name: "this", Type: l.instance.class(l.t.text(decl.record)) + " *"}
	return l.this
}

// bind returns the address of what a reference to n refers to.
func (l *lowerer) bind(n int, out *[]ir.Node) ir.Value {
	value := l.expr(l.unbraced(n), out)
	l.returnedObject(n, value)
	place := value.Place
	switch value.Kind {
	case ir.Load:
	case ir.AddrOf: // an array
		return value
	default:
		place = ir.Place{Root: l.temp(n)}
		*out = append(*out, &ir.Assign{Span: l.span(n), Dst: place, Src: value})
	}
	return addressOf(l.span(n), place)
}

// addressOf is the pointer to a place; that to *p is p.
func addressOf(span ir.Span, place ir.Place) ir.Value {
	if last := len(place.Path) - 1; last >= 0 && place.Path[last].Kind == ir.Deref {
		return ir.Value{Span: span, Kind: ir.Load, Place: ir.Place{Root: place.Root, Path: place.Path[:last:last]}}
	}
	return ir.Value{Span: span, Kind: ir.AddrOf, Place: place}
}

// referred is the place of a variable or member: for a reference, what it refers to.
func (l *lowerer) referred(place ir.Place, decl C.int32_t) ir.Place {
	if l.cplusplus && place.Root != nil && decl >= 0 && l.t.isReference(l.t.decls[decl]._type) {
		return extend(place, ir.Step{Kind: ir.Deref})
	}
	return place
}

// overloaded is the function whose address is meant where the name of overloaded functions
// stands alone: the one among them that needs no object, or the only such one that takes a
// context. Unknown if that is not certain.
func (l *lowerer) overloaded(n int) ir.Value {
	name, _, _ := strings.Cut(l.t.text(l.t.decls[l.t.nodes[n].decl].name), "(")
	var all, withContext []*C.dl_decl
	for i := range l.t.decls {
		decl := &l.t.decls[i]
		known := l.t.text(decl.name)
		switch {
		case known != name && !strings.HasPrefix(known, name+"("), decl.flags&C.DL_METHOD != 0:
		case !isFunction(decl.kind), clang.CursorKind(decl.kind) == clang.Cursor_OverloadedDeclRef:
		default:
			all = append(all, decl)
			if strings.Contains(l.t.typeName(decl._type), "(void *") {
				withContext = append(withContext, decl)
			}
		}
	}
	if len(all) != 1 {
		all = withContext
	}
	if len(all) != 1 {
		return ir.Value{Span: l.span(n)}
	}
	return ir.Value{Span: l.span(n), Kind: ir.FuncRef, Name: l.functionOf(all[0])}
}

// isBareName reports whether n, a call to clang, is the name of overloaded functions alone:
// clang calls the one without parameters where it can't tell which is meant.
func (l *lowerer) isBareName(n int) bool {
	node := &l.t.nodes[n]
	if !l.cplusplus || node.decl < 0 || !isFunction(l.t.decls[node.decl].kind) {
		return false
	}
	full, _, _ := strings.Cut(l.t.text(l.t.decls[node.decl].name), "(")
	text := l.source(node.file, node.from, node.to)
	return text != "" && text[strings.LastIndexByte(text, ':')+1:] == full[strings.LastIndexByte(full, ':')+1:]
}

// overloadedMember is the node that names the overloads in the expression of a member of
// which clang knows no more, -1 in any other.
func (l *lowerer) overloadedMember(n int) int {
	if l.cplusplus && l.t.kind(n) == clang.Cursor_MemberRefExpr {
		for _, k := range l.t.children(n) {
			if l.t.kind(k) == clang.Cursor_OverloadedDeclRef {
				return k
			}
		}
	}
	return -1
}

// objectOf returns the expression before the dot or arrow in the expression of a member, if
// there is one.
func (l *lowerer) objectOf(n int) []int {
	name := l.overloadedMember(n)
	return slices.DeleteFunc(l.operands(n), func(k int) bool { return k == name })
}

// unresolved returns the name that ends the text of an expression which clang could not
// resolve, and its offset; "" if there is none.
func (l *lowerer) unresolved(n int) (name string, offset int) {
	node := &l.t.nodes[n]
	text := strings.TrimRight(l.source(node.file, node.from, node.to), " \t\r\n")
	from := len(text)
	for from > 0 && ctext.IsWord(text[from-1]) {
		from--
	}
	return text[from:], int(node.from) + from
}

// recovered reports whether n, an expression that clang keeps after an error, is a call:
// its first child is followed by a parenthesis.
func (l *lowerer) recovered(n int, kids []int) bool {
	if !l.cplusplus || len(kids) == 0 {
		return false
	}
	node, first := &l.t.nodes[n], &l.t.nodes[kids[0]]
	if first.from != node.from || first.to >= node.to {
		return false
	}
	switch l.t.kind(kids[0]) {
	case clang.Cursor_DeclRefExpr, clang.Cursor_MemberRefExpr, clang.Cursor_UnexposedExpr:
	default:
		return false
	}
	return strings.HasPrefix(strings.TrimLeft(l.source(node.file, first.to, node.to), " \t\r\n"), "(")
}

// recoveredOperator is what stands between the operands of an expression that clang keeps after an error: "=" where what is
// assigned does not fit, ">" where a pointer is compared with 0. Empty if it is none with two operands.
func (l *lowerer) recoveredOperator(kids []int) string {
	if !l.cplusplus || len(kids) != 2 {
		return ""
	}
	x, y := &l.t.nodes[kids[0]], &l.t.nodes[kids[1]]
	if x.file != y.file {
		return ""
	}
	return strings.Trim(l.source(x.file, x.to, y.from), " \t\r\n()")
}

// conversion lowers an explicit conversion of C++.
func (l *lowerer) conversion(n int, out *[]ir.Node) ir.Value {
	node := &l.t.nodes[n]
	kids := l.operands(n)
	if l.t.kind(n) == clang.Cursor_CXXFunctionalCastExpr {
		l.spelledAsCall(n)
	}
	if len(kids) == 0 {
		return ir.Value{Span: l.span(n)}
	}
	for _, k := range kids[:len(kids)-1] {
		l.effects(k, out)
	}
	return cast(l.expr(kids[len(kids)-1], out), l.t.typeName(node._type))
}

// spelledAsCall notes that what n makes an object of, or converts to, is spelled like a call:
// kit::Level(x).
func (l *lowerer) spelledAsCall(n int) {
	node := &l.t.nodes[n]
	if at := calledName(l.source(node.file, node.from, node.to)); at >= 0 {
		l.sitesIn(node.file).Calls[int(node.from)+at] = true
	}
}

// calledName returns the offset of the last word of the name with which a text begins, and
// behind which a parenthesis stands; -1 if it is none. Arguments of a template are no part of
// it, nor are the word new and what stands in parentheses behind it.
func calledName(text string) int {
	begin := 0
	if rest, isNew := strings.CutPrefix(text, "new"); isNew && (rest == "" || !ctext.IsWord(rest[0])) {
		begin = len(text) - len(strings.TrimLeft(rest, " \t\r\n"))
		if begin < len(text) && text[begin] == '(' {
			begin += matching(text[begin:], '(', ')')
		}
	}
	word := -1
	for i := begin; i < len(text); i++ {
		switch c := text[i]; {
		case ctext.IsWord(c):
			if i == begin || !ctext.IsWord(text[i-1]) {
				word = i
			}
		case c == '<':
			i += matching(text[i:], '<', '>') - 1
		case c == '(':
			return word
		case c != ':' && c != ' ' && c != '\t' && c != '\r' && c != '\n':
			return -1
		}
	}
	return -1
}

// matching is the length of text, which begins with an opening bracket, up to the bracket that
// closes it.
func matching(text string, open, close byte) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case open:
			depth++
		case close:
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// madeOfUnknown reports whether n, a call to clang, makes an object of a type that hangs on a
// template's arguments: its name stands before what are arguments.
func (l *lowerer) madeOfUnknown(n int, operands []int) bool {
	node := &l.t.nodes[n]
	if !l.cplusplus || node.decl >= 0 || len(l.t.children(n)) == len(operands) {
		return false
	}
	return len(operands) == 0 || l.t.nodes[operands[0]].from > node.from && calledName(l.source(node.file, node.from, l.t.nodes[operands[0]].from)) >= 0
}

// structuredBinding lowers `auto [a, b] = f()` and `auto &[a, b] = x`: the names mean the
// members, or elements, of what is on the right in their order.
func (l *lowerer) structuredBinding(n int, out *[]ir.Node) {
	var names []int
	init := -1
	for _, k := range l.t.children(n) {
		if l.t.kind(k) == clang.Cursor_UnexposedDecl {
			names = append(names, k)
		} else {
			init = k
		}
	}
	if init < 0 || len(names) == 0 {
		return // another declaration that libclang has no name for
	}
	init = l.unbraced(init)
	whole := ir.Place{Root: l.temp(init)}
	node := &l.t.nodes[n]
	if head, _, _ := strings.Cut(l.source(node.file, node.from, node.to), "["); strings.Contains(head, "&") {
		address := l.bind(init, out)
		*out = append(*out, &ir.Assign{Span: l.span(init), Dst: whole, Src: address, Decl: true})
		whole = extend(whole, ir.Step{Kind: ir.Deref})
	} else {
		l.initPlace(whole, init, out)
	}
	for i, name := range names {
		if decl := l.t.nodes[name].decl; decl >= 0 {
			l.bound[decl] = l.part(whole, node._type, i, name)
		}
	}
}

// part is the place of the i-th member or element of a whole of a type, or one of which
// nothing is known.
func (l *lowerer) part(whole ir.Place, t C.int32_t, i, name int) ir.Place {
	if t >= 0 && l.t.isArray(t) {
		index := ir.Value{Kind: ir.Const, Int: int64(i)}
		return extend(whole, ir.Step{Kind: ir.Index, Index: &index})
	}
	if t >= 0 && l.t.types[t].fields >= 0 && i < int(l.t.types[t].nfields) {
		field := l.t.fields[int(l.t.types[t].fields)+i]
		return extend(whole, ir.Step{Kind: ir.Field, Name: l.t.text(field.name), Record: l.t.text(field.record)})
	}
	return ir.Place{Root: l.temp(name)}
}

// rangeFor lowers a loop over the elements of a range, of which nothing is known.
func (l *lowerer) rangeFor(n int, kids []int, out *[]ir.Node) {
	loop := &ir.Loop{Span: l.span(n), Cond: &ir.Cond{Span: l.span(n)}}
	for i, k := range kids {
		switch {
		case i == len(kids)-1:
			loop.Body = append(loop.Body, l.block(k)...)
		case l.t.kind(k) == clang.Cursor_VarDecl:
			v := l.declare(k, ir.Local)
			l.fn.Locals = append(l.fn.Locals, v)
			loop.Body = append(loop.Body, &ir.Assign{Span: l.span(k), Dst: ir.Place{Root: v}, Src: ir.Value{Span: l.span(k)}, Decl: true})
		case l.t.kind(k) == clang.Cursor_UnexposedDecl:
			l.structuredBinding(k, &loop.Body)
		case l.t.kind(k) == clang.Cursor_DeclStmt:
			l.stmt(k, &loop.Body)
		default:
			l.effects(k, out)
		}
	}
	*out = append(*out, loop)
}
