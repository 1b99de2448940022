package clang

import (
	"slices"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

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

// ofArgument returns the member that is named behind the type here where both are arguments, as of a macro that tells the offset of
// the member; "" if there is none.
func (w window) ofArgument() string {
	if !w.typeArgument() || !w.is(1, ",") || !w.ident(2) || !w.is(3, ")", "[", ".") {
		return ""
	}
	return w.token(2).In(w.f.text)
}

// ofLiteral returns the members that a value of the type here names, (NAME){ .Member = x, .Other = y }.
func (w window) ofLiteral() (members []string) {
	if w.is(-1, "(") && w.is(1, ")") && w.is(2, "{") {
		open := w.i + 2
		end := ctext.Close(w.f.text, w.f.tokens, open)
		for i := open; i < end; i++ {
			at := window{w.f, i}
			switch {
			case at.is(0, ".") && at.ident(1) && at.is(-1, "{", ","):
				members = append(members, at.token(1).In(w.f.text))
			case i > open && at.is(0, "(", "{", "["):
				i = ctext.Close(w.f.text, w.f.tokens, i)
			}
		}
	}
	return members
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
	if w.isNumber() {
		s.computed++
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

// isNumber reports whether the name stands where no structure may, nor a pointer: switch (NAME), NAME == OTHER.
func (w window) isNumber() bool {
	if w.is(-1, "(") && w.is(-2, "switch") && w.is(1, ")") {
		return true
	}
	return w.is(1, "=", "!") && w.is(2, "=") && w.ident(3) && !w.is(3, "NULL", "nullptr", "this") && upper(w.token(3).In(w.f.text)) && w.is(4, ")", "&", "|", ";", "?")
}

func (w window) countType(s *shape) {
	stars := 0
	for w.is(1+stars, pointerWords...) {
		stars++
	}
	after := 1 + stars
	switch {
	case w.reference():
		s.declares++
	case w.unnamedParameter(after):
		s.declares++
		if stars > 0 {
			s.stars++
		}
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
	case w.initialized(after) && stars == 0:
		s.declares++
	case w.typeArgument():
		s.cast++
	case w.castTo():
		s.cast++
		s.castTo++
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
	if w.annotatedParameter() {
		s.declares++
	} else if (w.ident(-1) && !w.is(-1, "const") || w.is(-1, "*") && w.ident(-2) && !w.is(-3, "=", "+", "-", "<")) && (w.is(1, ";", ",", "=", "[", ")") || window{w.f, w.i - 1}.initialized(1)) && !w.is(-1, "return") {
		s.declared++
	}
}

// initialized reports whether the name is the type of a variable of C++ whose value stands in braces, NAME x{0}; the variable is at after.
func (w window) initialized(after int) bool {
	if !w.ident(after) || (window{w.f, w.i + after}).lineStart() || !w.is(after+1, "{") || w.is(-1, "struct", "class", "union", "enum", "namespace") || keyword(w.token(after).In(w.f.text)) {
		return false
	}
	end := window{w.f, ctext.Close(w.f.text, w.f.tokens, w.i+after+1)}
	return end.is(1, ";")
}

// reference reports whether the name is the type of a parameter that is a reference, f(NAME& x): within a function
// or a directive that is an operation on two numbers.
func (w window) reference() bool {
	if !w.is(1, "&") || !w.ident(2) || !w.is(3, ",", ")") || !w.is(-1, "(", ",", "const", "CONST") {
		return false
	}
	from := int(w.token(0).From)
	if slices.ContainsFunc(w.f.names.Bodies, func(b [2]int) bool { return b[0] < from && from < b[1] }) {
		return false
	}
	for i := w.i; i >= 0 && w.f.tokens[i].Kind != ctext.LineEnd; i-- {
		if w.f.tokens[i].Kind == ctext.Directive {
			return false
		}
	}
	return true
}

// unnamedParameter reports whether the name is the type of a parameter without a name, in the head of a function that has a body:
// f(NAME, const OTHER *) {. What comes behind the type is at after.
func (w window) unnamedParameter(after int) bool {
	if !w.is(-1, "(", ",", "const", "CONST") || !w.is(after, ",", ")") {
		return false
	}
	open := -1
	for !w.is(open, "(") {
		if open < -mostHead || !w.ident(open) && !w.is(open, ",", "*", "&", "const") {
			return false
		}
		open--
	}
	brace := ctext.Close(w.f.text, w.f.tokens, w.i+open) + 1
	if !w.ident(open-1) || brace >= len(w.f.tokens) || !w.f.tokens[brace].Is(w.f.text, "{") {
		return false
	}
	return slices.ContainsFunc(w.f.names.Bodies, func(b [2]int) bool { return b[0] == int(w.f.tokens[brace].From) })
}

// annotatedParameter reports whether the name is the type of a parameter without a name behind an annotation: f(_In_ NAME, IN NAME).
func (w window) annotatedParameter() bool {
	word := w.token(-1).In(w.f.text)
	return w.ident(-1) && (annotation(word) || wdk.StandsForNothing(word)) && w.is(-2, "(", ",") && w.is(1, ",", ")")
}

// mostHead is how many words are looked at for the beginning of a function's parameters.
const mostHead = 40

// aheadOfType reports whether a known type and what is declared with it come behind the name, or behind it and another such word:
// NAME OTHER TYPE declared.
func (w window) aheadOfType() bool {
	if w.isType(0) || !w.ident(1) {
		return false
	}
	at := 1
	if w.ident(2) && w.ident(3) && !w.isType(1) {
		at = 2
	}
	return w.isType(at) && (w.ident(at+1) || w.is(at+1, "*"))
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

// castTo reports whether C++ converts to the type: static_cast<NAME>(x).
func (w window) castTo() bool {
	return w.is(-1, "<") && w.is(1, ">") && w.is(-2, "static_cast", "reinterpret_cast", "const_cast", "dynamic_cast")
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
