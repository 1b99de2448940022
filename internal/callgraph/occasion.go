package callgraph

import (
	"maps"
	"slices"

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
	OnEvent                   // only as part of those, or of another event that an unload does not bring about
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
	brief, late := p.briefThreads(), map[*program.Function]bool{}
	p.mark(list, OnRequest, func(_ *program.Function, r Registration) bool { return r.Role != ddi.Entry })
	p.mark(list, OnEvent, func(_ *program.Function, r Registration) bool {
		return r.Role != ddi.Entry && !ddi.SentByChoice(r.Role, r.Index)
	})
	for grown := true; grown; {
		p.mark(list, Anytime, func(f *program.Function, r Registration) bool {
			return r.Role != ddi.Entry && !ddi.SentByChoice(r.Role, r.Index) && !ddi.NotByDriver(r.Role) && (!brief[f] || late[f])
		})
		grown = false
		for f := range brief {
			if !late[f] && slices.ContainsFunc(p.roles[f], func(r Registration) bool { return !r.Declared && list[r.By.Index] < OnRequest }) {
				late[f], grown = true, true // made at any time, or as the driver is loaded
			}
		}
	}
	return list
}

// briefThreads marks what threads run that wait for nothing: such a thread has done what it does soon after it was made.
func (p *Graph) briefThreads() map[*program.Function]bool {
	brief := map[*program.Function]bool{}
	threads, _ := p.WithRole(ddi.SystemThread)
	for _, f := range threads {
		reach, made := p.Reach(f), false
		brief[f] = !slices.ContainsFunc(p.RoutineCalls(ddi.Wait, ddi.Dispatcher|ddi.Time), func(c RoutineCall) bool { return reach[c.In] })
		for _, r := range p.roles[f] {
			made = made || !r.Declared
			brief[f] = brief[f] && (r.Declared || r.By != nil && r.Role == ddi.SystemThread)
		}
		brief[f] = brief[f] && made
	}
	maps.DeleteFunc(brief, func(_ *program.Function, is bool) bool { return !is })
	return brief
}

// mark notes the occasion for what the system comes to by a registration that counts.
func (p *Graph) mark(list []Occasion, when Occasion, counts func(*program.Function, Registration) bool) {
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
			if counts(f, r) && !p.declaredOnly(f, r) {
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
