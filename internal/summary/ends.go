package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// ThreadEnds returns the events in which f, or what it calls, ends the thread that it runs
// on; none if that could not be worked out.
func (p *Program) ThreadEnds(f *program.Function) []*Event {
	if p.of(f).traits&ends == 0 {
		return nil
	}
	p.ensure(f, ends)
	var list []*Event
	for _, e := range p.of(f).Summary.Events {
		if !p.of(f).Summary.Bounded && e.Routine.Is("terminate-thread") {
			list = append(list, e)
		}
	}
	return list
}

// OnlyInThreads reports whether an event may be meant for system threads alone: a function
// on its way also runs in one, returns on another way, and what decides between the two
// is not in the hands of its callers.
func (p *Program) OnlyInThreads(e *Event) bool {
	starts, _ := p.WithRole(ddi.SystemThread, ddi.IoThread)
	for ; e != nil; e = e.Inner {
		shared := slices.ContainsFunc(starts, func(start *program.Function) bool { return p.Reach(start)[e.In] })
		if shared && len(p.of(e.In).Summary.Outcomes) > 0 && decidesItself(e) {
			return true
		}
	}
	return false
}

// decidesItself reports whether the way to the event takes a branch on anything but a
// parameter: the caller of the function does not choose it.
func decidesItself(e *Event) bool {
	for step := e.Trace; step != nil; step = step.Prev {
		if step.Kind == StepBranch && !onlyParameters(*step.cond) {
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
