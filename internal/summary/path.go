package summary

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Name spells the lock as the function that holds it does.
func (l Lock) Name() string { return placeWords(l.place) }

// Routine is the kernel routine that acquired the lock.
func (l Lock) Routine() string {
	for step := l.Taken; step != nil; step = acquireIn(step.Inner) {
		if step.Kind == StepAcquire {
			return step.Name
		}
	}
	return ""
}

// placeWords spells a place; a pointer that is all there is stands for what it points to.
func placeWords(p ir.Place) string {
	if n := len(p.Path); n > 0 && p.Path[n-1].Kind == ir.Deref {
		return ir.Place{Root: p.Root, Path: p.Path[:n-1]}.String()
	}
	return p.String()
}

// Path tells how the lock came to be held.
func (l Lock) Path() []program.PathStep {
	var out []program.PathStep
	words := "raising to APC_LEVEL"
	switch {
	case l.Unsafe:
		words = "changing neither IRQL nor APCs"
	case l.Guarded:
		words = "entering a guarded region"
	}
	var steps []*Step
	for step := l.Taken; step != nil; step = acquireIn(step.Inner) {
		if steps = append(steps, step); step.Kind != StepCall {
			break
		}
	}
	for _, step := range abbreviated(steps) {
		if step.Kind == StepCall {
			out = append(out, program.PathStep{Unit: step.In.Unit, Span: step.At, Text: fmt.Sprintf("calls `%s`, which returns with `%s` held", step.Name, l.Name()), Change: l.taking()})
			continue
		}
		out = append(out, program.PathStep{Unit: step.In.Unit, Span: step.At, Text: fmt.Sprintf("acquires `%s` here, %s", placeOfStep(step, l), words), Change: l.taking()})
		break
	}
	return out
}

// A path through more calls than this leaves out those in its middle.
const maxPathCalls = 64

// abbreviated leaves out the middle of a long way.
func abbreviated(steps []*Step) []*Step {
	if len(steps) <= maxPathCalls {
		return steps
	}
	return slices.Concat(steps[:maxPathCalls/2], steps[len(steps)-maxPathCalls/2:])
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
		if step.Kind == StepAcquire || step.Kind == StepCall && (step.name != "" || acquireIn(step.Inner) != nil) {
			return step
		}
	}
	return nil
}

// Path tells how control comes from the function to the routine. What the routine does
// is said by last.
func (e *Event) Path(last string) []program.PathStep {
	var out []program.PathStep
	held, released := e.holding(), e.releasing()
	for ; e.Inner != nil && e.Inner.Call != nil; e = e.Inner {
		out = append(out, program.PathStep{Unit: e.In.Unit, Span: e.Call.Span, Text: fmt.Sprintf("calls `%s`", e.Inner.In.Name), Change: held})
	}
	held.Releases = released
	return append(out, program.PathStep{Unit: e.In.Unit, Span: e.Call.Span, Text: last, Change: held})
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

// ArgName spells an argument of the routine that the event ends in, in the words of the
// function that the event belongs to as far as those reach.
func (e *Event) ArgName(role ddi.Operand) string {
	chain := []*Event{e}
	for chain[len(chain)-1].Inner != nil {
		chain = append(chain, chain[len(chain)-1].Inner)
	}
	final := chain[len(chain)-1]
	i := final.Routine.Arg(role)
	if i < 0 || i >= len(final.Call.Args) {
		return "?"
	}
	v := final.Call.Args[i]
	for k := len(chain) - 2; k >= 0 && v.Kind == ir.Load && len(v.Place.Path) == 0; k-- {
		param := slices.Index(chain[k+1].In.Params, v.Place.Root)
		if param < 0 || param >= len(chain[k].Call.Args) {
			break
		}
		v = chain[k].Call.Args[param]
	}
	return strings.TrimPrefix(v.String(), "&")
}

// LockName spells the mutex that a release lets go.
func (e *Event) LockName() string {
	if e.Inner == nil {
		if i := e.Routine.Arg(ddi.OpLock); i >= 0 && i < len(e.Call.Args) {
			return placeWords(e.Call.Args[i].Pointee())
		}
	}
	if e.taken != nil && e.taken.Taken.name != "" {
		return e.taken.Taken.name
	}
	return "?"
}

// OrderPath tells how the mutex that is let go too early came to be held.
func (e *Event) OrderPath() []program.PathStep {
	if e.taken == nil {
		return nil
	}
	return Lock{Taken: e.taken.Taken, Guarded: e.taken.Guarded, place: ir.Place{Root: &ir.Var{Name: e.LockName()}}}.Path()
}

// Branch says, as a step of a path, which way the branch goes.
func (s *Step) Branch() program.PathStep {
	words := temporary.ReplaceAllStringFunc(testWords(*s.cond, s.Taken), s.In.SpellTemporary)
	return program.PathStep{Unit: s.In.Unit, Span: s.At, Text: "takes the branch where " + words}
}

// turn says, as a step of a path, where control goes if there was a choice.
func (s *Step) turn() []program.PathStep {
	switch s.Kind {
	case StepBranch:
		return []program.PathStep{s.Branch()}
	case StepRaise:
		return []program.PathStep{{Unit: s.In.Unit, Span: s.At, Text: fmt.Sprintf("`%s` raises an exception", s.Name)}}
	}
	return nil
}

// temporary matches how a result is spelled that the driver gives no name.
var temporary = regexp.MustCompile(`%\d+`)
