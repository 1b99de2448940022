package profile

import "github.com/drvlint/drvlint/internal/program"

// A Balance says whether callers have to know what a function does to a property of their thread.
// Most functions that take a mutex give it back, so that what calls them is of no interest on that
// account.
type Balance uint8

// The balances.
const (
	unasked  Balance = iota
	Weighed          // being found out: within a cycle of calls nobody knows
	Even             // leaves everything as it was
	Havocked         // leaves, where it does not leave it as it was, what nobody knows
	Uneven           // changes it, or is too complex to tell
)

// Balances are those of the functions of a driver, as far as they were asked for.
type Balances struct {
	profile *Profile
	known   []Balance // by index of the function
	below   bool      // what lies below a function is weighed first
}

// NewBalances are those of the functions of p.
func NewBalances(p *Profile) *Balances {
	return &Balances{profile: p, known: make([]Balance, len(p.Functions))}
}

// Of finds out a balance once. What lies below f is weighed first if chains of calls are long: of does
// that, and asks for the balance itself.
func (b *Balances) Of(f *program.Function, find, of func(*program.Function) Balance) Balance {
	if b.known[f.Index] == unasked && b.profile.Deep() && !b.below {
		b.below = true
		for _, g := range b.profile.Below(f, func(g *program.Function) bool { return b.known[g.Index] == unasked }) {
			of(g)
		}
		b.below = false
	}
	if b.known[f.Index] == unasked {
		b.known[f.Index] = Weighed
		b.known[f.Index] = find(f)
	}
	return b.known[f.Index]
}
