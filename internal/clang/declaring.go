package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A madeName is a name that a macro of the driver's declares, made of words and of its arguments: Get##name in
//
//	#define GETTER(type, name) type Get##name(void)
type madeName []namePart

// A namePart is a word, or an argument of the macro.
type namePart struct {
	word     string
	argument int // from 1; 0 for a word
}

// maxMade bounds the names that one macro is taken to declare.
const maxMade = 20

// declaringMacros returns the macros that the file defines and the names that each declares.
func (f *sourceFile) declaringMacros() map[string][]madeName {
	list := map[string][]madeName{}
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
		if made := declaredBy(f.text, line[end+1:], parameters); len(made) > 0 {
			list[line[1].In(f.text)] = made
		}
	}
	return list
}

// declaredBy returns the names with arguments in them that the body of a macro declares, where these are sure to be at file scope: what
// comes before the first brace, and after the one that closes it.
func declaredBy(text []byte, body []ctext.Token, parameters map[string]int) (list []madeName) {
	for i := 0; i < len(body) && len(list) < maxMade; i++ {
		if body[i].Is(text, "{") {
			if i = ctext.Close(text, body, i); i >= len(body) {
				break
			}
			continue
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
		if made && standsDeclared(text, body, i, end) {
			list = append(list, name)
		}
		i = end
	}
	return list
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

// noteDeclared adds to the names that a unit defines those that its macros declare where they stand outside of functions.
func (l *loader) noteDeclared() {
	for _, f := range l.unit.closure.files {
		declaring := f.declaring()
		for _, macro := range sortedKeys(declaring) {
			for user := range l.sources.words.in(macro) {
				for _, at := range user.places()[macro] {
					w := window{user, int(at)}
					if w.is(-1, "define") || !w.is(1, "(") || user.inBody(w.token(0)) {
						continue
					}
					arguments := user.argumentsAt(int(at) + 1)
					for _, made := range declaring[macro] {
						if name := made.of(arguments); name != "" {
							l.unit.defined[name] = true
						}
					}
				}
			}
		}
	}
}

// inBody reports whether a token lies in the body of a function.
func (f *sourceFile) inBody(t ctext.Token) bool {
	return slices.ContainsFunc(f.names.Bodies, func(b [2]int) bool { return b[0] < int(t.From) && int(t.From) < b[1] })
}
