package clang

import (
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// signature returns the function type role of a routine that the driver's text defines,
// as "RESULT ROLE(PARAMETERS)"; "" if the text doesn't show it. Parameters whose types
// only the driver knows are left open.
func (s *shapes) signature(role, routine string) string {
	for _, w := range s.places(routine) {
		if !w.is(1, "(") {
			continue
		}
		end := ctext.Close(w.f.text, w.f.tokens, w.i+1)
		if after := (window{w.f, end}); !after.is(1, "{") && !after.is(1, ";") {
			continue
		}
		if result := w.result(); result != "" {
			return result + " " + role + "(" + w.parameters(end) + ")"
		}
	}
	return ""
}

// defined returns the type of the result of a function that the driver's text defines; "" if it defines none of that
// name, or the type is the driver's own.
func (s *shapes) defined(function string) string {
	for _, w := range s.places(function) {
		if !w.is(1, "(") {
			continue
		}
		if end := (window{w.f, ctext.Close(w.f.text, w.f.tokens, w.i+1)}); end.is(1, "{") {
			if result := w.result(); result != "" {
				return result
			}
		}
	}
	return ""
}

// result returns the type before the name of a function, without the words around it.
func (w window) result() string {
	at, stars := -1, ""
	for w.is(at, "*") {
		stars += "*"
		at--
	}
	for w.ident(at) && w.plainWord(at) {
		at--
	}
	if !w.ident(at) {
		return ""
	}
	result := w.token(at).In(w.f.text)
	if !keyword(result) && !wdk.Knows(result) {
		return ""
	}
	return strings.TrimSpace(result + " " + stars)
}

// plainWord reports whether the word is one of the kit's macros that say nothing about
// a type, as NTAPI.
func (w window) plainWord(at int) bool {
	word := w.token(at).In(w.f.text)
	return word != "VOID" && word != "CONST" && wdk.KnowsMacro(word)
}

// parameters returns the text of the parameter list that ends at token end if the model
// knows all its types, else "".
func (w window) parameters(end int) string {
	tokens := w.f.tokens[w.i+2 : end]
	for i, t := range tokens {
		last := i+1 == len(tokens) || tokens[i+1].Is(w.f.text, ",") || tokens[i+1].Is(w.f.text, "[")
		word := t.In(w.f.text)
		if t.Kind == ctext.LineEnd || t.Kind == ctext.Ident && !(last && i > 0) && !keyword(word) && !wdk.Knows(word) {
			return ""
		}
	}
	if len(tokens) == 0 {
		return "void"
	}
	return strings.Join(strings.Fields(string(w.f.text[tokens[0].From:tokens[len(tokens)-1].To])), " ")
}

func keyword(word string) bool {
	switch word {
	case "void", "int", "char", "short", "long", "unsigned", "signed", "const", "volatile", "struct", "union", "enum", "float", "double":
		return true
	}
	return false
}
