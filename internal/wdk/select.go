package wdk

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A Use says what a unit needs of the model, and what it must not be given.
type Use struct {
	Names   []string            // words of the unit's text that the model knows
	Has     func(string) bool   // whether a word occurs in the driver's text at all
	Defined func(string) bool   // names that the driver's own text defines: those win
	Macro   func(string) bool   // ... of those, the ones that it defines as macros only
	Dropped map[string]bool     // names that clashed with the driver's own: never given
	Members map[string][]string // tag of a record -> further members, as C
}

// Select returns the header with the declarations that u needs, in an order that C
// accepts. It is the same text for the same Use.
func Select(u Use) string {
	s := &selector{use: u, hand: handWritten(), done: map[string]bool{}, chunkDone: map[int]bool{}}
	names := append([]string(nil), u.Names...)
	sort.Strings(names)
	names = slices.Compact(names)
	for _, macros := range []bool{false, true} {
		for _, name := range names {
			if s.isMacro(name) == macros {
				s.root(name)
			}
		}
	}
	return s.constants.String() + s.forwards.String() + s.body.String()
}

type selector struct {
	use                       Use
	hand                      *model
	done                      map[string]bool // names decided on
	chunkDone                 map[int]bool
	later                     []string // records mentioned only by pointer so far
	constants, forwards, body strings.Builder
}

func (s *selector) isMacro(name string) bool {
	chunks := s.hand.byName[name]
	return len(chunks) > 0 && s.hand.chunks[chunks[0]].macro
}

func (s *selector) own(name string) bool {
	return s.use.Dropped[name] || s.use.Defined(name)
}

// root gives what the driver's text asks for by name, unless it defines it itself. The
// macros NAME NAME are given all the same: they keep a driver from hiding a call.
func (s *selector) root(name string) {
	if s.own(name) && !(s.selfMacro(name) && s.use.Macro(name)) {
		return
	}
	s.need(name)
	for len(s.later) > 0 {
		next := s.later[0]
		s.later = s.later[1:]
		s.need(next)
	}
}

func (s *selector) selfMacro(name string) bool {
	chunks := s.hand.byName[name]
	return len(chunks) > 0 && s.hand.chunks[chunks[0]].self && !s.use.Dropped[name]
}

// need gives one name and first what it depends on.
func (s *selector) need(name string) {
	if s.done[name] || s.use.Dropped[name] {
		return
	}
	s.done[name] = true
	if chunks, ok := s.hand.byName[name]; ok {
		for _, i := range chunks {
			s.chunk(i)
		}
		return
	}
	if rest, ok := lookup(factText, name); ok {
		s.fact(name, strings.Split(rest, "\t"))
		return
	}
	if value, ok := lookup(constantText, name); ok {
		s.constant(name, value)
	}
}

func (s *selector) chunk(i int) {
	if s.chunkDone[i] {
		return
	}
	s.chunkDone[i] = true
	c := &s.hand.chunks[i]
	for _, name := range c.strong {
		s.need(name)
	}
	for _, tag := range c.weak {
		s.forward("struct", tag)
	}
	s.body.WriteString(c.text)
	s.body.WriteByte('\n')
}

// forward declares a record and gives it in full once what mentions it is complete.
func (s *selector) forward(kind, tag string) {
	s.declare(kind, tag)
	s.later = append(s.later, tag)
}

// declare declares a tag, so that a parameter list does not make one of its own.
func (s *selector) declare(kind, tag string) {
	if key := kind + " " + tag; !s.done[key] {
		s.done[key] = true
		fmt.Fprintf(&s.forwards, "%s;\n", key)
	}
}

// constant gives a status as an enumerator, so that it is a negative number of 32 bits
// with a name, and any other constant as a macro, so that #if can read it.
func (s *selector) constant(name, value string) {
	if strings.HasPrefix(name, "STATUS_") {
		fmt.Fprintf(&s.constants, "enum { %s = (int)%s };\n", name, value)
		return
	}
	fmt.Fprintf(&s.constants, "#define %s %s\n", name, value)
}

func (s *selector) fact(name string, fields []string) {
	switch fields[0] {
	case "function":
		fmt.Fprintf(&s.body, "%s %s();\n", s.typed(fields[1], true), name)
	case "callback":
		result, parameters := s.typed(fields[1], false), s.parameters(fields[2])
		fmt.Fprintf(&s.body, "typedef %s %s(%s);\n", result, name, parameters)
	case "pointer":
		if s.own(fields[1]) || !Knows(fields[1]) {
			fmt.Fprintf(&s.body, "typedef long (*%s)();\n", name)
			return
		}
		s.need(fields[1])
		fmt.Fprintf(&s.body, "typedef %s *%s;\n", fields[1], name)
	case "alias", "member":
		s.need(fields[1])
	case "record":
		s.record(name, fields[1], strings.Fields(fields[2]), fields[3])
	}
}

func (s *selector) parameters(list string) string {
	if list == "" || list == "void" {
		return list
	}
	types := strings.Split(list, ", ")
	for i, t := range types {
		types[i] = s.typed(t, false)
	}
	return strings.Join(types, ", ")
}

// record gives a structure, union or enum. Its name is forward-declared, so that
// records may point to each other in any order.
func (s *selector) record(tag, kind string, aliases []string, body string) {
	if s.own(tag) {
		return
	}
	var names []string
	for _, alias := range aliases {
		name := strings.TrimLeft(alias, "*")
		if _, hand := s.hand.byName[name]; !hand && !s.own(name) {
			names = append(names, alias)
			s.done[name] = true
		}
	}
	if len(aliases) > 0 && len(names) == 0 {
		return
	}
	typedef := ""
	if len(names) > 0 {
		typedef = fmt.Sprintf("typedef %s %s %s;\n", kind, tag, strings.Join(names, ", "))
	}
	if kind == "enum" {
		members := s.enumerators(body)
		if members != "" {
			fmt.Fprintf(&s.body, "enum %s { %s };\n%s", tag, members, typedef)
		} else {
			fmt.Fprintf(&s.body, "%s", strings.Replace(typedef, "enum "+tag, "int", 1))
		}
		return
	}
	s.forwards.WriteString(typedef)
	text := s.typed(body, true)
	fmt.Fprintf(&s.body, "%s %s { %s%s};\n", kind, tag, text, strings.Join(s.use.Members[tag], ""))
}

// enumerators returns the members of an enum without those that the driver or the
// hand-written headers define.
func (s *selector) enumerators(body string) string {
	var kept []string
	for _, member := range strings.Split(body, ", ") {
		name, value, _ := strings.Cut(member, " = ")
		if _, hand := s.hand.byName[name]; hand || s.own(name) {
			continue
		}
		s.done[name] = true
		if value != "" && !s.words(value) {
			member = name
		}
		kept = append(kept, member)
	}
	return strings.Join(kept, ", ")
}

// words needs every name in an expression; it reports whether all can be given.
func (s *selector) words(text string) bool {
	source := []byte(text)
	all := true
	for _, t := range ctext.Tokens(source) {
		if t.Kind != ctext.Ident {
			continue
		}
		s.need(t.In(source))
		all = all && s.done[t.In(source)] && Knows(t.In(source))
	}
	return all
}

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
