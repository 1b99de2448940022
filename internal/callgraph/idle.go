package callgraph

import (
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
)

// Idle reports whether nothing ever runs f: the driver has an entry point, and nothing that the system or the driver itself comes to
// names f, but to register it for what is never queued.
func (p *Graph) Idle(f *program.Function) bool { return p.idle()[f] }

// Where fewer run than enough, as where the entry point only registers an unload routine, the driver is a collection of samples: what
// its sources have is taken to run. What headers have is called, or it is not.
const enough = 3

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
			if r.By == nil && (!r.Declared || r.Role == ddi.Entry) && !p.never(f) {
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
	if len(p.Functions)-len(idle) < enough {
		for _, f := range p.Functions {
			if f.Span.File == 0 {
				visit(f)
			}
		}
		spread()
	}
	return idle
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
