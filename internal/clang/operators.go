package clang

// #include "walk.h"
import "C"

import (
	"fmt"
	"strings"
	"sync"

	"github.com/go-clang/clang-v15/clang"
)

// libclang 15 has no accessor for the operator of an expression nor for the parts of a
// for statement. What the bits of clang's tree mean is therefore measured once, on a
// snippet whose operators are known. If the snippet does not come out as it must, the
// text between the operands is read instead.
type operators struct {
	source     string // "API", "bits" or "text": where the operators come from
	binary     map[C.int32_t]string
	unary      map[C.int32_t]string
	forRoles   map[C.int32_t]forRole
	calibrated bool
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

// The operators of the loaded libclang, calibrated at first use.
var loadedOperators = sync.OnceValue(func() *operators { return calibrate(calibrationSnippet()) })

func calibrationSnippet() string {
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

func calibrate(snippet string) *operators {
	o := &operators{source: "bits"}
	if C.dl_operator_source() == C.DL_OPERATORS_API {
		o.source = "API"
	}
	index := clang.NewIndex(0, 0)
	defer index.Dispose()
	const name = "calibrate.c"
	var unit clang.TranslationUnit
	unsaved := []clang.UnsavedFile{clang.NewUnsavedFile(name, snippet)}
	if index.ParseTranslationUnit2(name, []string{"-Wno-everything"}, unsaved, 0, &unit) != clang.Error_Success {
		return o.fallBack()
	}
	defer unit.Dispose()
	t := walk(unit, "/nowhere/", false)
	defer t.free()
	return o.learn(t)
}

func (o *operators) fallBack() *operators {
	return &operators{source: "text"}
}

// learn reads the codes off the snippet's tree; any surprise means that they can't be trusted.
func (o *operators) learn(t *tree) *operators {
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
	if o.binary == nil || o.unary == nil || o.forRoles == nil {
		return o.fallBack()
	}
	o.calibrated = true
	return o
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
// increments, "&x", "*x", "-x", "!x" for the unary ones.
func (l *lowerer) operator(n int) string {
	node := &l.t.nodes[n]
	if l.ops.calibrated {
		if l.t.kind(n) == clang.Cursor_UnaryOperator {
			return l.ops.unary[node.op]
		}
		return l.ops.binary[node.op]
	}
	kids := l.t.children(n)
	if l.t.kind(n) == clang.Cursor_UnaryOperator && len(kids) == 1 {
		return l.unaryText(n, kids[0])
	}
	if len(kids) != 2 {
		return ""
	}
	between := l.source(node.file, l.t.nodes[kids[0]].to, l.t.nodes[kids[1]].from)
	return longestOperator(strings.Trim(stripComments(between), " \t\r\n()\\"))
}

func (l *lowerer) unaryText(n, operand int) string {
	node, kid := &l.t.nodes[n], &l.t.nodes[operand]
	if before := strings.TrimSpace(stripComments(l.source(node.file, node.from, kid.from))); before != "" {
		for _, op := range unaryOrder {
			if text, ok := strings.CutSuffix(op, "x"); ok && strings.HasPrefix(before, text) && len(text) == operatorLength(before) {
				return op
			}
		}
	}
	after := strings.TrimSpace(stripComments(l.source(node.file, kid.to, node.to)))
	if strings.HasPrefix(after, "++") || strings.HasPrefix(after, "--") {
		return "x" + after[:2]
	}
	return ""
}

func operatorLength(s string) int {
	if strings.HasPrefix(s, "++") || strings.HasPrefix(s, "--") {
		return 2
	}
	return 1
}

func longestOperator(s string) string {
	best := ""
	for _, op := range binaryOrder {
		if strings.HasPrefix(s, op) && len(op) > len(best) {
			best = op
		}
	}
	return best
}

func stripComments(s string) string {
	for {
		from := strings.Index(s, "/*")
		if from < 0 {
			return s
		}
		to := strings.Index(s[from:], "*/")
		if to < 0 {
			return s[:from]
		}
		s = s[:from] + " " + s[from+to+2:]
	}
}

// forParts sorts the children of a for statement by their role.
func (l *lowerer) forParts(n int) (parts [forBody + 1]int) {
	for i := range parts {
		parts[i] = -1
	}
	kids := l.t.children(n)
	if l.ops.calibrated {
		for _, k := range kids {
			if role := l.ops.forRoles[l.t.nodes[k].role]; role != forNone {
				parts[role] = k
			}
		}
		return parts
	}
	if len(kids) > 0 {
		parts[forBody] = kids[len(kids)-1]
		kids = kids[:len(kids)-1]
	}
	for _, k := range kids {
		before := l.source(l.t.nodes[n].file, l.t.nodes[n].from, l.t.nodes[k].from)
		role := forInit + forRole(min(strings.Count(stripComments(before), ";"), 2))
		parts[role] = k
	}
	return parts
}
