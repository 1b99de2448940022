package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// maxColumns bounds a line of an excerpt. Of a longer line a part is shown.
const maxColumns = 140

// ahead is how many columns are kept in front of the marks of a line that is cut.
const ahead = 40

// An excerpt is the line of source that a place begins in, split for the marks.
type excerpt struct {
	before, marked, after cells
}

// newExcerpt splits source, the line that at begins in.
func newExcerpt(source string, at Location) excerpt {
	from := min(max(at.Column-1, 0), len(source))
	to := len(strings.TrimRight(source, " \t"))
	if at.EndLine == at.Line || at.EndLine == 0 {
		to = min(at.EndColumn-1, len(source))
	}
	to = min(max(to, from+1), len(source))
	return excerpt{newCells(source[:from]), newCells(source[from:to]), newCells(strings.TrimRight(source[to:], " \t"))}.cut()
}

// cut leaves out what does not fit, and says so by dots.
func (e excerpt) cut() excerpt {
	if e.before.columns()+e.marked.columns()+e.after.columns() <= maxColumns {
		return e
	}
	if e.before.columns() > ahead {
		e.before = append(cells{dots}, e.before.last(ahead)...)
	}
	room := maxColumns - e.before.columns()
	if e.marked.columns() > room {
		return excerpt{e.before, append(e.marked.first(room), dots), nil}
	}
	if room -= e.marked.columns(); e.after.columns() > room {
		e.after = append(e.after.first(room), dots)
	}
	return e
}

func (e excerpt) line() string {
	return e.before.String() + e.marked.String() + e.after.String()
}

// marks is the line to put below: a caret where the place begins and tildes to its end.
// Tabs stay tabs in both, so that the marks stand right for any tab width.
func (e excerpt) marks() string {
	return e.before.blank() + "^" + strings.Repeat("~", max(e.marked.columns()-1, 0))
}

// Cells are characters as they are shown.
type cells []cell

type cell struct {
	text    string
	columns int // of a terminal; a tab counts as one
}

var dots = cell{"…", 1}

func newCells(source string) cells {
	var list cells
	for len(source) > 0 {
		r, size := utf8.DecodeRuneInString(source)
		text := showRune(r, source[:size])
		list = append(list, cell{text, columns(text)})
		source = source[size:]
	}
	return list
}

func (c cells) columns() int {
	n := 0
	for _, cell := range c {
		n += cell.columns
	}
	return n
}

// first returns as many of the first cells as fit.
func (c cells) first(room int) cells {
	n := 0
	for n < len(c) && c[n].columns <= room {
		room -= c[n].columns
		n++
	}
	return c[:n:n]
}

// last returns as many of the last cells as fit.
func (c cells) last(room int) cells {
	n := len(c)
	for n > 0 && c[n-1].columns <= room {
		room -= c[n-1].columns
		n--
	}
	return c[n:]
}

func (c cells) String() string {
	var b strings.Builder
	for _, cell := range c {
		b.WriteString(cell.text)
	}
	return b.String()
}

// blank returns white space of the same width.
func (c cells) blank() string {
	var b strings.Builder
	for _, cell := range c {
		if cell.text == "\t" {
			b.WriteByte('\t')
			continue
		}
		b.WriteString(strings.Repeat(" ", cell.columns))
	}
	return b.String()
}

// showRune is kinder than Escape: tabs stay, a byte order mark vanishes and text of an
// unknown encoding is one replacement mark a byte.
func showRune(r rune, encoded string) string {
	switch r {
	case '\t':
		return encoded
	case '\uFEFF':
		return ""
	case utf8.RuneError:
		return string(utf8.RuneError)
	}
	return escapeRune(r, encoded)
}

// columns returns how many terminal columns s takes; a tab counts as one.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case wide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

func wide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
