package callgraph

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// dropDeclared takes their roles from functions that have the type of a callback, but are not known to anybody outside of the driver: it calls
// them itself, and their names stand nowhere else. An entry point is one of them where there is another one, by its name. None is taken where a
// unit is absent, or the entry point.
func (p *Graph) dropDeclared() {
	entries, _ := p.WithRole(ddi.Entry)
	if len(entries) == 0 || p.Partial {
		return
	}
	named := slices.ContainsFunc(entries, func(f *program.Function) bool { return ddi.RoleOfName(f.Name) == ddi.Entry })
	only := map[*program.Function]bool{} // those with no other role
	for f, list := range p.roles {
		if !slices.ContainsFunc(list, func(r Registration) bool { return !r.Declared || r.Role == ddi.Entry && !named }) {
			only[f] = true
		}
	}
	if len(only) == 0 {
		return
	}
	called, words := map[*program.Function]bool{}, map[string]bool{}
	known := func(names []string) {
		for _, name := range names {
			words[name] = true
		}
	}
	value := func(name string) { words[lastWord(name)] = true }
	known(p.Outside)
	for _, u := range p.Units {
		known(u.Named)
		for _, g := range u.Globals {
			g.Mentions(value)
		}
	}
	for _, f := range p.Functions {
		f.Values(value)
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				if target, _ := p.Callee(f, call); target != f {
					called[target] = true
				}
			}
		})
	}
	for f := range only {
		if (called[f] || ddi.Entry == p.roles[f][0].Role) && !words[lastWord(f.Name)] && !unspoken(f) && p.Lookup(f.UnitIndex, f.Name) == f {
			delete(p.roles, f)
		}
	}
}
