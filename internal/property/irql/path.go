package irql

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
)

// Path says how the level came about, and how control comes from the function to the point.
func Path(o *Obligation, last string) []program.PathStep {
	at := change(LevelsOf(o))
	out := levelPath(LevelsOf(o).raised)
	for i := range out {
		out[i].Change = at
	}
	return append(out, calls(o, last, at)...)
}

// calls says how control comes from the function to the point.
func calls(o *Obligation, last string, at program.Change) []program.PathStep {
	var out []program.PathStep
	for ; o.Inner != nil; o = o.Inner {
		out = append(out, program.PathStep{Unit: o.In.Unit, Span: o.At, Text: fmt.Sprintf("calls `%s`", o.Inner.In.Name), Change: at})
	}
	return append(out, program.PathStep{Unit: o.In.Unit, Span: o.At, Text: last, Change: at})
}

// levelPath says what set the level last.
func levelPath(raised *simulate.Step) []program.PathStep {
	var out []program.PathStep
	var steps []*simulate.Step
	for step := raised; step != nil; step = step.Inner {
		steps = append(steps, step)
	}
	for _, step := range program.Abbreviated(steps) {
		words := fmt.Sprintf("`%s` changes the IRQL here", step.Name)
		if step.Kind == simulate.StepCall {
			words = fmt.Sprintf("calls `%s`, which changes the IRQL", step.Name)
		} else if step.Words != "" {
			words = fmt.Sprintf("`%s` %s", step.Name, step.Words)
		}
		out = append(out, program.PathStep{Unit: step.In.Unit, Span: step.At, Text: words})
	}
	return out
}

// RaisedBy is the step in which a routine set the level at the point; nil if it is that on entry.
func RaisedBy(o *Obligation) *simulate.Step {
	step := LevelsOf(o).raised
	for step != nil && step.Inner != nil {
		step = step.Inner
	}
	return step
}

// Raised says what set the level at the point: the routine or function, "" when the level
// is that on entry.
func Raised(o *Obligation) string {
	if raised := LevelsOf(o).raised; raised != nil {
		return raised.Name
	}
	return ""
}

// change is the level at the point, as far as it is known.
func change(l *Levels) program.Change {
	low, high := ddi.LevelName(l.Low), ddi.LevelName(l.High)
	switch {
	case l.Low > l.High:
		return program.Change{}
	case low == high:
		return program.Change{Level: low}
	case l.High == ddi.HighLevel && l.Low > ddi.PassiveLevel:
		return program.Change{Level: low + " or above"}
	case l.Low == ddi.PassiveLevel && l.High < ddi.HighLevel:
		return program.Change{Level: high + " or below"}
	}
	return program.Change{}
}

// A Scope is something that a thread begins and ends, beside levels.
type Scope uint8

// The scopes.
const (
	Attachment Scope = iota // to another process
	Region                  // critical or guarded
	Ownership               // of a lock
)

// Since says where the scope began in which the thread is at a point. Then comes the way to
// the point, which last words.
func Since(o *Obligation, scope Scope, last string) []program.PathStep {
	return append(beginning(o.In, o.Trace, scope, LevelsOf(o).Lock), calls(o, last, program.Change{})...)
}

// beginning says, call by call, what began a scope last on a way through a function and was not ended.
func beginning(in *program.Function, last *simulate.Step, scope Scope, lock term.Ref) []program.PathStep {
	var out []program.PathStep
	for step := began(in, last, scope, lock); step != nil; step = began(in, step.Inner, scope, lock) {
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
	return out
}

// Beginning says, call by call, what began a scope in the last step of a way through a function.
func Beginning(in *program.Function, last *simulate.Step, scope Scope) []program.PathStep {
	return beginning(in, last, scope, 0)
}

// LockName spells the lock that is owned as the function does in which control is, or as the one that took it where that has no name for it.
func LockName(o *Obligation) string {
	name := LevelsOf(o).What
	step := began(o.In, o.Trace, Ownership, LevelsOf(o).Lock)
	for step != nil && step.Kind == simulate.StepCall && strings.ContainsAny(name, "?(") {
		step = began(step.Callee, step.Inner, Ownership, 0)
	}
	if step != nil && step.Kind == simulate.StepAcquire {
		return step.Words
	}
	return name
}

// began finds the last step of a way through a function that began a scope which was not ended; nil if
// there is none.
func began(in *program.Function, last *simulate.Step, scope Scope, lock term.Ref) *simulate.Step {
	return beganWithin(in, last, scope, lock, simulate.MaxDepth)
}

// beganWithin is began for what lies at most so many calls below.
func beganWithin(in *program.Function, last *simulate.Step, scope Scope, lock term.Ref, depth int) *simulate.Step {
	undone := 0
	for step := last; step != nil; step = step.Prev {
		begins, ends := scope.steps(in, step, lock)
		switch {
		case step.Kind == simulate.StepCall:
			if undone == 0 && depth > 0 && step.Traits&(profile.Shifts|profile.Owns|profile.Locks) != 0 && beganWithin(in, step.Inner, scope, lock, depth-1) != nil {
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

// steps reports whether a step begins, or ends, a scope.
func (scope Scope) steps(in *program.Function, step *simulate.Step, lock term.Ref) (begins, ends bool) {
	switch scope {
	case Ownership:
		same := lock == 0 || step.In != in || step.Loc == lock // a callee has its own words for it
		return step.Kind == simulate.StepAcquire && same, step.Kind == simulate.StepRelease && same
	case Region:
		return step.Kind == simulate.StepRegion && step.Taken, step.Kind == simulate.StepRegion && !step.Taken
	}
	return step.Kind == simulate.StepAttach && step.Taken, step.Kind == simulate.StepAttach && !step.Taken
}
