package wdk

import (
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// typed needs the types that text mentions and returns the text with those that cannot
// be given replaced. Records that are only pointed to are given in full when follow is
// set and the driver's text names the member that points to them.
func (s *selector) typed(text string, follow bool) string {
	source := []byte(text)
	tokens := ctext.Tokens(source)
	var b strings.Builder
	at := 0
	for i, t := range tokens {
		if t.Kind != ctext.Ident || s.keyword(t.In(source)) {
			continue
		}
		if !typePlace(source, tokens, i) {
			if i > 0 && (tokens[i-1].Is(source, "[") || tokens[i-1].Kind == ctext.Punct && inDimension(source, tokens, i)) {
				b.WriteString(text[at:t.From])
				b.WriteString(s.number(t.In(source)))
				at = int(t.To)
			}
			continue
		}
		b.WriteString(text[at:t.From])
		tag := i > 0 && (tokens[i-1].Is(source, "struct") || tokens[i-1].Is(source, "union") || tokens[i-1].Is(source, "enum"))
		b.WriteString(s.typeName(t.In(source), tag, pointed(source, tokens, i), follow && s.followed(source, tokens, i)))
		at = int(t.To)
	}
	b.WriteString(text[at:])
	return b.String()
}

var keywords = map[string]bool{
	"struct": true, "union": true, "enum": true, "const": true, "volatile": true, "unsigned": true, "signed": true,
	"int": true, "char": true, "long": true, "short": true, "void": true, "float": true, "double": true, "__int64": true,
	"_Bool": true, "sizeof": true,
}

func (s *selector) keyword(word string) bool { return keywords[word] }

// typePlace reports whether the word at i stands where a type stands: a name or a star
// comes after it, or nothing.
func typePlace(source []byte, tokens []ctext.Token, i int) bool {
	if i+1 == len(tokens) {
		return i == 0 || tokens[i-1].Kind == ctext.Ident
	}
	return tokens[i+1].Kind == ctext.Ident || tokens[i+1].Is(source, "*") && !inDimension(source, tokens, i)
}

func inDimension(source []byte, tokens []ctext.Token, i int) bool {
	for ; i >= 0; i-- {
		switch {
		case tokens[i].Is(source, "["):
			return true
		case tokens[i].Is(source, "]") || tokens[i].Is(source, ";") || tokens[i].Is(source, "{"):
			return false
		}
	}
	return false
}

func pointed(source []byte, tokens []ctext.Token, i int) bool {
	return i+1 < len(tokens) && tokens[i+1].Is(source, "*")
}

// followed reports whether the driver's text names the member declared after the type
// at i; a type without a member, as a function's result, always counts.
func (s *selector) followed(source []byte, tokens []ctext.Token, i int) bool {
	for i++; i < len(tokens); i++ {
		if tokens[i].Kind == ctext.Ident && !keywords[tokens[i].In(source)] {
			return s.use.Has(tokens[i].In(source))
		}
	}
	return true
}

// number returns what stands for the name of a constant in an array's size.
func (s *selector) number(name string) string {
	rest, fact := lookup(factText, name)
	_, constant := lookup(constantText, name)
	if s.own(name) || !(s.isMacro(name) || strings.HasPrefix(rest, "member\t") || !fact && constant) {
		return "1"
	}
	s.need(name)
	return name
}

// typeName needs a type and returns the words to name it by.
func (s *selector) typeName(name string, tag, pointed, follow bool) string {
	if tag {
		switch {
		case !pointed:
			s.need(name)
		case follow:
			s.forward("struct", name)
		}
		return name
	}
	if _, hand := s.hand.byName[name]; hand {
		s.need(name)
		return name
	}
	rest, known := lookup(factText, name)
	switch {
	case !known || s.use.Dropped[name]:
		return s.unknownType(name)
	case strings.HasPrefix(rest, "alias\t"):
		return s.recordName(name, rest[len("alias\t"):], pointed, follow)
	case s.own(name):
		return s.unknownType(name)
	}
	s.need(name)
	if strings.HasPrefix(rest, "callback\t") && !pointed {
		return name + " *" // the documents name pointers to functions by the function type
	}
	return name
}

// recordName returns how to name the record with this tag by its alias. A record that
// the driver defines itself is named by its tag, and only pointed to.
func (s *selector) recordName(name, tag string, pointed, follow bool) string {
	rest, ok := lookup(factText, tag)
	if !ok {
		return s.unknownType(name)
	}
	fields := strings.Split(rest, "\t")
	kind, stars := fields[1], ""
	for _, alias := range strings.Fields(fields[2]) {
		if strings.TrimLeft(alias, "*") == name {
			stars = alias[:len(alias)-len(name)]
		}
	}
	byPointer := pointed || stars != ""
	switch {
	case s.own(name) || s.own(tag):
		if kind == "enum" {
			return "int" + stars
		}
		if byPointer {
			return kind + " " + tag + " " + stars
		}
		return "PVOID"
	case kind == "enum" || !byPointer:
		s.need(tag)
		return name
	case follow:
		s.later = append(s.later, tag)
	}
	s.declare(kind, tag)
	return kind + " " + tag + " " + stars
}

// routine declares the stand-in for a pointer to a function of unknown type.
func (s *selector) routine() {
	if !s.done["drvlint_routine"] {
		s.done["drvlint_routine"] = true
		s.forwards.WriteString("typedef long (*drvlint_routine)();\n")
	}
}

// unknownType returns a stand-in for a type that nothing declares.
func (s *selector) unknownType(name string) string {
	s.need("PVOID")
	s.need("ULONG")
	for _, part := range []string{"ROUTINE", "CALLBACK", "REFERENCE", "FUNCTION", "HANDLER"} {
		if strings.Contains(name, part) {
			s.routine()
			return "drvlint_routine"
		}
	}
	if strings.HasPrefix(name, "P") || strings.HasPrefix(name, "LP") {
		return "PVOID"
	}
	return "ULONG"
}
