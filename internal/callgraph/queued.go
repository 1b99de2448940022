package callgraph

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// unqueued reports whether a registration of f, as a function of a type, does not let the system call it: something must be queued or set
// for that, which nothing in the driver does.
func (p *Graph) unqueued(f *program.Function, typ string) bool {
	by := ddi.QueuedBy(typ)
	if len(by) == 0 || !slices.ContainsFunc(p.roles[f], func(r Registration) bool { return r.Type == typ && !r.Declared }) {
		return false
	}
	return !p.queues() && !slices.ContainsFunc(by, func(routine string) bool { return p.words()[routine] })
}

// findQueues reports whether the driver may queue what it has not named: it calls routines of its own for that, or not all of it is known.
func (p *Graph) findQueues() bool {
	if entries, _ := p.WithRole(ddi.Entry); len(entries) == 0 || p.Partial {
		return true
	}
	return slices.ContainsFunc(p.RoutineCalls(ddi.Queue, ddi.DPC|ddi.Timer|ddi.Work), func(c RoutineCall) bool { return p.Known.Has(c.Routine.Name) })
}

// never reports whether nothing can run f, for which it is registered in vain: the driver doesn't call it.
func (p *Graph) never(f *program.Function) bool {
	for _, r := range p.roles[f] {
		if !p.unqueued(f, r.Type) {
			return false
		}
	}
	return len(p.roles[f]) > 0 && !slices.ContainsFunc(p.callers()[f.Index], func(by *program.Function) bool { return by != f })
}

// findWords marks the names of what the driver calls or refers to, and the words that may name something where that is not seen.
func (p *Graph) findWords() map[string]bool {
	words := map[string]bool{}
	visit := func(name string) { words[name] = true }
	list := func(names []string) {
		for _, name := range names {
			visit(name)
		}
	}
	list(p.Outside)
	for _, u := range p.Units {
		list(u.Named)
		for _, g := range u.Globals {
			g.Mentions(visit)
		}
	}
	for _, f := range p.Functions {
		f.Mentions(visit)
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				_, name := p.Callee(f, call)
				visit(name)
			}
		})
	}
	return words
}
