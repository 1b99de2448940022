package clang

import (
	"cmp"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// callable turns the stub that is called into a function, or its type into one that can
// be called.
func (g *diagnosis) callable(d diagnostic) {
	g.callableType(d)
	f, i := g.at(d)
	name := operandAfter(f, i)
	if _, ok := g.stubs.values[name]; !ok {
		name = cmp.Or(g.calledArgument(f, i), name)
	}
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

// calledArgument returns the argument of a macro at token i that the macro calls: the one that is an invented value; "" if not one is.
func (g *diagnosis) calledArgument(f *sourceFile, i int) string {
	if i+1 >= len(f.tokens) || !f.tokens[i+1].Is(f.text, "(") {
		return ""
	}
	name, depth := "", 0
	for i++; i+1 < len(f.tokens); i++ {
		t := f.tokens[i]
		switch {
		case t.Is(f.text, "("):
			depth++
		case t.Is(f.text, ")"):
			if depth--; depth == 0 {
				return name
			}
		}
		before, after := f.tokens[i-1], f.tokens[i+1]
		if depth != 1 || t.Kind != ctext.Ident || !before.Is(f.text, "(") && !before.Is(f.text, ",") || !after.Is(f.text, ")") && !after.Is(f.text, ",") {
			continue
		}
		if _, value := g.stubs.values[t.In(f.text)]; value {
			if name != "" {
				return ""
			}
			name = t.In(f.text)
		}
	}
	return ""
}

func (g *diagnosis) callableType(d diagnostic) {
	if len(d.names()) == 0 {
		return
	}
	name, pointed := strings.CutSuffix(d.names()[0], " *")
	for _, typ := range sortedKeys(g.stubs.types) {
		if !pointed && g.stubs.types[typ] == pointer && name == "struct "+tag(typ) { // (*f)(x), of a type that was taken for a pointer to a structure
			name = typ
		}
	}
	kind, ok := g.stubs.types[name]
	switch {
	case !ok || kind == function || kind == routine:
		return
	case pointed:
		g.stubs.types[name] = function
	case len(g.stubs.members[tag(name)]) > 0:
		return
	default:
		g.stubs.types[name] = routine
	}
	g.changed = true
}
