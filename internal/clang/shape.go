package clang

import (
	"bytes"
	"cmp"
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
	castTo   int // static_cast<NAME>(x)
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
	computed int // switch (NAME), NAME == OTHER
	member   int // ->NAME or .NAME in any use below
	mArrow   int // x->NAME->
	mDot     int // x->NAME.
	mCall    int // x->NAME(
	mIndex   int // x->NAME[
}

// shapes finds the shapes of names in all files of a unit.
type shapes struct {
	words       *words
	found       map[string][]window
	known       map[string]*shape
	alone       map[string]bool   // the names that declaresAlone was asked about
	assigned    map[string]string // what assignedType found
	memberTypes map[string]string // ... and typeOf of members
	locals      map[local]string  // the types of variables that localType was asked about
	types       map[string]bool   // the words that are given to macros which take them for types
}

func newShapes(words *words) *shapes {
	return &shapes{words: words, found: map[string][]window{}, known: map[string]*shape{}, alone: map[string]bool{}, assigned: map[string]string{}, memberTypes: map[string]string{}, locals: map[local]string{}, types: map[string]bool{}}
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
	if s.types[name] {
		result.declares++
	}
	for _, w := range s.places(name) {
		w.count(result)
		if w.is(1, "static", "extern", "inline", "virtual") && !w.ident(-1) || w.aheadOfType() || w.ident(1) && w.ident(2) && w.is(3, ",", ")") && !w.isType(0) && s.declaresAlone(w.token(1).In(w.f.text)) {
			result.ahead++
		}
		if w.is(-2, "define") && w.ident(-1) && w.token(1).Kind == ctext.LineEnd {
			alias := s.of(w.token(-1).In(w.f.text)) // another name for it
			result.call += alias.call
			// In front of a statement a name may stand alone, too: a type has its object on the same line.
			if alias.cast > 0 || s.declaresOnLine(w.token(-1).In(w.f.text)) {
				result.declares += alias.declares
				result.stars += alias.stars
				result.cast += alias.cast
			}
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

// declaresOnLine reports whether the text declares an object with the word in front of it, both on one line.
func (s *shapes) declaresOnLine(word string) bool {
	return slices.ContainsFunc(s.places(word), func(w window) bool {
		after := 1
		for w.is(after, pointerWords...) {
			after++
		}
		return w.ident(after) && w.is(after+1, ";", "=", ",", ")", "[") && bytes.IndexByte(w.f.text[w.token(0).To:w.token(after).From], '\n') < 0
	})
}

// membersOf returns the members that the text names of variables of a type, of their elements, of what is cast to the
// type or to a pointer to it, in values of the type, and behind the type as an argument; sorted.
func (s *shapes) membersOf(name string) []string {
	members := map[string]bool{}
	for _, w := range s.places(name) {
		for _, member := range append(w.ofLiteral(), w.ofCast(), w.ofArgument()) {
			if member != "" {
				members[member] = true
			}
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

// A typeUse counts how the text uses what it declares with a type: x->, x. (of what is a pointer to the type x->, too), x() of
// what is of the type, and of what is a pointer to it, and x where only a number may be.
type typeUse struct{ arrow, dot, called, pointed, computed int }

// typeUse counts the uses of all that is declared with a type: of a variable or parameter in its function, of anything else in the whole text.
func (s *shapes) typeUse(name string) (use typeUse) {
	done, inFunction := map[string]bool{}, map[local]bool{}
	for _, w := range s.places(name) {
		stars := 0
		for w.is(1+stars, pointerWords...) {
			stars++
		}
		if !w.ident(1+stars) || !w.is(2+stars, ";", ",", ")", "=", "[") && !w.initialized(1+stars) {
			continue
		}
		declared := w.token(1 + stars).In(w.f.text)
		end := w.scopeEnd()
		key := local{w.f, declared, end}
		if end == 0 && (done[declared] || len(done) >= maxForeseen) || end > 0 && inFunction[key] {
			continue
		}
		inFunction[key] = end > 0
		u := &shape{}
		if end == 0 {
			done[declared] = true
			u = s.of(declared)
		} else {
			places := w.f.places()[declared]
			for k, _ := slices.BinarySearch(places, int32(w.i+2+stars)); k < len(places) && int(w.f.tokens[places[k]].From) < end; k++ {
				if at := (window{w.f, int(places[k])}); !at.is(-1, "->", ".") {
					at.count(u)
				}
			}
			u.mCall += u.call
		}
		if stars > 0 {
			use.pointed += u.mCall
			use.dot += u.arrow + u.mArrow
			continue
		}
		use.called += u.mCall
		use.computed += u.computed
		if w.is(2, "[") {
			use.dot += u.element
			use.arrow -= u.element
		}
		use.arrow += u.arrow + u.mArrow
		use.dot += u.dot + u.mDot
	}
	return use
}

// scopeEnd is where the body of the function ends in which, or in whose parameters, the name stands; 0 if it stands elsewhere.
func (w window) scopeEnd() int {
	from := int(w.token(0).From)
	bodies := w.f.names.Bodies
	k, _ := slices.BinarySearchFunc(bodies, from, func(b [2]int, at int) int { return cmp.Compare(b[1], at) })
	if k == len(bodies) {
		return 0
	}
	if bodies[k][0] < from {
		return bodies[k][1]
	}
	depth := 0
	for i := 1; i < mostHead*4 && w.i+i < len(w.f.tokens); i++ {
		switch {
		case w.is(i, "("):
			depth++
		case w.is(i, ")"):
			depth--
		case w.is(i, ";", "}", "="):
			return 0
		case w.is(i, "{"):
			if depth == -1 && int(w.token(i).From) == bodies[k][0] {
				return bodies[k][1]
			}
			return 0
		}
	}
	return 0
}

// membersOfAliases returns the members that the text names of other names that it gives a type, typedef NAME OTHER, *POINTER; sorted for
// each of them.
func (s *shapes) membersOfAliases(name string) (members []string) {
	for _, w := range s.places(name) {
		if !w.is(-1, "typedef") {
			continue
		}
		for at := 1; w.ident(at) || w.is(at, "*", ","); at++ {
			if w.ident(at) && w.is(at+1, ",", ";") {
				members = append(members, s.membersOf(w.token(at).In(w.f.text))...)
			}
		}
	}
	return members
}

// membersOfResult returns the members that the text names of what a function returns, F(x)->Member; sorted.
func (s *shapes) membersOfResult(name string) []string {
	members := map[string]bool{}
	for _, w := range s.places(name) {
		if !w.is(1, "(") || w.is(-1, "->", ".", "define") {
			continue
		}
		if end := (window{w.f, ctext.Close(w.f.text, w.f.tokens, w.i+1)}); end.is(1, "->") && end.ident(2) {
			members[end.token(2).In(w.f.text)] = true
		}
	}
	return sortedKeys(members)
}

// assignedType returns the structure of the model whose objects the members of a name are assigned to, or from; "" if there is none, or
// more than one.
func (s *shapes) assignedType(member string) string {
	if known, ok := s.assigned[member]; ok {
		return known
	}
	s.assigned[member] = s.findAssignedType(member)
	return s.assigned[member]
}

func (s *shapes) findAssignedType(member string) string {
	found := ""
	for _, w := range s.places(member) {
		if !w.is(-1, "->", ".") {
			continue
		}
		variable := 0
		switch {
		case w.is(1, "="):
			for variable = 2; w.ident(variable) && w.is(variable+1, "->", "."); {
				variable += 2
			}
			if !w.ident(variable) || !w.is(variable+1, ";") {
				continue
			}
		case w.is(1, ";"):
			if at := w.operandStart(); w.is(at-1, "=") && w.ident(at-2) {
				variable = at - 2
			}
		}
		if variable == 0 {
			continue
		}
		typ := s.typeOf(window{w.f, w.i + variable})
		if typ == "" || !wdk.IsObject(typ) {
			continue
		}
		if found != "" && found != typ {
			return ""
		}
		found = typ
	}
	return found
}

// operandStart is where the operand begins whose last member is the name here: a->b.NAME, ((TYPE *)a)->NAME.
func (w window) operandStart() int {
	at := 0
	for w.is(at-1, "->", ".") {
		switch {
		case w.ident(at - 2):
			at -= 2
		case w.is(at-2, ")"):
			at = open(w.f, w.i+at-2) - w.i
		default:
			return at
		}
	}
	return at
}

// typeOf is the word with which the variable here is declared in its function, or the member here wherever the text declares one of this
// name, without a star; "" if that can't be told.
func (s *shapes) typeOf(w window) string {
	if !w.is(-1, "->", ".") {
		return s.localType(w)
	}
	member := w.token(0).In(w.f.text)
	if known, ok := s.memberTypes[member]; ok {
		return known
	}
	if types := s.typesOf(member); len(types) == 1 && !slices.ContainsFunc(s.places(member), func(at window) bool { return at.is(-1, "*") && at.is(1, ";", ",") }) {
		s.memberTypes[member] = types[0]
	} else {
		s.memberTypes[member] = ""
	}
	return s.memberTypes[member]
}

// A local is a variable or parameter of a function, by where the function ends.
type local struct {
	file *sourceFile
	name string
	end  int
}

// localType is the word with which the function declares the variable of the name here, without a star; "" if it declares none such, or more
// than one.
func (s *shapes) localType(w window) string {
	key := local{w.f, w.token(0).In(w.f.text), w.scopeEnd()}
	if key.end == 0 {
		return ""
	}
	if known, ok := s.locals[key]; ok {
		return known
	}
	found := ""
	for _, i := range w.f.places()[key.name] {
		at := window{w.f, int(i)}
		if !at.is(1, ";", ",", ")", "=") || at.scopeEnd() != key.end {
			continue
		}
		if at.is(-1, "*") && at.ident(-2) && !at.is(-3, "=", "(", "return") || at.ident(-1) && found != "" {
			found = ""
			break
		}
		if at.ident(-1) {
			found = at.token(-1).In(w.f.text)
		}
	}
	s.locals[key] = found
	return found
}

// membersOfOnly returns the members that the text names of variables that it declares with this type only; sorted.
func (s *shapes) membersOfOnly(name string) []string {
	members := map[string]bool{}
	for variable := range s.declaredNames(name) {
		if len(s.typesOf(variable)) != 1 {
			continue
		}
		for _, w := range s.places(variable) {
			if member, ok := w.memberOf(); ok {
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
		if w.ident(1+stars) && (w.is(2+stars, ";", ",", ")", "=", "[") || w.initialized(1+stars)) && len(names) < 60 {
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
