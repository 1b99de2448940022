package clang

import (
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// head gives parentheses to the function that is called behind if or while without any, as it may be that is a macro in
// the kit; behind a macro of the driver's, to the function that this one calls first.
func (g *diagnosis) head(d diagnostic) {
	f, i := g.at(d)
	w := window{f, i}
	if !w.ident(0) || !w.is(1, "(") {
		return
	}
	name := w.token(0).In(f.text)
	for _, m := range g.shapes.places(name) {
		if !m.is(-1, "define") || !m.is(1, "(") {
			continue
		}
		if body := (window{m.f, ctext.Close(m.f.text, m.f.tokens, m.i+1)}); body.ident(0) && body.is(1, "(") {
			name = body.token(0).In(m.f.text)
		}
	}
	if !g.stubs.heads[name] && !g.unit.defines(name) {
		g.stubs.heads[name] = true
		g.changed = true
	}
}

// incomplete completes a structure that is only declared.
func (g *diagnosis) incomplete(d diagnostic) {
	for i := range d.names() {
		name := d.name(i)
		switch {
		case name == "":
		case wdk.Knows(name):
			if g.unit.readmit(name) || g.unit.ask(name) {
				g.changed = true
				return
			}
		case (strings.HasPrefix(d.names()[i], "struct ") || g.declaresRecord(name)) && g.stubs.members[name] == nil:
			var aliases []string
			for k := range d.names() { // the structure, and another name of it
				aliases = append(aliases, d.name(k))
			}
			g.complete(name, aliases...)
			return
		}
	}
}

// complete gives a structure that is only declared the members that the text names of it, by other names of it, too.
func (g *diagnosis) complete(name string, aliases ...string) {
	g.stubs.members[name] = map[string]stubKind{}
	for _, alias := range append(aliases, name) {
		for _, member := range g.shapes.membersOf(alias) {
			g.addMember(name, member)
		}
	}
	g.changed = true
}

// declaresRecord reports whether the unit is C++, which does not say "struct" in front of its name, and the text
// declares a structure of the name and defines none.
func (g *diagnosis) declaresRecord(name string) bool {
	declared := false
	for _, w := range g.shapes.places(name) {
		if w.is(-1, "struct", "class", "union", "enum") {
			if w.is(1, "{", ":") || !w.is(-1, "struct") {
				return false
			}
			declared = true
		}
	}
	return declared && g.unit.isCPlusPlus()
}

// conflict handles a function that is declared in two ways: the model's declaration, or
// the role typedef, is not the driver's.
func (g *diagnosis) conflict(name string) {
	if wdk.KnowsMacro(name) && g.unit.readmit(name) {
		g.changed = true
		return
	}
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
		for _, i := range f.places()[name] {
			if w := (window{f, int(i)}); w.token(-1).Kind == ctext.Ident && w.is(1, ";") {
				return w.token(-1).In(f.text)
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
