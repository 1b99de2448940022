package clang

import (
	"slices"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A madeName is a name that a macro of the driver's declares, made of words and of its arguments: Get##name in
//
//	#define GETTER(type, name) type Get##name(void)
type madeName []namePart

// A driverMacro is a macro of the driver's with the names that it makes of its arguments: those that it declares outside of functions, those
// that it pastes together and only uses, and of these those behind case; and which of its arguments, from 1, are types.
type driverMacro struct {
	declared, pasted, cases []madeName
	types                   []int
}

// A namePart is a word, or an argument of the macro.
type namePart struct {
	word     string
	argument int // from 1; 0 for a word
}

// maxMade bounds the names that one macro is taken to declare.
const maxMade = 20

// declaringMacros returns the macros that the file defines and the names that each makes.
func (f *sourceFile) declaringMacros() map[string]driverMacro {
	list := map[string]driverMacro{}
	for _, at := range f.directives() {
		line := f.lineOf(int(at))
		if len(line) < 4 || !line[0].Is(f.text, "define") || !line[2].Is(f.text, "(") || line[2].From != line[1].To {
			continue
		}
		parameters, end := map[string]int{}, 3
		for ; end < len(line) && !line[end].Is(f.text, ")"); end++ {
			if line[end].Kind == ctext.Ident {
				parameters[line[end].In(f.text)] = len(parameters) + 1
			}
		}
		if end >= len(line) || len(parameters) == 0 {
			continue
		}
		if m := madeBy(f.text, line[end+1:], parameters); len(m.declared)+len(m.pasted)+len(m.types) > 0 {
			list[line[1].In(f.text)] = m
		}
	}
	return list
}

// madeBy returns the names with arguments in them in the body of a macro. What is declared is sure to be at file scope before the
// first brace, and after the one that closes it.
func madeBy(text []byte, body []ctext.Token, parameters map[string]int) (m driverMacro) {
	inside := 0 // the index of the brace that closes the body of a function
	for i := 0; i < len(body) && len(m.declared)+len(m.pasted) < maxMade; i++ {
		if body[i].Is(text, "{") && i >= inside {
			inside = ctext.Close(text, body, i)
		}
		if body[i].Kind != ctext.Ident {
			continue
		}
		name, end, made := madeName{part(text, body[i], parameters)}, i, parameters[body[i].In(text)] > 0
		for end+3 < len(body) && body[end+1].Is(text, "#") && body[end+2].Is(text, "#") && body[end+3].Kind == ctext.Ident {
			end += 3
			name = append(name, part(text, body[end], parameters))
			made = made || name[len(name)-1].argument > 0
		}
		declared := standsDeclared(text, body, i, end)
		switch {
		case !made:
		case declared && i >= inside:
			m.declared = append(m.declared, name)
		case !declared && len(name) > 1 && (i == 0 || !body[i-1].Is(text, "#") && !body[i-1].Is(text, "->") && !body[i-1].Is(text, ".")):
			m.pasted = append(m.pasted, name)
			if i > 0 && body[i-1].Is(text, "case") {
				m.cases = append(m.cases, name)
			}
		}
		i = end
	}
	for i := range body {
		if n := parameters[body[i].In(text)]; n > 0 && standsAsType(text, body, i) && !slices.Contains(m.types, n) {
			m.types = append(m.types, n)
		}
	}
	return m
}

// standsAsType reports whether token i stands where a type does: before the name of what is declared, or alone between < and >.
func standsAsType(text []byte, body []ctext.Token, i int) bool {
	is := func(k int, words ...string) bool {
		return k >= 0 && k < len(body) && slices.Contains(words, body[k].In(text))
	}
	begins := i == 0 || is(i-1, "(", ",", ";", "{", "}", "const") || annotation(body[i-1].In(text))
	end := i + 1
	for is(end, "*") {
		end++
	}
	switch {
	case is(i-1, "<") && is(i+1, ">"):
		return true
	case !begins || end >= len(body):
		return false
	case end > i+1 && is(end, ")"):
		return true
	}
	return body[end].Kind == ctext.Ident && !keyword(body[end].In(text))
}

func part(text []byte, t ctext.Token, parameters map[string]int) namePart {
	word := t.In(text)
	return namePart{word, parameters[word]}
}

// standsDeclared reports whether the words from token start to token end stand where a declared name does: a type before them, and behind
// them what ends a declarator.
func standsDeclared(text []byte, body []ctext.Token, start, end int) bool {
	if start == 0 {
		return false
	}
	before := body[start-1]
	typed := before.Kind == ctext.Ident && !slices.Contains([]string{"return", "goto", "else", "case", "sizeof", "struct", "union", "enum", "class"}, before.In(text)) || before.Is(text, "*") && start > 1 && body[start-2].Kind == ctext.Ident
	if !typed {
		return false
	}
	if end+1 >= len(body) {
		return true
	}
	next := body[end+1]
	if next.Is(text, "(") {
		after := ctext.Close(text, body, end+1) + 1
		return after >= len(body) || body[after].Is(text, "{") || body[after].Is(text, ";")
	}
	return next.Is(text, ";") || next.Is(text, "=") || next.Is(text, "[")
}

// of returns the name that a macro declares where it is called with arguments, "" if one of them is more than a word.
func (n madeName) of(arguments []string) string {
	var b strings.Builder
	for _, p := range n {
		switch {
		case p.argument == 0:
			b.WriteString(p.word)
		case p.argument > len(arguments) || arguments[p.argument-1] == "":
			return ""
		default:
			b.WriteString(arguments[p.argument-1])
		}
	}
	return b.String()
}

// argumentsAt returns the arguments of the call at token open that are single words, "" for each other one.
func (f *sourceFile) argumentsAt(open int) (list []string) {
	end := ctext.Close(f.text, f.tokens, open)
	for i := open + 1; i < end; i++ {
		word := ""
		if f.tokens[i].Kind == ctext.Ident && (i+1 == end || f.tokens[i+1].Is(f.text, ",")) {
			word = f.tokens[i].In(f.text)
		}
		list = append(list, word)
		for depth := 0; i < end && (depth > 0 || !f.tokens[i].Is(f.text, ",")); i++ {
			switch {
			case f.tokens[i].Is(f.text, "("):
				depth++
			case f.tokens[i].Is(f.text, ")"):
				depth--
			}
		}
	}
	return list
}

// modelMacros are the macros of the model that begin the definition of what they are given, or take it for a type.
var modelMacros = sync.OnceValue(func() map[string]driverMacro {
	f := newSourceFile("")
	f.text = []byte(wdk.Macros())
	f.tokens = ctext.Tokens(f.text)
	list, all := map[string]driverMacro{}, f.declaringMacros()
	for _, at := range f.directives() {
		line := f.lineOf(int(at))
		name := line[1].In(f.text)
		m := driverMacro{types: all[name].types}
		if line[len(line)-1].Is(f.text, "=") {
			m.declared = all[name].declared
		}
		if len(m.types)+len(m.declared) > 0 {
			list[name] = m
		}
	}
	return list
})

// noteMade adds to the names that a unit defines those that its macros declare where they stand outside of functions, notes which words they
// take for types, and gives it what the model has of those that they paste together. It returns the constants that nobody has, sorted.
func (l *loader) noteMade() []string {
	cases := map[string]bool{}
	list := []map[string]driverMacro{modelMacros()}
	for _, f := range l.unit.closure.files {
		list = append(list, f.declaring())
	}
	for _, macros := range list {
		for _, macro := range sortedKeys(macros) {
			m := macros[macro]
			l.usesOf(macro, func(arguments []string, inBody bool) {
				for _, made := range m.declared {
					if name := made.of(arguments); name != "" && !inBody {
						l.unit.defined[name] = true
					}
				}
				for _, made := range m.pasted {
					if name := made.of(arguments); name != "" && !l.unit.defined[name] && wdk.Knows(name) {
						l.unit.ask(name)
					}
				}
				for _, n := range m.types {
					if n <= len(arguments) && arguments[n-1] != "" {
						l.shapes().types[arguments[n-1]] = true
					}
				}
				for _, made := range m.cases {
					if name := made.of(arguments); name != "" && !wdk.Knows(name) {
						cases[name] = true
					}
				}
			})
		}
	}
	return sortedKeys(cases)
}

// usesOf calls a function for each use of a macro, with its arguments and whether it stands in the body of a function.
func (l *loader) usesOf(macro string, use func(arguments []string, inBody bool)) {
	for f := range l.sources.words.in(macro) {
		for _, at := range f.places()[macro] {
			if w := (window{f, int(at)}); !w.is(-1, "define") && w.is(1, "(") {
				use(f.argumentsAt(int(at)+1), f.inBody(w.token(0)))
			}
		}
	}
}

// inBody reports whether a token lies in the body of a function.
func (f *sourceFile) inBody(t ctext.Token) bool {
	return slices.ContainsFunc(f.names.Bodies, func(b [2]int) bool { return b[0] < int(t.From) && int(t.From) < b[1] })
}
