package summary

import (
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
)

// A procedure is what the simulations know of one function: what it does by itself, found
// before anything is simulated, and the summaries.
type procedure struct {
	*profile.Function
	Summary *Summary
	Regime  *Summary // what it does to the regime of its thread; nil until asked for

	mutexes    balance
	levels     balance
	told       trait // what of it Summary tells
	busy       bool  // being simulated
	inRegime   bool  // the same for Regime
	regimeTold tell
	recursive  bool // calls itself, directly or through others
}

// of is what is known of a function.
func (p *Program) of(f *program.Function) *procedure { return p.all[f.Index] }

// Summary is what a function does for its callers; nil where nothing asked for it.
func (p *Program) Summary(f *program.Function) *Summary { return p.of(f).Summary }
