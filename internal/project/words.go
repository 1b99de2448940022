package project

import "strings"

// words splits C text into identifiers, numbers and single characters, without
// comments, literals, preprocessor lines and what `#if 0` hides.
func words(text string) []string {
	var list []string
	s := scanner{text: text, lineStart: true}
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
	hidden    int  // depth of conditionals, counted from an `#if 0`; 0 outside of one
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
			s.directive(rest[:lineLength(rest)])
		case s.hidden > 0:
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

// directive passes a preprocessor line and keeps account of `#if 0`.
func (s *scanner) directive(line string) {
	s.at += len(line)
	words := strings.Fields(strings.TrimPrefix(line, "#"))
	if len(words) == 0 {
		return
	}
	switch name := words[0]; {
	case strings.HasPrefix(name, "if") && s.hidden > 0:
		s.hidden++
	case name == "if" && len(words) > 1 && words[1] == "0":
		s.hidden = 1
	case (name == "else" || name == "elif") && s.hidden == 1:
		s.hidden = 0
	case name == "endif" && s.hidden > 0:
		s.hidden--
	}
}

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
