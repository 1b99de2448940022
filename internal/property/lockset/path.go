package lockset

import (
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
)

// Name spells the lock as the function that holds it does.
func (l Lock) Name() string { return program.PlaceWords(l.place) }

// Routine is the kernel routine that acquired the lock.
func (l Lock) Routine() string {
	for step := l.Taken; step != nil; step = acquireIn(step.Inner) {
		if step.Kind == simulate.StepAcquire {
			return step.Name
		}
	}
	return ""
}

// Path says how the lock came to be held.
func (l Lock) Path() []program.PathStep {
	var out []program.PathStep
	words := "raising to APC_LEVEL"
	switch {
	case l.Unsafe:
		words = "changing neither IRQL nor APCs"
	case l.Guarded:
		words = "entering a guarded region"
	}
	var steps []*simulate.Step
	for step := l.Taken; step != nil; step = acquireIn(step.Inner) {
		if steps = append(steps, step); step.Kind != simulate.StepCall {
			break
		}
	}
	for _, step := range program.Abbreviated(steps) {
		if step.Kind == simulate.StepCall {
			out = append(out, program.PathStep{Unit: step.In.Unit, Span: step.At, Text: fmt.Sprintf("calls `%s`, which returns with `%s` held", step.Name, l.Name()), Change: l.taking()})
			continue
		}
		out = append(out, program.PathStep{Unit: step.In.Unit, Span: step.At, Text: fmt.Sprintf("acquires `%s` here, %s", placeOfStep(step, l), words), Change: l.taking()})
		break
	}
	return out
}

func placeOfStep(step *simulate.Step, l Lock) string {
	if step.Words != "" {
		return step.Words
	}
	return l.Name()
}

// acquireIn finds the last acquisition on a way through a function.
func acquireIn(last *simulate.Step) *simulate.Step {
	for step := last; step != nil; step = step.Prev {
		if step.Kind == simulate.StepAcquire || step.Kind == simulate.StepCall && (step.Words != "" || acquireIn(step.Inner) != nil) {
			return step
		}
	}
	return nil
}

// taking is what the acquisition of the lock does.
func (l Lock) taking() program.Change {
	c := program.Change{Takes: []string{l.Name()}}
	if !l.Guarded && !l.Unsafe {
		c.Level = ddi.LevelName(ddi.APCLevel)
	}
	return c
}
