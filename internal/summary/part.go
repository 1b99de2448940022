package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
)

// Summarise makes the summaries of a prepared program. Checks are told of the functions in
// part only, of all if that is nil; what those call is worked out too.
func (p *Program) Summarise(part map[*program.Function]bool) {
	p.part = part
	p.summarise()
}

// concerned reports whether a function is among those that are asked about.
func (p *Program) concerned(f *program.Function) bool { return p.part == nil || p.part[f] }

// Plain reports whether a function does nothing, itself or through what it calls, that
// checks of the whole driver ask about: it neither waits nor creates threads, references
// objects or ends the thread, and the system does not call it for anything but requests
// and events.
func (p *Program) Plain(f *program.Function) bool {
	ordinary := func(r callgraph.Registration) bool {
		return slices.Contains([]ddi.Role{ddi.Dispatch, ddi.Request, ddi.DeviceAdd, ddi.Callback}, r.Role)
	}
	special := slices.ContainsFunc(p.Roles(f), func(r callgraph.Registration) bool { return !ordinary(r) })
	return p.of(f).Traits&(waits|threads|refers|ends) == 0 && !special
}

// Same reports whether two programs of the same functions have the same threads, and play
// the same roles.
func (p *Program) Same(other *Program) bool {
	return len(p.Threads) == len(other.Threads) && p.Graph.Same(other.Graph)
}

// Stopped is what an analysis panics with that somebody wants no more.
type Stopped struct{}

func (p *Program) unlessStopped() {
	if p.Stop != nil && p.Stop() {
		panic(Stopped{})
	}
}
