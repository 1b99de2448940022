package summary

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// functionRef is the value of a function's name, told apart from a static function of
// the same name in another unit.
func (p *Program) functionRef(unit int, name string) ref {
	if p.static[unit][name] != nil {
		return p.pool.function(fmt.Sprintf("%s#%d", name, unit))
	}
	return p.pool.function(name)
}

// functionOf is the inverse of functionRef: a function of the driver, or else the name
// of a routine.
func (p *Program) functionOf(s string) (*Function, string) {
	name, unit, static := strings.Cut(s, "#")
	if static {
		var index int
		fmt.Sscan(unit, &index)
		return p.static[index][name], ""
	}
	if f := p.external[name]; f != nil {
		return f, ""
	}
	return nil, name
}

// summarise simulates the functions that have to do with locks and threads, callees
// first. What else a caller wants to know is worked out when it asks.
func (p *Program) summarise() {
	for _, f := range p.Functions {
		if p.concerned(f) && (f.traits&threads != 0 || p.handlesMutexes(f)) {
			p.ensure(f, locks|threads)
		}
	}
}

// ensure makes the summary of f tell of the wanted traits. Within a cycle of calls a
// function that is not summarised yet is taken to do nothing; one that has called itself
// is then summarised once more, with what it was found to do. Deeper recursion adds
// nothing to the report.
func (p *Program) ensure(f *Function, wanted trait) {
	wanted &= f.traits // of what it does not do, nothing more can be told
	f.recursive = f.recursive || f.busy
	if f.Summary != nil && (f.told|wanted == f.told || f.Summary.Bounded) || f.busy {
		return
	}
	open := func(g *Function) bool {
		here := wanted & g.traits
		if g.Summary == nil {
			return !g.busy && (here != 0 || len(g.Graph.Blocks) <= smallFunction)
		}
		return !g.busy && g.told|here != g.told && !g.Summary.Bounded
	}
	if !p.nested(f, open, func(g *Function) { p.summariseOne(g, wanted&g.traits) }) && f.Summary == nil {
		f.Summary = &Summary{Bounded: true}
		p.fellShort(f, f.Summary)
	}
}

// summariseOne makes the summary of f tell of the wanted traits, too.
func (p *Program) summariseOne(f *Function, wanted trait) {
	if f.busy || f.Summary != nil && (f.told|wanted == f.told || f.Summary.Bounded) {
		return
	}
	f.busy = true
	f.told |= wanted
	if slices.Contains(f.calls, f) {
		f.told |= f.traits & (blocks | takes) // what it would tell itself under a mutex
	}
	f.Summary = p.simulate(f, nil, f.told)
	if f.recursive && !f.Summary.Bounded {
		f.Summary = p.simulate(f, nil, f.told)
	}
	f.busy = false
	p.fellShort(f, f.Summary)
}

// siteCall finds the call that made a fresh value, nil if it was made otherwise.
func (p *Program) siteCall(f *Function, site int64) *ir.Call {
	for in, n := range f.siteOf {
		if int64(n) == site {
			call, _ := in.(*ir.Call)
			return call
		}
	}
	return nil
}
