package unloadwait

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// An idleWait is a wait for a thread that does not help when the driver is unloaded.
type idleWait struct {
	callgraph.Site
	why string // as a sentence goes on: "waits for …"
}

// sort tells the waits for a thread that may be made at teardown from the others.
func (d *subject) sort(t *threads.Thread) (waits []callgraph.Site, idle []idleWait) {
	for _, w := range t.Waits {
		if why := d.idleBecause(t, w); why != "" {
			idle = append(idle, idleWait{w, why})
		} else {
			waits = append(waits, w)
		}
	}
	return waits, idle
}

// idleBecause says why a wait does not help when the driver is unloaded, "" if it may.
func (d *subject) idleBecause(t *threads.Thread, w callgraph.Site) string {
	if d.wrongObject(w) {
		return "is not given the thread's object"
	}
	switch occasion := d.Occasion(w.In); {
	case occasion == callgraph.AtEntry && d.leftRunning(t):
		return "waits for the thread, but only while the driver is being loaded"
	case occasion == callgraph.OnRequest && d.leftRunning(t):
		return "waits for the thread, but only on a request that an unload does not send"
	case d.onlyQueued(w.In):
		return "waits for the thread, but in a work item that is only queued here, and keeps nothing loaded"
	case d.leftRunning(t) && driver.SkippedAtEnd(d.Driver, w.In, func(o *simulate.Outcome) bool { return t.MayBeJoinedBy(o) || t.LostBy(o) }):
		return "waits for the thread, but under a test that the unload routine has decided before: it is always left out"
	}
	return ""
}

// leftRunning reports whether what the system calls to create the thread may succeed with the
// thread running.
func (d *subject) leftRunning(t *threads.Thread) bool {
	for _, f := range d.Functions {
		if len(d.Roles(f)) == 0 || !d.Reach(f)[t.Created().In] || d.RunsIn(t, f) {
			continue
		}
		sum := d.Demand(f, profile.Threads)
		if sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool { return t.MadeBy(o) && !t.MayBeJoinedBy(o) && !d.Fails(f, o) }) {
			return true
		}
	}
	return false
}

// wrongObject reports whether a wait for one object is given the HANDLE of a thread, or the
// address of the variable that holds its handle or object: neither is an object.
func (d *subject) wrongObject(w callgraph.Site) bool {
	_, r := d.RoutineOf(w.In, w.Call)
	i := r.Arg(ddi.OpObject)
	if i < 0 || i >= len(w.Call.Args) || r.Arg(ddi.OpCount) >= 0 {
		return false
	}
	object := w.Call.Args[i]
	isThread := slices.ContainsFunc(d.PointsTo.Holds(w.In.UnitIndex, object), func(it pointsto.Item) bool { return it.Kind == pointsto.Thread })
	if !isThread {
		return object.Kind == ir.AddrOf && len(d.ThreadsOf(w.In, object)) > 0
	}
	return object.Kind == ir.Load && d.isHandle(w.In, object, map[*ir.Var]bool{})
}

// isHandle reports whether all that a variable, member or parameter is ever given are the handles
// that creations of threads open.
func (d *subject) isHandle(f *program.Function, v ir.Value, seen map[*ir.Var]bool) bool {
	if v.Kind != ir.Load || v.Place.Root == nil {
		return false
	}
	if i := slices.Index(f.Params, v.Place.Root); i >= 0 && len(v.Place.Path) == 0 {
		return !seen[v.Place.Root] && d.givenHandles(f, i, seen)
	}
	node, derefs := d.PointsTo.Place(v.Place)
	if derefs > 0 {
		return false
	}
	found := false
	for _, a := range d.assignmentsTo(node) {
		switch in := a.at.(type) {
		case *ir.Assign:
			if in.Src.Kind == ir.Const {
				continue
			}
			if seen[in.Dst.Root] || !d.isHandle(a.in, in.Src, with(seen, in.Dst.Root)) {
				return false
			}
		case *ir.Call:
			_, r := d.RoutineOf(a.in, in)
			out := r.Arg(ddi.OpHandleOut)
			if !r.Does(ddi.CreateThread|ddi.Open) || out < 0 || out >= len(in.Args) {
				return false
			}
			if n, _ := d.PointsTo.Place(in.Args[out].Place); n != node {
				return false
			}
		}
		found = true
	}
	return found
}

// givenHandles reports whether every call of f hands it a handle for a parameter.
func (d *subject) givenHandles(f *program.Function, param int, seen map[*ir.Var]bool) bool {
	found, all := false, len(d.Roles(f)) == 0
	for _, g := range d.Functions {
		g.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			if target, _ := d.Callee(g, call); target == f && param < len(call.Args) {
				found = true
				all = all && d.isHandle(g, call.Args[param], with(seen, f.Params[param]))
			}
		})
	}
	return found && all
}

func with(seen map[*ir.Var]bool, v *ir.Var) map[*ir.Var]bool {
	more := map[*ir.Var]bool{v: true}
	for other := range seen {
		more[other] = true
	}
	return more
}

// onlyQueued reports whether f runs only as a work item that keeps no reference to the driver, and
// that a teardown routine queues without a wait for anything.
func (d *subject) onlyQueued(f *program.Function) bool {
	if d.teardownWaits() {
		return false
	}
	queued := false
	for _, g := range d.Functions {
		if len(d.Roles(g)) == 0 || !d.Reach(g)[f] {
			continue
		}
		for _, r := range d.Roles(g) {
			if r.Role != ddi.WorkItem {
				return false
			}
			queued = queued || r.By != nil && d.atTeardown(r.By)
		}
	}
	return queued
}

// atTeardown reports whether a teardown routine comes to f.
func (d *subject) atTeardown(f *program.Function) bool {
	return slices.ContainsFunc(d.teardowns(), func(root *program.Function) bool { return d.Reach(root)[f] })
}

// teardownWaits reports whether a teardown routine waits for anything, or sleeps.
func (d *subject) teardownWaits() bool {
	return slices.ContainsFunc(d.calls(d.teardowns()), func(s callgraph.Site) bool {
		_, r := d.RoutineOf(s.In, s.Call)
		return r.Does(ddi.Wait)
	})
}
