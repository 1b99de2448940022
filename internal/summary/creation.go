package summary

import (
	"slices"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/ir"
)

// IsCreated reports whether anything of the driver that the system calls, or whose
// address is taken, comes to the creation of the thread. A function that nobody calls
// is code of another configuration.
func (p *Program) IsCreated(t *Thread) bool {
	return p.Reached(t.Created().In)
}

// JoinedByCreator reports whether the function that creates the thread goes on to wait
// for it, by a variable of its own: then the thread has ended when that function
// returns, whoever calls it.
func (p *Program) JoinedByCreator(t *Thread) bool {
	created := t.Created()
	return slices.ContainsFunc(t.Waits, func(w callgraph.Site) bool {
		return w.In == created.In && p.waitsForOwn(w) && w.In.Graph.Follows(created.Call, w.Call)
	})
}

// waitsForOwn reports whether what a call waits for is held by a local variable.
func (p *Program) waitsForOwn(w callgraph.Site) bool {
	_, r := p.RoutineOf(w.In, w.Call)
	object := w.Call.Args[max(r.Arg("object"), r.Arg("handle"))].Place
	return object.Root != nil && object.Root.Kind == ir.Local && len(object.Path) == 0
}
