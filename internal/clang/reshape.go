package clang

import (
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

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
	if g.baseType(d) {
		return
	}
	name, called := operand(f, i-1)
	if called {
		g.resultPointer(name, kind)
		return
	}
	g.reshape(name, kind, d)
}

// baseType makes a structure of the invented type of which a member is named.
func (g *diagnosis) baseType(d diagnostic) bool {
	kind, known := g.stubs.types[d.name(0)]
	if !known || !d.about("member reference base type") || kind != scalar && kind != pointer && kind != record {
		return false
	}
	if kind != record { // an error before this one may have made it one
		g.stubs.types[d.name(0)] = record
		g.changed = true
	}
	return true
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
	g.stubs.results[name] = "struct " + resultTag + name + " *"
	g.changed = true
}

// reshape changes the kind of the stub that gave the name its type: the object, the
// member, or the type that the message quotes.
func (g *diagnosis) reshape(name string, kind stubKind, d diagnostic) {
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

// passed gives a constant the type of the parameter that it is handed to: C hands on no number
// where a structure is wanted.
func (g *diagnosis) passed(d diagnostic) {
	kind := d.name(1)
	f, i := g.at(d)
	if i >= len(f.tokens) || kind == "" {
		return
	}
	name := f.tokens[i].In(f.text)
	if _, ok := g.stubs.values[name]; ok && (wdk.Knows(kind) || g.stubs.has(kind)) {
		g.exact("."+name, kind)
	}
}

// castPointer makes a pointer of the invented type or object that C++ converts to or from one:
// handles are the usual case.
//
//	static_cast from 'WDFOBJECT' (aka 'void *') to 'NETADAPTER' (aka 'long long') is not allowed
//	cannot cast from type 'long long' to pointer type 'URB *'
func (g *diagnosis) castPointer(d diagnostic) {
	for i := range d.names() {
		if kind, ok := g.stubs.types[d.name(i)]; ok && kind == scalar && strings.Contains(d.text, "*'") {
			g.stubs.types[d.name(i)] = pointer
			g.changed = true
		}
	}
	if !d.about("cannot cast from type 'long long' to pointer") && !d.about("reinterpret_cast from 'long long'") {
		return
	}
	f, i := g.at(d)
	for i < len(f.tokens) && !f.tokens[i].Is(f.text, "(") {
		i++
	}
	name := operandAfter(f, i)
	if _, ok := g.stubs.values[name]; ok {
		g.exact("."+name, "void *")
	}
	if g.stubs.results[name] == "long long " {
		g.stubs.results[name] = "void *"
		g.changed = true
	}
	g.pointerMember(name)
}

// pointerMember makes pointers of the invented members of a name that were taken for numbers.
func (g *diagnosis) pointerMember(name string) {
	for _, owner := range sortedKeys(g.stubs.members) {
		if kind, ok := g.stubs.members[owner][name]; ok && kind == scalar {
			g.exact(owner+"."+name, "void *")
		}
	}
}

// nulled makes a pointer of the stub that is given nullptr, or compared with it.
//
//	cannot initialize a member subobject of type 'NETADAPTER' (aka 'long long') with an rvalue of type 'std::nullptr_t'
//	assigning to 'long long' from incompatible type 'std::nullptr_t'
//	invalid operands to binary expression ('NETADAPTER' (aka 'long long') and 'std::nullptr_t')
func (g *diagnosis) nulled(d diagnostic) {
	for i := range d.names() {
		if kind, ok := g.stubs.types[d.name(i)]; ok && kind == scalar {
			g.stubs.types[d.name(i)] = pointer
			g.changed = true
		}
	}
	if f, i := g.at(d); i > 0 && i < len(f.tokens) && d.about("assigning to 'long long'") {
		if name, called := operand(f, i-1); !called && name != "" {
			g.pointerMember(name)
		}
	}
}

// sizeOfType shows clang a number for sizeof TYPE, which it wants in parentheses and the
// Windows compiler does not.
func (g *diagnosis) sizeOfType(d diagnostic) {
	f, i := g.at(d)
	for i > 0 && !f.tokens[i].Is(f.text, "sizeof") {
		i--
	}
	if w := (window{f, i}); w.is(0, "sizeof") && w.ident(1) {
		g.unit.closure.sizeOfType(w)
		g.changed = true
	}
}

// sizeOfType shows clang a number for the two words that begin at a place.
func (c *closure) sizeOfType(w window) {
	from, to := int(w.token(0).From), int(w.token(1).To)
	c.blank(w.f, from, to)
	c.cuts[w.f][from] = '8'
}

// designated makes a structure of the type whose initialiser names a member, and adds
// the member.
func (g *diagnosis) designated(d diagnostic) {
	names := d.names()
	if !d.about("field designator") {
		name := strings.TrimPrefix(names[0], "const ")
		if kind, ok := g.stubs.types[name]; ok && kind == scalar {
			g.stubs.types[name] = record
			g.changed = true
		}
		return
	}
	owner := strings.TrimPrefix(strings.TrimPrefix(names[len(names)-1], "const "), "struct ")
	g.missingMember(d.name(0), owner)
}

// plainType makes a number of an invented structure that has no members and is computed
// with.
func (g *diagnosis) plainType(d diagnostic) {
	for i := range d.names() {
		name := d.name(i)
		if kind, ok := g.stubs.types[name]; ok && kind == record && len(g.stubs.members[tag(name)]) == 0 {
			g.stubs.types[name] = scalar
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

// What the tags of invented members, objects and results that are structures begin with.
const (
	memberTag = "drvlint_member_"
	valueTag  = "drvlint_value_"
	resultTag = "drvlint_result_"
)

// notRecord makes a number or an address of the member that was taken for a structure
// because a member of the same name is one elsewhere.
func (g *diagnosis) notRecord(d diagnostic) {
	kind := scalar
	if d.about("passing") && strings.HasSuffix(d.names()[1], "*") {
		kind = array
	}
	f, i := g.at(d)
	for end := min(i+40, len(f.tokens)); i < end; i++ {
		member := f.tokens[i].In(f.text)
		if !strings.Contains(d.text, "'struct "+memberTag+member+"'") {
			continue
		}
		if w := (window{f, i}); w.is(1, "[") {
			kind = array
			if w.elementMember() {
				kind = pointer
			}
		}
		for _, owner := range g.ownersAt(f, i) {
			if known, ok := g.stubs.members[owner][member]; ok && known == record {
				g.stubs.members[owner][member] = kind
				g.changed = true
			}
		}
		return
	}
}

// resultType gives an undeclared function the type of what its result initialises.
func (g *diagnosis) resultType(d diagnostic) {
	f, i := g.at(d)
	kind := d.name(0)
	if i+1 < len(f.tokens) && f.tokens[i+1].Is(f.text, "=") {
		i += 2 // the error stands at the variable
	}
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
