package clang

// #include "walk.h"
import "C"

import (
	"strconv"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// argumentOf is what node n means in the instance that is being lowered, where it names a parameter of the template that stands for a
// value: the function, variable or number that the class is made with. It reports false for any other node.
func (l *lowerer) argumentOf(n int) (ir.Value, bool) {
	decl := l.t.nodes[n].decl
	if decl < 0 || l.instance.template == "" || clang.CursorKind(l.t.decls[decl].kind) != clang.Cursor_NonTypeTemplateParameter {
		return ir.Value{}, false
	}
	value := ir.Value{Span: l.span(n)}
	d := &l.t.decls[decl]
	at := parameterNumber(l.source(d.file, 0, d.loc))
	if at < 0 || at >= len(l.instance.arguments) {
		return value, true
	}
	text := l.instance.arguments[at]
	if number, err := strconv.ParseInt(strings.TrimRight(text, "uUlL"), 0, 64); err == nil {
		value.Kind, value.Int = ir.Const, number
		return value, true
	}
	name, address := strings.CutPrefix(text, "&")
	if text == "true" || text == "false" || text == "nullptr" {
		value.Kind = ir.Const
		if text == "true" {
			value.Int = 1
		}
		return value, true
	}
	for i := range l.t.decls {
		if l.t.text(l.t.decls[i].name) != name || clang.CursorKind(l.t.decls[i].kind) != clang.Cursor_VarDecl {
			continue
		}
		value.Place = ir.Place{Root: l.variable(C.int32_t(i))}
		if value.Kind = ir.Load; address {
			value.Kind = ir.AddrOf
		}
		return value, true
	}
	if isName(strings.ReplaceAll(name, "::", "")) {
		value.Kind, value.Name = ir.FuncRef, strings.TrimPrefix(name, "::")
	}
	return value, true
}

// parameterNumber is which parameter of a template it is in front of whose name the text ends, from 0; -1 if that can't be told.
func parameterNumber(text string) int {
	number, depth := 0, 0
	for i := len(text) - 1; i >= 0; i-- {
		switch text[i] {
		case '>', ')', ']', '}':
			depth++
		case '(', '[', '{':
			depth = max(depth-1, 0) // the name stands in one: VOID (*Free)(PVOID)
		case '<':
			if depth > 0 {
				depth--
				continue
			}
			if rest := strings.TrimRight(text[:i], " \t\r\n"); !strings.HasSuffix(rest, "template") {
				return -1
			}
			return number
		case ',':
			if depth == 0 {
				number++
			}
		case ';':
			return -1
		}
	}
	return -1
}
