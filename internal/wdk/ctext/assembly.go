package ctext

import (
	"bytes"
	"regexp"
	"slices"
)

// AssemblyWords are the words that begin assembly.
var AssemblyWords = []string{"asm", "_asm", "__asm", "__asm__"}

// WithoutAssembly blanks assembly, and the lines that define or undefine its words. For
// that of the Microsoft compilers, __asm { } and __asm to the end of the line, it leaves
// a null statement; for that of gcc, asm("..."), nothing. Every other byte and the line
// breaks stay. It reports whether there was any.
func WithoutAssembly(text []byte, tokens []Token) ([]byte, bool) {
	a := &assembly{text: text, tokens: tokens}
	for i := 0; i < len(tokens); i++ {
		switch tokens[i].Kind {
		case Directive:
			a.directive, a.define = true, a.is(i+1, "define")
			if a.is(i+1, "define", "undef") && a.is(i+2, AssemblyWords...) {
				i = a.blankLine(i)
			}
		case LineEnd:
			a.directive = false
		}
		if a.begins(i) {
			i = a.blank(i)
		} else if end := a.gcc(i); end > i {
			a.erase(i, end)
			i = end
		}
	}
	if a.blanked == nil {
		return text, false
	}
	return a.blanked, true
}

// redefined finds words of assembly that a text defines anew or undefines. Between the
// words there may be blanks, of which clang knows many, and comments.
var redefined = regexp.MustCompile(`(?:define|undef)(?:[\s\v\x00\x{85}\pZ]|/\*(?s:.*?)\*/)*_{0,2}asm(?:__)?(?:[^A-Za-z0-9_$]|$)`)

// HidesAssembly reports whether a text may define or undefine words of assembly, which
// WithoutAssembly leaves of no text that is written to be read.
func HidesAssembly(text []byte) bool {
	text = joined(text)
	return bytes.Contains(text, []byte("asm")) && redefined.Match(text)
}

// joined joins the lines of a text that end in a backslash, or in what stands for one.
func joined(text []byte) []byte {
	list := make([]byte, 0, len(text))
	for {
		i := bytes.IndexAny(text, "\\?")
		if i < 0 {
			return append(list, text...)
		}
		end := i + 1
		if bytes.HasPrefix(text[i:], []byte("??/")) {
			end = i + 3
		}
		behind := bytes.TrimLeft(text[end:], " \t\f\v\x00")
		if n := lineEnd(behind); n > 0 && (text[i] == '\\' || end > i+1) {
			list, text = append(list, text[:i]...), behind[n:]
		} else {
			list, text = append(list, text[:i+1]...), text[i+1:]
		}
	}
}

// lineEnd returns the length of the line break that a text begins with, 0 if there is none.
func lineEnd(text []byte) int {
	switch {
	case bytes.HasPrefix(text, []byte("\r\n")), bytes.HasPrefix(text, []byte("\n\r")):
		return 2
	case len(text) > 0 && (text[0] == '\n' || text[0] == '\r'):
		return 1
	}
	return 0
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
	a.erase(from, end)
	a.blanked[a.tokens[from].From] = ';'
	return end
}

// blankLine blanks the preprocessor line that begins at token i but for its #. It returns the
// token in front of its end.
func (a *assembly) blankLine(i int) int {
	end := i
	for end+1 < len(a.tokens) && a.tokens[end+1].Kind != LineEnd {
		end++
	}
	if a.blanked == nil {
		a.blanked = bytes.Clone(a.text)
	}
	a.clear(a.tokens[i+1].From, a.tokens[end].To)
	return end
}

// gcc returns the last token of assembly in the way of gcc that begins at token i, i if
// there is none.
func (a *assembly) gcc(i int) int {
	if a.directive && !a.define || !a.is(i, "asm", "__asm", "__asm__") {
		return i
	}
	j := i + 1
	for a.is(j, "volatile", "__volatile__", "__volatile", "inline", "goto") {
		j++
	}
	if !a.is(j, "(") {
		return i
	}
	depth := 0
	for ; j < len(a.tokens); j++ {
		switch {
		case a.directive && a.tokens[j].Kind == LineEnd:
			return i
		case a.is(j, "("):
			depth++
		case a.is(j, ")"):
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return i
}

// erase blanks tokens but for preprocessor lines among them, which stay.
func (a *assembly) erase(from, to int) {
	if a.blanked == nil {
		a.blanked = bytes.Clone(a.text)
	}
	skip := false
	for _, t := range a.tokens[from : to+1] {
		skip = (skip || t.Kind == Directive) && t.Kind != LineEnd
		if !skip && t.Kind != LineEnd {
			a.clear(t.From, t.To)
		}
	}
}

func (a *assembly) clear(from, to int32) {
	for at := from; at < to; at++ {
		if c := a.text[at]; c != '\n' && c != '\r' && c != '\\' {
			a.blanked[at] = ' '
		}
	}
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
