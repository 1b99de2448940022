package clang

import (
	"fmt"
	"hash/crc32"
	"slices"
	"sort"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// stubKind is the shape of an invented declaration.
type stubKind uint8

const (
	scalar   stubKind = iota // an integer
	record                   // a structure
	pointer                  // a pointer to a structure
	function                 // a function type, or a pointer to one as a member
	array                    // a member that is indexed
	constant                 // a distinct number
	routine                  // a type: a pointer to a function
)

// stubs are the declarations invented for what neither the unit's files nor the model
// declare.
type stubs struct {
	switches []string          // macros that are defined for the build that is not at hand
	macros   map[string]string // name -> parameters and replacement
	passing  map[string]bool   // macros of those that only make a name of their arguments
	heads    map[string]bool   // functions that stand behind if or while without parentheses, as macros with some may
	types    map[string]stubKind
	members  map[string]map[string]stubKind    // tag -> member
	values   map[string]stubKind               // objects: constant, scalar, record or pointer
	numbers  map[string]int                    // of constants
	taken    map[int]bool                      // the numbers that constants have
	exact    map[string]string                 // TAG.member or .object -> its type, where an assignment shows it
	results  map[string]string                 // functions that do not return int -> result type
	scopes   map[string]map[string]scopeMember // C++: namespaces, and classes that are named before :: alone -> what of them is named
	roles    map[string]string                 // function types whose signature is known -> "RESULT NAME(PARAMETERS)"
}

func newStubs() *stubs {
	return &stubs{
		macros: map[string]string{}, passing: map[string]bool{}, heads: map[string]bool{}, types: map[string]stubKind{}, members: map[string]map[string]stubKind{},
		values: map[string]stubKind{}, numbers: map[string]int{}, taken: map[int]bool{}, exact: map[string]string{}, results: map[string]string{}, scopes: map[string]map[string]scopeMember{}, roles: map[string]string{},
	}
}

// names lists what is invented: names, and members as TAG.NAME.
func (s *stubs) names() []string {
	list := slices.Concat(s.switches, sortedKeys(s.macros), sortedKeys(s.types), sortedKeys(s.values), sortedKeys(s.results))
	list = append(list, sortedKeys(s.scopes)...)
	for _, owner := range sortedKeys(s.members) {
		for _, name := range sortedKeys(s.members[owner]) {
			list = append(list, owner+"."+name)
		}
	}
	return list
}

// has reports whether name is invented at file scope.
func (s *stubs) has(name string) bool {
	_, macro := s.macros[name]
	_, kind := s.types[name]
	_, value := s.values[name]
	_, result := s.results[name]
	return macro || kind || value || result || s.scopes[name] != nil
}

// stubTag is what the tags of invented structures begin with.
const stubTag = "drvlint_"

// tag is the structure behind an invented type: PX and LPX point to X's.
func tag(name string) string {
	return stubTag + pointee(name)
}

func (s *stubs) member(owner, name string, kind stubKind) {
	if s.members[owner] == nil {
		s.members[owner] = map[string]stubKind{}
	}
	s.members[owner][name] = kind
}

// setValue records an object. A constant gets a number that no other has, made from its
// name, so that it is the same in every unit. Unknown status codes are failures.
func (s *stubs) setValue(name string, kind stubKind) {
	s.values[name] = kind
	if _, numbered := s.numbers[name]; kind != constant || numbered {
		return
	}
	first := 0x4000
	if strings.HasPrefix(name, "STATUS_") {
		first = -0x1fff0000
	}
	const span = 1 << 24
	offset := int(crc32.ChecksumIEEE([]byte(name)) % span)
	for s.taken[first+offset] {
		offset = (offset + 1) % span
	}
	s.taken[first+offset] = true
	s.numbers[name] = first + offset
}

// words returns the names that the stubs take from the model: types of signatures and
// members.
func (s *stubs) words() []string {
	words := map[string]bool{}
	for _, list := range []map[string]string{s.roles, s.results, s.exact} {
		for _, text := range list {
			source := []byte(text)
			for _, t := range ctext.Tokens(source) {
				if t.Kind == ctext.Ident && wdk.Knows(t.In(source)) {
					words[t.In(source)] = true
				}
			}
		}
	}
	return sortedKeys(words)
}

// memberText declares a member of an invented or extended structure.
func (s *stubs) memberText(owner, name string) string {
	if exact, ok := s.exact[owner+"."+name]; ok {
		return fmt.Sprintf("%s %s; ", exact, name)
	}
	switch s.members[owner][name] {
	case record:
		return fmt.Sprintf("struct %s%s %s; ", memberTag, name, name)
	case pointer:
		return fmt.Sprintf("struct %s%s *%s; ", memberTag, name, name)
	case function:
		return fmt.Sprintf("long long (*%s)(); ", name)
	case array:
		return fmt.Sprintf("unsigned char *%s; ", name)
	}
	return fmt.Sprintf("long long %s; ", name)
}

// text returns all that was invented, as C.
func (s *stubs) text() string {
	var b strings.Builder
	for _, name := range s.switches {
		fmt.Fprintf(&b, "#define %s 1\n", name)
	}
	return b.String() + s.render(func(string) bool { return false })
}

// render returns the stubs as a header; leaveOut names what the unit declares itself.
func (s *stubs) render(leaveOut func(string) bool) string {
	var b strings.Builder
	for _, name := range sortedKeys(s.macros) {
		if !leaveOut(name) {
			fmt.Fprintf(&b, "#define %s%s\n", name, s.macros[name])
		}
	}
	for _, name := range sortedKeys(s.heads) {
		fmt.Fprintf(&b, "#define %s(...) (%s(__VA_ARGS__))\n", name, name)
	}
	for _, name := range sortedKeys(s.types) {
		if !leaveOut(name) {
			b.WriteString(s.typeText(name))
		}
	}
	s.renderRecords(&b, leaveOut)
	for _, name := range sortedKeys(s.values) {
		if !leaveOut(name) {
			b.WriteString(s.valueText(name))
		}
	}
	for _, name := range sortedKeys(s.results) {
		if !leaveOut(name) {
			fmt.Fprintf(&b, "%s%s();\n", s.results[name], name)
		}
	}
	for _, name := range sortedKeys(s.scopes) {
		if !leaveOut(name) {
			b.WriteString(s.scopeText(name))
		}
	}
	return b.String()
}

func (s *stubs) typeText(name string) string {
	switch s.types[name] {
	case record:
		return fmt.Sprintf("typedef struct %s %s;\n", tag(name), name)
	case pointer:
		if target, known := s.types[pointee(name)]; known && target == scalar {
			return fmt.Sprintf("typedef long long *%s;\n", name)
		}
		return fmt.Sprintf("typedef struct %s *%s;\n", tag(name), name)
	case routine:
		return fmt.Sprintf("typedef long (*%s)();\n", name)
	case function:
		if role := s.roles[name]; role != "" {
			return fmt.Sprintf("typedef %s;\n", role)
		}
		return fmt.Sprintf("typedef long %s();\n", name)
	}
	return fmt.Sprintf("typedef long long %s;\n", name)
}

func (s *stubs) valueText(name string) string {
	if exact, ok := s.exact["."+name]; ok {
		return fmt.Sprintf("extern %s %s;\n", exact, name)
	}
	switch s.values[name] {
	case constant:
		return fmt.Sprintf("enum { %s = %d };\n", name, s.numbers[name])
	case record:
		return fmt.Sprintf("extern struct %s%s %s;\n", valueTag, name, name)
	case pointer:
		return fmt.Sprintf("extern struct %s%s *%s;\n", valueTag, name, name)
	}
	return fmt.Sprintf("extern long long %s;\n", name)
}

// renderRecords defines every invented structure, those that are members first.
func (s *stubs) renderRecords(b *strings.Builder, leaveOut func(string) bool) {
	done := map[string]bool{}
	var define func(name string)
	define = func(name string) {
		if done[name] {
			return
		}
		done[name] = true
		members := s.members[name]
		for _, member := range sortedKeys(members) {
			if members[member] == record || members[member] == pointer {
				define(memberTag + member)
			}
		}
		fmt.Fprintf(b, "struct %s { long long drvlint_; ", name)
		for _, member := range sortedKeys(members) {
			b.WriteString(s.memberText(name, member))
		}
		b.WriteString("};\n")
	}
	for _, name := range s.recordTags() {
		if !leaveOut(name) {
			define(name)
		}
	}
}

// recordTags returns the tags of all structures that the stubs mention, sorted.
func (s *stubs) recordTags() []string {
	tags := map[string]bool{}
	for name, kind := range s.types {
		if kind == record || kind == pointer {
			tags[tag(name)] = true
		}
	}
	for name, kind := range s.values {
		if kind == record || kind == pointer {
			tags[valueTag+name] = true
		}
	}
	for name := range s.members {
		tags[name] = true
	}
	for name, result := range s.results {
		if strings.HasPrefix(result, "struct "+resultTag) {
			tags[resultTag+name] = true
		}
	}
	return sortedKeys(tags)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
