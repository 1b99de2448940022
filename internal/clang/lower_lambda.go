package clang

// #include "walk.h"
import "C"

import (
	"fmt"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// A lambda is the function of a lambda. What the lambda captures are its last parameters: the address of a variable that is captured by
// reference, the value of another.
type lambda struct {
	name     string
	params   []*ir.Var  // for what it captures
	captured []ir.Value // what these are in the function that holds the lambda
	holder   *ir.Func
	declared int // other parameters
}

// lambda lowers a lambda expression as a function of its own, whose name is its value.
func (l *lowerer) lambda(n int, out *[]ir.Node) ir.Value {
	kids := l.t.children(n)
	if len(kids) == 0 || l.t.kind(kids[len(kids)-1]) != clang.Cursor_CompoundStmt || l.fn == nil {
		return ir.Value{Span: l.span(n)}
	}
	body := kids[len(kids)-1]
	l.lambdas++
	fn := &ir.Func{
		Span: l.span(n), NameSpan: ir.Span{File: l.span(n).File, From: l.span(n).From, To: l.span(n).From + 1},
		Name: fmt.Sprintf("%s::lambda %d", l.fn.Name, l.lambdas), Static: true, End: l.closing(body),
	}
	c := &lambda{name: fn.Name, holder: l.fn}
	vars, bound := l.capture(c, n, body, out)
	outer := *l
	l.vars, l.bound = vars, bound
	for decl, v := range outer.vars {
		if v.Kind == ir.GlobalVar || v.Kind == ir.StaticVar {
			l.vars[decl] = v
		}
	}
	l.fn, l.temps, l.resultIsReference, l.building, l.temporaries = fn, 0, false, false, nil
	if outer.this != nil {
		l.this = l.captured(c, "this", outer.this.Type, ir.Value{Span: l.span(n), Kind: ir.Load, Place: ir.Place{Root: outer.this}, Type: outer.this.Type})
	}
	for _, k := range kids {
		if l.t.kind(k) == clang.Cursor_ParmDecl {
			fn.Params = append(fn.Params, l.declare(k, ir.Param))
		}
	}
	c.declared = len(fn.Params)
	fn.Params = append(fn.Params, c.params...)
	if name := plainClass(l.t.typeName(l.t.nodes[n]._type)); name != "" {
		l.closures[name] = c
	}
	fn.Body = l.block(body)
	l.unit.Funcs = append(l.unit.Funcs, fn)
	for decl, v := range l.vars {
		if v.Kind == ir.GlobalVar || v.Kind == ir.StaticVar {
			outer.vars[decl] = v
		}
	}
	l.fn, l.temps, l.resultIsReference, l.building, l.temporaries = outer.fn, outer.temps, outer.resultIsReference, outer.building, outer.temporaries
	l.vars, l.bound, l.this = outer.vars, outer.bound, outer.this
	return ir.Value{Span: l.span(n), Kind: ir.FuncRef, Name: fn.Name}
}

// captured makes the parameter for what the lambda captures.
func (l *lowerer) captured(c *lambda, name, typ string, v ir.Value) *ir.Var {
	param := &ir.Var{Span: v.Span, Kind: ir.Param, Name: name, Type: typ}
	c.params, c.captured = append(c.params, param), append(c.captured, v)
	return param
}

// capture finds what a lambda expression captures, and says what those names mean inside. Addresses are given away, for the lambda may
// be called by anybody; values are those at this point.
func (l *lowerer) capture(c *lambda, n, body int, out *[]ir.Node) (vars map[C.int32_t]*ir.Var, bound map[C.int32_t]ir.Place) {
	vars, bound = map[C.int32_t]*ir.Var{}, map[C.int32_t]ir.Place{}
	byValue := l.capturedByValue(n)
	seen := map[C.int32_t]bool{}
	for i := body + 1; i < int(l.t.nodes[n].end); i++ {
		decl := l.t.nodes[i].decl
		if l.t.kind(i) != clang.Cursor_DeclRefExpr || decl < 0 || seen[decl] {
			continue
		}
		seen[decl] = true
		v := l.vars[decl]
		if _, other := l.bound[decl]; !other && (v == nil || v.Kind != ir.Local && v.Kind != ir.Param) {
			continue
		}
		whole := l.reference(i)
		name := l.t.text(l.t.decls[decl].name)
		if whole.Kind == ir.Load && byValue(name) {
			kept := l.temp(n)
			kept.Type = whole.Type
			*out = append(*out, &ir.Assign{Span: l.span(n), Dst: ir.Place{Root: kept}, Src: whole})
			vars[decl] = l.captured(c, name, whole.Type, ir.Value{Span: l.span(i), Kind: ir.Load, Place: ir.Place{Root: kept}, Type: whole.Type})
			if l.t.isReference(l.t.decls[decl]._type) {
				bound[decl] = ir.Place{Root: vars[decl]}
			}
			continue
		}
		address := addressOf(l.span(i), whole.Place)
		*out = append(*out, &ir.Assign{Span: l.span(n), Dst: ir.Place{Root: l.temp(n)}, Src: address})
		typ := whole.Type + " *"
		if l.t.isReference(l.t.decls[decl]._type) {
			typ = whole.Type
		}
		bound[decl] = ir.Place{Root: l.captured(c, name, typ, address), Path: []ir.Step{{Kind: ir.Deref}}}
	}
	return vars, bound
}

// capturedByValue reads what stands between the brackets of a lambda expression: which names are captured by value.
func (l *lowerer) capturedByValue(n int) func(name string) bool {
	node := &l.t.nodes[n]
	list, _, _ := strings.Cut(strings.TrimPrefix(l.source(node.file, node.from, node.to), "["), "]")
	all := false
	words := map[string]bool{} // whether the name is captured by value
	for _, item := range strings.Split(list, ",") {
		item = strings.TrimSpace(item)
		all = all || item == "="
		words[strings.TrimSpace(strings.TrimPrefix(item, "&"))] = !strings.HasPrefix(item, "&")
	}
	return func(name string) bool {
		value, named := words[name]
		return value || !named && all
	}
}

// closureOf is the closure that a class is made of, or made from a template for; nil for none.
func (l *lowerer) closureOf(class string) *lambda {
	if c := l.closures[class]; c != nil {
		return c
	}
	for _, argument := range newInstance(class).arguments {
		if c := l.closures[plainClass(argument)]; c != nil {
			return c
		}
	}
	return nil
}

// memberClosure is the closure that a member of the object holds, where an instance calls it by the name of the member alone: this->f(); nil for none.
func (l *lowerer) memberClosure(callee int) *lambda {
	if l.instance.template == "" || l.t.kind(callee) != clang.Cursor_MemberRefExpr || !l.t.isUnresolved(l.t.nodes[callee]._type) {
		return nil
	}
	base := l.objectOf(callee)
	if len(base) != 1 || l.t.kind(l.strip(base[0])) != clang.Cursor_CXXThisExpr {
		return nil
	}
	name, _ := l.unresolved(callee)
	for i := range l.t.decls {
		decl := &l.t.decls[i]
		if clang.CursorKind(decl.kind) == clang.Cursor_FieldDecl && l.t.text(decl.name) == name && l.t.text(decl.record) == l.instance.template {
			return l.closures[l.instance.argument(l.t.typeName(decl._type))]
		}
	}
	return nil
}

// hand hands on what a closure captures, in the function that holds it and in those of a class that is made for it. Elsewhere the
// parameters are unknown.
func (l *lowerer) hand(call *ir.Call, c *lambda) {
	switch {
	case c == nil:
	case l.fn == c.holder:
		call.Args = append(call.Args, c.captured...)
	case l.closureOf(l.instance.name) == c && len(l.fn.Params) >= len(c.params):
		for _, p := range l.fn.Params[len(l.fn.Params)-len(c.params):] {
			call.Args = append(call.Args, ir.Value{Span: call.Span, Kind: ir.Load, Place: ir.Place{Root: p}, Type: p.Type})
		}
	}
}

// takeCaptured gives a function of a class that is made for a closure the parameters for what that captures.
func (l *lowerer) takeCaptured(fn *ir.Func) {
	c := l.closureOf(l.instance.name)
	if c == nil {
		return
	}
	for _, p := range c.params {
		own := *p
		fn.Params = append(fn.Params, &own)
	}
}
