package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// excerpt returns the line of source that at begins in and a line of marks to put below
// it: a caret where at begins and tildes to its end. Tabs stay tabs in both, so that the
// marks stand right for any tab width.
func excerpt(source string, at Location) (line, marks string) {
	from := min(max(at.Column-1, 0), len(source))
	to := len(source)
	if at.EndLine == at.Line || at.EndLine == 0 {
		to = min(max(at.EndColumn-1, from+1), len(source))
	}
	before, blank := show(source[:from])
	marked, _ := show(source[from:max(to, from)])
	after, _ := show(source[max(to, from):])
	tildes := strings.Repeat("~", max(columns(marked)-1, 0))
	return strings.TrimRight(before+marked+after, " \t"), blank + "^" + tildes
}

// show returns how source is shown, and white space of the same width.
func show(source string) (shown, blank string) {
	var s, b strings.Builder
	for len(source) > 0 {
		r, size := utf8.DecodeRuneInString(source)
		text := showRune(r, source[:size])
		source = source[size:]
		s.WriteString(text)
		if r == '\t' {
			b.WriteByte('\t')
			continue
		}
		b.WriteString(strings.Repeat(" ", columns(text)))
	}
	return s.String(), b.String()
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
