package unloadwait

import (
	"slices"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// joins lists the blocks of f that wait for the thread, themselves or through a callee.
func (d *subject) joins(f *program.Function, t *threads.Thread) []bool {
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
func (d *subject) decisive(f *program.Function, last *simulate.Step, t *threads.Thread) *simulate.Step {
	var steps []*simulate.Step
	for step := last; step != nil; step = t.Before(step) {
		steps = append(steps, step)
	}
	slices.Reverse(steps)
	reaches := f.Graph.LeadingTo(d.joins(f, t))
	for _, step := range steps {
		switch step.Kind {
		case simulate.StepBranch:
			if from, to := step.Edge(); reaches[from] && !reaches[to] {
				return step
			}
		case simulate.StepCall:
			if branch := d.decisiveCall(step, t); branch != nil {
				return branch
			}
		}
	}
	return nil
}

func (d *subject) decisiveCall(step *simulate.Step, t *threads.Thread) *simulate.Step {
	if !d.mayJoin(step.Callee, t) {
		return nil
	}
	return d.decisive(step.Callee, step.Inner, t)
}

// mayJoin reports whether f waits for the end of the thread on some of its ways.
func (d *subject) mayJoin(f *program.Function, t *threads.Thread) bool {
	sum := d.Summary(f)
	return sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool { return t.MayBeJoinedBy(o) })
}
