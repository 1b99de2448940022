package clang

import (
	"strings"

	"github.com/go-clang/clang-v15/clang"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A diagnostic is an error that clang reports in one of the driver's files.
type diagnostic struct {
	text   string
	file   string
	offset int
}

// names returns the words that the message puts in quotes.
func (d diagnostic) names() []string {
	parts := strings.Split(d.text, "'")
	var list []string
	for i := 1; i < len(parts); i += 2 {
		list = append(list, parts[i])
	}
	return list
}

// name returns the i-th quoted text as an identifier, "" if it is none.
func (d diagnostic) name(i int) string {
	list := d.names()
	if i >= len(list) {
		return ""
	}
	name := strings.TrimPrefix(strings.TrimPrefix(list[i], "struct "), "union ")
	if name == "" || strings.IndexFunc(name, func(r rune) bool { return r > 0x7f || !ctext.IsWord(byte(r)) }) >= 0 {
		return ""
	}
	return name
}

func (d diagnostic) about(prefix string) bool { return strings.HasPrefix(d.text, prefix) }

// errors returns the unit's errors.
func unitErrors(tu clang.TranslationUnit) []diagnostic {
	var list []diagnostic
	for _, d := range tu.Diagnostics() {
		if d.Severity() >= clang.Diagnostic_Error {
			file, _, _, offset := d.Location().FileLocation()
			list = append(list, diagnostic{d.Spelling(), file.Name(), int(offset)})
		}
		d.Dispose()
	}
	return list
}

// A diagnosis turns the errors of one unit into stubs.
type diagnosis struct {
	stubs    *stubs
	shapes   *shapes
	sources  *sources
	unit     *unitState
	newType  bool // a type was invented: later errors may only follow from its lack
	changed  bool // something was invented, or will be given to the unit alone
	relevant bool // an error is about something invented before
}

// declareAll reads the errors about missing headers and types. They come first: an
// undeclared name often follows from an unknown type.
func (g *diagnosis) declareAll(errors []diagnostic) {
	for _, d := range errors {
		g.declare(d)
	}
}

// defineAll reads all other errors.
func (g *diagnosis) defineAll(errors []diagnostic) {
	for _, d := range errors {
		g.define(d)
	}
}

// declare handles missing headers and types.
func (g *diagnosis) declare(d diagnostic) {
	switch {
	case strings.HasSuffix(d.text, "file not found"):
		if names := d.names(); len(names) > 0 && g.unit.showHeader(names[0]) {
			g.changed = true
		}
	case d.about("unknown type name"):
		if g.inventType(d.name(0)) {
			g.newType = true
		}
	}
}

// define handles everything else.
func (g *diagnosis) define(d diagnostic) {
	switch {
	case d.about("use of undeclared identifier"):
		g.undeclared(d.name(0))
	case d.about("no member named"):
		g.missingMember(d.name(0), d.name(1))
	case d.about("member reference"):
		g.wrongMember(d)
	case d.about("unexpected type name"):
		g.typeArgument(d)
	case strings.Contains(d.text, "incomplete"):
		g.incomplete(d)
	case d.about("conflicting types for"):
		g.conflict(d.name(0))
	case d.about("redefinition of enumerator"), d.about("redefinition of"), d.about("typedef redefinition"):
		g.clash(d)
	case d.about("expected ';' after top level declarator"), d.about("expected function body after function declarator"), d.about("expected identifier or '('"):
		g.bareWord(d)
	case strings.Contains(d.text, "declared as a function"):
		g.notFunction(d)
	case d.about("called object type"):
		g.callable(d)
	case d.about("subscripted value is not"), d.about("indirection requires pointer operand"):
		g.subscripted(d)
	case d.about("assigning to '"):
		g.resultType(d)
		g.assigned(d)
	case strings.Contains(d.text, "an expression of incompatible type 'int'"):
		g.resultType(d)
	case d.about("expression is not an integer constant expression"), d.about("initializer element is not a compile-time constant"):
		g.constantAt(d)
	}
}

// known reports whether name needs no stub: it has one, or the unit can be given the
// model's declaration, which it was denied because the driver's text defines the name
// in a place that this unit does not see.
func (g *diagnosis) known(name string) bool {
	switch {
	case name == "":
		return true
	case g.unit.readmit(name):
		g.changed = true
		return true
	case g.stubs.has(name):
		g.relevant = true
		g.changed = g.unit.seeStub(name) || g.changed
		return true
	}
	g.unit.seeStub(name)
	return wdk.Knows(name) && !g.unit.dropped[name]
}

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
	case annotation(name) && s.before > 0, s.before > s.declares:
		g.stubs.macros[name] = ""
		return false
	}
	g.setType(name, s)
	return true
}

// foresee stubs a name that no one defines before clang complains about it.
func (g *diagnosis) foresee(name string) {
	s := g.shapes.of(name)
	asValue := s.arrow + s.dot + s.assigned + s.caseOf + s.index
	switch {
	case annotation(name) && (s.tested > 0 || s.assigned > 0):
	case annotation(name) && s.call > 0:
		g.stubs.macros[name] = "(...)"
	case annotation(name) && s.before+s.declares > 0:
		g.stubs.macros[name] = ""
	case annotation(name) || s.all == s.member+s.tested || s.declared > 0 || s.call > 0:
	case s.declares > 0 || s.cast > 0 || s.before > 0:
		if asValue == 0 {
			g.setType(name, s)
		}
	case upper(name) || asValue == s.caseOf:
		g.stubs.setValue(name, g.valueKind(s))
	}
}

// setType invents a type, and what the text shows of it.
func (g *diagnosis) setType(name string, s *shape) {
	kind := g.typeKind(name, s)
	g.stubs.types[name] = kind
	switch kind {
	case function:
		g.signRole(name)
	case record, pointer:
		for _, member := range g.shapes.membersOf(name) {
			g.addMember(tag(name), member)
		}
	}
}

// signRole finds the signature of an invented function type from a routine declared by it.
func (g *diagnosis) signRole(role string) {
	for _, routine := range sortedKeys(g.shapes.declaredNames(role)) {
		if signature := g.shapes.signature(role, routine); signature != "" {
			g.stubs.roles[role] = signature
			return
		}
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
	arrow, dot := 0, 0
	for declared, isPointer := range g.shapes.declaredNames(name) {
		use := g.shapes.of(declared)
		if isPointer {
			dot += use.arrow + use.mArrow
			continue
		}
		arrow += use.arrow + use.mArrow
		dot += use.dot + use.mDot
	}
	switch {
	case s.role > 0 && s.role == s.declares && roleName(name):
		return function
	case g.shapes.pointsTo(name):
		return pointer
	case g.shapes.pointedToBy(name), dot > 0 && dot >= arrow:
		return record
	case arrow > 0:
		return pointer
	case len(name) > 2 && name[0] == 'P' && upper(name):
		return pointer
	case s.stars > 0:
		return record
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
	if g.known(name) {
		return
	}
	s := g.shapes.of(name)
	asType := s.cast > 0 || s.declares > 0
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
	g.stubs.setValue(name, g.valueKind(s))
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
		g.relevant = true
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
}

// at returns the file and the index of the token of a diagnostic.
func (g *diagnosis) at(d diagnostic) (*sourceFile, int) {
	f := g.sources.file(d.file)
	return f, f.tokenAt(d.offset)
}

// wrongMember reshapes what stands before -> or . when it is no structure.
func (g *diagnosis) wrongMember(d diagnostic) {
	f, i := g.at(d)
	for i > 0 && i < len(f.tokens) && !f.tokens[i].Is(f.text, "->") && !f.tokens[i].Is(f.text, ".") {
		i--
	}
	if i <= 0 || i >= len(f.tokens) {
		return
	}
	kind := record
	if f.tokens[i].Is(f.text, "->") {
		kind = pointer
	}
	name, called := operand(f, i-1)
	if called {
		g.resultPointer(name, kind)
		return
	}
	g.reshape(name, kind, d)
}

// operand returns the name of the object, member or called function that ends at
// token i.
func operand(f *sourceFile, i int) (name string, called bool) {
	for i > 0 && (f.tokens[i].Is(f.text, ")") || f.tokens[i].Is(f.text, "]")) {
		call := f.tokens[i].Is(f.text, ")")
		i = open(f, i) - 1
		if call {
			called = i >= 0 && f.tokens[i].Kind == ctext.Ident
			break
		}
	}
	if i >= 0 && f.tokens[i].Kind == ctext.Ident {
		return f.tokens[i].In(f.text), called
	}
	return "", false
}

// operandAfter returns the object or the last member of the operand that begins at
// token i: Range in (*(Info->Range))[0].
func operandAfter(f *sourceFile, i int) string {
	for i < len(f.tokens) && f.tokens[i].Is(f.text, "(") {
		i++
	}
	for i+2 < len(f.tokens) && (f.tokens[i+1].Is(f.text, "->") || f.tokens[i+1].Is(f.text, ".")) {
		i += 2
	}
	if i < len(f.tokens) && f.tokens[i].Kind == ctext.Ident {
		return f.tokens[i].In(f.text)
	}
	return ""
}

// open returns the index of the bracket that the one at i closes.
func open(f *sourceFile, i int) int {
	depth := 0
	for ; i > 0; i-- {
		switch t := f.tokens[i]; {
		case t.Is(f.text, ")") || t.Is(f.text, "]"):
			depth++
		case t.Is(f.text, "(") || t.Is(f.text, "["):
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return 0
}

func (g *diagnosis) resultPointer(name string, kind stubKind) {
	if name == "" || kind != pointer || g.known(name) || g.unit.defines(name) {
		return
	}
	g.stubs.results[name] = "struct drvlint_result_" + name + " *"
	g.changed = true
}

// reshape changes the kind of the stub that gave the name its type: the object, the
// member, or the type that the message quotes.
func (g *diagnosis) reshape(name string, kind stubKind, d diagnostic) {
	g.relevant = true
	done := false
	if known, ok := g.stubs.values[name]; ok && (known == scalar || known == constant) {
		g.stubs.setValue(name, kind)
		done = true
	}
	for _, owner := range sortedKeys(g.stubs.members) {
		if known, ok := g.stubs.members[owner][name]; ok && known != kind && (known == scalar || known == array) {
			g.stubs.members[owner][name] = kind
			done = true
		}
	}
	if known, ok := g.stubs.types[d.name(0)]; ok && !done && known != kind && known != function {
		g.stubs.types[d.name(0)] = kind
		done = true
	}
	g.changed = g.changed || done
}

// typeArgument stubs the unknown macro that is given a type as an argument.
func (g *diagnosis) typeArgument(d diagnostic) {
	f, i := g.at(d)
	if i >= len(f.tokens) {
		return
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
		return
	}
	name := f.tokens[i-1].In(f.text)
	if g.known(name) {
		return
	}
	g.stubs.macros[name] = "(...) ((void *)0)"
	g.changed = true
}

// incomplete completes a structure that is only declared.
func (g *diagnosis) incomplete(d diagnostic) {
	for i := range d.names() {
		name := d.name(i)
		switch {
		case name == "":
		case wdk.Knows(name):
			g.changed = g.unit.ask(name) || g.changed
			return
		case strings.HasPrefix(d.names()[i], "struct ") && g.stubs.members[name] == nil:
			g.stubs.members[name] = map[string]stubKind{}
			g.changed = true
			return
		}
	}
}

// conflict handles a function that is declared in two ways: the model's declaration, or
// the role typedef, is not the driver's.
func (g *diagnosis) conflict(name string) {
	if name == "" || g.withdraw(name) {
		return
	}
	if role := g.roleOf(name); role != "" && !g.unit.defines(role) {
		g.inferRole(role, name)
	}
}

// inferRole gives a function type the signature of the driver's routine.
func (g *diagnosis) inferRole(role, routine string) {
	signature := g.shapes.signature(role, routine)
	if signature == "" {
		return
	}
	if wdk.Knows(role) && !g.unit.dropped[role] {
		g.unit.dropped[role] = true
		g.changed = true
	}
	if _, known := g.stubs.roles[role]; !known {
		g.stubs.types[role] = function
		g.stubs.roles[role] = signature
		g.changed = true
	}
	g.relevant = true
}

// withdraw takes back the model's or the stubs' declaration of a name.
func (g *diagnosis) withdraw(name string) bool {
	switch {
	case wdk.Knows(name) && !g.unit.dropped[name]:
		g.unit.dropped[name] = true
	case g.stubs.has(name) && !g.unit.refused[name]:
		g.unit.refused[name] = true
	default:
		return false
	}
	g.changed = true
	return true
}

// roleOf returns the type T of a declaration `T name;`.
func (g *diagnosis) roleOf(name string) string {
	for _, f := range g.unit.closure.files {
		for i := 1; i+1 < len(f.tokens); i++ {
			if f.tokens[i].Kind == ctext.Ident && f.tokens[i+1].Is(f.text, ";") && f.tokens[i-1].Kind == ctext.Ident && f.tokens[i].Is(f.text, name) {
				return f.tokens[i-1].In(f.text)
			}
		}
	}
	return ""
}

// clash handles a name that is defined twice.
func (g *diagnosis) clash(d diagnostic) {
	name := d.name(0)
	if d.about("typedef redefinition") {
		f, i := g.at(d)
		if i >= len(f.tokens) || f.tokens[i].Kind != ctext.Ident {
			return
		}
		name = f.tokens[i].In(f.text)
	}
	if g.withdraw(name) || !strings.Contains(d.text, "different kind") {
		return
	}
	if role := g.roleOf(name); role != "" && !g.unit.defines(role) {
		g.inferRole(role, name)
	}
}

// notFunction takes back the guess that a type is a function type.
func (g *diagnosis) notFunction(d diagnostic) {
	f, i := g.at(d)
	if i <= 0 || i >= len(f.tokens) {
		return
	}
	name := f.tokens[i-1].In(f.text)
	if g.stubs.types[name] == function {
		g.stubs.types[name] = record
		g.changed = true
	}
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

// callable turns the stub that is called into a function.
func (g *diagnosis) callable(d diagnostic) {
	f, i := g.at(d)
	if i >= len(f.tokens) || f.tokens[i].Kind != ctext.Ident {
		return
	}
	for i+2 < len(f.tokens) && (f.tokens[i+1].Is(f.text, "->") || f.tokens[i+1].Is(f.text, ".")) {
		i += 2
	}
	name := f.tokens[i].In(f.text)
	if _, ok := g.stubs.values[name]; ok {
		delete(g.stubs.values, name)
		g.stubs.results[name] = "long "
		g.changed = true
	}
	for _, owner := range sortedKeys(g.stubs.members) {
		if kind, ok := g.stubs.members[owner][name]; ok && kind == scalar {
			g.stubs.members[owner][name] = function
			g.changed = true
		}
	}
}

// subscripted makes a pointer of the stub that is indexed.
func (g *diagnosis) subscripted(d diagnostic) {
	f, i := g.at(d)
	name := ""
	if d.about("indirection") {
		name = operandAfter(f, i+1)
	} else {
		for i < len(f.tokens) && !f.tokens[i].Is(f.text, "[") {
			i++
		}
		name, _ = operand(f, min(i, len(f.tokens))-1)
	}
	if kind, ok := g.stubs.values[name]; ok && (kind == scalar || kind == constant) {
		g.stubs.setValue(name, pointer)
		g.changed = true
	}
	for _, owner := range sortedKeys(g.stubs.members) {
		if kind, ok := g.stubs.members[owner][name]; ok && kind == scalar {
			g.stubs.members[owner][name] = array
			g.changed = true
		}
	}
}

// assigned gives a stub the type of what is assigned to it.
func (g *diagnosis) assigned(d diagnostic) {
	_, source, found := strings.Cut(d.text, "from incompatible type '")
	if member, isMember := strings.CutPrefix(source, "struct drvlint_member_"); isMember && found {
		member, _, _ = strings.Cut(member, "'")
		g.exactMember(member, d.name(0))
		return
	}
	if !found || !strings.Contains(d.names()[0], "drvlint_") && d.names()[0] != "long long" {
		return
	}
	kind, _, _ := strings.Cut(source, "'")
	kind = strings.TrimPrefix(kind, "const ")
	_, isStub := g.stubs.types[kind]
	if !isStub && !wdk.Knows(kind) && kind != "int" && kind != "long" && kind != "long long" {
		return
	}
	f, i := g.at(d)
	if i <= 0 || i >= len(f.tokens) {
		return
	}
	name, called := operand(f, i-1)
	structure := strings.Contains(d.names()[0], "drvlint_")
	if called || name == "" || structure && !isStub && !wdk.KnowsRecord(kind) && g.shapes.of(name).mDot > 0 {
		return
	}
	if _, ok := g.stubs.values[name]; ok {
		g.exact("."+name, kind)
	}
	g.exactMember(name, kind)
}

// exactMember gives the members of this name the type kind.
func (g *diagnosis) exactMember(name, kind string) {
	if _, isStub := g.stubs.types[kind]; kind == "" || !isStub && !keyword(kind) && !wdk.Knows(kind) {
		return
	}
	for _, owner := range sortedKeys(g.stubs.members) {
		if _, ok := g.stubs.members[owner][name]; ok {
			g.exact(owner+"."+name, kind)
		}
	}
}

func (g *diagnosis) exact(key, kind string) {
	if _, known := g.stubs.exact[key]; !known {
		g.stubs.exact[key] = kind
		g.changed = true
	}
	g.relevant = true
}

// resultType gives an undeclared function the type of what its result initialises.
func (g *diagnosis) resultType(d diagnostic) {
	f, i := g.at(d)
	kind := d.name(0)
	for i < len(f.tokens) && f.tokens[i].Kind != ctext.Ident {
		i++
	}
	if kind == "" || i+1 >= len(f.tokens) || !f.tokens[i+1].Is(f.text, "(") {
		return
	}
	name := f.tokens[i].In(f.text)
	if g.known(name) || g.unit.defines(name) || !wdk.Knows(kind) {
		return
	}
	g.stubs.results[name] = kind + " "
	g.changed = true
}

// constantAt makes a stub constant where C wants a constant.
func (g *diagnosis) constantAt(d diagnostic) {
	f, i := g.at(d)
	if i >= len(f.tokens) {
		return
	}
	name := f.tokens[i].In(f.text)
	if kind, ok := g.stubs.values[name]; ok && kind == scalar {
		g.stubs.setValue(name, constant)
		g.changed = true
	}
}
