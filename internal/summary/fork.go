package summary

import "github.com/drvlint/drvlint/internal/program"

// ofRegime is the program as the regime is followed in it. It has terms of its own, and
// nothing that it writes is read by the simulation of mutexes, so that both can go on at the same
// time; nor does what either finds depend on whether they do.
func (p *Program) ofRegime() *Program {
	if p.regime == nil {
		return p // it is the one
	}
	p.regime.Stop, p.regime.part = p.Stop, p.part
	return p.regime
}

// fork makes the program that ofRegime returns, of one that is linked and not simulated yet.
func (p *Program) fork() *Program {
	return &Program{
		Profile: p.Profile, Threads: p.Threads, all: p.all, pool: p.pool.Clone(),
		created: p.created, awaited: p.awaited, closing: p.closing, registered: p.registered, undone: p.undone,
		handed: map[*program.Function]bool{}, relieved: map[*program.Function]bool{}, detached: map[*program.Function]bool{},
	}
}

// FindBreaches begins to find out where the rules of the regime are broken. Summarise may be called
// meanwhile, nothing else, before the function that it returns has: that waits for the end.
func (p *Program) FindBreaches(part map[*program.Function]bool) (wait func()) {
	p.part = part
	regime := p.ofRegime()
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		regime.allBreaches()
	}()
	return func() {
		if reason := <-done; reason != nil {
			panic(reason) // Stopped, or a defect
		}
	}
}
