package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// kernelSwitches returns the macros that lead a unit of a driver to the headers of the kernel
// and that nobody defines: the build that is not at hand does.
//
//	#ifdef RING0
//	#include <ntddk.h>
//	#else
//	#include <windows.h>
//	#endif
//
// There are none if the unit comes to such a header anyway, unless it comes to one for user
// mode as well.
func (u *unitState) kernelSwitches(s *sources) []string {
	w := &switchWalk{unit: u, sources: s, macros: map[string]bool{}, seen: map[string]bool{}}
	for _, arg := range u.Args {
		if name, ok := strings.CutPrefix(arg, "-D"); ok {
			name, _, _ = strings.Cut(name, "=")
			w.macros[name] = true
		}
	}
	w.file(u.closure.files[0], nil)
	if w.plain && !w.user {
		return nil
	}
	return w.needed
}

// A switchWalk follows the inclusions of a unit, with the conditions around them.
type switchWalk struct {
	unit    *unitState
	sources *sources
	macros  map[string]bool // that the command line defines
	seen    map[string]bool // files, by path and whether they are reached without a switch
	plain   bool            // a header for the kernel is reached without one
	user    bool            // ... and one for user mode
	needed  []string        // the switches that lead to the first header for the kernel
}

// A gate is a condition around a part of a text.
type gate struct {
	closed  bool     // it does not hold, or what stood before its #else does
	needs   []string // undefined macros that make it hold
	perhaps bool     // it may hold or not
	before  bool     // a branch before this one holds for certain
}

// file walks a file that is reached if the macros in needs are defined.
func (w *switchWalk) file(f *sourceFile, needs []string) {
	key := f.path
	if len(needs) > 0 {
		key += "\n"
	}
	if w.seen[key] || w.seen[f.path] {
		return
	}
	w.seen[key] = true
	var open []gate
	references := w.sources.references(f)
	for i := 0; i < len(f.tokens); i++ {
		if f.tokens[i].Kind != ctext.Directive {
			continue
		}
		start := i + 1
		for i < len(f.tokens) && f.tokens[i].Kind != ctext.LineEnd {
			i++
		}
		line := f.tokens[start:min(i, len(f.tokens))]
		open = w.condition(f, line, open)
		for len(references) > 0 && len(line) > 0 && references[0].from < int(line[len(line)-1].To) {
			if r := references[0]; !r.probe && !r.computed && references[0].from > int(line[0].From) {
				w.inclusion(f, r, open, needs)
			}
			references = references[1:]
		}
	}
}

// inclusion notes what an #include leads to behind the open gates.
func (w *switchWalk) inclusion(f *sourceFile, r reference, open []gate, needs []string) {
	needs = slices.Clone(needs)
	for _, g := range open {
		if g.closed {
			return
		}
		needs = append(needs, g.needs...)
	}
	found := w.sources.included(w.unit.closure, f, r)
	switch {
	case found != nil:
		w.file(found, needs)
	case wdk.ForKernel(r.name) && len(needs) == 0:
		w.plain = true
	case wdk.ForKernel(r.name) && w.needed == nil:
		w.needed = slices.Compact(needs)
	case len(needs) == 0 && r.angled && wdk.ForUser(r.name):
		w.user = true
	}
}

// condition opens, changes or closes a gate.
func (w *switchWalk) condition(f *sourceFile, line []ctext.Token, open []gate) []gate {
	if len(line) == 0 {
		return open
	}
	switch line[0].In(f.text) {
	case "if":
		return append(open, w.gateOf(f, line[1:]))
	case "ifdef", "ifndef":
		g := gate{}
		if len(line) > 1 {
			g = w.defined(line[1].In(f.text))
		}
		if line[0].Is(f.text, "ifndef") {
			g = negated(g)
		}
		return append(open, g)
	case "else", "elif":
		if len(open) == 0 {
			return open
		}
		last := &open[len(open)-1]
		before := last.before || !last.closed && len(last.needs) == 0 && !last.perhaps
		next := gate{}
		if line[0].Is(f.text, "elif") {
			next = w.gateOf(f, line[1:])
		}
		next.before, next.closed = before, next.closed || before
		*last = next
	case "endif":
		return open[:max(0, len(open)-1)]
	}
	return open
}

// gateOf reads a condition of names joined by && and ||. Of what it does not understand it
// takes for granted that it may hold.
func (w *switchWalk) gateOf(f *sourceFile, line []ctext.Token) gate {
	var either gate
	g, not, first := gate{}, false, true
	add := func(next gate) {
		if not {
			next = negated(next)
		}
		not = false
		g.closed = g.closed || next.closed
		g.perhaps = g.perhaps || next.perhaps
		g.needs = append(g.needs, next.needs...)
	}
	alternative := func() {
		if first || either.closed || !g.closed && len(g.needs) == 0 {
			either = g
		}
		g, first = gate{}, false
	}
	for i, t := range line {
		word := t.In(f.text)
		switch {
		case word == "|" && i > 0 && line[i-1].Is(f.text, "|"):
			alternative()
		case word == "|", word == "&", word == "(", word == ")", word == "defined":
		case word == "!":
			not = !not
		case t.Kind == ctext.Ident:
			add(w.defined(word))
		case t.Kind == ctext.Number && word == "0":
			add(gate{closed: true})
		case t.Kind == ctext.Number:
			not = false
		default:
			return gate{perhaps: true} // a comparison
		}
	}
	alternative()
	return either
}

// negated is the gate that holds where g does not.
func negated(g gate) gate {
	return gate{closed: !g.closed && len(g.needs) == 0 && !g.perhaps, perhaps: g.perhaps}
}

// defined is the gate of a macro.
func (w *switchWalk) defined(name string) gate {
	switch {
	case predefined[name]:
		return gate{}
	case w.macros[name] || w.sources.words.macro(name) || wdk.Knows(name):
		return gate{perhaps: true}
	case ofOthers(name):
		return gate{closed: true}
	}
	return gate{needs: []string{name}}
}

// predefined are the macros that the parse itself defines, and those that stand for the
// headers of the kernel once they are included.
var predefined = map[string]bool{
	"_WIN32": true, "WIN32": true, "_WIN64": true, "_MSC_VER": true, "_AMD64_": true, "_M_AMD64": true, "_M_X64": true, "_KERNEL_MODE": true, "NT": true,
}

// ofOthers reports whether a macro tells of another compiler, processor or system.
func ofOthers(name string) bool {
	name = strings.ToLower(strings.Trim(name, "_"))
	return slices.ContainsFunc([]string{
		"gnu", "gcc", "clang", "mingw", "cygwin", "borland", "watcom", "intel", "icc", "linux", "unix", "apple", "mach", "freebsd", "netbsd", "openbsd",
		"dragonfly", "sun", "svr4", "solaris", "android", "qnx", "haiku", "os2", "reactos", "wine", "x86", "i386", "m_ix86", "arm", "m_arm", "aarch64", "ia64", "m_ia64", "alpha", "mips", "ppc", "powerpc", "stdc", "cplusplus", "ddk_ntapi",
	}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}
