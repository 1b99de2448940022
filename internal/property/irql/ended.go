package irql

import (
	"fmt"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
)

// Since tells where what is wrong at the point began: the lock was taken, the region
// entered, the process attached to. Then comes the way to the point, which last words.
func (b *Breach) Since(last string) []program.PathStep {
	var out []program.PathStep
	for step := b.began(b.Trace); step != nil; step = b.began(step.Inner) {
		words, change := "", program.Change{}
		switch {
		case step.Kind == simulate.StepCall:
			words = fmt.Sprintf("calls `%s`", step.Name)
		case step.Kind == simulate.StepAcquire:
			words, change = fmt.Sprintf("`%s` takes `%s`", step.Name, step.Words), program.Change{Takes: []string{step.Words}}
		case step.Kind == simulate.StepAttach:
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
	if step := b.began(b.Trace); step != nil && step.Kind == simulate.StepAcquire {
		return step.Words
	}
	return b.Lock
}

// began finds the last step of a way that began what is wrong and was not undone; nil if
// there is none.
func (b *Breach) began(last *simulate.Step) *simulate.Step {
	return b.beganWithin(last, simulate.MaxDepth)
}

// beganWithin is began for what lies at most so many calls below.
func (b *Breach) beganWithin(last *simulate.Step, depth int) *simulate.Step {
	undone := 0
	for step := last; step != nil; step = step.Prev {
		begins, ends := b.balance(step)
		switch {
		case step.Kind == simulate.StepCall:
			if undone == 0 && depth > 0 && step.Traits&(profile.Shifts|profile.Owns|profile.Locks) != 0 && b.beganWithin(step.Inner, depth-1) != nil {
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
func (b *Breach) balance(step *simulate.Step) (begins, ends bool) {
	switch b.Kind {
	case EndsHolding:
		same := b.lock == 0 || step.In != b.In || step.Loc == b.lock // a callee has its own words for it
		return step.Kind == simulate.StepAcquire && same, step.Kind == simulate.StepRelease && same
	case EndsInRegion:
		return step.Kind == simulate.StepRegion && step.Taken, step.Kind == simulate.StepRegion && !step.Taken
	}
	return step.Kind == simulate.StepAttach && step.Taken, step.Kind == simulate.StepAttach && !step.Taken
}
