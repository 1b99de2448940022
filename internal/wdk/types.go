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
		member := memberAfter(source, tokens, i)
		p := place{tag: tag, pointed: pointed(source, tokens, i), follow: follow && (member == "" || s.use.Has(member)), called: s.use.Called(member)}
		b.WriteString(s.typeName(t.In(source), p))
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

// memberAfter returns the member declared with the type at i, "" if there is none: a
// function's result.
func memberAfter(source []byte, tokens []ctext.Token, i int) string {
	for i++; i < len(tokens); i++ {
		if word := tokens[i].In(source); tokens[i].Kind == ctext.Ident && !keywords[word] {
			return word
		}
	}
	return ""
}

// number returns what stands for the name of a constant in an array's size.
func (s *selector) number(name string) string {
	rest, fact := facts.lookup(name)
	_, constant := constants.lookup(name)
	if s.own(name) || !(s.isMacro(name) || strings.HasPrefix(rest, "member\t") || !fact && constant) {
		return "1"
	}
	s.need(name)
	return name
}

// A place tells how a type is used where it stands.
type place struct {
	tag     bool // after struct, union or enum
	pointed bool // before a star
	follow  bool // what it points to is to be given in full
	called  bool // it is the type of a member that the driver calls
}

// typeName needs a type and returns the words to name it by.
func (s *selector) typeName(name string, p place) string {
	if p.tag {
		if rest, ok := facts.lookup(name); ok && strings.HasPrefix(rest, "alias\t") {
			name = rest[len("alias\t"):] // the documents name structures by aliases, too
		}
		switch {
		case !p.pointed:
			s.need(name)
		case p.follow:
			s.forward("struct", name)
		}
		return name
	}
	if s.inKit(name) {
		if rest, _ := facts.lookup(name); strings.HasPrefix(rest, "callback\t") && !p.pointed {
			return name + " *"
		}
		return name
	}
	if _, hand := s.hand.byName[name]; hand {
		if s.takesArguments(name) {
			return s.unknownType(name, p) // a macro of the same name
		}
		s.need(name)
		return name
	}
	rest, known := facts.lookup(name)
	switch {
	case !known || s.use.Dropped[name]:
		return s.unknownType(name, p)
	case strings.HasPrefix(rest, "alias\t"):
		return s.recordName(name, rest[len("alias\t"):], p)
	case s.own(name):
		return s.unknownType(name, p)
	}
	s.need(name)
	if strings.HasPrefix(rest, "callback\t") && !p.pointed {
		return name + " *" // the documents name pointers to functions by the function type
	}
	return name
}

// takesArguments reports whether the hand-written headers define name as a macro with
// parameters.
func (s *selector) takesArguments(name string) bool {
	first := s.hand.chunks[s.hand.byName[name][0]]
	return first.macro && strings.HasPrefix(first.text, "#define "+name+"(")
}

// recordName returns how to name the record with this tag by its alias. A record that
// the driver defines itself is named by its tag, and only pointed to.
func (s *selector) recordName(name, tag string, p place) string {
	rest, ok := facts.lookup(tag)
	if !ok {
		return s.unknownType(name, p)
	}
	fields := strings.Split(rest, "\t")
	kind, stars := fields[1], ""
	for _, alias := range strings.Fields(fields[2]) {
		if strings.TrimLeft(alias, "*") == name {
			stars = alias[:len(alias)-len(name)]
		}
	}
	byPointer := p.pointed || stars != ""
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
	case p.follow:
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
func (s *selector) unknownType(name string, p place) string {
	s.need("PVOID")
	s.need("ULONG")
	if p.called && !p.pointed {
		s.routine()
		return "drvlint_routine"
	}
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
