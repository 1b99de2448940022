package summary

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ddi"
)

// Above lists functions and all that may call them, directly or through others.
func (p *Program) Above(functions []*Function) map[*Function]bool {
	callers := map[*Function][]*Function{}
	for _, f := range p.Functions {
		for _, callee := range slices.Concat(f.calls, f.mayCall) {
			callers[callee] = append(callers[callee], f)
		}
	}
	above := map[*Function]bool{}
	for work := slices.Clone(functions); len(work) > 0; {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		if !above[f] {
			above[f] = true
			work = append(work, callers[f]...)
		}
	}
	return above
}

// Summarise makes the summaries of a prepared program. Checks are told of the functions in
// part only, of all if that is nil; what those call is worked out too.
func (p *Program) Summarise(part map[*Function]bool) {
	p.part = part
	p.summarise()
}

// concerned reports whether a function is among those that are asked about.
func (p *Program) concerned(f *Function) bool { return p.part == nil || p.part[f] }

// Plain reports whether a function does nothing, itself or through what it calls, that
// checks of the whole driver ask about: it neither waits nor creates threads, references
// objects or ends the thread, and the system does not call it for anything but requests
// and events.
func (p *Program) Plain(f *Function) bool {
	ordinary := func(r Registration) bool { return r.Role == ddi.Dispatch || r.Role == ddi.Callback }
	special := slices.ContainsFunc(p.roles[f], func(r Registration) bool { return !ordinary(r) })
	return f.traits&(waits|threads|refers|ends) == 0 && !special
}

// Same reports whether two programs of the same functions have the same threads, and play
// the same roles.
func (p *Program) Same(other *Program) bool {
	if len(p.Functions) != len(other.Functions) || len(p.Threads) != len(other.Threads) || !slices.Equal(p.rolesInOrder(), other.rolesInOrder()) {
		return false
	}
	return maps.Equal(p.callsInOrder(), other.callsInOrder())
}

func (p *Program) rolesInOrder() []string {
	var list []string
	for _, f := range p.Functions {
		for _, r := range p.roles[f] {
			list = append(list, f.Name+" "+string(r.Role)+" "+r.Routine)
		}
	}
	return list
}

// callsInOrder tells which calls through pointers may reach what, by the indices of the
// functions.
func (p *Program) callsInOrder() map[[2]int]bool {
	calls := map[[2]int]bool{}
	for _, f := range p.Functions {
		for _, callee := range f.mayCall {
			calls[[2]int{f.index, callee.index}] = true
		}
	}
	return calls
}

// Stopped is what an analysis panics with that somebody wants no more.
type Stopped struct{}

func (p *Program) unlessStopped() {
	if p.Stop != nil && p.Stop() {
		panic(Stopped{})
	}
}
