package callgraph

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
)

// Idle reports whether nothing ever runs f: the driver has an entry point, and nothing that the system or the driver itself comes to
// names f, but to register it for what is never queued.
func (p *Graph) Idle(f *program.Function) bool { return p.idle()[f] }

// Of a driver at most one function in so many is idle. Where more is, it has methods that are called in a way which is not seen, as
// through the tables of a framework's classes, and all its methods are taken to run. Where also fewer than enough run, as
// where the entry point only registers an unload routine, it is a collection of samples, and all that is its own is taken to run.
const fewest, enough = 4, 3

// findIdle lists the functions that nothing names which runs. None is where a unit is absent, or the entry point.
func (p *Graph) findIdle() map[*program.Function]bool {
	idle := map[*program.Function]bool{}
	if entries, _ := p.WithRole(ddi.Entry); len(entries) == 0 || p.Partial {
		return idle
	}
	alike := map[string][]*program.Function{} // by the last word of the name
	for _, f := range p.Functions {
		idle[f] = true
		alike[lastWord(f.Name)] = append(alike[lastWord(f.Name)], f)
	}
	var work []*program.Function
	visit := func(f *program.Function) {
		if idle[f] {
			delete(idle, f)
			work = append(work, f)
		}
	}
	named := func(unit int) func(string) {
		return func(name string) {
			if f := p.Lookup(unit, name); f != nil {
				if !p.never(f) {
					visit(f)
				}
				return
			}
			for _, f := range alike[lastWord(name)] {
				visit(f)
			}
		}
	}
	known := func(words []string) {
		for _, word := range words {
			for _, f := range alike[word] {
				visit(f)
			}
		}
	}
	known(p.Outside)
	for i, u := range p.Units {
		known(u.Named)
		for _, g := range u.Globals {
			g.Mentions(named(i))
		}
	}
	for _, f := range p.Functions {
		if unspoken(f) || p.Lookup(f.UnitIndex, f.Name) != f {
			visit(f)
		}
		for _, r := range p.roles[f] {
			if r.By == nil && !p.never(f) {
				visit(f)
			}
		}
	}
	spread := func() {
		for len(work) > 0 {
			f := work[len(work)-1]
			work = work[:len(work)-1]
			visitNamed := named(f.UnitIndex)
			for _, name := range f.Mentioned() {
				visitNamed(name)
			}
		}
	}
	spread()
	if many, samples := p.shares(idle); many {
		for _, f := range p.Functions {
			if !p.ofLibrary(f) && (samples || isMethod(f)) {
				visit(f)
			}
		}
		spread()
	}
	return idle
}

// shares reports whether more of a driver is idle than is likely, and whether it is a collection then: libraries apart, of which it uses
// what it needs, and headers.
func (p *Graph) shares(idle map[*program.Function]bool) (many, samples bool) {
	own, all := 0, 0
	for _, f := range p.Functions {
		if f.Span.File != 0 || p.ofLibrary(f) {
			continue
		}
		all++
		if idle[f] {
			own++
		}
	}
	return own*fewest > all, all-own < enough
}

// isMethod reports whether a function is called through an object.
func isMethod(f *program.Function) bool { return len(f.Params) > 0 && f.Params[0].Name == "this" }

// ofLibrary reports whether a function lies in a file of a static library.
func (p *Graph) ofLibrary(f *program.Function) bool {
	_, found := slices.BinarySearch(p.Libraries, f.Unit.File)
	return found
}

// unspoken reports whether a function of C++ may be called without its name: an operator, a constructor or a destructor, or one of a template.
func unspoken(f *program.Function) bool {
	class := strings.TrimSuffix(strings.TrimSuffix(f.Name, lastWord(f.Name)), "::")
	return strings.Contains(f.Name, "operator") || strings.Contains(f.Name, "~") || strings.Contains(f.Name, "<") || class != "" && lastWord(class) == lastWord(f.Name)
}

// lastWord is what a qualified name ends with, without parameters and the arguments of a template: f of A::B<C>::f<D>(int).
func lastWord(name string) string {
	name, _, _ = strings.Cut(name, "(")
	depth, to := 0, len(name)
	for i := len(name) - 1; i >= 0; i-- {
		switch {
		case name[i] == '>':
			depth++
		case name[i] == '<':
			depth--
			to = min(to, i)
		case depth == 0 && (name[i] == ':' || name[i] == ' ' || name[i] == '.'):
			return name[i+1 : to]
		}
		if depth > 0 {
			to = i
		}
	}
	return name[:to]
}
