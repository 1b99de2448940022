package clang

// #include "walk.h"
import "C"

import (
	"cmp"
	"slices"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
	"github.com/drvlint/drvlint/ir"
)

// call lowers a call; its result is held in a temporary if it is wanted.
func (l *lowerer) call(n int, out *[]ir.Node, wanted bool) ir.Value {
	if l.isConstruction(n) {
		return l.temporary(n, out)
	}
	if l.isBareName(n) {
		return l.overloaded(n)
	}
	kids := l.operands(n)
	call := &ir.Call{Span: l.span(n), Macro: l.macroOf(n)}
	if l.madeOfUnknown(n, kids) {
		l.spelledAsCall(n)
		for _, k := range kids {
			l.effects(k, out)
		}
		return ir.Value{Span: call.Span}
	}
	if len(kids) == 0 {
		return ir.Value{Span: call.Span}
	}
	first, args := l.calleeOf(n, kids)
	callee, _ := l.callee(first)
	if l.isClosure(callee) {
		return l.expr(l.operands(callee)[0], out)
	}
	l.called(call, first, args, out)
	value := ir.Value{Span: call.Span}
	if wanted {
		call.Dst = l.temp(n)
		call.Dst.Source = spelledCall(call)
		value.Kind, value.Place, value.Type = ir.Load, ir.Place{Root: call.Dst}, call.Dst.Type
		if decl := l.t.nodes[callee].decl; decl >= 0 && l.t.isReference(l.t.decls[decl].result) {
			value.Place = extend(value.Place, ir.Step{Kind: ir.Deref})
		}
	}
	*out = append(*out, call)
	return value
}

// called lowers what a call calls, which node first names, and its arguments.
func (l *lowerer) called(call *ir.Call, first int, args []int, out *[]ir.Node) {
	callee, typed := l.callee(first)
	node := &l.t.nodes[callee]
	loc, decl := int(node.loc), node.decl
	named := l.t.kind(callee) != clang.Cursor_CallExpr || l.isBareName(callee) // and not what another call returns
	known := named && decl >= 0 && isFunction(l.t.decls[decl].kind)
	if known && clang.CursorKind(l.t.decls[decl].kind) == clang.Cursor_OverloadedDeclRef && l.t.kind(callee) == clang.Cursor_MemberRefExpr {
		known = false // a method of which clang knows only the name
	}
	var called *lambda
	argument, _ := l.argumentOf(callee)
	switch {
	case argument.Kind == ir.FuncRef:
		call.Callee = argument.Name
	case known && l.t.decls[decl].flags&C.DL_METHOD != 0:
		if strings.HasPrefix(baseName(l.t.text(l.t.decls[decl].name)), "operator()") && len(args) > 0 {
			l.sitesIn(node.file).Calls[int(l.t.nodes[l.strip(args[0])].loc)] = true // what is called in the text
		}
		l.methodCall(call, decl, callee, args, out)
		args = nil
	case known:
		call.Callee = l.functionOf(&l.t.decls[decl])
		call.Static = clang.LinkageKind(l.t.decls[decl].linkage) == clang.Linkage_Internal
	case l.memberClosure(callee) != nil:
		called = l.memberClosure(callee)
		call.Callee, call.Static = called.name, true
	case named && l.cplusplus && (l.t.isUnresolved(node._type) || decl >= 0 && isFunction(l.t.decls[decl].kind)):
		loc = l.dependentCall(call, callee, len(args), out)
	case l.closures[l.instance.argument(l.t.typeName(node._type))] != nil: // of an instance for one lambda
		called = l.closures[l.instance.argument(l.t.typeName(node._type))]
		call.Callee, call.Static = called.name, true
	case l.invalid(callee) != "":
		call.Callee = l.invalid(callee)
	default:
		call.Target, call.Typed = l.expr(callee, out), typed
	}
	if call.Callee != "" || call.Target.Kind != ir.Unknown || call.Typed != "" || l.pattern {
		l.reached(callee, loc) // else what is called was lost
	}
	if !known {
		decl = -1
	}
	for i, k := range args {
		call.Args = append(call.Args, l.argument(decl, i, k, out))
	}
	if called != nil && len(args) == called.declared {
		l.hand(call, called)
	}
}

// invalid is the name of a function whose declaration clang refuses, where it leaves nothing else of the name; "" for any other expression.
// What stands for a macro is known by the macro's name, if that is one of the kit's routines.
func (l *lowerer) invalid(callee int) string {
	node := &l.t.nodes[callee]
	if l.t.kind(callee) != clang.Cursor_UnexposedExpr || node.decl >= 0 || !l.t.isDependent(node._type) || len(l.t.children(callee)) > 0 {
		return ""
	}
	name := l.source(node.file, node.from, node.to)
	if _, macro := l.expanded[at{node.file, node.from}]; !isName(name) || macro && !wdk.Knows(name) {
		return ""
	}
	return name
}

// reached notes that the call of what node callee names, at an offset of its file, is in the IR.
func (l *lowerer) reached(callee, loc int) {
	calls := l.sitesIn(l.t.nodes[callee].file).Calls
	calls[loc] = true
	if name, at := l.unresolved(callee); l.cplusplus && name != "" {
		calls[at] = true // where loc is that of what stands before ::
	}
	if name := l.overloadedMember(callee); name >= 0 {
		calls[int(l.t.nodes[name].loc)] = true
	}
}

// prototype is after what the type of an expression that is called is named: decltype(F), also where it is written decltype(&F) or
// typeof(F) *, or a typedef. Empty where its parameters are written out.
func (l *lowerer) prototype(n int) string {
	t := l.t.nodes[n]._type
	if !strings.Contains(l.t.typeName(t), "(") {
		return "" // no function's
	}
	name := strings.TrimRight(l.t.text(l.t.types[t].spell), " *")
	for _, keyword := range []string{"decltype", "typeof", "__typeof__", "__typeof"} {
		if of, found := strings.CutPrefix(name, keyword); found {
			if name = strings.Trim(of, " (&)"); isName(name) {
				return "decltype(" + name + ")"
			}
		}
	}
	if !isName(name) {
		return ""
	}
	return name
}

func isName(s string) bool {
	for i := range len(s) {
		if !ctext.IsWord(s[i]) {
			return false
		}
	}
	return true
}

// isClosure reports whether the callee turns a lambda into a pointer to its function.
func (l *lowerer) isClosure(callee int) bool {
	decl := l.t.nodes[callee].decl
	if !l.cplusplus || decl < 0 || clang.CursorKind(l.t.decls[decl].kind) != clang.Cursor_ConversionFunction {
		return false
	}
	base := l.operands(callee)
	return len(base) == 1 && l.t.kind(l.strip(base[0])) == clang.Cursor_LambdaExpr
}

// callee passes through what stands between a call and the name of what is called: (*table->Acquire)(x) calls
// table->Acquire. What is nearest to the call says after what the type of the pointer is named.
func (l *lowerer) callee(n int) (callee int, typed string) {
	for {
		if typed == "" {
			typed = l.prototype(n)
		}
		n = l.strip(n)
		kids := l.t.children(n)
		switch {
		case l.t.kind(n) == clang.Cursor_UnaryOperator && len(kids) == 1 && (l.operator(n) == "*x" || l.operator(n) == "&x"):
			n = kids[0]
		case l.t.kind(n) == clang.Cursor_CStyleCastExpr && len(kids) > 0:
			n = kids[len(kids)-1]
		default:
			return n, cmp.Or(typed, l.prototype(n))
		}
	}
}

// argument lowers an argument; parameter i of the callee says whether it is taken by
// reference.
func (l *lowerer) argument(callee C.int32_t, i, n int, out *[]ir.Node) ir.Value {
	if callee >= 0 && i < 64 && l.t.decls[callee].references>>i&1 != 0 {
		return l.bind(n, out)
	}
	return l.expr(n, out)
}

// calleeOf returns the child of a call that names what is called, and the arguments. An
// overloaded operator stands between its operands.
func (l *lowerer) calleeOf(n int, kids []int) (callee int, args []int) {
	at := 0
	if decl := l.t.nodes[n].decl; l.cplusplus && decl >= 0 && isFunction(l.t.decls[decl].kind) {
		if i := slices.IndexFunc(kids, func(k int) bool { return l.t.nodes[l.strip(k)].decl == decl }); i > 0 {
			at = i
		}
	}
	return kids[at], slices.Concat(kids[:at], kids[at+1:])
}

// methodCall lowers the call of a method for an object: its address comes first.
func (l *lowerer) methodCall(call *ir.Call, decl C.int32_t, callee int, args []int, out *[]ir.Node) {
	method := &l.t.decls[decl]
	var object ir.Value
	var base []int
	if l.t.kind(callee) == clang.Cursor_MemberRefExpr {
		base = l.objectOf(callee)
	} else if len(args) > 0 {
		base, args = args[:1], args[1:]
	}
	switch {
	case len(base) == 0 && l.this != nil:
		object = ir.Value{Span: call.Span, Kind: ir.Load, Place: ir.Place{Root: l.this}, Type: l.this.Type}
	case len(base) == 0:
	case l.t.isPointer(l.t.nodes[base[0]]._type):
		object = l.expr(base[0], out)
	default:
		object = l.bind(base[0], out)
	}
	nameless := method.record == 0 // the class of a lambda has no name
	var held *lambda
	if nameless && len(base) > 0 {
		held = l.closures[plainClass(l.t.typeName(l.t.nodes[l.strip(base[0])]._type))]
	}
	switch {
	case nameless && object.Kind == ir.AddrOf:
		call.Target = ir.Value{Span: call.Span, Kind: ir.Load, Place: object.Place}
	case nameless:
	case method.flags&C.DL_VIRTUAL != 0 && !l.qualified(callee) && (len(base) == 0 || !l.isExact(base[0])):
		class := plainClass(object.Type)
		if len(base) > 0 {
			class = plainClass(l.t.typeName(l.t.nodes[l.strip(base[0])]._type))
		}
		if own := l.ownMethod(base, class, l.t.methodKey(method)); own != "" {
			call.Callee = own
		} else if !l.virtualCall(call, class, l.t.methodKey(method)) {
			call.Target = methodOfOthers(call.Span, object, class, baseName(l.t.text(method.name)))
		}
		call.Args = append(call.Args, object)
	default:
		call.Callee = l.functionOf(method)
		call.Args = append(call.Args, object)
	}
	for i, k := range args {
		call.Args = append(call.Args, l.argument(decl, i, k, out))
	}
	switch {
	case held != nil && len(args) == held.declared:
		call.Callee, call.Static, call.Target = held.name, true, ir.Value{}
		l.hand(call, held)
	case len(args) == int(method.function_param_count):
		l.hand(call, l.closureOf(call.Callee[:max(0, strings.LastIndex(call.Callee, "::"))]))
	}
}

// methodOfOthers is the method of an object whose class is the system's: a member that the object brings along.
func methodOfOthers(at ir.Span, object ir.Value, class, name string) ir.Value {
	member := ir.Step{Kind: ir.Field, Name: name, Record: class}
	switch object.Kind {
	case ir.Load:
		return ir.Value{Span: at, Kind: ir.Load, Place: extend(object.Place, ir.Step{Kind: ir.Deref}, member)}
	case ir.AddrOf:
		return ir.Value{Span: at, Kind: ir.Load, Place: extend(object.Place, member)}
	}
	return ir.Value{}
}

// qualified reports whether the name of a method is written with its class: Base::Close().
func (l *lowerer) qualified(callee int) bool {
	return slices.ContainsFunc(l.t.children(callee), func(k int) bool { return l.t.kind(k) == clang.Cursor_TypeRef })
}

// An at is a place in a file.
type at struct {
	file C.int32_t
	from C.uint32_t
}

// macroOf is the macro whose text has the expression at node n, "" for none: one of the kit's, where the driver's own only stands for that.
func (l *lowerer) macroOf(n int) string {
	node := &l.t.nodes[n]
	id, ok := l.expanded[at{node.file, node.from}]
	if !ok {
		return ""
	}
	name, known := l.macros[id]
	if !known {
		name = l.all.standsFor(l.t.text(id))
		l.macros[id] = name
	}
	return name
}
