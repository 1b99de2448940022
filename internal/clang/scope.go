package clang

import (
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// A scopeMember is what an invented namespace has under a name.
type scopeMember uint8

const (
	scopeValue scopeMember = iota
	scopeFunction
	scopeType
	scopeRecord // a type of whose objects the text names members
)

// inventScope stubs a name of C++ that stands before :: alone, of an absent class, enumeration or
// namespace, with what the text names of it.
func (g *diagnosis) inventScope(name string) bool {
	if !g.unit.isCPlusPlus() {
		return false
	}
	members := g.shapes.scoped(name)
	if len(members) == 0 {
		return false
	}
	for _, member := range sortedKeys(members) {
		if list := g.shapes.membersOf(member); members[member] == scopeType && len(list) > 0 {
			members[member] = scopeRecord
			for _, of := range list {
				g.addMember(scopeTag(name, member), of)
			}
		}
	}
	g.stubs.scopes[name] = members
	g.changed = true
	return true
}

// scopeTag is the structure behind an invented type of an invented scope.
func scopeTag(scope, name string) string { return "drvlint_" + scope + "_" + name }

// scoped lists what the text names of a scope; none if it uses the name in another way, too, or
// declares it itself.
func (s *shapes) scoped(name string) map[string]scopeMember {
	members := map[string]scopeMember{}
	for _, w := range s.places(name) {
		const at = 3 // behind the colons
		if !w.is(1, ":") || !w.is(2, ":") {
			return nil
		}
		member := w.token(at).In(w.f.text)
		if name == "wil" && wdk.InWil(member) {
			continue // declared by the model
		}
		if !w.ident(at) || keyword(member) || w.is(-1, "namespace", "class", "struct", "enum", "union", "using", ":", "~") || w.is(at+1, "<") || w.is(at+1, ":") && w.is(at+2, ":") {
			return nil
		}
		switch known, seen := members[member]; {
		case w.is(at+1, "("):
			members[member] = scopeFunction
		case w.ident(at+1) || w.is(at+1, "*", "&") && w.ident(at+2) && w.is(-1, "(", ",", ";", "{", "}", "const"):
			members[member] = scopeType
		case !seen:
			members[member] = scopeValue
		default:
			members[member] = known
		}
	}
	return members
}

// scopeText declares an invented namespace. Its values are distinct numbers, made from their names, so that
// they are the same in every unit.
func (s *stubs) scopeText(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "namespace %s { ", name)
	for _, member := range sortedKeys(s.scopes[name]) {
		switch s.scopes[name][member] {
		case scopeFunction:
			fmt.Fprintf(&b, "long long %s(); ", member)
		case scopeType:
			fmt.Fprintf(&b, "typedef long long %s; ", member)
		case scopeRecord:
			fmt.Fprintf(&b, "typedef struct %s %s; ", scopeTag(name, member), member)
		default:
			fmt.Fprintf(&b, "enum { %s = %d }; ", member, 0x4000+crc32.ChecksumIEEE([]byte(name+"::"+member))%(1<<24))
		}
	}
	b.WriteString("}\n")
	return b.String()
}
