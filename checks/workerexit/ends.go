package workerexit

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// threadEnds returns the events in which f, or what it calls, ends the thread that it runs
// on; none if that could not be worked out.
func threadEnds(p *driver.Driver, f *program.Function) []*simulate.Event {
	if !p.Does(f, profile.Ends) {
		return nil
	}
	sum := p.Demand(f, profile.Ends)
	if sum == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(sum.Events), func(e *simulate.Event) bool { return !e.Routine.Does(ddi.EndThread) })
}

// onlyInThreads reports whether an event may be meant for system threads alone: a function
// on its way also runs in one, returns on another way, and what decides between the two
// is not in the hands of its callers.
func onlyInThreads(p *driver.Driver, e *simulate.Event) bool {
	starts, _ := p.WithRole(ddi.SystemThread, ddi.IoThread)
	for ; e != nil; e = e.Inner {
		shared := slices.ContainsFunc(starts, func(start *program.Function) bool { return p.Reach(start)[e.In] })
		if shared && len(p.Summary(e.In).Outcomes) > 0 && decidesItself(e) {
			return true
		}
	}
	return false
}

// decidesItself reports whether the way to the event takes a branch on anything but a
// parameter: the caller of the function does not choose it.
func decidesItself(e *simulate.Event) bool {
	for step := e.Trace; step != nil; step = step.Prev {
		if step.Kind == simulate.StepBranch && !onlyParameters(step.Condition()) {
			return true
		}
	}
	return false
}

func onlyParameters(v ir.Value) bool {
	if v.Kind == ir.Load && (v.Place.Root.Kind != ir.Param || len(v.Place.Path) > 0) || v.Kind == ir.AddrOf {
		return false
	}
	return !slices.ContainsFunc(v.Args, func(a ir.Value) bool { return !onlyParameters(a) })
}
