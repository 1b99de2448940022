package unloadwait

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/ir"
)

// A signal is a wait in a teardown routine that the thread itself ends before it has
// left the driver's code: for an event that it sets, a rundown reference that it drops.
type signal struct {
	Wait callgraph.Site
	Set  callgraph.Site // the call in the thread
}

// signals tells which effect of a thread ends which wait.
var signals = []struct {
	waitsFor ddi.Object
	does     ddi.Kind
	to       ddi.Object
	operand  ddi.Operand // of both
}{
	{ddi.Dispatcher, ddi.Signal, ddi.Event | ddi.Semaphore, ddi.OpObject},
	{ddi.Rundown, ddi.Release, ddi.Rundown, ddi.OpLock},
	{ddi.RemoveLock, ddi.Release, ddi.RemoveLock, ddi.OpLock},
}

// announced looks for a wait, in what the roots run, that ends when the thread
// announces its end rather than with the end itself.
func (d *subject) announced(t *threads.Thread, roots []*program.Function) *signal {
	return d.findSignal(t, d.calls(t.Starts), roots, false)
}

// findLastSignal looks for such a wait anywhere in the driver, for the last signal that
// the thread gives: behind it, it waits for nothing more.
func (d *subject) findLastSignal(t *threads.Thread) *signal {
	last := d.lastSignals(t)
	outside := slices.DeleteFunc(slices.Clone(d.Functions), func(f *program.Function) bool { return !d.endsThreads(f) || d.RunsIn(t, f) })
	return d.findSignal(t, last, outside, false)
}

// awaitedByCreator looks for such a wait by the creator of the thread, for a signal behind which
// the thread does nothing more of its own: it is no sign that the thread has started.
func (d *subject) awaitedByCreator(t *threads.Thread) *signal {
	last := slices.DeleteFunc(d.lastSignals(t), func(set callgraph.Site) bool {
		calls := false
		set.In.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if ok && call != set.Call && set.In.Graph.Follows(set.Call, call) {
				target, _ := d.Callee(set.In, call)
				calls = calls || target != nil
			}
		})
		return calls
	})
	return d.findSignal(t, last, []*program.Function{t.Created().In}, true)
}

// lastSignals lists the calls of routines in the thread's routine after which it waits for nothing
// more and does nothing again.
func (d *subject) lastSignals(t *threads.Thread) []callgraph.Site {
	var last []callgraph.Site
	for _, set := range d.calls(t.Starts) {
		if slices.Contains(t.Starts, set.In) && d.isLast(set) {
			last = append(last, set)
		}
	}
	return last
}

// endsThreads reports whether f may be what stops a thread: a routine that the system
// calls. Another thread that waits for the signal does so for work of its own.
func (d *subject) endsThreads(f *program.Function) bool {
	return len(d.Roles(f)) > 0 && !slices.ContainsFunc(d.Threads, func(t *threads.Thread) bool { return slices.Contains(t.Starts, f) })
}

// isLast reports whether no loop and no wait follows the call in its function.
func (d *subject) isLast(set callgraph.Site) bool {
	g := set.In.Graph
	after, heads := g.After(set.Call), g.LoopHeads()
	for i := range g.Blocks {
		if after[i] && heads[i] {
			return false
		}
	}
	waits := false
	set.In.Instrs(func(in ir.Instr) {
		_, r := d.RoutineOf(set.In, in)
		e := r.Effect(ddi.Wait, ddi.Anything&^(ddi.Message|ddi.IO))
		waits = waits || e != nil && !e.Cancellable && g.Follows(set.Call, in)
	})
	return !waits
}

// findSignal pairs what the roots wait for with what is set. The creator of a thread may wait until
// it has started: byCreator says whether waits of its own count.
func (d *subject) findSignal(t *threads.Thread, sets []callgraph.Site, roots []*program.Function, byCreator bool) *signal {
	waits := d.calls(roots)
	for _, w := range waits {
		if !byCreator && (w.In == t.In || w.In == t.Created().In) {
			continue
		}
		_, wr := d.RoutineOf(w.In, w.Call)
		for _, s := range sets {
			_, sr := d.RoutineOf(s.In, s.Call)
			for _, pair := range signals {
				if wr.DoesTo(ddi.Wait, pair.waitsFor) && sr.DoesTo(pair.does, pair.to) && d.sameObject(w, wr.Arg(pair.operand), s, sr.Arg(pair.operand)) {
					return &signal{Wait: w, Set: s}
				}
			}
		}
	}
	return nil
}

// calls lists the calls of kernel routines in what the roots run, in order.
func (d *subject) calls(roots []*program.Function) []callgraph.Site {
	reach := map[*program.Function]bool{}
	for _, root := range roots {
		for f := range d.Reach(root) {
			reach[f] = true
		}
	}
	var list []callgraph.Site
	for _, f := range d.Functions {
		if !reach[f] {
			continue
		}
		f.Instrs(func(in ir.Instr) {
			if call, r := d.RoutineOf(f, in); r != nil {
				list = append(list, callgraph.Site{Call: call, In: f})
			}
		})
	}
	return list
}

// sameObject reports whether two arguments point to the same variable or member.
func (d *subject) sameObject(a callgraph.Site, i int, b callgraph.Site, j int) bool {
	if i < 0 || j < 0 || i >= len(a.Call.Args) || j >= len(b.Call.Args) {
		return false
	}
	x, y := d.objects(a.In, a.Call.Args[i]), d.objects(b.In, b.Call.Args[j])
	return len(x) == 1 && slices.Equal(x, y) // of several it can't be told which
}

// objects lists the nodes that a pointer may point to; a pointer kept in a member stands
// for what it points to, whatever that is.
func (d *subject) objects(f *program.Function, v ir.Value) []int {
	var list []int
	for _, it := range d.PointsTo.Holds(f.UnitIndex, v) {
		if it.Kind == pointsto.Address {
			list = append(list, it.Node)
		}
	}
	if v.Kind == ir.Load && v.Place.Root != nil {
		if node, derefs := d.PointsTo.Place(v.Place); derefs == 0 && (len(v.Place.Path) > 0 || v.Place.Root.Kind >= ir.GlobalVar) {
			list = append(list, node)
		}
	}
	return list
}

// teardowns lists the routines that must have run before the image goes away: the
// unload routine, and what ends the devices and instances before it.
func (d *subject) teardowns() []*program.Function {
	list, _ := d.WithRole(ddi.Unload, ddi.DeviceTeardown)
	return list
}
