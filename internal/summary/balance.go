package summary

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
)

// A balance says whether callers have to know what a function does to their mutexes, or
// to the regime of their thread. Most functions that take a mutex give it back, so that
// what calls them is of no interest on that account.
type balance uint8

const (
	unasked balance = iota
	weighed         // being found out: within a cycle of calls nobody knows
	even            // leaves everything as it was
	hazy            // leaves, where it does not leave it as it was, what nobody knows
	uneven          // changes it, or is too complex to tell
)

// weigh works out a balance once; known is where it is kept.
func weigh(known *balance, find func() balance) balance {
	if *known == unasked {
		*known = weighed
		*known = find()
	}
	return *known
}

// weighBelow finds out what find tells, of what lies below f first if chains of calls are long.
func (p *Program) weighBelow(f *program.Function, known func(*program.Function) *balance, find func(*program.Function)) {
	if !p.Deep() || p.weighing {
		return
	}
	p.weighing = true
	for _, g := range p.Below(f, func(g *program.Function) bool { return *known(g) == unasked }) {
		find(g)
	}
	p.weighing = false
}

// changesMutexes reports whether f may return with other mutexes held than it was called with.
func (p *Program) changesMutexes(f *program.Function) bool {
	if p.of(f).Traits&locks == 0 {
		return false
	}
	if p.of(f).mutexes == unasked {
		p.weighBelow(f, func(g *program.Function) *balance { return &p.of(g).mutexes }, func(g *program.Function) { p.changesMutexes(g) })
	}
	return even != weigh(&p.of(f).mutexes, func() balance {
		if !p.handlesMutexes(f) {
			return even
		}
		p.ensure(f, locks)
		changed := func(o *Outcome) bool { return len(o.Held)+len(o.freed)+len(o.soft) > 0 }
		if p.of(f).busy || p.of(f).Summary.Bounded || slices.ContainsFunc(p.of(f).Summary.Outcomes, changed) {
			return uneven
		}
		return even
	})
}

// handlesMutexes reports whether f takes or releases a mutex itself, or calls what
// changes those of its caller.
func (p *Program) handlesMutexes(f *program.Function) bool {
	return p.of(f).Itself&locks != 0 || p.of(f).Traits&locks != 0 && p.CallsAny(f, p.changesMutexes)
}

// regimeBalance is what callers have to know of what f does to the regime. A function that
// leaves it as it was, but makes demands of it, is uneven.
func (p *Program) regimeBalance(f *program.Function) balance {
	if p.of(f).Traits&shifts == 0 {
		return even
	}
	if p.of(f).levels == unasked {
		p.weighBelow(f, func(g *program.Function) *balance { return &p.of(g).levels }, func(g *program.Function) { p.regimeBalance(g) })
	}
	return weigh(&p.of(f).levels, func() balance {
		if !p.handlesRegime(f) {
			if p.CallsAny(f, func(g *program.Function) bool { return p.regimeBalance(g) != even }) {
				return hazy
			}
			return even
		}
		p.ensureRegime(f, tell{})
		if p.of(f).inRegime || p.of(f).Regime.Bounded || slices.ContainsFunc(p.of(f).Regime.Breaches, func(b *Breach) bool { return !b.Found }) {
			return uneven
		}
		result := even
		for _, o := range p.of(f).Regime.Outcomes {
			result = max(result, p.outcomeBalance(o))
		}
		return result
	})
}

// handlesRegime reports whether f changes the regime itself, or calls what certainly changes
// that of its caller.
func (p *Program) handlesRegime(f *program.Function) bool {
	return p.of(f).Itself&shifts != 0 || p.of(f).Traits&shifts != 0 && p.CallsAny(f, func(g *program.Function) bool {
		b := p.regimeBalance(g)
		return b == uneven || b == weighed
	})
}

func (p *Program) outcomeBalance(o *Outcome) balance {
	result := even
	for _, b := range o.stores {
		switch {
		case b.At > attachedVar && (p.pool.Term(b.At).S != ownedBy || b.Value == p.pool.Constant(0)):
		case p.pool.Given(b.Value):
			return uneven
		default:
			result = hazy
		}
	}
	return result
}
