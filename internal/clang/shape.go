package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
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
		if w.is(1, "static", "extern", "inline", "virtual") && !w.ident(-1) || w.ident(1) && (w.ident(2) || w.is(2, "*")) && !w.isType(0) && (w.isType(1) || w.ident(2) && w.is(3, ",", ")") && s.declaresAlone(w.token(1).In(w.f.text))) {
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

// ofCast returns the member that is named of what is cast to the type here, ((NAME *)x)->Member; "" if there is none.
func (w window) ofCast() string {
	after := 1
	for w.is(after, "*") {
		after++
	}
	if !w.is(-1, "(") || !w.is(-2, "(") || !w.is(after, ")") {
		return ""
	}
	end := window{w.f, ctext.Close(w.f.text, w.f.tokens, w.i-2)}
	if !end.is(1, "->", ".") || !end.ident(2) {
		return ""
	}
	return end.token(2).In(w.f.text)
}

// declaresCall reports whether the text may declare the function that it calls by a name, as a
// method does in its class: a word, a pointer or a scope stands in front of the name.
func (s *shapes) declaresCall(name string) bool {
	for _, w := range s.places(name) {
		if w.ident(-1) && !w.is(-1, "do") || w.is(-1, "*", "&", ">", "~", ":", "::") {
			return true
		}
	}
	return false
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

// is reports whether the token at this distance is one of the words.
func (w window) is(offset int, words ...string) bool {
	t := w.token(offset)
	if t.Kind == ctext.LineEnd {
		return false
	}
	for _, word := range words {
		if t.Is(w.f.text, word) {
			return true
		}
	}
	return false
}

func (w window) ident(offset int) bool {
	return w.token(offset).Kind == ctext.Ident && !w.is(offset, "return", "case", "goto", "else", "sizeof")
}

func (w window) count(s *shape) {
	s.all++
	if w.is(-1, "ifdef", "ifndef", "defined") || w.is(-2, "defined") {
		s.tested++
		return
	}
	if w.is(-1, "->", ".") {
		w.countMember(s)
		return
	}
	switch {
	case w.is(1, "("):
		s.call++
		if after := (window{w.f, ctext.Close(w.f.text, w.f.tokens, w.i+1)}); after.ident(1) {
			s.prefix++
		}
	case w.is(1, "->"):
		s.arrow++
	case w.is(1, ".") && w.token(2).Kind == ctext.Ident:
		s.dot++
	case w.is(1, "[") && w.elementMember():
		s.arrow++
		s.element++
	case w.is(1, "["):
		s.index++
	case w.is(-1, "case"):
		s.caseOf++
	}
	if w.isAssigned() {
		s.assigned++
	}
	if w.convention() {
		s.between++
	}
	w.countType(s)
}

// convention reports whether the name stands between a function's result and its name.
func (w window) convention() bool {
	function := 1
	for w.ident(function) && w.is(function+1, ":") && w.is(function+2, ":") {
		function += 3 // a method
	}
	if w.ident(function) && w.is(function+1, "(") {
		return w.is(-1, "*") || w.ident(-1) && !w.is(-1, "static", "extern", "inline", "else", "do")
	}
	return w.is(-1, "(") && w.ident(-2) && w.is(1, "*") && w.ident(2) && w.is(3, ")") && w.is(4, "(")
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
	case w.is(1, "[") && w.elementMember():
		s.mArrow++
	case w.is(1, "["):
		s.mIndex++
	}
}

// elementMember reports whether a member of the indexed element is named: x[i].y.
func (w window) elementMember() bool {
	i := w.afterIndex()
	return i > 0 && w.is(i, ".")
}

// afterIndex is where what stands behind the brackets after the name begins, 0 if that is far.
func (w window) afterIndex() int {
	depth := 0
	for i := 1; i < 60; i++ {
		switch {
		case w.is(i, "["):
			depth++
		case w.is(i, "]"):
			depth--
			if depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// memberOf returns the member that is named of the object, or of an element of it.
func (w window) memberOf() (string, bool) {
	at := 1
	if w.is(1, "[") {
		at = w.afterIndex()
	}
	if at == 0 || !w.is(at, "->", ".") || !w.ident(at+1) {
		return "", false
	}
	return w.token(at + 1).In(w.f.text), true
}

func (w window) isAssigned() bool {
	switch {
	case w.is(1, "=") && !w.is(2, "="):
		return !w.is(-1, "=", "!", "<", ">")
	case w.is(1, "+", "-", "|", "&", "^", "*", "/", "%") && w.is(2, "="), w.is(1, "+") && w.is(2, "+"), w.is(1, "-") && w.is(2, "-"):
		return true
	case w.is(-1, "&") && !w.is(-2, "&", ")", "]") && !w.ident(-2) && w.token(-2).Kind != ctext.Number:
		return true
	}
	return w.is(-1, "+") && w.is(-2, "+") || w.is(-1, "-") && w.is(-2, "-")
}

func (w window) countType(s *shape) {
	stars := 0
	for w.is(1+stars, pointerWords...) {
		stars++
	}
	after := 1 + stars
	switch {
	case w.ident(after) && (w.ident(after+1) || w.is(after+1, "*") && w.ident(after+2)) && stars == 0 && !w.is(-1, "struct", "union", "enum"):
		s.before++
	case w.ident(after) && w.is(after+1, ";", ",", ")", "=", "[", "(", ":") && !w.expressionBefore():
		s.declares++
		if stars > 0 {
			s.stars++
		}
		if stars == 0 && w.is(after+1, ";") && w.lineStart() {
			s.role++
		}
	case w.typeArgument():
		s.cast++
	case w.is(-1, "public", "protected", "private", "virtual") && w.is(1, ",", "{"):
		s.base++
	case w.is(-1, "(") && w.is(after, ")") && (stars > 0 || w.castOperand(after+1) || w.is(-2, "sizeof")):
		switch {
		case stars == 0 && w.is(-2, "sizeof"):
			s.sized++
		case stars > 0 || !w.ident(-2) || w.is(-2, "return"):
			s.cast++
		}
	case w.is(-1, ",", ")", "=", "return") && w.is(1, ",", ")", ";"):
		s.value++
	}
	if (w.ident(-1) && !w.is(-1, "const") || w.is(-1, "*") && w.ident(-2)) && w.is(1, ";", ",", "=", "[", ")") && !w.is(-1, "return") {
		s.declared++
	}
}

// asType reports whether the name stands as a type: a constant has a size, too.
func (s *shape) asType() bool {
	return s.cast > 0 || s.declares > 0 || s.sized > 0 && s.value == 0
}

// isType reports whether the name at this distance is a type of the language or the model.
func (w window) isType(offset int) bool {
	name := w.token(offset).In(w.f.text)
	return typeWord[name] || wdk.IsType(name)
}

// typeWord are the words that types consist of.
var typeWord = map[string]bool{"void": true, "int": true, "char": true, "short": true, "long": true, "unsigned": true, "signed": true, "float": true, "double": true, "bool": true, "auto": true}

// pointerWords stand between a type and the name that is declared with it.
var pointerWords = []string{"*", "const", "CONST", "volatile", "VOLATILE", "UNALIGNED", "__restrict", "RESTRICTED_POINTER", "FAR"}

// typeArgument reports whether the name is the argument of a macro of the kit that takes
// a type there.
func (w window) typeArgument() bool {
	if w.is(-1, "(") {
		return w.is(-2, "FIELD_OFFSET", "UFIELD_OFFSET", "offsetof", "RTL_FIELD_SIZE", "FIELD_SIZE", "RTL_SIZEOF_THROUGH_FIELD", "RTL_NUMBER_OF_FIELD")
	}
	if !w.is(-1, ",") || !w.is(1, ",") {
		return false
	}
	depth := 0
	for i := -2; i > -40; i-- {
		switch {
		case w.is(i, ")"):
			depth++
		case w.is(i, "(") && depth == 0:
			return w.is(i-1, "CONTAINING_RECORD")
		case w.is(i, "("):
			depth--
		case w.is(i, ";"), w.is(i, ",") && depth == 0:
			return false
		}
	}
	return false
}

// expressionBefore reports whether what comes before the name makes "NAME * x" a
// product.
func (w window) expressionBefore() bool {
	return w.is(-1, "=", "+", "-", "/", "|", "^", "<", ">", "!", "?", "return") || w.is(-1, "*") || w.is(-1, "&") || w.token(-1).Kind == ctext.Number
}

func (w window) castOperand(offset int) bool {
	t := w.token(offset)
	return t.Kind == ctext.Ident || t.Kind == ctext.Number || t.Kind == ctext.Text || w.is(offset, "(") || w.is(offset, "&")
}

// lineStart reports whether the name is the first thing in its line, as declarations
// outside of any brace are.
func (w window) lineStart() bool {
	from := int(w.token(0).From)
	return from == 0 || w.f.text[from-1] == '\n'
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
