package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A shape counts how the driver's text uses a name: what a stub for it must allow.
type shape struct {
	all      int
	call     int // NAME(
	arrow    int // NAME->, NAME[i].
	element  int // NAME[i]., of those
	dot      int // NAME.
	index    int // NAME[
	assigned int // NAME =, ++NAME, &NAME
	declares int // NAME x; or NAME *x: the name stands as a type
	stars    int // ... of those, with a star
	cast     int // (NAME)x, sizeof(NAME *)
	base     int // class X : public NAME
	sized    int // sizeof(NAME)
	value    int // f(x, NAME), return NAME, (TYPE)NAME
	before   int // NAME TYPE x: the name stands before a type
	ahead    int // ... of those, where TYPE is certainly one, so that the name is none
	prefix   int // NAME(...) TYPE: the name stands as an annotation
	between  int // TYPE NAME f(, (NAME *f: the name stands as a calling convention
	role     int // NAME x; at the start of a line outside of any brace
	declared int // TYPE NAME; the text declares it itself
	caseOf   int // case NAME:
	tested   int // #ifdef NAME, defined(NAME)
	member   int // ->NAME or .NAME in any use below
	mArrow   int // x->NAME->
	mDot     int // x->NAME.
	mCall    int // x->NAME(
	mIndex   int // x->NAME[
}

// shapes finds the shapes of names in all files of a unit.
type shapes struct {
	words *words
	found map[string][]window
	known map[string]*shape
	alone map[string]bool // the names that declaresAlone was asked about
}

func newShapes(words *words) *shapes {
	return &shapes{words: words, found: map[string][]window{}, known: map[string]*shape{}, alone: map[string]bool{}}
}

// places returns where the text has the name.
func (s *shapes) places(name string) []window {
	list, known := s.found[name]
	if known {
		return list
	}
	for f := range s.words.in(name) {
		for _, i := range f.places()[name] {
			list = append(list, window{f, int(i)})
		}
	}
	s.found[name] = list
	return list
}

// of returns the shape of name.
func (s *shapes) of(name string) *shape {
	if known, ok := s.known[name]; ok {
		return known
	}
	result := &shape{}
	s.known[name] = result
	for _, w := range s.places(name) {
		w.count(result)
		if w.is(1, "static", "extern", "inline", "virtual") && !w.ident(-1) || w.aheadOfType() || w.ident(1) && w.ident(2) && w.is(3, ",", ")") && !w.isType(0) && s.declaresAlone(w.token(1).In(w.f.text)) {
			result.ahead++
		}
		if w.is(-2, "define") && w.ident(-1) && w.token(1).Kind == ctext.LineEnd {
			result.call += s.of(w.token(-1).In(w.f.text)).call // another name for it
		}
	}
	return result
}

// declaresAlone reports whether the text declares something with name as its type, and no
// other word stands before it.
func (s *shapes) declaresAlone(name string) bool {
	alone, known := s.alone[name]
	if !known {
		for _, w := range s.places(name) {
			if w.ident(1) && w.is(2, ",", ")", ";", "=", "[") && (w.token(-1).Kind == ctext.LineEnd || w.is(-1, "(", ",", ";", "{", "}")) {
				alone = true
				break
			}
		}
		s.alone[name] = alone
	}
	return alone
}

// membersOf returns the members that the text names of variables of a type, of their elements, and of what is cast to the
// type or to a pointer to it; sorted.
func (s *shapes) membersOf(name string) []string {
	members := map[string]bool{}
	for _, w := range s.places(name) {
		if member := w.ofCast(); member != "" {
			members[member] = true
		}
	}
	for variable := range s.declaredNames(name) {
		asMember := len(s.typesOf(variable)) == 1 // as a member, too, it can only be of this type
		for _, w := range s.places(variable) {
			if member, ok := w.memberOf(); ok && (asMember || !w.is(-1, "->", ".")) {
				members[member] = true
			}
		}
	}
	return sortedKeys(members)
}

// declaresCall reports whether the text may declare the function that it calls by a name, as a
// method does in its class: a word, a pointer or a scope stands in front of the name.
func (s *shapes) declaresCall(name string) bool {
	for _, w := range s.places(name) {
		if w.ident(-1) && !w.is(-1, "do") || w.is(-1, "*", "&", ">", "~", "::") || w.is(-1, ":") && w.is(-2, ":") {
			return true
		}
	}
	return false
}

// declaresScope reports whether the text declares a namespace or an interface of the name.
func (s *shapes) declaresScope(name string) bool {
	return slices.ContainsFunc(s.places(name), func(w window) bool {
		return w.is(-1, "namespace") && w.is(1, "{", ":", "::") || w.is(-1, "(") && w.is(-2, "DECLARE_INTERFACE", "DECLARE_INTERFACE_")
	})
}

// pointsTo reports whether name is by its spelling a pointer to another type that the
// text names: PX beside X.
func (s *shapes) pointsTo(name string) bool {
	target := pointee(name)
	return target != name && len(s.places(target)) > 0
}

// pointedToBy reports whether the text names the pointer to a type: X beside PX.
func (s *shapes) pointedToBy(name string) bool {
	return len(s.places("P"+name))+len(s.places("LP"+name)) > 0
}

// nulled reports whether what is declared with a type is given nullptr, or compared with it.
func (s *shapes) nulled(name string) bool {
	for declared, isPointer := range s.declaredNames(name) {
		if !isPointer && slices.ContainsFunc(s.places(declared), func(w window) bool { return w.is(1, "=", "==", "!=") && w.is(2, "nullptr") }) {
			return true
		}
	}
	return false
}

// pointee returns what a type named PX or LPX points to, else the name itself.
func pointee(name string) string {
	if rest, ok := strings.CutPrefix(name, "LP"); ok && len(rest) > 1 {
		return rest
	}
	if rest, ok := strings.CutPrefix(name, "P"); ok && len(rest) > 1 {
		return rest
	}
	return name
}

// asType reports whether the name stands as a type: a constant has a size, too.
func (s *shape) asType() bool {
	return s.cast > 0 || s.declares > 0 || s.sized > 0 && s.value == 0
}

// typesOf returns the words that the text declares a variable with, sorted.
func (s *shapes) typesOf(variable string) []string {
	types := map[string]bool{}
	for _, w := range s.places(variable) {
		at := -1
		for w.is(at, "*") {
			at--
		}
		if w.ident(at) && w.is(1, ";", ",", "=", "[", ")") {
			types[w.token(at).In(w.f.text)] = true
		}
	}
	return sortedKeys(types)
}

// isArray reports whether the text declares an array of a type by a name.
func (s *shapes) isArray(typ, name string) bool {
	return slices.ContainsFunc(s.places(typ), func(w window) bool { return w.is(1, name) && w.is(2, "[") })
}

// declaresFunctions reports whether all that is declared with a type at the start of a line is defined as a function.
func (s *shapes) declaresFunctions(typ string) bool {
	for name := range s.declaredNames(typ) {
		if s.signature(typ, name) == "" {
			return false
		}
	}
	return true
}

// declaredNames returns the names that are declared with the type name, and whether
// each is a pointer.
func (s *shapes) declaredNames(name string) map[string]bool {
	names := map[string]bool{}
	for _, w := range s.places(name) {
		stars := 0
		for w.is(1+stars, pointerWords...) {
			stars++
		}
		if w.ident(1+stars) && w.is(2+stars, ";", ",", ")", "=", "[") && len(names) < 60 {
			names[w.token(1+stars).In(w.f.text)] = stars > 0
		}
	}
	return names
}

// hasObjects reports whether the text declares an object of a type, and not only pointers to it.
func (s *shapes) hasObjects(typ string) bool {
	for _, isPointer := range s.declaredNames(typ) {
		if !isPointer {
			return true
		}
	}
	return false
}
