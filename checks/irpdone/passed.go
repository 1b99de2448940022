package irpdone

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A step is what a call does of handing a request to the driver below.
type step int

const (
	noStep     step = iota
	location        // gives that driver this one's stack location: no routine of this driver's is called when the request is completed
	routine         // sets a completion routine, or may do so
	sending         // calls that driver
	throughout      // does all of it on every way, with no completion routine
)

// passes tells which step of handing the request that x holds to the driver below a call in f makes.
func (e *enders) passes(f *program.Function, call *ir.Call, x *ir.Var) step {
	i := slices.IndexFunc(call.Args, func(a ir.Value) bool { return ways.Holds(a, x) })
	if i < 0 {
		return noStep
	}
	target, name := e.p.Callee(f, call)
	r := e.p.Known.Lookup(name)
	switch sent := r.Effect(ddi.Send, ddi.IRP); {
	case target != nil && e.passedOn(parameter{target, i}):
		return throughout
	case r.DoesTo(ddi.Configure, ddi.IRP):
		return location
	case sent != nil && !sent.Try && r.Arg(ddi.OpIRP) == i:
		return sending
	case target != nil || r == nil || r.DoesTo(ddi.Register, ddi.CompletionRoutine):
		return routine
	}
	return noStep
}

// handsBelow reports whether a call in f hands the request that x holds to the driver below, which f has given this one's stack location.
func (e *enders) handsBelow(f *program.Function, call *ir.Call, x *ir.Var) bool {
	switch e.passes(f, call, x) {
	case throughout:
		return true
	case sending:
		located := false
		f.Instrs(func(in ir.Instr) {
			other, ok := in.(*ir.Call)
			located = located || ok && e.passes(f, other, x) == location
		})
		return located
	}
	return false
}

// passedOn reports whether a function hands the request that it is given as a parameter to the driver below on every way, and sets
// no completion routine.
func (e *enders) passedOn(p parameter) bool {
	if done, ok := e.passed[p]; ok {
		return done
	}
	e.passed[p] = false // of a function that calls itself nothing is known
	if p.index >= len(p.f.Params) {
		return false
	}
	var located, sent []ir.Instr
	sets := false
	for _, x := range names(p.f, p.f.Params[p.index]) {
		p.f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			switch e.passes(p.f, call, x) {
			case location:
				located = append(located, in)
			case routine:
				sets = true
			case sending:
				sent = append(sent, in)
			case throughout:
				located, sent = append(located, in), append(sent, in)
			}
		})
	}
	g := p.f.Graph
	e.passed[p] = !sets && len(sent) > 0 && len(located) > 0 && !g.Avoids(0, sent...) && !g.Avoids(0, located...)
	return e.passed[p]
}

// pass follows what a call does of handing the request to the driver below, and reports whether it is that driver's from now on.
func (s *search) pass(st *ways.State[state], call *ir.Call) bool {
	switch s.e.passes(s.f, call, s.x) {
	case location:
		st.Own.located = true
	case routine:
		st.Own.located = false
	case sending:
		return st.Own.located
	case throughout:
		return true
	}
	return false
}
