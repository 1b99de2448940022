package summary

import (
	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A procedure is what the simulations know of one function: what it does by itself, found
// before anything is simulated, and the summaries.
type procedure struct {
	Summary *Summary
	Regime  *Summary // what it does to the regime of its thread; nil until asked for

	siteOf     map[ir.Instr]int
	itself     trait // what it does itself
	traits     trait // what it does, itself or below
	mutexes    balance
	levels     balance
	told       trait // what of it Summary tells
	busy       bool  // being simulated
	inRegime   bool  // the same for Regime
	regimeTold tell
	recursive  bool       // calls itself, directly or through others
	mentions   term.Names // fields and globals that it or a callee tests
	writes     term.Names // fields and globals that it or a callee assigns
	assigned   term.Names // fields and globals that it assigns itself
	live       *cfg.Liveness
	later      []term.Names // by block: fields and globals that are tested from there on
	loopHead   []bool
	doubts     map[doubtEdge][]*ir.Call // the releases of mutexes in the other arm
}

// of is what is known of a function.
func (p *Program) of(f *program.Function) *procedure { return p.all[f.Index] }

// Summary is what a function does for its callers; nil where nothing asked for it.
func (p *Program) Summary(f *program.Function) *Summary { return p.of(f).Summary }

// MayWrite reports whether f, or what it calls, may assign to a variable or member of that name.
func (p *Program) MayWrite(f *program.Function, name string) bool {
	return p.of(f).writes.Has(term.NameBit(name))
}
