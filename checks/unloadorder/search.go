package unloadorder

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/ir"
)

// A wrong is a pair of calls in the wrong order.
type wrong struct {
	actor  *driver.Actor
	thing  thing
	use    use
	end    callgraph.RoutineCall // that gives it up
	in     *program.Function     // where both are done
	before *ir.Call              // the call in it that leads to the end
	after  *ir.Call              // the call in it that leads to the first stop
}

// A use is one of what is given up.
type use struct {
	start *program.Function // what the system runs that leads to it
	in    *program.Function
	at    ir.Span
}

// A search looks for calls in the wrong order in what an unload routine does.
type search struct {
	d     *driver.Driver
	reach []*program.Function // what runs in it, in order
	leads map[*program.Function]map[*program.Function]bool
}

func newSearch(d *driver.Driver, ends []*program.Function) *search {
	s := &search{d: d, leads: map[*program.Function]map[*program.Function]bool{}}
	for _, f := range d.Functions {
		if slices.ContainsFunc(ends, func(end *program.Function) bool { return s.runs(end)[f] }) {
			s.reach = append(s.reach, f)
		}
	}
	return s
}

// wrong lists what is given up too early, each thing once.
func (s *search) wrong() []wrong {
	things := s.devices()
	for _, end := range slices.Concat(s.d.RoutineCalls(ddi.Free, ddi.Memory), s.d.RoutineCalls(ddi.Destroy, ddi.AnyLock|ddi.Lookaside|ddi.FrameworkLock)) {
		if !slices.Contains(s.reach, end.In) || !ofLock(end) {
			continue
		}
		things = append(things, s.given(end)...)
	}
	var list []wrong
	actors := s.d.Actors()
	for _, g := range things {
		for _, a := range actors {
			w, ok := s.order(a, g)
			if !ok || slices.ContainsFunc(list, func(o wrong) bool { return o.thing.same(g.thing) && o.in == w.in || o.before == w.before }) {
				continue
			}
			if w.use, ok = s.used(a, g.thing, w); ok {
				w.thing = g.thing
				list = append(list, w)
			}
		}
	}
	return list
}

// ofLock reports whether a call that deletes any object of the framework deletes a lock; true of every other call.
func ofLock(end callgraph.RoutineCall) bool {
	v, _ := end.Arg(ddi.OpObject)
	return !end.Routine.DoesTo(ddi.Destroy, ddi.FrameworkLock) || ddi.ObjectOf(v.Type) == ddi.FrameworkLock
}

// order finds the function that comes to the end first and to all that stops the actor afterwards.
func (s *search) order(a *driver.Actor, g surrender) (wrong, bool) {
	end := g.by
	stopped := func(f *program.Function, c *ir.Call) bool { return s.comesTo(f, c, a.Stops) }
	for _, f := range slices.Backward(s.reach) {
		runs := s.runs(f)
		if slices.Contains(a.Runs, f) || !runs[end.In] || !slices.ContainsFunc(a.Stops, func(c callgraph.RoutineCall) bool { return runs[c.In] }) {
			continue
		}
		var before, after []*ir.Call
		both := false
		f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			ends, stops := s.comesTo(f, call, []callgraph.RoutineCall{end}), stopped(f, call)
			both = both || ends && stops
			if ends {
				before = append(before, call)
			}
			if stops {
				after = append(after, call)
			}
		})
		if both || len(before) != 1 || len(after) == 0 || s.stoppedElsewhere(f, a) {
			continue
		}
		first := before[0]
		wrongly := func(c *ir.Call) bool {
			return onwards(f.Graph, first, c) && !onwards(f.Graph, c, first) && (g.thing.object == nil || ofOne(first, c))
		}
		if slices.ContainsFunc(after, func(c *ir.Call) bool { return !wrongly(c) }) || s.waitsBefore(f, first) {
			continue
		}
		return wrong{actor: a, end: end, in: f, before: first, after: after[0]}, true
	}
	return wrong{}, false
}

// onwards reports whether control can come from one instruction to another without going back to the head of a loop.
func onwards(g *cfg.Graph, first, then ir.Instr) bool {
	return g.Next(first, true, func(in ir.Instr) bool { return in == then }, func(ir.Instr) bool { return false }) != nil
}

// ofOne reports whether two calls are about what the same variable of their function leads to; the second may be about all that runs.
func ofOne(first, second *ir.Call) bool {
	return len(second.Args) == 0 || slices.ContainsFunc(first.Args, func(a ir.Value) bool {
		return a.Place.Root != nil && slices.ContainsFunc(second.Args, func(b ir.Value) bool { return b.Place.Root == a.Place.Root })
	})
}

// comesTo reports whether a call in f is one of some, or leads to one.
func (s *search) comesTo(f *program.Function, call *ir.Call, wanted []callgraph.RoutineCall) bool {
	if slices.ContainsFunc(wanted, func(c callgraph.RoutineCall) bool { return c.Call == call }) {
		return true
	}
	target, _ := s.d.Callee(f, call)
	return target != nil && slices.ContainsFunc(wanted, func(c callgraph.RoutineCall) bool { return s.runs(target)[c.In] })
}

// runs is what runs when a function does.
func (s *search) runs(f *program.Function) map[*program.Function]bool {
	if _, ok := s.leads[f]; !ok {
		s.leads[f] = s.d.Reach(f)
	}
	return s.leads[f]
}

// stoppedElsewhere reports whether the actor is also stopped in the unload routine, but not in what f does: before, perhaps.
func (s *search) stoppedElsewhere(f *program.Function, a *driver.Actor) bool {
	return slices.ContainsFunc(a.Stops, func(c callgraph.RoutineCall) bool { return slices.Contains(s.reach, c.In) && !s.runs(f)[c.In] })
}

// waitsBefore reports whether something is waited for before a call: it may be the actor's end, told otherwise. The end of a thread of the driver is its own,
// and says nothing of another actor.
func (s *search) waitsBefore(f *program.Function, first *ir.Call) bool {
	waits := slices.DeleteFunc(slices.Clone(s.d.RoutineCalls(ddi.Wait, ddi.Dispatcher|ddi.Event|ddi.Semaphore|ddi.Mutex|ddi.Rundown|ddi.RemoveLock|ddi.Time)), s.joins)
	found := false
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		found = found || ok && call != first && s.comesTo(f, call, waits) && onwards(f.Graph, call, first)
	})
	return found
}

// joins reports whether a call waits for the end of a thread of the driver.
func (s *search) joins(wait callgraph.RoutineCall) bool {
	return slices.ContainsFunc(s.d.Threads, func(t *threads.Thread) bool {
		return slices.ContainsFunc(t.Waits, func(w callgraph.Site) bool { return w.Call == wait.Call })
	})
}

// used finds where an actor uses a thing; false where what it does may hang on something that teardown has changed before.
func (s *search) used(a *driver.Actor, t thing, w wrong) (use, bool) {
	var found use
	guarded := false
	changed := s.assigned(w)
	for _, start := range a.Runs {
		runs := s.runs(start)
		for _, f := range s.d.Functions {
			if !runs[f] || f == w.in {
				continue
			}
			for _, blk := range f.Graph.Blocks {
				for _, in := range blk.Instrs {
					if found.in == nil && mentions(in, t.within) {
						found = use{start, f, in.Where()}
					}
				}
				for _, e := range blk.Succs {
					if f == start && joined(a) {
						continue // that asks the thread to end; it may be anywhere
					}
					guarded = guarded || e.Test != nil && slices.ContainsFunc(changed, func(c ir.Step) bool { return about(*e.Test, thing{step: c}.within) })
				}
			}
		}
		if found.in == nil && len(t.fields) > 0 {
			found = s.handedOn(start, t)
		}
	}
	return found, found.in != nil && !guarded
}

// joined reports whether an actor is a thread: what stops it waits for its object.
func joined(a *driver.Actor) bool {
	return !slices.ContainsFunc(a.Stops, func(c callgraph.RoutineCall) bool {
		return c.Routine.Does(ddi.Cancel|ddi.Unregister) || !c.Routine.DoesTo(ddi.Wait, ddi.Dispatcher|ddi.Thread)
	})
}

// assigned lists the variables and members to which the function that does both, or what it calls, assigns a number.
func (s *search) assigned(w wrong) []ir.Step {
	var list []ir.Step
	for f := range s.runs(w.in) {
		f.Instrs(func(in ir.Instr) {
			if a, ok := in.(*ir.Assign); ok && a.Src.Kind == ir.Const && (static(a.Dst.Root) || a.Dst.ThroughPointer()) {
				list = append(list, callgraph.MemberOrVariable(ir.Value{Kind: ir.AddrOf, Place: a.Dst}))
			}
		})
	}
	return slices.DeleteFunc(list, func(st ir.Step) bool { return st == (ir.Step{}) })
}
