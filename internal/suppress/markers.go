// Package suppress finds the places where authors say in the source that a finding is to
// be left alone, and holds findings against them.
//
// Such a place is a comment drvlint:ignore NAME reason, or one of the markers that
// drivers carry for other tools, where it names a check of ours: a pragma
// warning(suppress: NAME) or prefast(suppress: NAME, "reason"), NOLINT(NAME) and
// NOLINTNEXTLINE(NAME).
package suppress

import (
	"bytes"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A marker is one such place. Lines count from 1.
type marker struct {
	line     int // where it stands
	from, to int // the lines that it covers; 0 for none
	names    []string
	unknown  []string // names that are meant to be checks of ours, and are none
	reason   string
	used     map[string]bool // by name: it met a finding
	// wanting reports that it met a finding and does not count for want of a reason.
	wanting bool
}

// A reader finds the markers of one text.
type reader struct {
	text   []byte
	tokens []ctext.Token
	breaks []int // offsets of the line breaks
	known  []string
}

// find lists the markers in C source, in order. Known are the names of all checks.
func find(text []byte, known []string) []*marker {
	if !mayHold(text, known) {
		return nil
	}
	r := &reader{text: text, tokens: ctext.WithComments(text), known: known}
	for i, c := range text {
		if c == '\n' || c == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			r.breaks = append(r.breaks, i)
		}
	}
	var list []*marker
	for i := range r.tokens {
		if m := r.marker(i); m != nil {
			m.line, m.used = r.line(r.tokens[i].From), map[string]bool{}
			list = append(list, m)
		}
	}
	return list
}

// mayHold tells most files, which have no marker, without looking at their tokens. The
// markers of other tools are ours only if they name a check.
func mayHold(text []byte, known []string) bool {
	has := func(s string) bool { return bytes.Contains(text, []byte(s)) }
	return has(ignore) || (has("NOLINT") || suppressesByName(text)) && (has("drvlint-") || slices.ContainsFunc(known, has))
}

// suppressesByName reports whether there may be a warning(suppress: ...) that names something: nearly all list the
// numbers of warnings.
func suppressesByName(text []byte) bool {
	const word = "suppress"
	for i := bytes.Index(text, []byte(word)); i >= 0; i = bytes.Index(text, []byte(word)) {
		text = text[i+len(word):]
		rest := bytes.TrimLeft(text, " \t\v\f")
		if len(rest) == 0 || strings.IndexByte(":/\\\r\n", rest[0]) < 0 {
			continue // no colon comes, whatever stands before it
		}
		rest = bytes.TrimLeft(rest[1:], " \t0123456789")
		if len(rest) > 0 && strings.IndexByte(",;)", rest[0]) < 0 {
			return true
		}
	}
	return false
}

// line is the number of the line with the byte at an offset.
func (r *reader) line(offset int32) int { return sort.SearchInts(r.breaks, int(offset)) + 1 }

// marker reads the marker that begins with a token, nil if none does.
func (r *reader) marker(i int) *marker {
	switch t := r.tokens[i]; {
	case t.Kind == ctext.Comment:
		return r.comment(i)
	case t.Kind == ctext.Directive && i+1 < len(r.tokens) && r.tokens[i+1].Is(r.text, "pragma"):
		return r.pragma(i+2, ctext.LineEnd)
	case t.Kind == ctext.Ident && t.Is(r.text, "__pragma"):
		return r.pragma(i+2, ctext.Punct)
	}
	return nil
}

// ignore begins the comment that is drvlint's own marker.
const ignore = "drvlint:ignore"

var nolint = regexp.MustCompile(`\bNOLINT(NEXTLINE)?\(([^)]*)\)(.*)`)

func (r *reader) comment(i int) *marker {
	t := r.tokens[i]
	words := content(t.In(r.text))
	if rest, ok := strings.CutPrefix(words, ignore); ok && (rest == "" || rest[0] == ' ' || rest[0] == ':') {
		m := r.ignored(strings.TrimLeft(rest, ": "))
		m.from, m.to = r.here(i)
		return m
	}
	match := nolint.FindStringSubmatch(words)
	if match == nil {
		return nil
	}
	m := r.listed(match[2])
	if m == nil {
		return nil
	}
	m.reason = strings.TrimLeft(match[3], ":- ")
	m.from, m.to = r.line(t.From), r.line(t.To)
	if match[1] != "" {
		m.from = m.to + 1
		m.to = m.from
	}
	return m
}

// content is what a comment says, on one line: without the marks that make it a comment
// and those that begin its lines.
func content(comment string) string {
	block, text := comment[1] == '*', comment[2:]
	if block {
		text = strings.TrimSuffix(text, "*/") // "/*/" is not closed yet
	}
	text = strings.TrimLeft(text, "/*!<")
	var words []string
	for _, word := range strings.Fields(text) {
		if word != "*" && word != `\` {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// ignored reads what follows drvlint:ignore: names, separated by commas or spaces, and
// the reason.
func (r *reader) ignored(rest string) *marker {
	m := &marker{}
	for more := true; rest != "" && (more || slices.Contains(r.known, firstWord(rest))); {
		name := firstWord(rest)
		rest = strings.TrimLeft(rest[len(name):], " ")
		m.add(name, r.known)
		trimmed := strings.TrimLeft(rest, ", ")
		more = len(trimmed) < len(rest)
		rest = trimmed
	}
	m.reason = strings.TrimLeft(rest, ":- ")
	return m
}

func firstWord(s string) string {
	if i := strings.IndexAny(s, " ,:"); i >= 0 {
		return s[:i]
	}
	return s
}

func (m *marker) add(name string, known []string) {
	if slices.Contains(known, name) {
		m.names = append(m.names, name)
	} else if name != "" {
		m.unknown = append(m.unknown, name)
	}
}

// listed reads the list of a NOLINT, nil if no name in it is meant to be ours.
func (r *reader) listed(list string) *marker {
	m := &marker{}
	for _, name := range strings.Split(list, ",") {
		name = strings.TrimSpace(name)
		if own, ok := strings.CutPrefix(name, "drvlint-"); ok {
			m.add(own, r.known)
		} else if slices.Contains(r.known, name) {
			m.add(name, r.known)
		}
	}
	if len(m.names)+len(m.unknown) == 0 {
		return nil
	}
	return m
}

// pragma reads warning(... suppress: NAME ...) from a token on, nil if it names no check
// of ours. The token after it decides what it covers.
func (r *reader) pragma(i int, last ctext.Kind) *marker {
	word := func(k int, s string) bool { return k < len(r.tokens) && r.tokens[k].Is(r.text, s) }
	if !word(i, "warning") && !word(i, "prefast") || !word(i+1, "(") {
		return nil
	}
	m := &marker{}
	suppressing := false
	for i += 2; i < len(r.tokens) && !word(i, ")") && r.tokens[i].Kind != ctext.LineEnd; i++ {
		switch t := r.tokens[i]; {
		case word(i, "suppress") && word(i+1, ":"):
			suppressing = true
		case word(i, ";") || word(i, ","):
			suppressing = false
		case suppressing && t.Kind == ctext.Ident && slices.Contains(r.known, t.In(r.text)):
			m.names = append(m.names, t.In(r.text))
		case t.Kind == ctext.Text && m.reason == "":
			m.reason = strings.Trim(t.In(r.text), `"`)
		}
	}
	if len(m.names) == 0 {
		return nil
	}
	for i < len(r.tokens) && (word(i, ")") || r.tokens[i].Kind == last && last == ctext.LineEnd) {
		i++
	}
	m.from = r.nextCode(i)
	m.to = m.from
	return m
}

// here is the line that a comment of drvlint's own covers: its own if code stands on it,
// before the comment or behind it, else that of the next code.
func (r *reader) here(i int) (from, to int) {
	first, last := r.line(r.tokens[i].From), r.line(r.tokens[i].To)
	for k := i - 1; k >= 0 && r.line(max(r.tokens[k].To-1, r.tokens[k].From)) == first; k-- {
		if kind := r.tokens[k].Kind; kind != ctext.Comment && kind != ctext.LineEnd {
			return first, first
		}
	}
	next := r.nextCode(i + 1)
	if next == last {
		return first, last
	}
	return next, next
}

// nextCode is the line of the next code from a token on, 0 if there is none. Directives
// are no code: nothing is reported there.
func (r *reader) nextCode(i int) int {
	directive := false
	for ; i < len(r.tokens); i++ {
		switch kind := r.tokens[i].Kind; {
		case kind == ctext.Directive:
			directive = true
		case kind == ctext.LineEnd:
			directive = false
		case kind != ctext.Comment && !directive:
			return r.line(r.tokens[i].From)
		}
	}
	return 0
}
