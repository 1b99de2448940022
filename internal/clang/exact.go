package clang

import (
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// ownersAt returns the tags of the structures that the member named at token i can
// belong to, by what stands before it.
func (g *diagnosis) ownersAt(f *sourceFile, i int) []string {
	if i < 2 || !f.tokens[i-1].Is(f.text, "->") && !f.tokens[i-1].Is(f.text, ".") {
		return nil
	}
	base, called := operand(f, i-2)
	if base == "" || called {
		return nil
	}
	owners := []string{memberTag + base}
	for _, declared := range g.shapes.typesOf(base) {
		owners = append(owners, tag(declared))
	}
	return owners
}

// assigned gives a stub the type of what is assigned to it.
func (g *diagnosis) assigned(d diagnostic) {
	_, source, found := strings.Cut(d.text, "from incompatible type '")
	if member, isMember := strings.CutPrefix(source, "struct "+memberTag); isMember && found {
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
	if called || name == "" {
		return
	}
	if structure && !isStub && !wdk.IsRecord(kind) && g.shapes.of(name).mDot > 0 {
		g.exactOwner(f, i-1, name, kind)
		return
	}
	if _, ok := g.stubs.values[name]; ok {
		g.exact("."+name, kind)
	}
	g.exactMember(name, kind)
}

// exactOwner gives the type kind to the member named at token i, in the structure that
// the variable before it is declared with.
func (g *diagnosis) exactOwner(f *sourceFile, i int, name, kind string) {
	for _, owner := range g.ownersAt(f, i) {
		if _, ok := g.stubs.members[owner][name]; ok {
			g.exact(owner+"."+name, kind)
		}
	}
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
}

// handedOver gives an invented object the structure of the model whose address, or a reference to which, is wanted of it.
func (g *diagnosis) handedOver(d diagnostic) {
	f, i := g.at(d)
	if i < len(f.tokens) && f.tokens[i].Is(f.text, "&") {
		i++
	}
	if i >= len(f.tokens) {
		return
	}
	name, names := f.tokens[i].In(f.text), d.names()
	if _, ok := g.stubs.values[name]; !ok || len(names) == 0 {
		return
	}
	kind := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(names[0], "const "), "*"))
	if wdk.IsRecord(kind) {
		g.exact("."+name, "const "+kind)
	}
}
