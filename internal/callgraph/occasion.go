package callgraph

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
)

// An Occasion says when the system comes to a function, as far as that matters to an unload.
type Occasion uint8

// The occasions.
const (
	Anytime   Occasion = iota // perhaps at teardown
	AtEntry                   // only as part of the driver's entry point
	OnRequest                 // only as part of that, or of a request that an unload does not send
)

// Occasion says when the system comes to f. What nobody is known to call may run at any time.
func (p *Graph) Occasion(f *program.Function) Occasion {
	return p.occasions()[f.Index]
}

func (p *Graph) findOccasions() []Occasion {
	list := make([]Occasion, len(p.Functions))
	for i := range list {
		list[i] = AtEntry
	}
	p.mark(list, OnRequest, func(r Registration) bool { return r.Role != ddi.Entry })
	p.mark(list, Anytime, func(r Registration) bool { return r.Role != ddi.Entry && !ddi.SentByChoice(r.Role, r.Index) })
	return list
}

// mark notes the occasion for what the system comes to by a registration that counts.
func (p *Graph) mark(list []Occasion, when Occasion, counts func(Registration) bool) {
	taken := map[*program.Function]bool{}
	for _, f := range p.PointsTo.AddressTaken() {
		taken[f] = true
	}
	seen := map[*program.Function]bool{}
	var work []*program.Function
	visit := func(f *program.Function) {
		if !seen[f] {
			seen[f] = true
			work = append(work, f)
		}
	}
	for _, f := range p.Functions {
		if !p.Reached(f) || len(p.roles[f]) == 0 && taken[f] {
			visit(f)
		}
		for _, r := range p.roles[f] {
			if counts(r) && !p.declaredOnly(f, r) {
				visit(f)
			}
		}
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		list[f.Index] = when
		for _, callee := range p.Callees(f) {
			visit(callee)
		}
		for _, callee := range p.MayCall(f) {
			visit(callee)
		}
	}
}

// declaredOnly reports whether r only declares what another registration of f says exactly:
// for which requests it is called.
func (p *Graph) declaredOnly(f *program.Function, r Registration) bool {
	if r.By != nil || r.Index >= 0 {
		return false
	}
	for _, other := range p.roles[f] {
		if other.Role == r.Role && other.Index >= 0 {
			return true
		}
	}
	return false
}

// Unloads lists the routines that end the driver, each with its first registration as one. What
// a function registers to which nothing leads, in a driver with an entry point, is the routine
// of another driver; what is only declared as one, and nowhere named, is none there, nor what stands in a table that nothing registers.
func (p *Graph) Unloads() (functions []*program.Function, registrations []Registration) {
	entries, _ := p.WithRole(ddi.Entry)
	named := map[*program.Function]bool{}
	for _, f := range p.PointsTo.AddressTaken() {
		named[f] = true
	}
	for _, f := range p.Functions {
		for _, r := range p.roles[f] {
			if r.Declared && len(entries) > 0 && !named[f] || p.unqueued(f, r.Type) {
				continue
			}
			if r.Role == ddi.Unload && (r.By == nil || len(entries) == 0 || p.Reached(r.By)) {
				functions, registrations = append(functions, f), append(registrations, r)
				break
			}
		}
	}
	return functions, registrations
}
