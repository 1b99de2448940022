package callgraph

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A HandOver is the release of a lock in a context that never takes it: somebody else did, and is its owner.
type HandOver struct {
	Context    *program.Function // what the system calls there
	Registered Registration
	Release    Chain       // from Context to the call
	Acquire    RoutineCall // one that takes the lock, elsewhere
}

// HandOvers lists the locks that are released by work items, system threads, completion routines and DPCs in which nothing takes
// them, in order. A lock is what lock says of a call, a member or a variable; the zero Step for one of which that is not known.
// After that is taken in a context, nothing is known of it.
func (p *Graph) HandOvers(acquired, released []RoutineCall, lock func(RoutineCall) ir.Step) []*HandOver {
	known := func(c RoutineCall) bool { return lock(c) != ir.Step{} }
	if !slices.ContainsFunc(acquired, known) {
		return nil
	}
	var list []*HandOver
	for _, f := range p.Functions {
		r, ok := p.otherContext(f)
		if !ok {
			continue
		}
		reach := p.Reach(f)
		if slices.ContainsFunc(acquired, func(c RoutineCall) bool { return reach[c.In] && !known(c) }) {
			continue
		}
		for _, release := range released {
			mine := func(c RoutineCall) bool { return reach[c.In] && lock(c) == lock(release) }
			other := slices.IndexFunc(acquired, func(c RoutineCall) bool { return !reach[c.In] && lock(c) == lock(release) })
			if known(release) && reach[release.In] && other >= 0 && !slices.ContainsFunc(acquired, mine) {
				list = append(list, &HandOver{Context: f, Registered: r, Release: p.ChainTo(f, release), Acquire: acquired[other]})
			}
		}
	}
	return list
}

// otherContext reports whether the system calls f in a thread that is not that of who has asked for it.
func (p *Graph) otherContext(f *program.Function) (Registration, bool) {
	for _, r := range p.Roles(f) {
		switch r.Role {
		case ddi.WorkItem, ddi.IoWorkItem, ddi.SystemThread, ddi.IoThread:
			return r, true
		}
		if other := ddi.Lookup(r.Routine); other.DoesTo(ddi.Register, ddi.CompletionRoutine) || other.DoesTo(ddi.Init, ddi.DPC|ddi.ThreadedDPC) {
			return r, true
		}
	}
	return Registration{}, false
}

// MemberOrVariable names the member, with its structure, or the variable of the driver that a pointer leads to; the zero Step for
// anything else.
func MemberOrVariable(v ir.Value) ir.Step {
	place := v.Pointee()
	for _, s := range slices.Backward(place.Path) {
		if s.Kind == ir.Field {
			return ir.Step{Name: s.Name, Record: s.Record}
		}
	}
	if v.Kind == ir.AddrOf && len(place.Path) == 0 && (place.Root.Kind == ir.GlobalVar || place.Root.Kind == ir.StaticVar) {
		return ir.Step{Name: place.Root.Name}
	}
	return ir.Step{}
}
