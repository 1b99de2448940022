package ctext

import (
	"bytes"
	"slices"
)

// WithoutAssembly blanks the assembly in the way of the Microsoft compilers, __asm { } and
// __asm to the end of the line, and leaves a null statement for it; every other byte
// and the line breaks stay. It reports whether there was any. Assembly in the way of gcc,
// asm("..."), stays.
func WithoutAssembly(text []byte, tokens []Token) ([]byte, bool) {
	a := &assembly{text: text, tokens: tokens}
	for i := 0; i < len(tokens); i++ {
		switch tokens[i].Kind {
		case Directive:
			a.directive, a.define = true, a.is(i+1, "define")
		case LineEnd:
			a.directive = false
		}
		if a.begins(i) {
			i = a.blank(i)
		}
	}
	if a.blanked == nil {
		return text, false
	}
	return a.blanked, true
}

// An assembly is a text whose assembly is being blanked.
type assembly struct {
	text, blanked []byte // blanked is nil while there is none
	tokens        []Token
	directive     bool // the token at hand is in a preprocessor line
	define        bool // ... which defines a macro
}

func (a *assembly) is(i int, words ...string) bool {
	return 0 <= i && i < len(a.tokens) && slices.ContainsFunc(words, func(word string) bool { return a.tokens[i].Is(a.text, word) })
}

// begins reports whether a statement of assembly begins at a token.
func (a *assembly) begins(i int) bool {
	switch {
	case a.directive && (!a.define || a.is(i-1, "define")):
		return false
	case a.is(i, "__asm", "_asm"):
		return i+1 < len(a.tokens) && !a.is(i+1, "(", "volatile", "__volatile__", "__volatile", "inline", "goto", "_asm")
	case a.is(i, "asm"):
		return a.is(i+1, "{")
	}
	return false
}

// blank blanks the statement at token i and those that follow it at once, for these are
// one to the compiler. It returns the last token.
func (a *assembly) blank(i int) int {
	from, end := i, i
	for {
		end = a.end(i)
		if i = end + 1; !a.begins(i) {
			break
		}
	}
	if a.blanked == nil {
		a.blanked = bytes.Clone(a.text)
	}
	skip := false // preprocessor lines within stay
	for j := from; j <= end; j++ {
		t := a.tokens[j]
		skip = (skip || t.Kind == Directive) && t.Kind != LineEnd
		if skip || t.Kind == LineEnd {
			continue
		}
		for at := t.From; at < t.To; at++ {
			if c := a.text[at]; c != '\n' && c != '\r' && c != '\\' {
				a.blanked[at] = ' '
			}
		}
	}
	a.blanked[a.tokens[from].From] = ';'
	return end
}

// end returns the last token of the one statement at token i.
func (a *assembly) end(i int) int {
	if a.is(i+1, "{") {
		return a.closing(i + 1)
	}
	depth := 0
	for j := i + 1; j < len(a.tokens); j++ {
		switch t := a.tokens[j]; {
		case t.Kind == LineEnd, t.Kind == Directive, a.is(j, "}", "__asm", "_asm"), a.is(j, ")") && depth == 0, a.lineBreak(j):
			return j - 1
		case a.is(j, "("):
			depth++
		case a.is(j, ")"):
			depth--
		}
	}
	return len(a.tokens) - 1
}

// closing returns the token that closes the brace at token i, or the last of its
// preprocessor line.
func (a *assembly) closing(i int) int {
	depth := 0
	for j := i; j < len(a.tokens); j++ {
		switch {
		case a.directive && a.tokens[j].Kind == LineEnd:
			return j - 1
		case a.is(j, "{"):
			depth++
		case a.is(j, "}"):
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return len(a.tokens) - 1
}

// lineBreak reports whether a line ends in front of a token.
func (a *assembly) lineBreak(i int) bool {
	return !a.directive && bytes.IndexByte(a.text[a.tokens[i-1].To:a.tokens[i].From], '\n') >= 0
}
