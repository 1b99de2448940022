package clang

import (
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A shape counts how the driver's text uses a name: what a stub for it must allow.
type shape struct {
	all      int
	call     int // NAME(
	arrow    int // NAME->
	dot      int // NAME.
	index    int // NAME[
	assigned int // NAME =, ++NAME, &NAME
	declares int // NAME x; or NAME *x: the name stands as a type
	stars    int // ... of those, with a star
	cast     int // (NAME)x, sizeof(NAME)
	before   int // NAME TYPE x: the name stands before a type
	role     int // NAME x; at the start of a line outside of any brace
	declared int // TYPE NAME; the text declares it itself
	caseOf   int // case NAME:
	member   int // ->NAME or .NAME in any use below
	mArrow   int // x->NAME->
	mDot     int // x->NAME.
	mCall    int // x->NAME(
	mIndex   int // x->NAME[
}

// shapes finds the shapes of names in all files of a driver.
type shapes struct {
	places map[string][]window
	known  map[string]*shape
}

func newShapes(files []*sourceFile) *shapes {
	s := &shapes{places: map[string][]window{}, known: map[string]*shape{}}
	for _, f := range files {
		for i, t := range f.tokens {
			if t.Kind == ctext.Ident {
				name := t.In(f.text)
				s.places[name] = append(s.places[name], window{f, i})
			}
		}
	}
	return s
}

// of returns the shape of name.
func (s *shapes) of(name string) *shape {
	if known, ok := s.known[name]; ok {
		return known
	}
	result := &shape{}
	s.known[name] = result
	for _, w := range s.places[name] {
		w.count(result)
	}
	return result
}

// A window is one occurrence of a name.
type window struct {
	f *sourceFile
	i int
}

func (w window) token(offset int) ctext.Token {
	if i := w.i + offset; i >= 0 && i < len(w.f.tokens) {
		return w.f.tokens[i]
	}
	return ctext.Token{Kind: ctext.LineEnd}
}

func (w window) is(offset int, words string) bool {
	t := w.token(offset)
	if t.Kind == ctext.LineEnd {
		return false
	}
	spelled := t.In(w.f.text)
	for _, word := range strings.Fields(words) {
		if spelled == word {
			return true
		}
	}
	return false
}

func (w window) ident(offset int) bool {
	return w.token(offset).Kind == ctext.Ident && !w.is(offset, "return case goto else sizeof")
}

func (w window) count(s *shape) {
	s.all++
	if w.is(-1, "-> .") {
		w.countMember(s)
		return
	}
	switch {
	case w.is(1, "("):
		s.call++
	case w.is(1, "->"):
		s.arrow++
	case w.is(1, ".") && w.token(2).Kind == ctext.Ident:
		s.dot++
	case w.is(1, "["):
		s.index++
	case w.is(-1, "case"):
		s.caseOf++
	}
	if w.isAssigned() {
		s.assigned++
	}
	w.countType(s)
}

func (w window) countMember(s *shape) {
	s.member++
	switch {
	case w.is(1, "->"):
		s.mArrow++
	case w.is(1, "."):
		s.mDot++
	case w.is(1, "("):
		s.mCall++
	case w.is(1, "["):
		s.mIndex++
	}
}

func (w window) isAssigned() bool {
	switch {
	case w.is(1, "=") && !w.is(2, "="):
		return !w.is(-1, "= ! < >")
	case w.is(1, "+ - | & ^ * / %") && w.is(2, "="), w.is(1, "+") && w.is(2, "+"), w.is(1, "-") && w.is(2, "-"):
		return true
	case w.is(-1, "&") && !w.is(-2, "& ) ]") && w.token(-2).Kind != ctext.Ident && w.token(-2).Kind != ctext.Number:
		return true
	}
	return w.is(-1, "+") && w.is(-2, "+") || w.is(-1, "-") && w.is(-2, "-")
}

func (w window) countType(s *shape) {
	stars := 0
	for w.is(1+stars, "* const") {
		stars++
	}
	after := 1 + stars
	switch {
	case w.ident(after) && w.ident(after+1) && stars == 0 && !w.is(-1, "struct union enum"):
		s.before++
	case w.ident(after) && w.is(after+1, "; , ) = [ ( :") && !w.expressionBefore():
		s.declares++
		if stars > 0 {
			s.stars++
		}
		if stars == 0 && w.is(after+1, ";") && w.lineStart() {
			s.role++
		}
	case w.is(-1, "(") && w.is(after, ")") && (stars > 0 || w.castOperand(after+1) || w.is(-2, "sizeof")):
		if stars > 0 || !w.ident(-2) || w.is(-2, "sizeof return") {
			s.cast++
		}
	}
	if (w.ident(-1) && !w.is(-1, "const") || w.is(-1, "*") && w.ident(-2)) && w.is(1, "; , = [ )") && !w.is(-1, "return") {
		s.declared++
	}
}

// expressionBefore reports whether what comes before the name makes "NAME * x" a
// product.
func (w window) expressionBefore() bool {
	return w.is(-1, "= + - / | ^ < > ! ? return") || w.is(-1, "*") || w.is(-1, "&") || w.token(-1).Kind == ctext.Number
}

func (w window) castOperand(offset int) bool {
	t := w.token(offset)
	return t.Kind == ctext.Ident || t.Kind == ctext.Number || t.Kind == ctext.Text || w.is(offset, "(") || w.is(offset, "&")
}

// lineStart reports whether nothing but blanks comes before the name in its line.
func (w window) lineStart() bool {
	from := int(w.token(0).From)
	for i := from - 1; i >= 0; i-- {
		switch w.f.text[i] {
		case '\n':
			return true
		case ' ', '\t', '\r':
		default:
			return false
		}
	}
	return true
}

// declaredNames returns the names that are declared with the type name, and whether
// each is a pointer.
func (s *shapes) declaredNames(name string) map[string]bool {
	names := map[string]bool{}
	for _, w := range s.places[name] {
		stars := 0
		for w.is(1+stars, "* const") {
			stars++
		}
		if w.ident(1+stars) && w.is(2+stars, "; , ) = [") && len(names) < 60 {
			names[w.token(1+stars).In(w.f.text)] = stars > 0
		}
	}
	return names
}
