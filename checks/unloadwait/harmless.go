package unloadwait

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/ir"
)

// brief reports whether a thread that a request makes ends a few instructions after it has begun, and does nothing that matters in
// between: nothing that it runs has a loop, is called through a pointer, has an effect, or is for PASSIVE_LEVEL. The device has to be
// closed before an unload.
func (d *subject) brief(t *threads.Thread) bool {
	if d.Occasion(t.Created().In) != callgraph.OnRequest {
		return false
	}
	for _, f := range d.Functions {
		if !slices.ContainsFunc(t.Starts, func(start *program.Function) bool { return d.Reach(start)[f] }) {
			continue
		}
		if slices.Contains(f.Graph.LoopHeads(), true) {
			return false
		}
		long := false
		f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			target, name := d.Callee(f, call)
			long = long || target == nil && !d.isShort(name) || target != nil && d.Reach(target)[f]
		})
		if long {
			return false
		}
	}
	return true
}

// isShort reports whether a routine takes no time worth speaking of and leaves everything as it is: it may be called at DISPATCH_LEVEL,
// as what prints may. What ends the thread is one, too.
func (d *subject) isShort(name string) bool {
	r := d.Known.Lookup(name)
	if r.Does(ddi.NoReturn | ddi.EndThread) {
		return true
	}
	levels, known := d.Known.Levels(name)
	return known && levels.Max >= ddi.DispatchLevel && (r == nil || !slices.ContainsFunc(r.Effects, func(e ddi.Effect) bool { return e.Kind&^(ddi.Trace|ddi.CurrentThread) != 0 }))
}

// delayed reports whether teardown sleeps after a wait, in the function that waits or in one that calls it: a thread that has given the
// signal has that long to leave.
func (d *subject) delayed(w callgraph.Site) bool {
	sleeps := func(f *program.Function, after *ir.Call) bool {
		return f.Graph.Next(after, true, func(in ir.Instr) bool {
			_, r := d.RoutineOf(f, in)
			return r.DoesTo(ddi.Wait, ddi.Time)
		}, func(ir.Instr) bool { return false }) != nil
	}
	if sleeps(w.In, w.Call) {
		return true
	}
	for _, f := range d.Functions {
		found := false
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok && !found {
				target, _ := d.Callee(f, call)
				found = target == w.In && sleeps(f, call)
			}
		})
		if found {
			return true
		}
	}
	return false
}

// longBefore reports whether what waits for a thread's last signal is run by an entry point only, which fails no more while the thread runs: an
// unload is a request of its own, which comes later.
func (d *subject) longBefore(t *threads.Thread, waits *program.Function) bool {
	return (slices.Contains(d.entries(), waits) || d.Occasion(waits) == callgraph.AtEntry) && !slices.ContainsFunc(d.entries(), func(entry *program.Function) bool {
		_, fails, _ := d.failsWith(entry, t)
		return fails
	})
}
