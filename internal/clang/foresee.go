package clang

import (
	"slices"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// foreseeRoles gives the types of functions of the model that have parameters of unknown types the signatures of the driver's routines: what
// the model has in place of those types is none that the routine could be defined with.
func (l *loader) foreseeRoles() {
	if l.unit.isCPlusPlus() {
		return // a function of other parameters is another function
	}
	g := &diagnosis{stubs: l.stubs, shapes: l.shapes(), sources: l.sources, unit: l.unit}
	for _, role := range l.unit.known {
		if l.unit.defines(role) || !wdk.LacksTypes(role) {
			continue
		}
		for _, routine := range sortedKeys(l.shapes().declaredNames(role)) {
			if l.shapes().signature(role, routine) != "" {
				g.inferRole(role, routine)
				break
			}
		}
	}
}

// foreseeMembers adds to structures of the model that the documentation lists in part the members that the text names of objects that can be of
// no other type.
func (l *loader) foreseeMembers() {
	for _, name := range l.unit.known {
		tag, has := wdk.Members(name)
		if tag == "" || l.unit.defines(name) || l.unit.defines(tag) {
			continue
		}
		g := &diagnosis{stubs: l.stubs, shapes: l.shapes(), sources: l.sources, unit: l.unit, foreseen: map[string]bool{}}
		for _, member := range l.shapes().membersOfOnly(name) {
			if !has[member] {
				g.missingMember(member, tag)
			}
		}
	}
}

// declaredAside lists the names that a file declares where it is not compiled only, as a variable for assertions, and that the same function
// uses where it is.
func (f *sourceFile) declaredAside(reached []bool) []string {
	if !slices.Contains(reached, false) {
		return nil
	}
	used := f.compiled(reached).words
	lines := f.directives()
	aside, looked := map[string]bool{}, map[string]int{}
	compiled := func(w window) bool {
		k, _ := slices.BinarySearch(lines, int32(w.i+1))
		return reached[k]
	}
	for i, t := range f.tokens {
		w := window{f, i}
		if name := t.In(f.text); t.Kind == ctext.Ident && !aside[name] && used[name] && !compiled(w) && looked[name] < maxAside && w.declaresVariable() {
			looked[name]++
			scope, uses, declares := w.scopeEnd(), false, false
			for _, at := range f.places()[name] {
				if other := (window{f, int(at)}); compiled(other) && (scope == 0 || other.scopeEnd() == scope) {
					uses, declares = true, declares || other.declaresVariable()
				}
			}
			aside[name] = uses && !declares
		}
	}
	return slices.DeleteFunc(sortedKeys(aside), func(name string) bool { return !aside[name] })
}

// maxAside bounds for how many declarations of a name that are not compiled it is looked whether there are others.
const maxAside = 20

// declaresVariable reports whether the name is declared as a variable, a parameter or a member: TYPE *NAME;
func (w window) declaresVariable() bool {
	at := -1
	for w.is(at, "*") {
		at--
	}
	return w.ident(at) && w.is(1, ";", ",", "=", "[", ")")
}
