package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// inventType stubs an unknown type, or the annotation that was taken for one.
func (g *diagnosis) inventType(name string) bool {
	if g.known(name) {
		return false
	}
	g.changed = true
	s := g.shapes.of(name)
	switch {
	case annotation(name) && s.call > 0, s.call*2 > s.all:
		g.stubs.macros[name] = "(...)"
		return false
	case annotation(name) && s.before > 0, s.before > s.declares, s.ahead > 0:
		g.stubs.macros[name] = ""
		return false
	}
	g.setType(name, s)
	return true
}

// noValue forgets an object or a constant that was invented and that clang wants as a type.
func (g *diagnosis) noValue(name string) {
	if _, ok := g.stubs.values[name]; ok {
		delete(g.stubs.values, name)
		g.changed = true
	}
}

// base invents the class that another is derived from.
func (g *diagnosis) base(d diagnostic) {
	f, i := g.at(d)
	if i >= len(f.tokens) || f.tokens[i].Kind != ctext.Ident {
		return
	}
	name := f.tokens[i].In(f.text)
	delete(g.stubs.macros, name) // it had been taken for a word that stands for nothing
	kind, invented := g.stubs.types[name]
	if invented && kind == record || !invented && g.known(name) {
		return
	}
	g.stubs.types[name] = record
	g.changed, g.newType = true, true
}

// foresee stubs a name that no one defines before clang complains about it.
func (g *diagnosis) foresee(name string) {
	if g.inventScope(name) || g.shapes.declaresScope(name) {
		return
	}
	s := g.shapes.of(name)
	asValue := s.arrow + s.dot + s.assigned + s.caseOf + s.index
	ofResult := g.shapes.membersOfResult(name)
	switch {
	case s.base > 0 && g.unit.isCPlusPlus():
		g.stubs.types[name] = record
	case len(ofResult) > 0 && !g.shapes.declaresCall(name):
		g.stubs.results[name] = "struct " + resultTag + name + " *"
		for _, member := range ofResult {
			g.addMember(resultTag+name, member)
		}
	case strings.HasPrefix(name, "__") && s.between > 0 && s.between == s.all-s.tested: // void __fastcall NAME f(void)
		g.stubs.macros[name] = ""
	case name[0] == '_' && s.prefix > 0:
		g.stubs.macros[name] = "(...)"
	case annotation(name) && (s.tested > 0 || s.assigned > 0):
	case annotation(name) && s.call > 0:
		g.stubs.macros[name] = "(...)"
	case annotation(name) && s.before+s.declares > 0, s.ahead > 0 && s.call == 0 && capitalised(name): // __inline is clang's
		g.stubs.macros[name] = ""
	case g.unit.isCPlusPlus() && s.call > 0 && asValue == 0 && s.call+s.tested == s.all && !g.shapes.declaresCall(name):
		g.stubs.results[name] = "long long " // C declares what is called by itself
	case !g.unit.isCPlusPlus() && capitalised(name) && s.call > 0 && s.value > 0 && s.call+s.value+s.tested == s.all && !g.shapes.declaresCall(name):
		g.stubs.results[name] = "long " // handed on, too
	case name[0] == '_' || s.all == s.member+s.tested || s.declared > 0 || s.call > 0 && !(g.unit.isCPlusPlus() && s.asType() && (2*s.call <= s.all || s.castTo > 0)): // T(x) is a cast in C++
	case s.asType() || s.before > 0:
		if asValue == 0 {
			g.setType(name, s)
		}
	case upper(name) || wdk.NamesGUID(name) || asValue == s.caseOf || s.all == s.assigned+s.value+g.lost(name): // &NAME
		g.setValue(name, s)
	}
}

// lost counts the places at which the name is the first argument of a macro that stands for nothing: it may have declared
// the name.
func (g *diagnosis) lost(name string) int {
	n := 0
	for _, w := range g.shapes.places(name) {
		if w.is(-1, "(") && g.stubs.macros[w.token(-2).In(w.f.text)] == "(...)" {
			n++
		}
	}
	return n
}

// setType invents a type, and what the text shows of it. What stands where a calling
// convention does is none.
func (g *diagnosis) setType(name string, s *shape) {
	if upper(name) && 2*s.between > s.all-s.tested {
		g.stubs.macros[name] = ""
		return
	}
	kind := g.typeKind(name, s)
	g.stubs.types[name] = kind
	switch kind {
	case function:
		g.signRole(name)
	case record, pointer:
		for _, member := range slices.Concat(g.shapes.membersOf(name), g.shapes.membersOfAliases(name)) {
			g.addMember(tag(name), member)
		}
		if g.unit.isCPlusPlus() && g.shapes.of("PUNKNOWN").all > 0 {
			for _, method := range unknownMethods {
				g.stubs.member(tag(name), method, function)
			}
		}
	}
}

// unknownMethods are what every interface of the component object model has, by the definition of IUnknown.
var unknownMethods = []string{"AddRef", "QueryInterface", "Release"}

// signRole finds the signature of an invented function type from a routine declared by it.
func (g *diagnosis) signRole(role string) {
	for _, routine := range sortedKeys(g.shapes.declaredNames(role)) {
		if signature := g.shapes.signature(role, routine); signature != "" {
			g.stubs.roles[role] = signature
			return
		}
	}
}

// setValue invents an object, and what the text shows of it.
func (g *diagnosis) setValue(name string, s *shape) {
	kind := g.valueKind(s)
	g.stubs.setValue(name, kind)
	if wdk.NamesGUID(name) && s.index+s.dot+s.arrow+s.caseOf == 0 {
		g.exact("."+name, "const GUID")
	}
	if kind == record || kind == pointer {
		g.addMembers(valueTag+name, name, false)
	}
}

func (g *diagnosis) valueKind(s *shape) stubKind {
	switch {
	case s.arrow > 0:
		return pointer
	case s.dot > 0:
		return record
	case s.assigned > 0 || s.index > 0:
		return scalar
	}
	return constant
}

// typeKind guesses what a type is from how the things declared with it are used.
func (g *diagnosis) typeKind(name string, s *shape) stubKind {
	use := g.shapes.typeUse(name)
	arrow, dot := use.arrow, use.dot
	if len(g.shapes.membersOfAliases(name)) > 0 || slices.ContainsFunc(g.shapes.places(name), func(w window) bool { return len(w.ofLiteral()) > 0 }) {
		return record
	}
	switch {
	case s.role > 0 && s.role == s.declares && (roleName(name) || g.shapes.declaresFunctions(name)):
		return function
	case use.pointed > 0 && arrow <= 0 && dot == 0:
		return function
	case use.called > 0 && arrow <= 0 && dot == 0:
		return routine
	case g.shapes.pointsTo(name):
		return pointer
	case g.shapes.pointedToBy(name):
		if dot > 0 || len(g.shapes.membersOf("P"+name)) > 0 {
			return record
		}
		return scalar
	case dot > 0 && dot >= arrow:
		return record
	case arrow > 0:
		return pointer
	case len(name) > 2 && name[0] == 'P' && upper(name):
		return pointer
	case use.computed > 0:
		return scalar
	case s.stars > 0:
		return record
	case g.unit.isCPlusPlus() && g.shapes.nulled(name):
		return pointer
	}
	return scalar
}

// roleName reports whether a type's name says that it is a function type.
func roleName(name string) bool {
	for _, word := range []string{"ROUTINE", "CALLBACK", "FUNCTION", "HANDLER", "DRIVER_", "MINIPORT_", "EVT_", "PROTOCOL_", "FILTER_", "HW_", "FN_"} {
		if strings.Contains(name, word) {
			return name[0] != 'P' || strings.HasPrefix(name, "PROTOCOL_")
		}
	}
	return false
}

func upper(name string) bool { return strings.ToUpper(name) == name }

// undeclared stubs a name used as an expression.
func (g *diagnosis) undeclared(name string) {
	if g.known(name) || g.inventScope(name) {
		return
	}
	s := g.shapes.of(name)
	asType := s.asType()
	asValue := s.arrow+s.dot+s.assigned+s.caseOf+s.index > 0
	if asType && !asValue {
		g.inventType(name)
		return
	}
	if !upper(name) && s.declared > 0 && g.newType {
		g.changed = true // its declaration had the unknown type
		return
	}
	g.changed = true
	if result := g.shapes.defined(name); result != "" && !g.unit.isCPlusPlus() {
		g.stubs.results[name] = result + " " // it is handed on above its definition
		return
	}
	if g.unit.isCPlusPlus() && s.call > 0 && !asValue { // C declares what is called by itself
		g.stubs.results[name] = "long long "
		return
	}
	g.setValue(name, s)
}

// missingMember adds a member to an invented structure, or to one of the model's that
// the documentation lists in part.
func (g *diagnosis) missingMember(name, owner string) {
	if name == "" || owner == "" {
		return
	}
	if !strings.HasPrefix(owner, "drvlint_") && g.stubs.members[owner] == nil && !wdk.KnowsRecord(owner) {
		return
	}
	if _, known := g.stubs.members[owner][name]; known {
		return
	}
	g.addMember(owner, name)
	g.changed = true
}

// addMember adds a member of the kind that its uses show.
func (g *diagnosis) addMember(owner, name string) {
	s := g.shapes.of(name)
	kind := scalar
	switch {
	case s.mArrow > 0 && s.mArrow >= s.mDot:
		kind = pointer
	case s.mDot > 0:
		kind = record
	case s.mCall > 0:
		kind = function
	case s.mIndex > 0:
		kind = array
	}
	g.stubs.member(owner, name, kind)
	if kind == record || kind == scalar {
		if typ := g.shapes.assignedType(name); typ != "" && !g.unit.defines(typ) {
			g.exact(owner+"."+name, typ)
			return
		}
	}
	if kind == record || kind == pointer {
		g.addMembers(memberTag+name, name, true)
	}
}

// addMembers adds to an invented structure the members that the text names of an object or,
// if it is one, of a member: they would be missed one by one, a parse for each.
func (g *diagnosis) addMembers(owner, name string, isMember bool) {
	if g.foreseen[owner] {
		return // what the text names is there
	}
	g.foreseen[owner] = true
	for _, w := range g.shapes.places(name) {
		if w.is(-1, "->", ".") != isMember {
			continue
		}
		if member, ok := w.memberOf(); ok && len(g.stubs.members[owner]) < maxForeseen {
			if _, known := g.stubs.members[owner][member]; !known {
				g.addMember(owner, member)
			}
		}
	}
}

// An invented structure gets at most so many members before clang asks for them.
const maxForeseen = 60

// called returns the name before the innermost parenthesis around a place, "" if there
// is none.
func (g *diagnosis) called(d diagnostic) string {
	f, i := g.at(d)
	if i >= len(f.tokens) {
		return ""
	}
	depth := 0
	for i--; i > 0; i-- {
		if f.tokens[i].Is(f.text, ")") {
			depth++
		}
		if f.tokens[i].Is(f.text, "(") {
			depth--
		}
		if depth < 0 {
			break
		}
	}
	if i <= 0 || f.tokens[i-1].Kind != ctext.Ident {
		return ""
	}
	return f.tokens[i-1].In(f.text)
}

// readmitAround gives the unit the model's macro whose use is no C because the unit does
// not see the definition that the driver's text has.
func (g *diagnosis) readmitAround(d diagnostic) {
	if name := g.called(d); wdk.KnowsMacro(name) && g.unit.readmit(name) {
		g.changed = true
	}
}

// typeArgument stubs the unknown macro that is given a type as an argument; it gives the unit the model's where the
// unit does not see the definition that the driver's text has.
func (g *diagnosis) typeArgument(d diagnostic) {
	for _, w := range g.shapes.places(d.name(0)) {
		if w.typeArgument() && w.is(-1, "(") && g.unit.readmit(w.token(-2).In(w.f.text)) {
			g.changed = true
			return
		}
	}
	name := g.called(d)
	if g.known(name) || slices.ContainsFunc(g.shapes.places(name), window.declaresPrototype) {
		return
	}
	g.stubs.macros[name] = "(...) ((void *)0)"
	g.changed = true
}

// declaresPrototype reports whether the name is that of a function that is declared or defined there, or called as a
// method: no macro.
func (w window) declaresPrototype() bool {
	if !w.is(1, "(") {
		return false
	}
	if w.is(-1, "->", ".") || w.is(-1, ":") && w.is(-2, ":") {
		return true
	}
	end := ctext.Close(w.f.text, w.f.tokens, w.i+1)
	return (w.ident(-1) && !w.is(-1, "return", "else", "case", "sizeof") || w.is(-1, "*") && w.ident(-2)) && (window{w.f, end}).is(1, ";", "{")
}

// bareWord stubs a word outside of functions that looks like a macro.
func (g *diagnosis) bareWord(d diagnostic) {
	f, i := g.at(d)
	if i <= 0 || i > len(f.tokens) {
		return
	}
	name, called := operand(f, i-1)
	if name == "" || !upper(name) || g.known(name) {
		return
	}
	g.stubs.macros[name] = ""
	if called {
		g.stubs.macros[name] = "(...)"
	}
	g.changed = true
}
