package summary

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
)

// summarise simulates the functions that have to do with locks and threads, callees
// first. What else a caller wants to know is worked out when it asks.
func (p *Program) summarise() {
	for _, f := range p.Functions {
		if p.concerned(f) && (p.of(f).Traits&threads != 0 || p.handlesMutexes(f)) {
			p.ensure(f, locks|threads)
		}
	}
}

// ensure makes the summary of f tell of the wanted traits. Within a cycle of calls a
// function that is not summarised yet is taken to do nothing; one that has called itself
// is then summarised once more, with what it was found to do. Deeper recursion adds
// nothing to the report.
func (p *Program) ensure(f *program.Function, wanted trait) {
	wanted &= p.of(f).Traits // of what it does not do, nothing more can be told
	p.of(f).recursive = p.of(f).recursive || p.of(f).busy
	if p.of(f).Summary != nil && p.of(f).told|wanted == p.of(f).told || p.of(f).busy {
		return
	}
	open := func(g *program.Function) bool {
		here := wanted & p.of(g).Traits
		if p.of(g).Summary == nil {
			return !p.of(g).busy && (here != 0 || len(g.Graph.Blocks) <= smallFunction)
		}
		return !p.of(g).busy && p.of(g).told|here != p.of(g).told
	}
	if !p.nested(f, open, func(g *program.Function) { p.summariseOne(g, wanted&p.of(g).Traits) }) && p.of(f).Summary == nil {
		p.of(f).Summary, p.of(f).told = &Summary{Bounded: true}, everything
		p.fellShort(f, p.of(f).Summary)
	}
}

// summariseOne makes the summary of f tell of the wanted traits, too.
func (p *Program) summariseOne(f *program.Function, wanted trait) {
	if p.of(f).busy || p.of(f).Summary != nil && p.of(f).told|wanted == p.of(f).told {
		return
	}
	p.of(f).busy = true
	p.of(f).told |= wanted
	if slices.Contains(p.Callees(f), f) {
		p.of(f).told |= p.of(f).Traits & (blocks | takes) // what it would tell itself under a mutex
	}
	p.of(f).Summary = p.simulate(f, nil, p.of(f).told)
	if p.of(f).recursive && !p.of(f).Summary.Bounded {
		p.of(f).Summary = p.simulate(f, nil, p.of(f).told)
	}
	p.of(f).busy = false
	p.fellShort(f, p.of(f).Summary)
}
