package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// DistinguishedFrom finds how a caller can tell the final state from those that are unlike it, and whether
// there are any.
func (sim *Simulation) DistinguishedFrom(s *State, unlike func(*State) bool) (best Distinction, others bool) {
	mine := sim.visible(s)
	best = BySuccess
	for _, t := range sim.out {
		if !unlike(t) {
			continue
		}
		others = true
		best = min(best, distinction(sim.Terms, mine, sim.visible(t)))
	}
	return best, others
}

// visible is a final state as callers see it.
func (sim *Simulation) visible(final *State) *Outcome {
	if o := sim.shown[final]; o != nil {
		return o
	}
	s := final.Clone()
	s.Unset(sim.Terms, 0, func(b term.Binding) bool {
		return b.At != sim.ret && (sim.Terms.LocalRoot(b.At) != nil || sim.Terms.IsGhost(b.At))
	})
	if sim.shown == nil {
		sim.shown = map[*State]*Outcome{}
	}
	o := sim.outcome(s)
	sim.shown[final] = o
	return o
}

// CallersKnown reports whether all callers of f are part of the driver, or the system is, and
// none of them was broken off.
func (g *Group) CallersKnown(f *program.Function) bool {
	known := len(g.Roles(f)) > 0
	for _, caller := range g.Functions {
		if slices.Contains(g.Callees(caller), f) {
			if sum := g.Summary(caller); sum == nil || sum.Bounded {
				return false
			}
			known = true
		}
		if slices.Contains(g.MayCall(caller), f) {
			return false
		}
	}
	return known
}

// Settled reports whether all ways to a return were followed to the end.
func (sim *Simulation) Settled(at ir.Span) bool {
	if !sim.bounded {
		return true
	}
	from := []int{sim.at}
	for b := range sim.blocks {
		if len(sim.blocks[b].pending) > 0 {
			from = append(from, b)
		}
	}
	ahead := sim.In.Graph.From(from...)
	for b, blk := range sim.In.Graph.Blocks {
		if ahead[b] && slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool { _, ok := in.(*ir.Return); return ok && in.Where() == at }) {
			return false
		}
	}
	return true
}

// Calls reports whether a call is one of the function or routine of that name: a macro may
// make several at one place.
func (sim *Simulation) Calls(call *ir.Call, name string) bool {
	target, routine := sim.Callee(sim.In, call)
	return target != nil && target.Name == name || target == nil && (routine == name || routine == "")
}

// Distinct reports whether a caller can tell two outcomes apart: by the result, by what was stored, or
// by what must have held on entry.
func (sim *Simulation) Distinct(a, b *Outcome) bool { return distinct(sim.Terms, a, b) }
