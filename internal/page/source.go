package page

import (
	"embed"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"

	"github.com/drvlint/drvlint/internal/report"
)

// A source is a file as the page shows it. Lines is nil if it can't be read.
type source struct {
	raw   *report.Source
	lines []string     // as shown
	lexer chroma.Lexer // nil where nothing is highlighted
	// within tells by line whether it begins inside a comment.
	within []bool
}

// A piece is a run of UTF-16 units of one colour.
type piece struct{ units, color int }

// The colours, whose names the style sheet has as tok1, tok2, …
const (
	plain = iota
	keyword
	typeName
	literal
	number
	comment
	directive
	function
)

// open reads a file for the page.
func open(sources *report.Sources, name string) *source {
	raw := sources.Open(name)
	s := &source{raw: raw}
	if raw == nil {
		return s
	}
	for i := range raw.Lines() {
		line, _ := raw.Line(i + 1)
		if cut := shorter(line); len(cut) < len(line) {
			line = cut + "…"
		}
		s.lines = append(s.lines, shown(line))
	}
	s.lexer = lexerOf(name)
	s.within = commented(s.lines)
	return s
}

// maxLine is how many bytes of a line are shown.
const maxLine = 4096

// shorter cuts a line that is too long to be shown.
func shorter(line string) string {
	if len(line) <= maxLine {
		return line
	}
	n := maxLine
	for n > maxLine-utf8.UTFMax && !utf8.RuneStart(line[n]) {
		n--
	}
	return line[:n]
}

// shown spells what must not be shown as it is; tabs stay.
func shown(line string) string {
	line = strings.TrimPrefix(line, "\ufeff")
	var b strings.Builder
	for len(line) > 0 {
		r, size := utf8.DecodeRuneInString(line)
		if r == '\t' || r >= ' ' && r < 0x7f {
			b.WriteString(line[:size])
		} else {
			b.WriteString(report.Escape(line[:size]))
		}
		line = line[size:]
	}
	return b.String()
}

// offset is where a column of a line, in bytes from 1, lies in the line as shown, in
// UTF-16 units from 0.
func (s *source) offset(line, column int) int {
	whole, ok := s.raw.Line(line)
	if !ok {
		return 0
	}
	return units(shown(shorter(whole[:max(0, min(column-1, len(whole)))])))
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// The lexers of chroma for C and C++, as they are there. Its package of them reads the heads of
// all 300 whenever a program starts that imports it.
//
//go:generate go test . -run TestLexers -update
//go:embed lexers/*.xml
var lexers embed.FS

var (
	lexerOfC         = sync.OnceValue(func() chroma.Lexer { return lexer("c") })
	lexerOfCPlusPlus = sync.OnceValue(func() chroma.Lexer { return lexer("c++") })
)

func lexer(name string) chroma.Lexer {
	return chroma.Coalesce(chroma.MustNewXMLLexer(lexers, "lexers/"+name+".xml"))
}

// lexerOf is nil for a file that is highlighted by no lexer.
func lexerOf(name string) chroma.Lexer {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".c", ".h", ".inl", ".inc", ".idc":
		return lexerOfC()
	case ".cpp", ".hpp", ".cc", ".hh", ".cxx", ".hxx", ".c++", ".h++", ".cp", ".tpp", ".ipp":
		return lexerOfCPlusPlus()
	}
	return nil
}

// commented tells of each line of C whether it begins inside a comment.
func commented(lines []string) []bool {
	list := make([]bool, len(lines))
	inside := false
	for i, line := range lines {
		list[i] = inside
		inside = commentAfter(line, inside)
	}
	return list
}

// commentAfter reports whether a comment is open at the end of a line.
func commentAfter(line string, inside bool) bool {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		rest := line[i:]
		switch {
		case inside && strings.HasPrefix(rest, "*/"):
			inside = false
			i++
		case inside:
		case quote != 0 && line[i] == '\\':
			i++
		case quote != 0:
			if line[i] == quote {
				quote = 0
			}
		case line[i] == '"' || line[i] == '\'':
			quote = line[i]
		case strings.HasPrefix(rest, "//"):
			return false
		case strings.HasPrefix(rest, "/*"):
			inside = true
			i++
		}
	}
	return inside
}

// highlight colours the lines from one to another, which count from 1; nil for none. Only what
// is shown is coloured: a lexer takes a second for a megabyte.
func (s *source) highlight(from, to int) [][]piece {
	if s.lexer == nil {
		return nil
	}
	text, opened := strings.Join(s.lines[from-1:to], "\n"), 0
	if s.within[from-1] {
		text, opened = "/*"+text, 2
	}
	tokens, err := s.lexer.Tokenise(nil, text)
	if err != nil {
		return nil
	}
	parts := make([][]piece, to-from+1)
	line := 0
	for token := range tokens.Stdlib() {
		for i, part := range strings.Split(token.Value, "\n") {
			if i > 0 {
				line++
			}
			n := units(part)
			if skip := min(opened, n); skip > 0 {
				opened, n = opened-skip, n-skip
			}
			if n > 0 && line < len(parts) {
				parts[line] = append(parts[line], piece{n, colorOf(token.Type)})
			}
		}
	}
	return parts
}

func colorOf(t chroma.TokenType) int {
	switch {
	case t == chroma.CommentPreproc || t == chroma.CommentPreprocFile:
		return directive
	case t.InCategory(chroma.Comment):
		return comment
	case t == chroma.KeywordType:
		return typeName
	case t.InCategory(chroma.Keyword):
		return keyword
	case t.InSubCategory(chroma.LiteralString):
		return literal
	case t.InSubCategory(chroma.LiteralNumber):
		return number
	case t == chroma.NameFunction:
		return function
	}
	return plain
}
