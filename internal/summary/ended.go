package summary

import (
	"fmt"

	"github.com/drvlint/drvlint/internal/program"
)

// Since tells where what is wrong at the point began: the lock was taken, the region
// entered, the process attached to. Then comes the way to the point, which last words.
func (b *Breach) Since(last string) []program.PathStep {
	var out []program.PathStep
	for step := b.began(b.Trace); step != nil; step = b.began(step.Inner) {
		words, change := "", program.Change{}
		switch {
		case step.Kind == StepCall:
			words = fmt.Sprintf("calls `%s`", step.Name)
		case step.Kind == StepAcquire:
			words, change = fmt.Sprintf("`%s` takes `%s`", step.Name, step.name), program.Change{Takes: []string{step.name}}
		case step.Kind == StepAttach:
			words = fmt.Sprintf("`%s` attaches to another process", step.Name)
		default:
			words = fmt.Sprintf("`%s` enters the region", step.Name)
		}
		out = append(out, program.PathStep{Unit: step.In.Unit, Span: step.At, Text: words, Change: change})
	}
	for ; b.Inner != nil; b = b.Inner {
		out = append(out, program.PathStep{Unit: b.In.Unit, Span: b.At, Text: fmt.Sprintf("calls `%s`", b.Inner.In.Name)})
	}
	return append(out, program.PathStep{Unit: b.In.Unit, Span: b.At, Text: last})
}

// LockName spells the lock that is held as the function does that took it.
func (b *Breach) LockName() string {
	if step := b.began(b.Trace); step != nil && step.Kind == StepAcquire {
		return step.name
	}
	return b.Lock
}

// began finds the last step of a way that began what is wrong and was not undone; nil if
// there is none.
func (b *Breach) began(last *Step) *Step { return b.beganWithin(last, maxDepth) }

// beganWithin is began for what lies at most so many calls below.
func (b *Breach) beganWithin(last *Step, depth int) *Step {
	undone := 0
	for step := last; step != nil; step = step.Prev {
		begins, ends := b.balance(step)
		switch {
		case step.Kind == StepCall:
			if undone == 0 && depth > 0 && step.traits&(shifts|owns|locks) != 0 && b.beganWithin(step.Inner, depth-1) != nil {
				return step
			}
		case ends:
			undone++
		case begins && undone > 0:
			undone--
		case begins:
			return step
		}
	}
	return nil
}

// balance reports whether a step begins, or ends, what the breach is about.
func (b *Breach) balance(step *Step) (begins, ends bool) {
	switch b.Kind {
	case EndsHolding:
		same := b.lock == 0 || step.In != b.In || step.loc == b.lock // a callee has its own words for it
		return step.Kind == StepAcquire && same, step.Kind == StepRelease && same
	case EndsInRegion:
		return step.Kind == StepRegion && step.Taken, step.Kind == StepRegion && !step.Taken
	}
	return step.Kind == StepAttach && step.Taken, step.Kind == StepAttach && !step.Taken
}
