// Package ctext reads C source as text: its tokens, and the names that it defines and
// includes. It needs no preprocessor and no complete program, so it can look at a
// driver before anything is known about its headers.
package ctext

import "bytes"

// Kind tells what a Token is.
type Kind uint8

// The kinds of token.
const (
	Ident     Kind = iota
	Number         // a number, or what is left of one
	Text           // a string or character constant, without its L or u prefix
	Punct          // an operator or punctuator; -> is one token, all others are single bytes
	Directive      // the # that begins a preprocessor line
	LineEnd        // the end of a preprocessor line
	Comment        // only among the tokens of WithComments
)

// A Token is a range of bytes of the text.
type Token struct {
	Kind     Kind
	From, To int32
}

// Is reports whether the token is the punctuator or word s.
func (t Token) Is(text []byte, s string) bool {
	return int(t.To-t.From) == len(s) && string(text[t.From:t.To]) == s
}

// In returns the token's spelling.
func (t Token) In(text []byte) string { return string(text[t.From:t.To]) }

type lexer struct {
	text        []byte
	at          int
	lineStart   bool // only blanks since the last line break
	inDirective bool
	comments    bool // are tokens too
	tokens      []Token
}

// Tokens splits C source into tokens. Comments and blanks are dropped, a line that
// ends in \ goes on in the next.
func Tokens(text []byte) []Token { return lex(text, false) }

// WithComments is as Tokens, but keeps the comments.
func WithComments(text []byte) []Token { return lex(text, true) }

func lex(text []byte, comments bool) []Token {
	l := &lexer{text: text, lineStart: true, comments: comments, tokens: make([]Token, 0, len(text)/5)}
	for l.at < len(l.text) {
		l.next()
	}
	l.endDirective()
	return l.tokens
}

func (l *lexer) next() {
	c := l.text[l.at]
	switch {
	case l.lineBreak(l.at):
		l.endDirective()
		l.lineStart = true
		l.at++
	case c == 0x1a: // what MS-DOS ended its texts with ends them for the compilers, too
		l.at = len(l.text)
	case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
		l.at++
	case c == '\\' && l.splice() > 0:
		l.at += l.splice()
	case c == '/' && (l.peek(1) == '/' || l.peek(1) == '*'):
		l.comment()
	case c == '#' && l.lineStart:
		l.add(Directive, l.at+1)
		l.inDirective = true
	case IsWord(c) && !isDigit(c):
		l.word()
	case isDigit(c) || c == '.' && isDigit(l.peek(1)):
		l.number()
	case c == '"' || c == '\'':
		l.quoted(c)
	case c == '-' && l.peek(1) == '>':
		l.add(Punct, l.at+2)
	default:
		l.add(Punct, l.at+1)
	}
}

func (l *lexer) add(kind Kind, to int) {
	to = min(to, len(l.text))
	l.tokens = append(l.tokens, Token{kind, int32(l.at), int32(to)})
	l.at = to
	l.lineStart = false
}

func (l *lexer) endDirective() {
	if !l.inDirective {
		return
	}
	l.inDirective = false
	l.tokens = append(l.tokens, Token{LineEnd, int32(l.at), int32(l.at)})
}

func (l *lexer) peek(n int) byte {
	if l.at+n < len(l.text) {
		return l.text[l.at+n]
	}
	return 0
}

// splice returns the length of the \ and line break at the current place, 0 if it is
// something else.
func (l *lexer) splice() int {
	if l.peek(1) == '\n' {
		return 2
	}
	switch {
	case l.peek(1) != '\r':
		return 0
	case l.peek(2) == '\n':
		return 3
	}
	return 2
}

// lineBreak reports whether a line ends with the byte at i: a line feed, or a carriage
// return that none follows.
func (l *lexer) lineBreak(i int) bool {
	if l.text[i] == '\r' {
		return i+1 >= len(l.text) || l.text[i+1] != '\n'
	}
	return l.text[i] == '\n'
}

func (l *lexer) comment() {
	from := l.at
	if l.peek(1) == '/' {
		l.lineComment()
	} else {
		l.blockComment()
	}
	if l.comments {
		l.tokens = append(l.tokens, Token{Comment, int32(from), int32(l.at)})
	}
}

func (l *lexer) lineComment() {
	for l.at < len(l.text) && !l.lineBreak(l.at) {
		if n := l.splice(); l.text[l.at] == '\\' && n > 0 {
			l.at += n
			continue
		}
		l.at++
	}
}

func (l *lexer) blockComment() {
	l.at += 2
	for l.at < len(l.text) {
		if l.text[l.at] == '*' && l.peek(1) == '/' {
			l.at += 2
			return
		}
		l.at++
	}
}

func (l *lexer) word() {
	to := l.at
	for to < len(l.text) && IsWord(l.text[to]) {
		to++
	}
	switch string(l.text[l.at:to]) {
	case "R", "LR", "uR", "UR", "u8R":
		if to < len(l.text) && l.text[to] == '"' {
			if end := l.raw(to); end > 0 {
				l.add(Text, end)
				return
			}
		}
	}
	l.add(Ident, to)
}

func (l *lexer) number() {
	to := l.at
	for to < len(l.text) && (IsWord(l.text[to]) || l.text[to] == '.' || l.separator(to)) {
		to++
	}
	l.add(Number, to)
}

// separator reports whether the byte at i stands between the digits of a C++ number:
// 1'000.
func (l *lexer) separator(i int) bool {
	return l.text[i] == '\'' && i+1 < len(l.text) && IsWord(l.text[i-1]) && IsWord(l.text[i+1]) && l.text[i+1] < 0x80
}

// raw returns where the C++ raw string R"mark(...)mark" that begins at the quote ends, 0 if
// it is none.
func (l *lexer) raw(quote int) int {
	open := bytes.IndexByte(l.text[quote:], '(')
	if open < 1 || open > 17 { // the language allows 16 bytes
		return 0
	}
	mark := ")" + string(l.text[quote+1:quote+open]) + "\""
	end := bytes.Index(l.text[quote+open:], []byte(mark))
	if end < 0 {
		return 0
	}
	return quote + open + end + len(mark)
}

// quoted reads a string or character constant. An unclosed one ends with its line, so
// that an apostrophe in an #error line or in assembly spoils one line only.
func (l *lexer) quoted(quote byte) {
	to := l.at + 1
	for to < len(l.text) && !l.lineBreak(to) {
		if l.text[to] == '\\' {
			to += 2
			if to < len(l.text) && l.text[to-1] == '\r' && l.text[to] == '\n' {
				to++ // the text goes on in the next line
			}
			continue
		}
		to++
		if l.text[to-1] == quote {
			break
		}
	}
	l.add(Text, to)
}

// IsWord reports whether c can be part of an identifier.
func IsWord(c byte) bool {
	return c == '_' || c == '$' || isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
