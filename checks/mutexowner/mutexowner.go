// Package mutexowner finds mutexes that are released by another thread than took them.
package mutexowner

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

//go:embed mutexowner.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver, NoPaths: true,
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-667"},
}, run)

func run(pass *check.Pass) {
	p := pass.Driver.Graph
	reported := map[*ir.Call]bool{}
	for _, kind := range []struct {
		acquired, released []callgraph.RoutineCall
		object             func(callgraph.RoutineCall) ir.Step
		owned              string
	}{
		{waits(p), p.RoutineCalls(ddi.Release, ddi.Mutex), mutex, "the release raises STATUS_MUTANT_NOT_OWNED (0xC0000046), which nobody handles"},
		{p.RoutineCalls(ddi.Acquire, ddi.Mutexes), p.RoutineCalls(ddi.Release, ddi.Mutexes), fastMutex, "the IRQL and the APCs of the wrong thread are set back, and the other stays at APC_LEVEL"},
	} {
		for _, h := range p.HandOvers(kind.acquired, kind.released, kind.object) {
			last := h.Release[len(h.Release)-1]
			if !reported[last.Call] {
				reported[last.Call] = true
				report(pass, h, last, kind.object(h.Acquire).Name, kind.owned)
			}
		}
	}
}

// waits lists the calls that take a KMUTEX, or may.
func waits(p *callgraph.Graph) []callgraph.RoutineCall {
	var list []callgraph.RoutineCall
	for _, c := range p.RoutineCalls(ddi.Wait, ddi.Dispatcher|ddi.Mutex) {
		v, ok := c.Arg(ddi.OpObject)
		if on := ddi.ObjectOf(v.Type); ok && (on == 0 || on&ddi.Mutex != 0) {
			list = append(list, c)
		}
	}
	return list
}

// mutex is the KMUTEX that a call takes or releases; the zero Step where that is not known.
func mutex(c callgraph.RoutineCall) ir.Step {
	if v, ok := c.Arg(ddi.OpLock); ok {
		return callgraph.MemberOrVariable(v)
	}
	v, ok := c.Arg(ddi.OpObject)
	_, several := c.Arg(ddi.OpCount)
	if !ok || several || ddi.ObjectOf(v.Type)&ddi.Mutex == 0 && !c.Routine.DoesTo(ddi.Wait, ddi.Mutex) {
		return ir.Step{}
	}
	return callgraph.MemberOrVariable(v)
}

// fastMutex is the fast or guarded mutex that a call takes or releases.
func fastMutex(c callgraph.RoutineCall) ir.Step {
	if v, ok := c.Arg(ddi.OpLock); ok {
		return callgraph.MemberOrVariable(v)
	}
	return ir.Step{}
}

func report(pass *check.Pass, h *callgraph.HandOver, last callgraph.Site, name, consequence string) {
	path := []program.PathStep{
		{Unit: h.Acquire.In.Unit, Span: h.Acquire.Call.Span, Text: fmt.Sprintf("`%s` takes `%s` in `%s`", h.Acquire.Routine.Name, name, h.Acquire.In.Name)},
		{Unit: h.Registered.Unit, Span: h.Registered.At, Text: fmt.Sprintf("`%s` makes `%s` run in another thread", h.Registered.Routine, h.Context.Name)},
	}
	path = append(path, h.Release.Path("releases it in the thread that runs here")...)
	pass.Report(check.Finding{Level: check.Error, Unit: last.In.Unit, At: last.Call.Span, Path: path},
		"`%s` releases the mutex `%s` here, which `%s` never takes: its owner is the thread that took it, and %s", last.Call.Callee, name, h.Context.Name, consequence)
}
