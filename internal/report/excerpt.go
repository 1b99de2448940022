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

// newExcerpt splits source, the line that at begins in, for a terminal that has room for so
// many columns of it; 0 for one whose width nobody knows.
func newExcerpt(source string, at Location, room int) excerpt {
	from := min(max(at.Column-1, 0), len(source))
	to := len(strings.TrimRight(source, " \t"))
	if at.EndLine == at.Line || at.EndLine == 0 {
		to = min(at.EndColumn-1, len(source))
	}
	to = min(max(to, from+1), len(source))
	end := max(to, len(strings.TrimRight(source, " \t")))
	line := source[:end]
	return excerpt{
		newCells(line, character(line, from-enough), from), newCells(line, from, min(character(line, from+enough), to)), newCells(line, to, character(line, to+enough)),
	}.fit(room)
}

// enough is how many bytes are more than an excerpt shows of a part of a line: what a line
// of many megabytes holds besides is not looked at.
const enough = 16 * maxColumns

// character is where the character around an offset begins; the offset may lie outside of the line.
func character(line string, at int) int {
	if at <= 0 || at >= len(line) {
		return min(max(at, 0), len(line))
	}
	for n := 1; n < utf8.UTFMax && at > 0 && !utf8.RuneStart(line[at]); n++ {
		at--
	}
	return at
}

// cut leaves out what does not fit, and says so by dots.
func (e excerpt) cut(maxColumns int) excerpt {
	ahead := min(ahead, maxColumns/2)
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

// newCells returns the characters from an offset in a line to another. What stands in the
// line behind them counts for how they are spelled.
func newCells(line string, from, to int) cells {
	var list cells
	for from < to {
		text, size := showNext(line[from:])
		if from == 0 && strings.HasPrefix(line, "\uFEFF") {
			text = "" // a byte order mark
		}
		if from+size > to { // an end within a character
			text, size = showNext(line[from:to])
		}
		list = append(list, cell{text, columns(text)})
		from += size
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

// showNext is kinder than Escape: tabs stay, and text of an unknown encoding is one
// replacement mark a byte.
func showNext(s string) (text string, size int) {
	switch r, size := utf8.DecodeRuneInString(s); r {
	case '\t':
		return s[:size], size
	case utf8.RuneError:
		return string(utf8.RuneError), size
	}
	return escapeNext(s)
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
