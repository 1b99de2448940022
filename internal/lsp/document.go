package lsp

import (
	"sort"
	"unicode/utf16"
	"unicode/utf8"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/drvlint/drvlint/internal/report"
)

// A document is a file that the client has open.
type document struct {
	uri     uri.URI // as the client spells it
	version int32
	unsaved bool // changed since it was opened or saved
	text
}

// A text is the content of a file and where its lines begin.
type text struct {
	content string
	starts  []int
}

func newText(content string) text {
	t := text{content: content, starts: []int{0}}
	for i := 0; i < len(content); i++ {
		if content[i] == '\n' || content[i] == '\r' && (i+1 == len(content) || content[i+1] != '\n') {
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

// line returns a line, which counts from 0, with its ending; "" if there is none.
func (t text) line(n int) string {
	switch {
	case n < 0 || n >= len(t.starts):
		return ""
	case n+1 == len(t.starts):
		return t.content[t.starts[n]:]
	}
	return t.content[t.starts[n]:t.starts[n+1]]
}

// offset returns the byte at a position, whose column counts UTF-16 code units. A position
// behind the end of a line or of the text is taken for that end, as the protocol demands.
func (t text) offset(p protocol.Position) int {
	if int(p.Line) >= len(t.starts) {
		return len(t.content)
	}
	at := t.starts[p.Line]
	line := withoutEnding(t.line(int(p.Line)))
	for units := uint32(0); len(line) > 0 && units < p.Character; {
		r, size := utf8.DecodeRuneInString(line)
		units += uint32(max(1, utf16.RuneLen(r)))
		at, line = at+size, line[size:]
	}
	return at
}

// position is the inverse of offset.
func (t text) position(offset int) protocol.Position {
	offset = max(0, min(offset, len(t.content)))
	n := sort.SearchInts(t.starts, offset+1) - 1
	return protocol.Position{Line: uint32(n), Character: units(t.content[t.starts[n]:offset])}
}

// rangeOf turns a place of a finding into one of the protocol. A place without lines is the
// first line of its file.
func (t text) rangeOf(at report.Location) protocol.Range {
	if at.Line < 1 {
		return protocol.Range{End: protocol.Position{Character: units(withoutEnding(t.line(0)))}}
	}
	from := t.place(at.Line, at.Column)
	to := t.place(at.EndLine, at.EndColumn)
	if at.EndLine < at.Line {
		to = from
	}
	return protocol.Range{Start: from, End: to}
}

// place converts a line and a column in bytes, which both count from 1.
func (t text) place(line, column int) protocol.Position {
	if line > len(t.starts) {
		return t.position(len(t.content))
	}
	text := withoutEnding(t.line(line - 1))
	return protocol.Position{Line: uint32(max(line-1, 0)), Character: units(text[:max(0, min(column-1, len(text)))])}
}

func withoutEnding(line string) string {
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line
}

// units counts the UTF-16 code units of a text.
func units(s string) uint32 {
	n := uint32(0)
	for _, r := range s {
		n += uint32(max(1, utf16.RuneLen(r)))
	}
	return n
}

// replace returns the text with a range of bytes replaced.
func (t text) replace(from, to int, by string) text {
	return newText(t.content[:from] + by + t.content[max(from, to):])
}

// word returns the identifier around a byte, and where it begins.
func (t text) word(offset int) (string, int) {
	from, to := offset, offset
	for from > 0 && isWord(t.content[from-1]) {
		from--
	}
	for to < len(t.content) && isWord(t.content[to]) {
		to++
	}
	return t.content[from:to], from
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

func before(a, b protocol.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}
