package summary

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// A PathStep is one stage of a finding's path, in words.
type PathStep struct {
	Unit *ir.Unit
	ir.Span
	Text string
}

// Name spells the lock as the function that holds it does.
func (l Lock) Name() string { return placeWords(l.place) }

// placeWords spells a place; a pointer that is all there is stands for what it points to.
func placeWords(p ir.Place) string {
	if n := len(p.Path); n > 0 && p.Path[n-1].Kind == ir.Deref {
		return ir.Place{Root: p.Root, Path: p.Path[:n-1]}.String()
	}
	return p.String()
}

// pointee is the place that an argument points to.
func pointee(v ir.Value) ir.Place {
	switch v.Kind {
	case ir.AddrOf:
		return v.Place
	case ir.Load:
		return ir.Place{Root: v.Place.Root, Path: append(v.Place.Path[:len(v.Place.Path):len(v.Place.Path)], ir.Step{Kind: ir.Deref})}
	}
	return ir.Place{Root: &ir.Var{Name: "?"}}
}

// Path tells how the lock came to be held.
func (l Lock) Path() []PathStep {
	var out []PathStep
	words := "raising to APC_LEVEL"
	if l.Guarded {
		words = "entering a guarded region"
	}
	for step := l.Taken; step != nil; step = acquireIn(step.Inner) {
		if step.Kind == StepCall {
			out = append(out, PathStep{step.In.Unit, step.At, fmt.Sprintf("calls `%s`, which returns with `%s` held", step.Name, l.Name())})
			continue
		}
		out = append(out, PathStep{step.In.Unit, step.At, fmt.Sprintf("acquires `%s` here, %s", placeOfStep(step, l), words)})
		break
	}
	return out
}

func placeOfStep(step *Step, l Lock) string {
	if step.name != "" {
		return step.name
	}
	return l.Name()
}

// acquireIn finds the last acquisition on a way through a function.
func acquireIn(last *Step) *Step {
	for step := last; step != nil; step = step.Prev {
		if step.Kind == StepAcquire || step.Kind == StepCall && acquireIn(step.Inner) != nil {
			return step
		}
	}
	return nil
}

// Path tells how control comes from the function to the routine. What the routine does
// is said by last.
func (e *Event) Path(last string) []PathStep {
	var out []PathStep
	for ; e.Inner != nil && e.Inner.Call != nil; e = e.Inner {
		out = append(out, PathStep{e.In.Unit, e.Call.Span, fmt.Sprintf("calls `%s`", e.Inner.In.Name)})
	}
	return append(out, PathStep{e.In.Unit, e.Call.Span, last})
}

// Branches tells which tests of the values of a parameter the way to the event takes.
func (p *Program) Branches(e *Event, param int) []PathStep {
	var out []PathStep
	value := p.pool.param(param)
	for step := e.Trace; step != nil; step = step.Prev {
		if step.Kind != StepBranch || !p.pool.any(step.test, func(r ref, _ term) bool { return r == value }) {
			continue
		}
		out = append(out, PathStep{step.In.Unit, step.At, "takes the branch where " + testWords(*step.cond, step.Taken)})
	}
	slices.Reverse(out)
	return out
}

// testWords says what a test and its outcome mean.
func testWords(v ir.Value, taken bool) string {
	if v.Kind == ir.Op && len(v.Args) == 1 && v.Name == "!" {
		return testWords(v.Args[0], !taken)
	}
	text := strings.TrimSuffix(strings.TrimPrefix(v.String(), "("), ")")
	if v.Kind == ir.Op {
		if taken {
			return fmt.Sprintf("`%s` holds", text)
		}
		return fmt.Sprintf("`%s` does not hold", text)
	}
	if taken {
		return fmt.Sprintf("`%s` is not zero", text)
	}
	return fmt.Sprintf("`%s` is zero", text)
}

// ArgName spells an argument of the routine that the event ends in, as its caller does.
func (e *Event) ArgName(role string) string {
	f := e.Final()
	i := f.Routine.Arg(role)
	if i < 0 || i >= len(f.Call.Args) {
		return "?"
	}
	v := f.Call.Args[i]
	if v.Kind == ir.Load {
		return v.Place.String()
	}
	return strings.TrimPrefix(v.String(), "&")
}

// LockName spells the mutex that a release lets go.
func (e *Event) LockName() string {
	if e.Inner == nil {
		if i := e.Routine.Arg("lock"); i >= 0 && i < len(e.Call.Args) {
			return placeWords(pointee(e.Call.Args[i]))
		}
	}
	if e.taken != nil && e.taken.name != "" {
		return e.taken.name
	}
	return "?"
}

// OrderPath tells how the mutex that is let go too early came to be held.
func (e *Event) OrderPath() []PathStep {
	if e.taken == nil {
		return nil
	}
	return Lock{Taken: e.taken, place: ir.Place{Root: &ir.Var{Name: e.LockName()}}}.Path()
}
