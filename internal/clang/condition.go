package clang

import (
	"strconv"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A certainty is what can be told of a condition before anything is parsed.
type certainty uint8

const (
	no certainty = iota
	perhaps
	yes
)

func certain(holds bool) certainty {
	if holds {
		return yes
	}
	return no
}

// A macroState is what is known of a macro at a point of a text.
type macroState struct {
	defined certainty
	params  bool
	file    *sourceFile // that defines it; nil for one of the command line
	line    []ctext.Token
	text    string // of the command line
}

// An evaluator reads the condition of an #if, with what is known of macros there.
type evaluator struct {
	text   []byte
	tokens []ctext.Token
	at     int
	macro  func(name string) macroState
	depth  int  // of macros that stand for one another
	wrong  bool // the condition calls what is no macro, so that clang takes it for false
}

// A number is the value of an expression; known is false if that can't be told.
type number struct {
	value int64
	known bool
}

func (n number) certainty() certainty {
	if !n.known {
		return perhaps
	}
	return certain(n.value != 0)
}

// maxExpansion is through how many macros a value may be given, and how deep parentheses may be nested.
const maxExpansion = 20

// condition evaluates the tokens behind #if.
func condition(text []byte, tokens []ctext.Token, macro func(string) macroState, depth int) number {
	e := &evaluator{text: text, tokens: tokens, macro: macro, depth: depth}
	if depth > maxExpansion || len(tokens) == 0 {
		return number{}
	}
	n := e.binary(0)
	switch {
	case e.wrong:
		return number{0, true}
	case e.at != len(e.tokens):
		return number{}
	}
	return n
}

// binaryOperators are those of two operands, the longer ones first, and how tightly they bind.
var binaryOperators = []struct {
	spelling string
	binds    int
}{
	{"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6}, {"<<", 8}, {">>", 8}, {"<=", 7}, {">=", 7},
	{"|", 3}, {"^", 4}, {"&", 5}, {"<", 7}, {">", 7}, {"+", 9}, {"-", 9}, {"*", 10}, {"/", 10}, {"%", 10},
}

// next returns the operator that comes next, "" if none does.
func (e *evaluator) next() (spelling string, binds int) {
	for _, op := range binaryOperators {
		if e.spells(op.spelling) {
			return op.spelling, op.binds
		}
	}
	return "", 0
}

// spells reports whether the next tokens are the bytes of an operator, without a blank between them.
func (e *evaluator) spells(operator string) bool {
	if e.at+len(operator) > len(e.tokens) {
		return false
	}
	for i := range operator {
		t := e.tokens[e.at+i]
		if t.Kind != ctext.Punct || !t.Is(e.text, operator[i:i+1]) || i > 0 && t.From != e.tokens[e.at+i-1].To {
			return false
		}
	}
	return true
}

// binary reads operands and binaryOperators that bind more tightly than a bound.
func (e *evaluator) binary(bound int) number {
	left := e.unary()
	for {
		operator, binds := e.next()
		if binds <= bound {
			return left
		}
		e.at += len(operator)
		right := e.binary(binds)
		left = apply(operator, left, right)
	}
}

// apply computes with two operands, of which one may decide alone.
func apply(operator string, left, right number) number {
	switch operator {
	case "||":
		if left.certainty() == yes || right.certainty() == yes {
			return number{1, true}
		}
	case "&&":
		if left.certainty() == no || right.certainty() == no {
			return number{0, true}
		}
	}
	if !left.known || !right.known {
		return number{}
	}
	a, b := left.value, right.value
	truths := map[string]bool{"||": a != 0 || b != 0, "&&": a != 0 && b != 0, "==": a == b, "!=": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}
	if holds, ok := truths[operator]; ok {
		return number{int64(certain(holds)) / int64(yes), true}
	}
	switch operator {
	case "|":
		return number{a | b, true}
	case "^":
		return number{a ^ b, true}
	case "&":
		return number{a & b, true}
	case "+":
		return number{a + b, true}
	case "-":
		return number{a - b, true}
	case "*":
		return number{a * b, true}
	}
	if operator == "<<" && b >= 0 && b < 63 {
		return number{a << b, true}
	}
	return number{}
}

func (e *evaluator) unary() number {
	e.depth++
	defer func() { e.depth-- }()
	if e.at >= len(e.tokens) || e.depth > maxExpansion {
		e.at = len(e.tokens) + 1
		return number{}
	}
	t := e.tokens[e.at]
	e.at++
	switch {
	case t.Kind == ctext.Number:
		return parseNumber(t.In(e.text))
	case t.Kind == ctext.Ident:
		return e.word(t.In(e.text))
	case t.Is(e.text, "("):
		n := e.binary(0)
		if e.at >= len(e.tokens) || !e.tokens[e.at].Is(e.text, ")") {
			e.at = len(e.tokens) + 1 // nothing that is understood
			return number{}
		}
		e.at++
		return n
	case t.Is(e.text, "!"):
		n := e.unary()
		return number{int64(certain(n.value == 0)) / int64(yes), n.known}
	case t.Is(e.text, "-"):
		n := e.unary()
		return number{-n.value, n.known}
	case t.Is(e.text, "+"):
		return e.unary()
	}
	e.at = len(e.tokens) + 1
	return number{}
}

// word reads defined(NAME), or the value of a macro. A name that is none is 0.
func (e *evaluator) word(name string) number {
	if name == "defined" {
		closed := e.at < len(e.tokens) && e.tokens[e.at].Is(e.text, "(")
		if closed {
			e.at++
		}
		if e.at >= len(e.tokens) || e.tokens[e.at].Kind != ctext.Ident {
			e.at = len(e.tokens) + 1
			return number{}
		}
		state := e.macro(e.tokens[e.at].In(e.text)).defined
		e.at++
		if closed {
			e.at++
		}
		return number{int64(state) / int64(yes), state != perhaps}
	}
	m := e.macro(name)
	switch {
	case m.defined == no:
		e.wrong = e.wrong || e.at < len(e.tokens) && e.tokens[e.at].Is(e.text, "(")
		return number{0, true}
	case m.defined != yes || m.params:
		e.at = len(e.tokens) + 1
		return number{}
	case m.file != nil:
		return condition(m.file.text, m.line, e.macro, e.depth+1)
	}
	text := []byte(m.text)
	return condition(text, ctext.Tokens(text), e.macro, e.depth+1)
}

func parseNumber(text string) number {
	text = strings.TrimRight(text, "uUlL")
	if at := strings.IndexAny(text, "iI"); at > 0 { // 1i64
		text = text[:at]
	}
	n, err := strconv.ParseInt(text, 0, 64)
	return number{n, err == nil}
}

// predefinedMacro is what is known of a macro that no text of the unit has defined so far.
func (u *unitState) predefinedMacro(name string) macroState {
	for _, arg := range u.targetArgs() {
		if arg == "-U"+name {
			return macroState{defined: no}
		}
	}
	for _, list := range [][]string{u.Args, baseArgs} {
		for i := len(list) - 1; i >= 0; i-- {
			if rest, ok := strings.CutPrefix(list[i], "-D"+name); ok && (rest == "" || rest[0] == '=') {
				value := "1"
				if rest != "" {
					value = rest[1:]
				}
				return macroState{defined: yes, text: value}
			}
		}
	}
	switch {
	case name == "_WIN32":
		return macroState{defined: yes, text: "1"}
	case name == "_M_AMD64" || name == "_M_X64":
		return macroState{defined: yes, text: "100"}
	case name == "_MSC_VER" || name == "_MSC_FULL_VER":
		return macroState{defined: yes, params: true} // the value depends on the version of clang
	case name == "__cplusplus":
		return macroState{defined: certain(u.isCPlusPlus()), text: "202002L"}
	case neverDefined[name]:
		return macroState{defined: no}
	case strings.HasPrefix(name, "__"), ofCompiler(name), annotation(name), wdk.Knows(name):
		return macroState{defined: perhaps}
	}
	return macroState{defined: no}
}

// neverDefined are macros that tell of another compiler or system.
var neverDefined = map[string]bool{
	"__GNUC__": true, "__APPLE__": true, "__MACH__": true, "__linux__": true, "__linux": true, "__FreeBSD__": true, "__NetBSD__": true, "__OpenBSD__": true,
	"__MINGW32__": true, "__MINGW64__": true, "__CYGWIN__": true, "__BORLANDC__": true, "__WATCOMC__": true, "__sun": true, "__SVR4": true, "__unix__": true,
	"__i386__": true, "__i386": true, "__arm__": true, "__aarch64__": true, "__powerpc__": true, "__mips__": true, "__ia64__": true, "__REACTOS__": true, "__INTELLISENSE__": true, "__midl": true, "__EDG__": true, "__CODE_ANALYSIS__": true,
}

// ofCompiler reports whether a macro may be one that clang defines where it reads what is written for the Windows compiler.
func ofCompiler(name string) bool {
	for _, prefix := range []string{"_MSC", "_CPP", "_M_", "_INTEGRAL", "_NATIVE", "_WCHAR", "_MT", "_DLL", "_ISO", "_HAS_", "_CHAR", "_LP64", "_WIN", "_GNU"} {
		if strings.HasPrefix(name, prefix) {
			return !strings.HasPrefix(name, "_M_IX86") && !strings.HasPrefix(name, "_M_ARM") && name != "_M_IA64" && name != "_M_ALPHA" && name != "_WINDOWS"
		}
	}
	return false
}
