package clang

// #include "walk.h"
import "C"

import (
	"fmt"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// lambda lowers a lambda expression as a function of its own, whose name is its value.
// What it captures is unknown inside, and outside from then on.
func (l *lowerer) lambda(n int, out *[]ir.Node) ir.Value {
	kids := l.t.children(n)
	if len(kids) == 0 || l.t.kind(kids[len(kids)-1]) != clang.Cursor_CompoundStmt || l.fn == nil {
		return ir.Value{Span: l.span(n)}
	}
	body := kids[len(kids)-1]
	l.capture(n, out)
	l.lambdas++
	fn := &ir.Func{
		Span: l.span(n), NameSpan: ir.Span{File: l.span(n).File, From: l.span(n).From, To: l.span(n).From + 1},
		Name: fmt.Sprintf("%s::lambda %d", l.fn.Name, l.lambdas), Static: true, End: l.closing(body),
	}
	if closure := plainClass(l.t.typeName(l.t.nodes[n]._type)); closure != "" {
		l.closures[closure] = fn.Name
	}
	outer := *l
	l.vars, l.bound = map[C.int32_t]*ir.Var{}, map[C.int32_t]ir.Place{}
	for decl, v := range outer.vars {
		if v.Kind == ir.GlobalVar || v.Kind == ir.StaticVar {
			l.vars[decl] = v
		}
	}
	l.fn, l.temps, l.resultIsReference, l.temporaries = fn, 0, false, nil
	if outer.this != nil {
		l.this = &ir.Var{Span: outer.this.Span, Kind: ir.Local, Name: "this", Type: outer.this.Type}
		fn.Locals = append(fn.Locals, l.this)
	}
	for _, k := range kids {
		if l.t.kind(k) == clang.Cursor_ParmDecl {
			fn.Params = append(fn.Params, l.declare(k, ir.Param))
		}
	}
	fn.Body = l.block(body)
	l.unit.Funcs = append(l.unit.Funcs, fn)
	for decl, v := range l.vars {
		if v.Kind == ir.GlobalVar || v.Kind == ir.StaticVar {
			outer.vars[decl] = v
		}
	}
	l.fn, l.temps, l.resultIsReference, l.temporaries = outer.fn, outer.temps, outer.resultIsReference, outer.temporaries
	l.vars, l.bound, l.this = outer.vars, outer.bound, outer.this
	return ir.Value{Span: l.span(n), Kind: ir.FuncRef, Name: fn.Name}
}

// capture gives the addresses of the variables that a lambda expression uses away.
func (l *lowerer) capture(n int, out *[]ir.Node) {
	seen := map[*ir.Var]bool{}
	for i := n + 1; i < int(l.t.nodes[n].end); i++ {
		if l.t.kind(i) != clang.Cursor_DeclRefExpr {
			continue
		}
		v := l.vars[l.t.nodes[i].decl]
		if v == nil || seen[v] || v.Kind != ir.Local && v.Kind != ir.Param {
			continue
		}
		seen[v] = true
		address := ir.Value{Span: l.span(i), Kind: ir.AddrOf, Place: ir.Place{Root: v}}
		*out = append(*out, &ir.Assign{Span: l.span(n), Dst: ir.Place{Root: l.temp(n)}, Src: address})
	}
}
