package unloadwait

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// isCreated reports whether anything of the driver that the system calls, or whose
// address is taken, comes to the creation of the thread. A function that nobody calls
// is code of another configuration.
func (d *subject) isCreated(t *threads.Thread) bool {
	return d.Reached(t.Created().In)
}

// joinedByCreator reports whether the function that creates the thread goes on to wait
// for it, by a variable of its own: then the thread has ended when that function
// returns, whoever calls it.
func (d *subject) joinedByCreator(t *threads.Thread) bool {
	created := t.Created()
	return slices.ContainsFunc(t.Waits, func(w callgraph.Site) bool {
		return w.In == created.In && d.waitsForOwn(w) && !d.wrongObject(w)
	})
}

// lostByCreator finds the wait with which the creator of a thread gives up, and then does what it
// does after the thread's end; nil if there is none.
func (d *subject) lostByCreator(t *threads.Thread) *gap {
	created := t.Created()
	sum := d.Demand(created.In, profile.Threads)
	if sum == nil || !slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool {
		return t.MadeBy(o) && t.LostBy(o) && !t.JoinedBy(o) && !d.notes(o)
	}) {
		return nil
	}
	i := slices.IndexFunc(t.Waits, func(w callgraph.Site) bool { return w.In == created.In && d.waitsForOwn(w) })
	if i < 0 {
		return nil
	}
	return &gap{Kind: gapTimeout, Wait: t.Waits[i]}
}

// notes reports whether a way leaves something in a variable of the driver, where teardown may learn of it.
func (d *subject) notes(o *simulate.Outcome) bool {
	return slices.ContainsFunc(o.Stores(), func(b term.Binding) bool {
		at := b.At
		for x := d.Terms().Term(at); x.Op == term.Field || x.Op == term.Index; x = d.Terms().Term(at) {
			at = x.A
		}
		v := d.Terms().VariableOf(at)
		return v != nil && v.Kind >= ir.GlobalVar
	})
}

// waitsForOwn reports whether what a call waits for is held by a local variable.
func (d *subject) waitsForOwn(w callgraph.Site) bool {
	_, r := d.RoutineOf(w.In, w.Call)
	object := w.Call.Args[max(r.Arg(ddi.OpObject), r.Arg(ddi.OpHandle))].Place
	return object.Root != nil && object.Root.Kind == ir.Local && len(object.Path) == 0
}

// failsWith looks for a way in which the driver's entry point fails and leaves t running: it returns an error, or, untested, the status of a routine that may
// fail; and for one that leaves no device object, so that the image is unmapped. at is where it fails.
func (d *subject) failsWith(entry *program.Function, t *threads.Thread) (at ir.Span, fails, unmapped bool) {
	failing := func(o *simulate.Outcome) bool {
		last := driver.HandsOn(d.Driver, entry, o)
		return d.Fails(entry, o) || last != nil && last != t.Call
	}
	unmapped = d.leaves(entry, t, func(o *simulate.Outcome) bool {
		return failing(o) && !driver.KeepsImage(d.Driver, entry, o.Trace)
	})
	if unmapped {
		return entry.End, true, true
	}
	if ret := d.leftBehind(entry, t); ret != nil {
		return ret.Span, true, !slices.ContainsFunc(d.Demand(entry, profile.Threads).Outcomes, func(o *simulate.Outcome) bool {
			return t.MadeBy(o) && o.Trace != nil && o.Trace.At == ret.Span && driver.KeepsImage(d.Driver, entry, o.Trace)
		})
	}
	return entry.End, d.leaves(entry, t, failing), false
}

// leftBehind is a return with which an entry point fails for another reason after it has created the thread, on a way on which it does not come to any wait for it; nil if
// there is none.
func (d *subject) leftBehind(entry *program.Function, t *threads.Thread) *ir.Return {
	joins := func(call *ir.Call) bool {
		target, name := d.Callee(entry, call)
		return target == nil && name == "" || slices.Contains(t.Waits, callgraph.Site{Call: call, In: entry}) || target != nil && slices.ContainsFunc(t.Waits, func(w callgraph.Site) bool { return d.Reach(target)[w.In] })
	}
	for _, call := range entry.Calls() {
		target, _ := d.Callee(entry, call)
		if call != t.Call && (target == nil || !d.Reach(target)[t.In] || t.Maker != nil && call != t.Maker && !d.Reach(target)[t.MakerIn] || !d.runs(target, t)) {
			continue
		}
		if ret := ways.LeftBehind(d.Graph, entry, call, joins); ret != nil {
			return ret
		}
	}
	return nil
}

// runs reports whether a function may succeed with the thread running.
func (d *subject) runs(f *program.Function, t *threads.Thread) bool {
	sum := d.Summary(f)
	return sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool { return t.MadeBy(o) && !t.MayBeJoinedBy(o) && !d.Fails(f, o) })
}

// leaves looks for a way on which a function fails and leaves t running.
func (d *subject) leaves(entry *program.Function, t *threads.Thread, fails func(*simulate.Outcome) bool) bool {
	if !d.Reach(entry)[t.In] {
		return false
	}
	sum := d.Demand(entry, profile.Threads)
	if sum == nil {
		return false
	}
	waits := slices.ContainsFunc(t.Waits, func(w callgraph.Site) bool { return d.Reach(entry)[w.In] })
	for _, o := range sum.Outcomes {
		if !t.MadeBy(o) || t.JoinedBy(o) || !fails(o) {
			continue
		}
		if !waits {
			return true
		}
		if branch := d.decisive(entry, o.Trace, t); branch != nil && d.judge(t, branch) != related {
			return true
		}
	}
	return false
}

// entries lists the driver's entry points.
func (d *subject) entries() []*program.Function {
	list, _ := d.WithRole(ddi.Entry)
	return list
}

// A deviceStart is a function that starts a device, and undoes itself what it has begun where it fails.
type deviceStart struct {
	*program.Function
	fails func(*simulate.Outcome) bool
}

// starts lists those of the driver.
func (d *subject) starts() []deviceStart {
	var list []deviceStart
	for _, f := range d.Functions {
		for _, r := range d.Roles(f) {
			success, status, ok := ddi.FailsAlone(r.Routine)
			if !ok {
				continue
			}
			fails := func(o *simulate.Outcome) bool { return d.Fails(f, o) }
			if !status {
				fails = func(o *simulate.Outcome) bool {
					n := d.Paths.ResultIn(o)
					return n.Single() && n.Lo != success
				}
			}
			list = append(list, deviceStart{f, fails})
			break
		}
	}
	return list
}

// joinedAtUnload reports whether an unload routine comes to a wait for the thread.
func (d *subject) joinedAtUnload(t *threads.Thread) bool {
	unloads, _ := d.Unloads()
	return slices.ContainsFunc(unloads, func(f *program.Function) bool {
		reach := d.Reach(f)
		return slices.ContainsFunc(t.Waits, func(w callgraph.Site) bool { return reach[w.In] })
	})
}
