package clang

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// callSites is what the lowering saw in the text of one file.
type callSites struct {
	Calls      map[int]bool // offsets of the callee's name in calls that reached the IR
	Macros     [][2]int     // extents of macro expansions
	MacroNames []string     // ... and the name of each
}

// macroKinds tell what to make of the macros of a unit.
type macroKinds struct {
	scopes   map[string]bool   // what stands in braces behind them is a scope, no body
	invented func(string) bool // nobody defines it
	passing  func(string) bool // ... and it only makes a name of its arguments
}

// calledResult reports whether the name that the macro used at an offset makes is called at
// once, NAME(x)(y), and whether that call reached the IR: its place is that of x, or that of
// NAME where a name is pasted together.
func (f *sourceFile) calledResult(offset int, sites *callSites) (called, reached bool) {
	i := f.tokenAt(offset)
	end := ctext.Close(f.text, f.tokens, min(i+1, len(f.tokens)-1))
	for ; i < end; i++ {
		reached = reached || sites.Calls[int(f.tokens[i].From)]
	}
	return window{f, end}.is(1, "("), reached
}

// understood counts the calls in the text of a file's function bodies, and those of
// them that did not reach the IR. It reads the text alone, so that a call which clang
// dropped in error recovery is missed, not forgotten. The use of a macro counts as
// understood unless the macro was invented; what a known macro does not pass on does
// not count. The missed ones are those at these offsets, in order.
func understood(f *sourceFile, sites *callSites, skipped [][2]int, kinds macroKinds) (calls int, missed []int) {
	macros := expansionsAt(sites)
	invented := kinds.invented
	for _, t := range textCalls(f, skipped, kinds.scopes) {
		from := int(t.From)
		name, isMacro := macros.starting[from]
		if isMacro && kinds.passing(name) {
			called, reached := f.calledResult(from, sites)
			if called {
				calls++
			}
			if called && !reached {
				missed = append(missed, from)
			}
			continue
		}
		if isMacro && invented(name) {
			calls++
			missed = append(missed, from)
			continue
		} else if isMacro || sites.Calls[from] {
			calls++
			continue
		}
		inside, swallowed := macros.around(from, invented)
		if inside && !swallowed {
			continue
		}
		calls++
		missed = append(missed, from)
	}
	return calls, missed
}

// mostNamed is how many missed calls of a file are named.
const mostNamed = 3

// named words the first few of what begins at these offsets of a file, as "F (line 7)".
func (f *sourceFile) named(offsets []int) []string {
	var list []string
	for _, offset := range offsets[:min(len(offsets), mostNamed)] {
		name := f.tokens[f.tokenAt(offset)].In(f.text)
		list = append(list, fmt.Sprintf("%s (line %d)", name, 1+bytes.Count(f.text[:offset], []byte("\n"))))
	}
	return list
}

// spanAliases extends the expansions of those macros that are other names of a macro, as
// ASSERT of one that checks nothing, to their arguments, unless they became a call.
func spanAliases(f *sourceFile, sites *callSites, aliases map[string]bool) {
	for i, extent := range sites.Macros {
		if !aliases[sites.MacroNames[i]] || sites.Calls[extent[0]] {
			continue
		}
		if open := f.tokenAt(extent[1]); open < len(f.tokens) && f.tokens[open].Is(f.text, "(") {
			sites.Macros[i][1] = int(f.tokens[ctext.Close(f.text, f.tokens, open)].To)
		}
	}
}

// expansions are the macro expansions of a file.
type expansions struct {
	sites    *callSites
	starting map[int]string // offset of the first byte -> name
}

func expansionsAt(sites *callSites) expansions {
	e := expansions{sites, map[int]string{}}
	for i, extent := range sites.Macros {
		e.starting[extent[0]] = sites.MacroNames[i]
	}
	return e
}

// around reports whether the offset lies in the arguments of an expansion, and whether
// one of those macros was invented.
func (e expansions) around(offset int, invented func(string) bool) (inside, swallowed bool) {
	for i, extent := range e.sites.Macros {
		if extent[0] < offset && offset < extent[1] {
			inside = true
			swallowed = swallowed || invented(e.sites.MacroNames[i])
		}
	}
	return inside, swallowed
}

// textCalls returns the names that are called in function bodies.
func textCalls(f *sourceFile, skipped [][2]int, scopes map[string]bool) []ctext.Token {
	tokens := visibleTokens(f, skipped)
	var calls []ctext.Token
	for i := 0; i < len(tokens); i++ {
		if !tokens[i].Is(f.text, "{") {
			continue
		}
		if i > 0 && scopes[tokens[i-1].In(f.text)] || i > 3 && tokens[i-1].Is(f.text, ")") && scopes[tokens[i-4].In(f.text)] {
			continue // EXTERN_C { or RECORD(x) {
		}
		opened := opens(f.text, tokens, i)
		if opened == aScope {
			continue
		}
		end := ctext.Close(f.text, tokens, i)
		if opened == aBody && !requirement(f.text, tokens, i) {
			calls = append(calls, bodyCalls(f.text, tokens[i:end])...)
		}
		i = end
	}
	return calls
}

// visibleTokens returns the tokens outside of preprocessor lines and skipped ranges.
func visibleTokens(f *sourceFile, skipped [][2]int) []ctext.Token {
	var list []ctext.Token
	next, directive := 0, false
	for _, t := range f.tokens {
		for next < len(skipped) && skipped[next][1] <= int(t.From) {
			next++
		}
		switch {
		case t.Kind == ctext.Directive:
			directive = true
		case t.Kind == ctext.LineEnd:
			directive = false
		case directive:
		case next < len(skipped) && skipped[next][0] <= int(t.From):
		default:
			list = append(list, t)
		}
	}
	return list
}

// opened is what a brace outside of all function bodies begins.
type opened uint8

const (
	aBody  opened = iota
	aList         // of initialisers or enumerators
	aScope        // a namespace, or a class or structure, which may hold bodies
)

func opens(text []byte, tokens []ctext.Token, i int) opened {
	if i == 0 || tokens[i-1].Is(text, "=") {
		return aList
	}
	if tokens[i-1].Kind == ctext.Text { // extern "C" {
		return aScope
	}
	scope, parenthesis, colon := false, false, false
	for k := i - 1; k >= 0; k-- {
		t := tokens[k]
		switch {
		case t.Is(text, ")") && !parenthesis:
			parenthesis = true
			if scope = false; onlyAfterParameters(text, tokens[k+1:i]) {
				return aBody
			}
		case t.Is(text, ";"), t.Is(text, "{"), t.Is(text, "}"):
			k = 0
		case t.Is(text, "enum"):
			return aList
		case t.Is(text, ":"):
			colon = true
		case t.Is(text, "struct"), t.Is(text, "union"), t.Is(text, "class"), t.Is(text, "namespace"), t.Is(text, "__interface"):
			scope = true
		}
	}
	switch {
	case scope:
		return aScope
	case colon && parenthesis: // : member{value}
		return aList
	}
	return aBody
}

// onlyAfterParameters reports whether the tokens are such as stand between a function's
// parameters and its body.
func onlyAfterParameters(text []byte, tokens []ctext.Token) bool {
	for _, t := range tokens {
		switch t.In(text) {
		case "const", "noexcept", "override", "final", "volatile", "try", "&":
		case "->":
			return true
		default:
			return false
		}
	}
	return true
}

// Words before a parenthesis that call nothing.
var notCalled = map[string]bool{
	"if": true, "while": true, "for": true, "switch": true, "return": true, "sizeof": true, "do": true, "else": true,
	"case": true, "goto": true, "try": true, "except": true, "finally": true, "leave": true, "__try": true, "__except": true,
	"__finally": true, "__leave": true, "_try": true, "_except": true, "_finally": true, "__declspec": true,
	"_declspec": true, "__attribute__": true, "__pragma": true, "_Pragma": true, "__asm": true, "_asm": true,
	"__alignof": true, "_alignof": true, "__typeof__": true, "__typeof": true, "typeof": true, "offsetof": true, "defined": true,
	"struct": true, "union": true, "enum": true, "const": true, "volatile": true, "void": true, "int": true, "char": true,
	"long": true, "short": true, "unsigned": true, "signed": true, "static": true, "extern": true, "__if_exists": true,
	"catch": true, "decltype": true, "noexcept": true, "alignof": true, "alignas": true, "static_assert": true, "typeid": true,
	"operator": true, "requires": true, "constexpr": true, "__uuidof": true, "explicit": true, "delete": true,
	"__assume": true, "__cdecl": true, "__stdcall": true, "__fastcall": true, "NTAPI": true, "__noop": true,
}

// Words after which a name and a parenthesis are a call, not a declaration.
var beforeCall = map[string]bool{
	"return": true, "else": true, "do": true, "case": true, "goto": true, "try": true, "__try": true, "finally": true, "__finally": true,
}

// requirement reports whether the brace at i opens what a template asks of its arguments, which nobody runs:
// requires(T &t) { t.lock(); }, and not a body behind the clause requires (condition).
func requirement(text []byte, tokens []ctext.Token, i int) bool {
	i--
	if i >= 0 && tokens[i].Is(text, ")") {
		i = opening(text, tokens, i) - 1
	}
	if i < 1 || !tokens[i].Is(text, "requires") {
		return false
	}
	return slices.Contains([]string{"=", "&", "|", "(", "!", "requires", "return", ","}, tokens[i-1].In(text))
}

func bodyCalls(text []byte, tokens []ctext.Token) []ctext.Token {
	var calls []ctext.Token
	for i := 1; i+1 < len(tokens); i++ {
		t := tokens[i]
		if t.Is(text, "{") && requirement(text, tokens, i) {
			i = ctext.Close(text, tokens, i)
			continue
		}
		if (t.Is(text, "__declspec") || t.Is(text, "__attribute__")) && tokens[i+1].Is(text, "(") {
			i = ctext.Close(text, tokens, i+1)
			continue
		}
		if t.Kind != ctext.Ident || !tokens[i+1].Is(text, "(") || notCalled[t.In(text)] {
			continue
		}
		if before := tokens[i-1]; before.Kind == ctext.Ident && !beforeCall[before.In(text)] || templated(text, tokens, i-1) || pointed(text, tokens, i-1) {
			continue // a declaration
		}
		if placed(text, tokens, i-1) || i+4 < len(tokens) && tokens[i+2].Is(text, "*") && tokens[i+3].Is(text, ")") && tokens[i+4].Is(text, "(") {
			continue // the type of an object, new (where) T(x), or of a function, (T(*)(int))
		}
		calls = append(calls, t)
	}
	return calls
}

// pointed reports whether the token at end is the star or the ampersand between a type with which a statement begins and
// what it declares: N::T *p(x). As a product the statement would have no effect.
func pointed(text []byte, tokens []ctext.Token, end int) bool {
	i := end
	for i > 0 && (tokens[i].Is(text, "*") || tokens[i].Is(text, "&") || tokens[i].Is(text, "const")) {
		i--
	}
	if i == end || tokens[i].Kind != ctext.Ident || beforeCall[tokens[i].In(text)] {
		return false
	}
	i--
	for i > 1 && tokens[i].Is(text, ":") && tokens[i-1].Is(text, ":") {
		i -= 2
		if tokens[i].Kind == ctext.Ident {
			i--
		}
	}
	return i >= 0 && (tokens[i].Is(text, ";") || tokens[i].Is(text, "{") || tokens[i].Is(text, "}") || tokens[i].Is(text, "const") || tokens[i].Is(text, "static"))
}

// placed reports whether the parenthesis at end closes the place that new is given.
func placed(text []byte, tokens []ctext.Token, end int) bool {
	if !tokens[end].Is(text, ")") {
		return false
	}
	open := opening(text, tokens, end)
	return open > 0 && tokens[open-1].Is(text, "new")
}

// opening returns the index of the parenthesis that the one at end closes, -1 if there is none.
func opening(text []byte, tokens []ctext.Token, end int) int {
	for i, depth := end, 0; i >= 0; i-- {
		if tokens[i].Is(text, ")") {
			depth++
		} else if tokens[i].Is(text, "(") {
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// templated reports whether the token at end is that of a template's arguments with which a
// statement begins: Guard<Lock> and what it declares.
func templated(text []byte, tokens []ctext.Token, end int) bool {
	if !tokens[end].Is(text, ">") {
		return false
	}
	depth := 0
	for i := end; i > 0; i-- {
		switch t := tokens[i]; {
		case t.Is(text, ">"):
			depth++
		case t.Is(text, "<"):
			if depth--; depth > 0 {
				continue
			}
			i--
			for i > 2 && tokens[i].Kind == ctext.Ident && tokens[i-1].Is(text, ":") && tokens[i-2].Is(text, ":") {
				i -= 3
			}
			return i > 0 && tokens[i].Kind == ctext.Ident && (tokens[i-1].Is(text, ";") || tokens[i-1].Is(text, "{") || tokens[i-1].Is(text, "}") || tokens[i-1].Is(text, "const"))
		case t.Is(text, ";"), t.Is(text, "{"), t.Is(text, "}"):
			return false
		}
	}
	return false
}
