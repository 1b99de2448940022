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
	Called  func(string) bool   // whether the driver calls a member of this name
	Defined func(string) bool   // names that the driver's own text defines: those win
	Macro   func(string) bool   // ... of those, the ones that it defines as macros only
	Dropped map[string]bool     // names that clashed with the driver's own: never given
	Kit     func(string) bool   // names that a real kit declares; nil without one
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

func (s *selector) inKit(name string) bool { return s.use.Kit != nil && s.use.Kit(name) }

func (s *selector) own(name string) bool {
	return s.use.Dropped[name] || s.use.Defined(name)
}

// root gives what the driver's text asks for by name, unless it defines it itself. The
// macros NAME NAME are given all the same: they keep a driver from hiding a call. So are
// annotations and other words that stand for nothing: a driver defines them for other
// compilers only, and nothing complains about the second definition.
func (s *selector) root(name string) {
	if s.own(name) && !(s.standing(name) && s.use.Macro(name)) {
		return
	}
	s.need(name)
	for len(s.later) > 0 {
		next := s.later[0]
		s.later = s.later[1:]
		s.need(next)
	}
}

// standing reports whether a macro is given even if the driver defines it as one.
func (s *selector) standing(name string) bool {
	chunks := s.hand.byName[name]
	if len(chunks) == 0 || s.use.Dropped[name] {
		return false
	}
	first := s.hand.chunks[chunks[0]]
	return first.self || first.macro && (ctext.Annotation(name) || first.empty)
}

// need gives one name and first what it depends on.
func (s *selector) need(name string) {
	if s.done[name] || s.use.Dropped[name] {
		return
	}
	s.done[name] = true
	if s.inKit(name) {
		return
	}
	if chunks, ok := s.hand.byName[name]; ok {
		for _, i := range chunks {
			s.chunk(i)
		}
		return
	}
	if rest, ok := facts.lookup(name); ok {
		s.fact(name, strings.Split(rest, "\t"))
		return
	}
	if value, ok := constants.lookup(name); ok {
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
	s.body.WriteString(s.extended(c))
	s.body.WriteByte('\n')
}

// extended returns the text of a declaration with the further members of its structure.
func (s *selector) extended(c *chunk) string {
	end := strings.LastIndexByte(c.text, '}')
	if len(s.use.Members[c.tag]) == 0 || end < 0 {
		return c.text
	}
	return c.text[:end] + strings.Join(s.use.Members[c.tag], "") + c.text[end:]
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
		if !s.inKit(fields[1]) && (s.own(fields[1]) || !Knows(fields[1])) {
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
