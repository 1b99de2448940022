package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// IsCreated reports whether anything of the driver that the system calls, or whose
// address is taken, comes to the creation of the thread. A function that nobody calls
// is code of another configuration.
func (p *Program) IsCreated(t *Thread) bool {
	return p.reached(t.Created().In)
}

// reached reports whether the system comes to a function.
func (p *Program) reached(f *Function) bool {
	if p.called == nil {
		p.findCalled()
	}
	return p.called[f]
}

// findCalled marks the functions that the system comes to.
func (p *Program) findCalled() {
	p.called = map[*Function]bool{}
	var work []*Function
	visit := func(f *Function) {
		if f != nil && !p.called[f] {
			p.called[f] = true
			work = append(work, f)
		}
	}
	for f := range p.roles {
		visit(f)
	}
	for _, it := range p.flow.items {
		visit(it.f) // its address is taken
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for _, callee := range f.calls {
			visit(callee)
		}
	}
}

// JoinedByCreator reports whether the function that creates the thread goes on to wait
// for it, by a variable of its own: then the thread has ended when that function
// returns, whoever calls it.
func (p *Program) JoinedByCreator(t *Thread) bool {
	created := t.Created()
	return slices.ContainsFunc(t.Waits, func(w Wait) bool {
		return w.In == created.In && p.waitsForOwn(w) && w.In.Graph.Follows(created.Call, w.Call)
	})
}

// waitsForOwn reports whether what a call waits for is held by a local variable.
func (p *Program) waitsForOwn(w Wait) bool {
	_, r := p.routineCall(w.In, w.Call)
	object := w.Call.Args[max(r.Arg("object"), r.Arg("handle"))].Place
	return object.Root != nil && object.Root.Kind == ir.Local && len(object.Path) == 0
}
