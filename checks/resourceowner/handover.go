package resourceowner

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/ir"
)

// handOvers lists the resources (ERESOURCE) that are released for the current thread by another than took them. Those whose owner the
// driver sets anywhere are left out.
func handOvers(p *driver.Driver) []*callgraph.HandOver {
	released := slices.DeleteFunc(unnamed(p, ddi.Release), func(c callgraph.RoutineCall) bool {
		return slices.ContainsFunc(unnamed(p, ddi.Convert), func(owned callgraph.RoutineCall) bool { return resource(owned) == resource(c) })
	})
	return p.HandOvers(unnamed(p, ddi.Acquire), released, resource)
}

// unnamed lists the calls that do something to a resource without an owner that is named.
func unnamed(p *driver.Driver, does ddi.Kind) []callgraph.RoutineCall {
	return slices.DeleteFunc(slices.Clone(p.RoutineCalls(does, ddi.Resource)), func(c callgraph.RoutineCall) bool {
		_, thread := c.Arg(ddi.OpThread)
		return thread
	})
}

// resource is what a call is about.
func resource(c callgraph.RoutineCall) ir.Step {
	if v, ok := c.Arg(ddi.OpLock); ok {
		return callgraph.MemberOrVariable(v)
	}
	return ir.Step{}
}
