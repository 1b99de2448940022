package clang

// #include "walk.h"
import "C"

import (
	"fmt"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
)

// operators are what codes of the loaded libclang mean. libclang tells the operator of an
// expression from version 17 on, and never the parts of a for statement. What the bits of
// clang's tree mean is therefore measured once, on a snippet whose operators are known.
type operators struct {
	source   string // "API" or "bits": where the operators come from
	binary   map[C.int32_t]string
	unary    map[C.int32_t]string
	forRoles map[C.int32_t]forRole
}

type forRole uint8

const (
	forNone forRole = iota
	forInit
	forCond
	forPost
	forBody
)

var binaryOrder = strings.Fields("* / % + - << >> < > <= >= == != & ^ | && || = *= /= %= += -= <<= >>= &= ^= |= ,")

// A postfix operator is told from its prefix twin by the operand's place: x++ and ++x.
var unaryOrder = strings.Fields("x++ x-- ++x --x &x *x +x -x ~x !x")

// The operators of the loaded libclang. Library sets them.
var loadedOperators *operators

func operatorSnippet() string {
	var b strings.Builder
	b.WriteString("void f(int a, int b, int *x) {\n")
	for _, op := range binaryOrder {
		fmt.Fprintf(&b, "a %s b;\n", op)
	}
	for _, op := range unaryOrder {
		operand := "a"
		if op == "*x" {
			operand = "x"
		}
		fmt.Fprintf(&b, "%s;\n", strings.Replace(op, "x", operand, 1))
	}
	b.WriteString("for (a; b; a) b;\nfor (; a; ) b;\n}\n")
	return b.String()
}

// learnOperators measures the operators of the loaded libclang.
func learnOperators() (*operators, error) {
	index := clang.NewIndex()
	defer index.Dispose()
	tu, err := parseSnippet(index, "operators.c", operatorSnippet())
	if err != nil {
		return nil, err
	}
	defer tu.Dispose()
	t := walk(tu, "/nowhere", false)
	defer t.free()
	o := &operators{source: "bits"}
	if C.dl_operators_known() != 0 {
		o.source = "API"
	}
	return o, o.learn(t)
}

// learn reads the codes off the snippet's tree; after any surprise they can't be trusted.
func (o *operators) learn(t *tree) error {
	var binary, unary []C.int32_t
	var loops []int
	for i := range t.nodes {
		switch t.kind(i) {
		case clang.Cursor_BinaryOperator, clang.Cursor_CompoundAssignOperator:
			binary = append(binary, t.nodes[i].op)
		case clang.Cursor_UnaryOperator:
			unary = append(unary, t.nodes[i].op)
		case clang.Cursor_ForStmt:
			loops = append(loops, i)
		}
	}
	o.binary, o.unary = codes(binary, binaryOrder), codes(unary, unaryOrder)
	o.forRoles = learnForRoles(t, loops)
	switch {
	case o.binary == nil:
		return misread("binary operators")
	case o.unary == nil:
		return misread("unary operators")
	case o.forRoles == nil:
		return misread("the parts of a for statement")
	}
	return nil
}

// codes maps each code to its operator, or returns nil if they do not match one to one.
func codes(seen []C.int32_t, order []string) map[C.int32_t]string {
	if len(seen) != len(order) {
		return nil
	}
	m := map[C.int32_t]string{}
	for i, code := range seen {
		m[code] = order[i]
	}
	if len(m) != len(order) {
		return nil
	}
	return m
}

func learnForRoles(t *tree, loops []int) map[C.int32_t]forRole {
	if len(loops) != 2 {
		return nil
	}
	full, bare := t.children(loops[0]), t.children(loops[1])
	if len(full) != 4 || len(bare) != 2 {
		return nil
	}
	roles := map[C.int32_t]forRole{}
	for i, n := range full {
		roles[t.nodes[n].role] = forInit + forRole(i)
	}
	_, zero := roles[0]
	if len(roles) != 4 || zero || roles[t.nodes[bare[0]].role] != forCond || roles[t.nodes[bare[1]].role] != forBody {
		return nil
	}
	return roles
}

// operator returns how C spells the operator of node n: "x++" and "++x" for the
// increments, "&x", "*x", "-x", "!x" for the unary ones; "" for an operator of C++ alone.
func (l *lowerer) operator(n int) string {
	node := &l.t.nodes[n]
	if l.t.kind(n) == clang.Cursor_UnaryOperator {
		return l.ops.unary[node.op]
	}
	return l.ops.binary[node.op]
}

// forParts sorts the children of a for statement by their role.
func (l *lowerer) forParts(n int) (parts [forBody + 1]int) {
	for i := range parts {
		parts[i] = -1
	}
	for _, k := range l.t.children(n) {
		if role := l.ops.forRoles[l.t.nodes[k].role]; role != forNone {
			parts[role] = k
		}
	}
	return parts
}
