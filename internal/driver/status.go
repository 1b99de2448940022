package driver

import (
	"slices"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// HandsOn is the call whose status f returns in an outcome without knowing whether it is an error: of a documented routine, or of a function
// that does nothing else of interest and may fail; nil if it returns another value, or knows.
func HandsOn(d *Driver, f *program.Function, o *simulate.Outcome) *ir.Call {
	return handsOn(d, f, o, deepest)
}

const deepest = 5 // how many functions may hand a status on to each other that are not looked into otherwise

func handsOn(d *Driver, f *program.Function, o *simulate.Outcome, depth int) *ir.Call {
	if known := d.Paths.ResultIn(o); f.Result != "long" || known.Lo >= 0 || known.Hi < 0 {
		return nil
	}
	for v := o.Result(); ; {
		t := d.Terms().Term(v)
		call := d.CallOf(f, t)
		if call == nil {
			return nil
		}
		target, name := d.Callee(f, call)
		inner, ok := t.ByCallee()
		switch {
		case target == nil && d.Known.Documented(name) && call.Dst != nil && call.Dst.Type == "long", target != nil && !ok && mayFail(d, target, depth-1):
			return call
		case !ok || target == nil:
			return nil
		}
		f, v = target, inner
	}
}

// mayFail reports whether f returns an error because of what something has returned that it calls, and not of what it was given.
func mayFail(d *Driver, f *program.Function, depth int) bool {
	if f.Result != "long" || depth == 0 {
		return false
	}
	sum := d.Demand(f, profile.Threads)
	return sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool {
		return d.Fails(f, o) && hangsOnCall(d, f, o.Trace) || handsOn(d, f, o, depth) != nil
	})
}

// hangsOnCall reports whether a way through f took a branch where it tests what a call has returned.
func hangsOnCall(d *Driver, f *program.Function, last *simulate.Step) bool {
	for step := last; step != nil; step = step.Prev {
		if step.Kind == simulate.StepBranch && step.In == f && d.Terms().AnyOperand(step.Tested(), func(_ term.Ref, x *term.Term) bool { return d.CallOf(f, x) != nil }) {
			return true
		}
	}
	return false
}
