package resourceowner

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A handOver is the release of a resource in a context that never takes it: somebody else
// did, and is its owner.
type handOver struct {
	Context    *program.Function // what the system calls there
	Registered callgraph.Registration
	Release    callgraph.Chain       // from Context to the call
	Acquire    callgraph.RoutineCall // one that takes the resource, elsewhere
}

// handOvers lists the resources (ERESOURCE) that are released for the current thread by work
// items, system threads, completion routines and DPCs in which nothing takes them, in order.
// Resources whose owner the driver sets anywhere are left out.
func handOvers(p *driver.Driver) []*handOver {
	acquired := onResources(p, ddi.Acquire)
	if len(acquired) == 0 {
		return nil
	}
	released, owned := onResources(p, ddi.Release), onResources(p, ddi.Convert)
	var list []*handOver
	for _, f := range p.Functions {
		r, ok := otherContext(p, f)
		if !ok {
			continue
		}
		reach := p.Reach(f)
		for _, release := range released {
			mine := func(c callgraph.RoutineCall) bool { return reach[c.In] && sameMember(c, release) }
			other := slices.IndexFunc(acquired, func(c callgraph.RoutineCall) bool { return !reach[c.In] && sameMember(c, release) })
			if !reach[release.In] || other < 0 || slices.ContainsFunc(acquired, mine) || takesUnseen(p, reach) {
				continue
			}
			if slices.ContainsFunc(owned, func(c callgraph.RoutineCall) bool { return sameMember(c, release) }) {
				continue
			}
			list = append(list, &handOver{Context: f, Registered: r, Release: p.ChainTo(f, release), Acquire: acquired[other]})
		}
	}
	return list
}

// otherContext reports whether the system calls f in a thread that is not that of who
// has asked for it.
func otherContext(p *driver.Driver, f *program.Function) (callgraph.Registration, bool) {
	for _, r := range p.Roles(f) {
		switch r.Role {
		case ddi.WorkItem, ddi.IoWorkItem, ddi.SystemThread, ddi.IoThread:
			return r, true
		}
		if other := ddi.Lookup(r.Routine); other.DoesTo(ddi.Register, ddi.CompletionRoutine) || other.DoesTo(ddi.Init, ddi.DPC|ddi.ThreadedDPC) {
			return r, true
		}
	}
	return callgraph.Registration{}, false
}

// onResources lists the calls that do something to a resource which is a member of a structure, or on a variable,
// without an owner that is named.
func onResources(p *driver.Driver, does ddi.Kind) []callgraph.RoutineCall {
	return slices.DeleteFunc(slices.Clone(p.RoutineCalls(does, ddi.Resource)), func(c callgraph.RoutineCall) bool {
		v, ok := c.Arg(ddi.OpLock)
		_, thread := c.Arg(ddi.OpThread)
		return !ok || thread || resource(v) == ir.Step{}
	})
}

// resource names the member, or the variable, that a lock is: record and name.
func resource(v ir.Value) ir.Step {
	place := v.Pointee()
	for i := len(place.Path) - 1; i >= 0; i-- {
		if s := place.Path[i]; s.Kind == ir.Field {
			return ir.Step{Name: s.Name, Record: s.Record}
		}
	}
	if v.Kind == ir.AddrOf && len(place.Path) == 0 && (place.Root.Kind == ir.GlobalVar || place.Root.Kind == ir.StaticVar) {
		return ir.Step{Name: place.Root.Name}
	}
	return ir.Step{}
}

func sameMember(a, b callgraph.RoutineCall) bool {
	x, _ := a.Arg(ddi.OpLock)
	y, _ := b.Arg(ddi.OpLock)
	return resource(x) == resource(y)
}

// takesUnseen reports whether a function among them takes a resource of which it is not known
// which one it is.
func takesUnseen(p *driver.Driver, reach map[*program.Function]bool) bool {
	return slices.ContainsFunc(p.RoutineCalls(ddi.Acquire, ddi.Resource), func(c callgraph.RoutineCall) bool {
		v, ok := c.Arg(ddi.OpLock)
		return reach[c.In] && (!ok || resource(v) == ir.Step{})
	})
}
