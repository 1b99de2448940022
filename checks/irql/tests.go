package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// testsLevel reports whether the way to a step tests a value against a level by name: then a level kept
// somewhere decides whether it is restored, and nobody can tell which it is.
func testsLevel(step *simulate.Step) bool {
	for ; step != nil; step = step.Prev {
		if step.Kind == simulate.StepBranch && namesLevel(step.Condition()) || step.Kind == simulate.StepCall && testsLevel(step.Inner) {
			return true
		}
	}
	return false
}

func namesLevel(v ir.Value) bool {
	return v.Kind == ir.Const && isLevel(v.Name) && v.Int > ddi.PassiveLevel || slices.ContainsFunc(v.Args, namesLevel)
}

func isLevel(name string) bool {
	_, ok := ddi.ParseLevel(name)
	return ok
}
