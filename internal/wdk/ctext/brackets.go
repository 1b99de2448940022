package ctext

import "strings"

func (s *scanner) is(i int, word string) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].Is(s.text, word)
}

// close returns the index of the bracket that closes the one at open, or the last
// token if none does.
func (s *scanner) close(open int) int { return Close(s.text, s.tokens, open) }

// annotated returns the index of the function name before the annotations that end with
// the one named at i.
func (s *scanner) annotated(i int) int {
	for i > 0 && s.annotation(i) && s.is(i-1, ")") {
		i = s.open(i-1) - 1
	}
	if i > 0 && s.tokens[i].Kind == Ident && !s.annotation(i) {
		return i
	}
	return 0
}

// annotation reports whether the word at i is spelled like an annotation.
func (s *scanner) annotation(i int) bool { return Annotation(s.tokens[i].In(s.text)) }

// Annotation reports whether a word is spelled like one of SAL's: _Pre_x_, __drv_x.
func Annotation(word string) bool {
	return strings.HasPrefix(word, "__drv_") || len(word) > 2 && word[0] == '_' && word[len(word)-1] == '_'
}

// open returns the index of the parenthesis that the one at end closes, 0 if none does.
func (s *scanner) open(end int) int {
	depth := 0
	for i := end; i > 0; i-- {
		switch {
		case s.is(i, ")"):
			depth++
		case s.is(i, "("):
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return 0
}

// Close returns the index of the parenthesis or brace that closes the one at open, or
// of the last token if none does.
func Close(text []byte, tokens []Token, open int) int {
	opening, closing := "(", ")"
	if tokens[open].Is(text, "{") {
		opening, closing = "{", "}"
	}
	depth := 0
	for i := open; i < len(tokens); i++ {
		switch {
		case tokens[i].Kind != Punct:
		case tokens[i].Is(text, opening):
			depth++
		case tokens[i].Is(text, closing):
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return len(tokens) - 1
}
