package project

import (
	"slices"
	"strings"
)

// words splits C text into identifiers, numbers and single characters, without
// comments, literals, preprocessor lines and what `#if 0` and its like hide.
func words(text string) []string { return wordsAnd(text, nil) }

// wordsAnd does the same, and tells line of each preprocessor line; it may be nil.
func wordsAnd(text string, line func(directive)) []string {
	var list []string
	s := scanner{text: text, lineStart: true, line: line}
	for s.skip(); s.at < len(text); s.skip() {
		start := s.at
		s.at++
		for isWord(text[start]) && s.at < len(text) && isWord(text[s.at]) {
			s.at++
		}
		s.lineStart = false
		list = append(list, text[start:s.at])
	}
	return list
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80
}

// A scanner walks C text.
type scanner struct {
	text      string
	at        int
	lineStart bool // only blanks and comments stand before at in its line
	open      []conditional
	dead      int             // how many of them are in a branch that holds in no build
	line      func(directive) // is told of each preprocessor line; may be nil
}

// A conditional is an #if that is not closed.
type conditional struct {
	dead  bool // its present branch holds in no build
	taken bool // a branch before holds in every build
}

// A directive is a preprocessor line, without comments and without the #.
type directive struct {
	word, rest string
	dead       bool // it lies in a branch, or begins one, that holds in no build
}

// skip moves to the next byte that is part of the program.
func (s *scanner) skip() {
	for s.at < len(s.text) {
		rest := s.text[s.at:]
		switch {
		case rest[0] == '\n':
			s.at++
			s.lineStart = true
		case rest[0] <= ' ' || rest[0] == '\\':
			s.at++
		case strings.HasPrefix(rest, "//"):
			s.at += lineLength(rest)
		case strings.HasPrefix(rest, "/*"):
			s.at += 2 + through(rest[2:], "*/")
		case rest[0] == '#' && s.lineStart:
			s.directive(rest)
		case s.hidden():
			s.at++
			s.lineStart = false
		case rest[0] == '"' || rest[0] == '\'':
			s.at += literal(rest)
			s.lineStart = false
		default:
			return
		}
	}
}

func (s *scanner) hidden() bool { return s.dead > 0 }

func (s *scanner) push(c conditional) {
	s.open = append(s.open, c)
	if c.dead {
		s.dead++
	}
}

func (s *scanner) pop() conditional {
	c := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	if c.dead {
		s.dead--
	}
	return c
}

// directive passes the preprocessor line that text begins with, and keeps account of conditions.
func (s *scanner) directive(text string) {
	line, length := directiveLine(text)
	s.at += length
	d := directive{dead: s.hidden()}
	d.word, d.rest = cutWord(line)
	switch {
	case strings.HasPrefix(d.word, "if"):
		plain := d.word == "if"
		s.push(conditional{dead: plain && neverHolds(d.rest), taken: plain && alwaysHolds(d.rest)})
		d.dead = s.hidden()
	case strings.HasPrefix(d.word, "el") && len(s.open) > 0:
		plain, before := d.word == "elif", s.pop()
		s.push(conditional{dead: before.taken || plain && neverHolds(d.rest), taken: before.taken || plain && alwaysHolds(d.rest)})
		d.dead = s.hidden()
	case d.word == "endif" && len(s.open) > 0:
		s.pop()
	}
	if s.line != nil {
		s.line(d)
	}
}

// directiveLine returns a preprocessor line without its #, its comments and the ends of the lines that it goes on in, and
// its length in the text. A comment that begins in it belongs to it up to its end.
func directiveLine(text string) (line string, length int) {
	var b strings.Builder
	i := 1
	for i < len(text) && text[i] != '\n' {
		rest := text[i:]
		switch {
		case strings.HasPrefix(rest, "//"):
			i += lineLength(rest)
			continue
		case strings.HasPrefix(rest, "/*"):
			i += 2 + through(rest[2:], "*/")
			b.WriteByte(' ')
			continue
		case strings.HasPrefix(rest, "\\\n"):
			i += 2
			continue
		case strings.HasPrefix(rest, "\\\r\n"):
			i += 3
			continue
		case rest[0] == '"':
			n := literal(rest)
			b.WriteString(rest[:n])
			i += n
			continue
		}
		b.WriteByte(rest[0])
		i++
	}
	return strings.TrimSpace(b.String()), i
}

// neverHolds reports whether the condition of an #if is false in every build: 0, or something and 0.
func neverHolds(condition string) bool {
	if strings.Contains(condition, "||") || strings.Contains(condition, "?") {
		return false
	}
	return slices.ContainsFunc(strings.Split(condition, "&&"), func(part string) bool {
		return slices.Contains([]string{"0", "0L", "0U", "0x0", "00", "false", "FALSE", "!1"}, bare(part))
	})
}

// alwaysHolds reports whether it is true in every build.
func alwaysHolds(condition string) bool {
	return slices.Contains([]string{"1", "1L", "1U", "true", "!0"}, bare(condition))
}

// bare is a condition without blanks and parentheses.
func bare(condition string) string { return blanksAndParentheses.Replace(condition) }

var blanksAndParentheses = strings.NewReplacer(" ", "", "\t", "", "\r", "", "(", "", ")", "")

// lineLength is the length of the first line of text without its end; a backslash
// before the end continues it.
func lineLength(text string) int {
	for i := range len(text) {
		if text[i] != '\n' {
			continue
		}
		if line := strings.TrimSuffix(text[:i], "\r"); !strings.HasSuffix(line, `\`) {
			return i
		}
	}
	return len(text)
}

// through is the length of text up to the end of the first mark.
func through(text, mark string) int {
	i := strings.Index(text, mark)
	if i < 0 {
		return len(text)
	}
	return i + len(mark)
}

// literal is the length of the literal that text starts with. One that its line does
// not close ends there: it is an apostrophe in assembly code or hidden text.
func literal(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\n':
			return i
		case text[0]:
			return i + 1
		}
	}
	return len(text)
}
