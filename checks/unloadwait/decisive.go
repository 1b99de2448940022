package unloadwait

import (
	"slices"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/summary"
	"github.com/drvlint/drvlint/ir"
)

// joins lists the blocks of f that wait for the thread, themselves or through a callee.
func (d *driver) joins(f *program.Function, t *summary.Thread) []bool {
	list := make([]bool, len(f.Graph.Blocks))
	for i, blk := range f.Graph.Blocks {
		for _, in := range blk.Instrs {
			call, ok := in.(*ir.Call)
			if !ok {
				continue
			}
			target, _ := d.Callee(f, call)
			waits := slices.Contains(t.Waits, callgraph.Site{Call: call, In: f})
			list[i] = list[i] || waits || target != nil && d.mayJoin(target, t)
		}
	}
	return list
}

// decisive finds the branch on a way through f after which the wait is out of reach; or
// the one in a callee that came back without having waited.
func (d *driver) decisive(f *program.Function, last *summary.Step, t *summary.Thread) *summary.Step {
	var steps []*summary.Step
	for step := last; step != nil; step = step.Before(t) {
		steps = append(steps, step)
	}
	slices.Reverse(steps)
	reaches := f.Graph.LeadingTo(d.joins(f, t))
	for _, step := range steps {
		switch step.Kind {
		case summary.StepBranch:
			if from, to := step.Edge(); reaches[from] && !reaches[to] {
				return step
			}
		case summary.StepCall:
			if branch := d.decisiveCall(step, t); branch != nil {
				return branch
			}
		}
	}
	return nil
}

func (d *driver) decisiveCall(step *summary.Step, t *summary.Thread) *summary.Step {
	if !d.mayJoin(step.Callee, t) {
		return nil
	}
	return d.decisive(step.Callee, step.Inner, t)
}

// mayJoin reports whether f waits for the end of the thread on some of its ways.
func (d *driver) mayJoin(f *program.Function, t *summary.Thread) bool {
	sum := d.Summary(f)
	return sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *summary.Outcome) bool { return o.MayJoin(t) })
}
