package threads

import (
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/simulate"
)

// findRegistrations numbers the calls that register a callback with the kernel. The numbers go down
// from the last one.
func (p *Set) findRegistrations() {
	for i, c := range p.Registrations() {
		if len(p.Threads)+i >= MaxThreads {
			return
		}
		bit := uint64(1) << (MaxThreads - 1 - i)
		p.registered[c.Call] |= bit
		for _, undo := range p.Removals(c) {
			if !callgraph.Refuses(c, undo) {
				p.undone[undo.Call] |= bit
			}
		}
	}
}

// RegisteredBy reports whether the function has registered the callback of a registration.
func (p *Set) RegisteredBy(o *simulate.Outcome, c callgraph.RoutineCall) bool {
	return of(o).made&p.registered[c.Call] != 0
}

// LeavesRegistered reports whether the function has certainly registered the callback of a
// registration and not taken it back. What is known only of several ways together does not count.
func (p *Set) LeavesRegistered(o *simulate.Outcome, c callgraph.RoutineCall) bool {
	bit := p.registered[c.Call]
	return of(o).made&bit != 0 && (of(o).joined|of(o).some)&bit == 0
}

// MayTakeBack reports whether the function may have taken back the callback of a registration.
func (p *Set) MayTakeBack(o *simulate.Outcome, c callgraph.RoutineCall) bool {
	bit := p.registered[c.Call]
	return bit == 0 || (of(o).joined|of(o).some)&bit != 0
}
