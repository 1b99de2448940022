package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// doubt lets followers forget what a callee undoes on some of its ways, where nobody can tell whether it has taken one of them.
func (sim *Simulation) doubt(in *Instance, after []*State, ways []*Outcome) {
	for j, other := range after {
		undoes := func(f Follower) bool { return f.Undoes(other, in, ways[j]) }
		if len(after) < 2 || !slices.ContainsFunc(sim.followers, undoes) {
			continue
		}
		for i, s := range after {
			if i == j || !sim.undecided(in, ways[i], ways[j]) {
				continue
			}
			for _, f := range sim.followers {
				f.Doubt(s, other, in, ways[j])
			}
		}
	}
}

// undecided reports whether a callee decides between two outcomes by a value of which nothing is known where
// it is called, as by one that was forgotten on the way from the acquisition to the release. What it returns tells
// them apart if somebody looks.
func (sim *Simulation) undecided(in *Instance, a, b *Outcome) bool {
	found := slices.ContainsFunc(a.facts, func(f term.Constraint) bool {
		return slices.ContainsFunc(b.facts, func(g term.Constraint) bool {
			return f.Value == g.Value && f.In.Meet(g.In).Nothing() && sim.unknown(in.S, in.Value(f.Value))
		})
	})
	return found && (sim.tellsApart(&Outcome{result: a.result, values: a.values}, &Outcome{result: b.result, values: b.values}) == Never || !sim.looksAt(in.Call))
}

// unknown reports whether nothing is known of a value, and nobody who called the function knows more.
func (sim *Simulation) unknown(s *State, v term.Ref) bool {
	return !sim.Terms.IsConst(v) && !sim.FromEntry(v) && !s.Constrained(v)
}

// looksAt reports whether the function reads the result of a call.
func (sim *Simulation) looksAt(call *ir.Call) bool {
	if call.Dst == nil {
		return false
	}
	found := false
	reads := func(v ir.Value) bool { return v.Reads(call.Dst) }
	sim.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			found = found || reads(in.Src)
		case *ir.Call:
			found = found || slices.ContainsFunc(in.Args, reads)
		case *ir.Return:
			found = found || in.Value != nil && reads(*in.Value)
		}
	})
	for _, blk := range sim.In.Graph.Blocks {
		for _, e := range blk.Succs {
			found = found || e.Test != nil && reads(*e.Test)
		}
	}
	return found
}
