package profile

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A LeftOut is a call that undoes something, and that an edge leaves out.
type LeftOut struct {
	Routine *ddi.Routine
	Lock    string // the name of the lock that it releases; "" if it is none of one
}

// Twice lists what the function leaves out on an edge by a condition that it has tested before, where it did what this would undo: if
// what is tested may have changed in between, both are decided alike, and whether there is anything to undo can't be told.
func (f *Function) Twice(from, to int) []LeftOut { return f.twice[edge{from, to}] }

// findTwice finds branches on what others may change, of which one arm undoes what an arm of an earlier branch with the same
// condition did.
func (p *Profile) findTwice(f *program.Function) {
	known := p.Of(f)
	type arm struct{ block, to int }
	arms := map[condition][]arm{}
	for _, blk := range f.Graph.Blocks {
		if len(blk.Succs) != 2 || blk.Succs[0].Test == nil {
			continue
		}
		for _, e := range blk.Succs {
			if c, ok := conditionOf(e); ok {
				arms[c] = append(arms[c], arm{block: blk.Index, to: e.To.Index})
			}
		}
	}
	for _, list := range arms {
		if len(list) < 2 {
			continue
		}
		for _, second := range list {
			var undoes []LeftOut
			for _, first := range list {
				if first.block == second.block || !f.Graph.Reaches(first.to, second.block) {
					continue
				}
				did := p.effectsIn(f, first.to)
				for _, u := range p.effectsIn(f, second.to) {
					if slices.ContainsFunc(did, u.undoes) && !slices.Contains(undoes, u) {
						undoes = append(undoes, u)
					}
				}
			}
			if len(undoes) == 0 {
				continue
			}
			for _, e := range f.Graph.Blocks[second.block].Succs {
				if e.To.Index != second.to {
					if known.twice == nil {
						known.twice = map[edge][]LeftOut{}
					}
					known.twice[edge{second.block, e.To.Index}] = undoes
				}
			}
		}
	}
}

// A condition is what an edge tests, as it is spelt, and whether it holds there.
type condition struct {
	spelt string
	holds bool
}

// conditionOf is the condition of an edge; false for one that only local variables decide.
func conditionOf(e *cfg.Edge) (condition, bool) {
	v, same := bare(*e.Test)
	return condition{v.String(), e.Taken == same}, v.Shared()
}

// bare is a condition without what negates it or compares it with 0, and whether it holds where the condition does.
func bare(v ir.Value) (ir.Value, bool) {
	holds := true
	for v.Kind == ir.Op {
		switch zero := len(v.Args) == 2 && v.Args[1].Kind == ir.Const && v.Args[1].Int == 0; {
		case v.Name == "!" && len(v.Args) == 1, v.Name == "==" && zero:
			v, holds = v.Args[0], !holds
			continue
		case v.Name == "!=" && zero:
			v = v.Args[0]
			continue
		}
		break
	}
	return v, holds
}

// changes are the effects that are undone, each in front of what undoes it.
var changes = [...][2]ddi.Kind{{ddi.Acquire, ddi.Release}, {ddi.RaiseIRQL, ddi.RestoreIRQL}, {ddi.EnterRegion, ddi.LeaveRegion}, {ddi.Attach, ddi.Detach}}

// undoes reports whether a call may undo what another did.
func (u LeftOut) undoes(did LeftOut) bool {
	if did.Lock != u.Lock {
		return false
	}
	for _, c := range changes {
		x, y := did.Routine.Effect(c[0], ddi.Anything), u.Routine.Effect(c[1], ddi.Anything)
		if x != nil && y != nil && (x.On == y.On || x.On&y.On != 0) {
			return true
		}
	}
	return false
}

// effectsIn lists what the straight code from block i on does that is undone, or undoes something: itself, or in functions that it calls.
func (p *Profile) effectsIn(f *program.Function, i int) []LeftOut {
	var list []LeftOut
	add := func(g *program.Function, in ir.Instr) {
		if does, undone := effectOf(p, g, in); undone {
			list = append(list, does)
		}
	}
	for range len(f.Graph.Blocks) {
		blk := f.Graph.Blocks[i]
		if len(blk.Preds) > 1 {
			return list
		}
		for _, in := range blk.Instrs {
			add(f, in)
			if call, ok := in.(*ir.Call); ok {
				if target, _ := p.Callee(f, call); target != nil && p.Of(target).Traits&(Locks|Shifts) != 0 {
					p.inReach(target, add)
				}
			}
		}
		if len(blk.Succs) != 1 {
			return list
		}
		i = blk.Succs[0].To.Index
	}
	return list
}

// effectOf is what an instruction does that is undone, or undoes something.
func effectOf(p *Profile, f *program.Function, in ir.Instr) (LeftOut, bool) {
	call, r := p.RoutineOf(f, in)
	if !r.Does(ddi.Acquire | ddi.Release | ddi.RaiseIRQL | ddi.RestoreIRQL | ddi.RegionChanges | ddi.Attach | ddi.Detach) {
		return LeftOut{}, false
	}
	name := ""
	if k := r.Arg(ddi.OpLock); k >= 0 && k < len(call.Args) {
		name = call.Args[k].Pointee().Leaf()
	}
	return LeftOut{r, name}, true
}

// EffectsOf lists what a function does itself that is undone, or undoes something: what it is to the branches of its callers (Twice).
func EffectsOf(p *Profile, f *program.Function) []LeftOut {
	var list []LeftOut
	f.Instrs(func(in ir.Instr) {
		if does, undone := effectOf(p, f, in); undone {
			list = append(list, does)
		}
	})
	return list
}

// inReach visits what a function does, itself or through what it calls, in order.
func (p *Profile) inReach(f *program.Function, visit func(*program.Function, ir.Instr)) {
	reach := p.Reach(f)
	for _, g := range p.Functions {
		if reach[g] && p.Of(g).Itself&(Locks|Shifts) != 0 {
			g.Instrs(func(in ir.Instr) { visit(g, in) })
		}
	}
}
