package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A unitState is what the stub loop knows about one unit.
type unitState struct {
	Unit
	closure  *closure
	known    []string        // words of the unit's text that the model knows
	defined  map[string]bool // names that the unit's own text defines
	certain  map[string]bool // ... of those, the ones that stand where the unit certainly is compiled
	admitted map[string]bool // ... of those, the ones that it turned out not to see
	macros   map[string]bool // ... of those, the ones that it defines as macros only
	dropped  map[string]bool // names that the model's declaration clashed on
	refused  map[string]bool // names that the stub clashed on
	asked    map[string]bool // names to give although the text has no such word
	scopes   map[string]bool // macros that stand for extern "C" or for the head of a structure
	errors   []diagnostic    // of the last parse
	kit      *kitClosure     // what it includes of a real kit, nil if nothing
	done     bool
	endless  bool // it includes a file that includes itself without end
}

func newUnitState(unit Unit, c *closure) *unitState {
	u := &unitState{
		Unit: unit, closure: c, defined: map[string]bool{}, certain: map[string]bool{}, admitted: map[string]bool{},
		kit: c.kit, macros: map[string]bool{}, dropped: map[string]bool{}, refused: map[string]bool{}, asked: map[string]bool{},
		scopes: map[string]bool{"EXTERN_C": true, "WDF_EXTERN_C": true},
	}
	seen := map[string]bool{}
	for _, f := range c.files {
		for _, name := range f.linkageMacros() {
			u.scopes[name] = true
		}
		for name := range f.names.Defined {
			_, isMacro := f.names.Macros[name]
			if !isMacro && wdk.KnowsMacro(name) && f.headsOnly(name) {
				continue
			}
			u.macros[name] = isMacro && (u.macros[name] || !u.defined[name])
			u.defined[name] = true
		}
		for i, word := range f.words {
			if f.known[i] && !seen[word] {
				seen[word] = true
				u.known = append(u.known, word)
			}
		}
	}
	return u
}

// defines reports whether the unit declares the name itself.
func (u *unitState) defines(name string) bool {
	return (u.defined[name] || u.kit.defines(name) || slices.Contains(versions, name) && u.predefines(name)) && !u.admitted[name]
}

// versions are the macros by which a build says which Windows it is for: what its command line says of them counts.
var versions = []string{"NTDDI_VERSION", "WINVER", "_WIN32_WINNT"}

// inKit reports whether a header of a real kit declares the name.
func (u *unitState) inKit(name string) bool {
	return u.kit.defines(name) && !u.defined[name] && !u.admitted[name]
}

// aliases returns the macros without parameters that the unit's text defines.
func (u *unitState) aliases() map[string]bool {
	list := map[string]bool{}
	for _, f := range u.closure.files {
		for name, parameters := range f.names.Macros {
			if !parameters {
				list[name] = true
			}
		}
	}
	return list
}

// readmits reports whether the unit could be given the model's declaration of a name that its
// text defines.
func (u *unitState) readmits(name string) bool {
	return u.defines(name) && wdk.Knows(name) && !u.dropped[name]
}

// readmit gives the unit the model's declaration of a name after all: its own, in
// some branch of an #if, is not to be seen.
func (u *unitState) readmit(name string) bool {
	if !u.readmits(name) {
		return false
	}
	for _, member := range wdk.Family(name) {
		if u.defines(member) && !u.dropped[member] {
			u.admitted[member] = true
		}
	}
	u.admitted[name] = true
	return true
}

// seeStub lets the unit see the stub of a name that its own text seems to define.
func (u *unitState) seeStub(name string) bool {
	if !u.defines(name) {
		return false
	}
	u.admitted[name] = true
	return true
}

// ask gives the unit a declaration of the model by name.
func (u *unitState) ask(name string) bool {
	if u.asked[name] {
		return false
	}
	u.asked[name] = true
	return true
}

// showHeader adds an empty header that the text did not show to be missing.
func (u *unitState) showHeader(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	if _, known := u.closure.virtual[name]; known || namesNoFile(name) {
		return false
	}
	u.closure.virtual[name] = ""
	return true
}

// model returns the header of the model's declarations for this unit.
func (u *unitState) model(s *stubs, all *sources) string {
	names := append(s.words(), u.known...)
	for name := range u.asked {
		names = append(names, name)
	}
	members := map[string][]string{}
	for owner, list := range s.members {
		if wdk.KnowsRecord(owner) {
			for _, name := range sortedKeys(list) {
				members[owner] = append(members[owner], s.memberText(owner, name))
			}
		}
	}
	library := u.isCPlusPlus() && u.lacksLibrary("std")
	var routines []string
	if library {
		routines = u.routinesOfC()
		names = append(names, routines...)
	}
	header := wdk.Select(wdk.Use{Names: names, Has: all.words.has, Called: func(member string) bool { return all.called[member] }, Defined: u.defines, Macro: func(name string) bool { return u.macros[name] }, Dropped: u.dropped, Kit: u.inKit, Members: members})
	header = u.inLanguage(header)
	if u.isCPlusPlus() {
		again := u.lacksLibrary("wistd")
		if again || library {
			header += wdk.Std()
		}
		for _, name := range routines {
			header += "namespace std { using ::" + name + "; }\n"
		}
		if again { // so the Windows Implementation Libraries call their copy of it
			header += "namespace wistd = std;\n"
		}
		if u.lacksLibrary("wil") {
			header += wdk.Wil()
		}
	}
	return header
}

// routinesOfC returns the routines of the C library that the unit calls in namespace std, as std::memcpy, but for those that it declares itself.
func (u *unitState) routinesOfC() []string {
	found := map[string]bool{}
	for _, f := range u.closure.files {
		for _, i := range f.places()["std"] {
			w := window{f, int(i)}
			if !w.is(1, ":") || !w.is(2, ":") || !w.ident(3) {
				continue
			}
			if name := w.token(3).In(f.text); wdk.KnowsRoutine(name) && !u.defines(name) && !u.dropped[name] {
				found[name] = true
			}
		}
	}
	return sortedKeys(found)
}

// lacksLibrary reports whether the unit names a library in this namespace, as the standard library of C++, and has none of its own.
func (u *unitState) lacksLibrary(namespace string) bool {
	used, own := false, 0
	for _, f := range u.closure.files {
		for _, i := range f.places()[namespace] {
			w := window{f, int(i)}
			if w.is(-1, "namespace") && w.is(1, "{") {
				own += w.inNamespace()
			}
			used = true
		}
	}
	return used && own < ownStd
}

// inNamespace counts the tokens of a namespace but for those of namespaces in it, as std::experimental, which only add to a library.
func (w window) inNamespace() int {
	n, end := 0, ctext.Close(w.f.text, w.f.tokens, w.i+1)
	for i := w.i; i < end; i++ {
		at := window{w.f, i}
		if i > w.i && at.is(0, "namespace") && at.ident(1) && at.is(2, "{") && !at.is(-1, "inline") {
			i = ctext.Close(w.f.text, w.f.tokens, i+2)
		}
		n++
	}
	return n
}

// A unit that has so many tokens in its own namespace std brings a library; with less it adds
// to one.
const ownStd = 400

// invented returns the header of the stubs for this unit.
func (u *unitState) invented(s *stubs) string {
	return u.inLanguage(s.render(func(name string) bool {
		return u.refused[name] || u.defines(name) || wdk.Knows(name) && !u.dropped[name]
	}))
}

// inLanguage returns a header of the model's in the language of the unit.
func (u *unitState) inLanguage(header string) string {
	if u.isCPlusPlus() {
		return wdk.CPlusPlus(header)
	}
	return header
}
