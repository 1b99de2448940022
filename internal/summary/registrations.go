package summary

import (
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// findRegistrations numbers the calls that register a callback with the kernel. In the sets of
// threads each is a thread that was created, and has ended where it is taken back. The numbers
// go down from the last one.
func (p *Program) findRegistrations() {
	p.registered, p.undone = map[*ir.Call]uint64{}, map[*ir.Call]uint64{}
	for i, c := range p.Registrations() {
		if len(p.Threads)+i >= maxThreads {
			return
		}
		bit := uint64(1) << (maxThreads - 1 - i)
		p.registered[c.Call] |= bit
		for _, undo := range p.Removals(c) {
			if !callgraph.Refuses(c, undo) {
				p.undone[undo.Call] |= bit
			}
		}
	}
}

// register forks: with the callback registered, or with an error.
func (sim *simulation) register(s *state, call *ir.Call, status term.Ref) []*state {
	bit := sim.p.registered[call]
	if bit == 0 || sim.regime || sim.wanted&threads == 0 {
		return []*state{s}
	}
	failed := s.clone()
	s.Narrow(sim.p.pool, status, term.Exactly(0)) // STATUS_SUCCESS is the only success
	failed.Narrow(sim.p.pool, status, term.AtMost(-1))
	s.made |= bit
	s.joined &^= bit
	s.trace = &Step{Prev: s.trace, Kind: StepWait, In: sim.f, At: call.Span, Name: call.Callee}
	return []*state{s, failed}
}

// Registers reports whether the function has registered the callback of a registration.
func (p *Program) Registers(o *Outcome, c callgraph.RoutineCall) bool {
	return o.Made&p.registered[c.Call] != 0
}

// LeavesRegistered reports whether the function has certainly registered the callback of a
// registration and not taken it back. What is known only of several ways together does not count.
func (p *Program) LeavesRegistered(o *Outcome, c callgraph.RoutineCall) bool {
	bit := p.registered[c.Call]
	return o.Made&bit != 0 && (o.Joined|o.some)&bit == 0
}

// Loose reports whether some ways through the function were not told apart, or left out.
func (s *Summary) Loose() bool { return s.short != 0 }
