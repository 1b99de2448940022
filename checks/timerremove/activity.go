package timerremove

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// An activity is a call that lets the system run a routine of the driver later, with what may end
// that.
type activity struct {
	callgraph.RoutineCall
	kind     ddi.Object // Timer, DPC or Work
	objects  []int      // what it may be about; none if that is not known
	name     string     // of the object, as the call spells it; "" for one that a pointer leads to
	runs     []*program.Function
	none     bool                    // certainly nothing runs
	removals []callgraph.RoutineCall // that may be made when the driver is unloaded
	idle     []removal               // that are made at other times
}

// A removal is a call that would take something back, but not when the driver is unloaded.
type removal struct {
	callgraph.RoutineCall
	why string // as a sentence goes on
}

// A problem is what is wrong when the driver is unloaded.
type problem uint8

const (
	nothing   problem = iota // as far as is known
	left                     // nobody takes it back
	unawaited                // nobody waits for what has begun
)

// activity gathers what is known of a call.
func (f *finder) activity(c callgraph.RoutineCall) *activity {
	a := &activity{RoutineCall: c, kind: c.Routine.Effect(ddi.Queue, ddi.Anything).On, objects: f.Driver.Objects(c, ddi.OpObject)}
	if a.kind == ddi.ThreadedDPC {
		a.kind = ddi.DPC
	}
	if v, ok := c.Arg(ddi.OpObject); ok && (v.Kind == ir.AddrOf || v.Kind == ir.Load) && v.Place.Root.Kind != ir.Temp {
		a.name = ir.Place{Root: v.Place.Root, Path: v.Place.Path}.Words()
	}
	a.runs, a.none = f.runs(c)
	for _, undo := range f.Driver.RoutineCalls(ddi.Cancel, a.kind) {
		if !f.Driver.MaySame(c, ddi.OpObject, undo, ddi.OpObject) || ofOtherStructures(c, undo) {
			continue
		}
		if why := f.idleBecause(a, undo); why != "" {
			a.idle = append(a.idle, removal{undo, why})
		} else {
			a.removals = append(a.removals, undo)
		}
	}
	return a
}

// again reports whether what a is about was reported before.
func (a *activity) again(reported []*activity) bool {
	return slices.ContainsFunc(reported, func(b *activity) bool {
		return a.kind == b.kind && (slices.Equal(a.objects, b.objects) || slices.ContainsFunc(a.objects, func(n int) bool { return slices.Contains(b.objects, n) }))
	})
}

// runs lists the routines that the system runs for a call; none where it certainly runs nothing.
func (f *finder) runs(c callgraph.RoutineCall) (list []*program.Function, none bool) {
	about := f.Driver.Objects(c, ddi.OpObject)
	if c.Routine.Arg(ddi.OpDPC) >= 0 {
		about = f.Driver.Objects(c, ddi.OpDPC)
		none = len(about) == 0
	}
	if v, ok := c.Arg(ddi.OpCallback); ok {
		list = f.functions(list, c.In, v)
	}
	for _, made := range f.Driver.RoutineCalls(ddi.Init, ddi.Timer|ddi.DPC|ddi.ThreadedDPC|ddi.Work) {
		if !slices.ContainsFunc(f.made(made), func(n int) bool { return slices.Contains(about, n) }) {
			continue
		}
		v, ok := made.Arg(ddi.OpCallback)
		if ok {
			none = none || v.Kind == ir.Const && v.Int == 0
			list = f.functions(list, made.In, v)
		} else {
			list = f.described(list, made)
		}
	}
	return list, none
}

// described adds the functions that lie in a structure which the call is handed.
func (f *finder) described(list []*program.Function, made callgraph.RoutineCall) []*program.Function {
	made.In.Instrs(func(in ir.Instr) {
		a, ok := in.(*ir.Assign)
		if ok && len(a.Dst.Path) > 0 && slices.ContainsFunc(made.Call.Args, func(v ir.Value) bool {
			return v.Kind == ir.AddrOf && len(v.Place.Path) == 0 && v.Place.Root == a.Dst.Root
		}) {
			list = f.functions(list, made.In, a.Src)
		}
	})
	return list
}

// made lists what a call initializes: what it is given, or what it returns or hands out.
func (f *finder) made(c callgraph.RoutineCall) []int {
	if out, ok := c.Arg(ddi.OpHandleOut); ok {
		return f.Driver.ObjectsOf(c.In, ir.Value{Kind: ir.Load, Place: out.Pointee()})
	}
	if c.Routine.Arg(ddi.OpObject) >= 0 || c.Call.Dst == nil {
		return f.Driver.Objects(c, ddi.OpObject)
	}
	return f.Driver.ObjectsOf(c.In, ir.Value{Kind: ir.Load, Place: ir.Place{Root: c.Call.Dst}})
}

// functions adds the functions of the driver that a value may be, each once.
func (f *finder) functions(list []*program.Function, in *program.Function, v ir.Value) []*program.Function {
	for _, it := range f.Driver.PointsTo.Holds(in.UnitIndex, v) {
		if it.Kind == pointsto.Function && it.Function != nil && !slices.Contains(list, it.Function) {
			list = append(list, it.Function)
		}
	}
	return list
}

// idleBecause says why a removal does not help when the driver is unloaded, "" if it may.
func (f *finder) idleBecause(a *activity, undo callgraph.RoutineCall) string {
	if undo.In == a.In && !slices.ContainsFunc(a.In.Graph.Holding(a.Call), func(i int) bool { return a.In.Graph.Avoids(i, undo.Call) }) {
		return "" // set for a while only
	}
	switch f.Driver.Occasion(undo.In) {
	case callgraph.AtEntry:
		return "takes it back, but only while the driver is being loaded"
	case callgraph.OnRequest:
		return "takes it back, but only on a request that an unload does not send"
	}
	entries := f.Driver.Entries(undo.In)
	own := func(g *program.Function) bool { return slices.Contains(a.runs, g) }
	if len(entries) > 0 && !slices.ContainsFunc(entries, func(g *program.Function) bool { return !own(g) }) {
		return "takes it back, but only in the routine that it makes run"
	}
	return ""
}

// judge says what is wrong with an activity when the driver is unloaded.
func (f *finder) judge(a *activity) problem {
	switch {
	case !f.certain(a) || f.references(a) || f.fromInterrupt(a) || a.spins() || f.reported(a) || f.goesOn(a) || f.Driver.HandedOut(a.objects):
		return nothing
	case len(a.removals) == 0 && a.kind == ddi.Timer:
		return left
	case len(a.removals) == 0 && !f.flushed(a):
		return left
	case len(a.removals) > 0 && a.kind == ddi.Timer && !f.flushed(a) && !f.sleeps(a):
		return unawaited
	}
	return nothing
}

// certain reports whether the call makes a routine of the driver run, and on an object that outlives
// the function.
func (f *finder) certain(a *activity) bool {
	if v, ok := a.Arg(ddi.OpObject); ok && v.Kind == ir.AddrOf && !v.Place.ThroughPointer() && (v.Place.Root.Kind == ir.Local || v.Place.Root.Kind == ir.Temp) {
		return false // on the stack
	}
	return len(a.objects) > 0 && !a.none
}

// fromInterrupt reports whether an interrupt service routine comes to the call. Interrupts end with
// the device.
func (f *finder) fromInterrupt(a *activity) bool {
	return slices.ContainsFunc(f.Driver.Entries(a.In), func(g *program.Function) bool {
		levels, ok := f.Driver.RoleLevels(g)
		return ok && levels.Min >= ddi.DeviceLevel
	})
}

// spins reports whether a loop follows the call in its function: it may wait for what the routine
// does on other processors.
func (a *activity) spins() bool {
	g := a.In.Graph
	after := g.After(a.Call)
	for i, head := range g.LoopHeads() {
		if head && after[i] && !slices.ContainsFunc(g.Holding(a.Call), func(n int) bool { return g.Loop(g.Blocks[i])[g.Blocks[n]] }) {
			return true
		}
	}
	return false
}

// reported reports whether what runs tells of its end, in a driver that waits: for an event, a
// reference, a count.
func (f *finder) reported(a *activity) bool {
	tells := f.reaches(a, slices.DeleteFunc(slices.Clone(f.Driver.RoutineCalls(ddi.Signal|ddi.Release|ddi.Complete|ddi.Dereference, ddi.Event|ddi.Semaphore|ddi.Rundown|ddi.RemoveLock|ddi.KernelObject)), func(c callgraph.RoutineCall) bool {
		return f.toAnother(c) || f.ownReference(c)
	}))
	waits := f.Driver.RoutineCalls(ddi.Wait, ddi.Dispatcher|ddi.Event|ddi.Semaphore|ddi.Rundown|ddi.RemoveLock|ddi.Time)
	return tells && len(waits) > 0
}

// toAnother reports whether a call signals an object of a program, that its handle was exchanged for and that the driver itself does not wait for.
func (f *finder) toAnother(c callgraph.RoutineCall) bool {
	v, ok := c.Arg(ddi.OpObject)
	if !ok || v.Kind != ir.Load || member(v.Place) == (ir.Step{}) || !c.Routine.Does(ddi.Signal) {
		return false
	}
	same := func(role ddi.Operand) func(callgraph.RoutineCall) bool {
		return func(other callgraph.RoutineCall) bool {
			arg, ok := other.Arg(role)
			return ok && member(arg.Place) == member(v.Place)
		}
	}
	return slices.ContainsFunc(f.Driver.RoutineCalls(ddi.Reference, ddi.KernelObject), same(ddi.OpObjectOut)) &&
		!slices.ContainsFunc(f.Driver.RoutineCalls(ddi.Wait, ddi.Anything), same(ddi.OpObject))
}

// references reports whether the function that sets a going takes a reference to an object, which it does not drop itself: that may keep the driver
// until the routine drops it.
func (f *finder) references(a *activity) bool {
	drops := f.Driver.RoutineCalls(ddi.Dereference, ddi.KernelObject|ddi.OtherObject)
	return slices.ContainsFunc(f.Driver.RoutineCalls(ddi.Reference, ddi.KernelObject|ddi.OtherObject), func(c callgraph.RoutineCall) bool {
		return c.In == a.In && !slices.ContainsFunc(drops, func(drop callgraph.RoutineCall) bool { return undoes(drop, c) })
	})
}

// goesOn reports whether what runs completes a request, hands it on, or drops a reference to an object: until then
// that may keep the device, and so the driver.
func (f *finder) goesOn(a *activity) bool {
	drops := slices.DeleteFunc(slices.Clone(f.Driver.RoutineCalls(ddi.Dereference, ddi.KernelObject|ddi.OtherObject)), f.ownReference)
	return f.reaches(a, slices.Concat(f.Driver.RoutineCalls(ddi.Complete|ddi.Send, ddi.IRP), drops))
}

// ownReference reports whether a call drops a reference that its function has taken itself, into the same variable: it keeps nobody.
func (f *finder) ownReference(c callgraph.RoutineCall) bool {
	return slices.ContainsFunc(f.Driver.RoutineCalls(ddi.Reference, ddi.KernelObject|ddi.OtherObject), func(taken callgraph.RoutineCall) bool { return undoes(c, taken) })
}

// undoes reports whether a call drops the reference that another one has taken into the same variable of one function.
func undoes(drop, taken callgraph.RoutineCall) bool {
	v, ok := drop.Arg(ddi.OpObject)
	out, into := taken.Arg(ddi.OpObjectOut)
	return ok && into && drop.In == taken.In && v.Kind == ir.Load && v.Place.IsLocal() && out.Kind == ir.AddrOf && out.Place.Root == v.Place.Root
}

// reaches reports whether what runs comes to one of the calls.
func (f *finder) reaches(a *activity, calls []callgraph.RoutineCall) bool {
	return slices.ContainsFunc(calls, func(c callgraph.RoutineCall) bool {
		return slices.ContainsFunc(a.runs, func(g *program.Function) bool { return f.Driver.Reach(g)[c.In] })
	})
}

// flushed reports whether something may wait, when the driver is unloaded, for what has begun.
func (f *finder) flushed(a *activity) bool {
	waits := f.Driver.RoutineCalls(ddi.Wait, ddi.Timer|ddi.DPC|ddi.ThreadedDPC|ddi.Work)
	var inverted []callgraph.RoutineCall
	for _, undo := range a.removals {
		skipped := whereNeedless(undo, waits)
		if len(skipped) == 0 && (!undo.ResultIgnored() || tellsElsewhere(undo)) {
			return true // what is left running is known
		}
		inverted = append(inverted, skipped...)
	}
	for _, c := range waits {
		if f.Driver.Occasion(c.In) == callgraph.Anytime && !refuses(c) && !f.ofAnother(a, c) && !slices.Contains(inverted, c) {
			return true
		}
	}
	return a.kind == ddi.Work && f.teardownWaits()
}

// whereNeedless lists the waits in the function of a removal that are made only where that has found its object still waiting for its time, and
// left out where it may have begun.
func whereNeedless(undo callgraph.RoutineCall, waits []callgraph.RoutineCall) []callgraph.RoutineCall {
	var list []callgraph.RoutineCall
	g := undo.In.Graph
	if undo.Call.Dst == nil {
		return nil
	}
	for _, blk := range g.Blocks {
		for _, e := range blk.Succs {
			found, tells := foundWaiting(e, undo.Call.Dst)
			if !tells || !found || !g.From(g.Holding(undo.Call)...)[blk.Index] {
				continue
			}
			other := g.OtherArm(blk.Index, e.Taken)
			for _, c := range waits {
				holds := func(from int) bool {
					reach := g.From(from)
					return slices.ContainsFunc(g.Holding(c.Call), func(i int) bool { return reach[i] })
				}
				if c.In == undo.In && other >= 0 && holds(e.To.Index) && !holds(other) {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

// foundWaiting reports whether an edge tells that the result of a removal is not zero.
func foundWaiting(e *cfg.Edge, result *ir.Var) (found, tells bool) {
	switch v := e.Test; {
	case v == nil:
		return false, false
	case v.Kind == ir.Load && len(v.Place.Path) == 0:
		return e.Taken, v.Place.Root == result
	case v.Kind == ir.Op && len(v.Args) == 2 && v.Args[0].Kind == ir.Load && v.Args[0].Place.Root == result && v.Args[1].Kind == ir.Const && (v.Name == "==" || v.Name == "!="):
		return (e.Taken == (v.Name == "==")) == (v.Args[1].Int != 0), true
	}
	return false, false
}

// ofAnother reports whether a call that waits for one of a kind is certainly about another than an activity: another object, or one in
// another structure.
func (f *finder) ofAnother(a *activity, c callgraph.RoutineCall) bool {
	_, ok := c.Arg(ddi.OpObject)
	_, known := a.Arg(ddi.OpObject)
	if !ok || !known || !c.Routine.DoesTo(ddi.Wait, a.kind) {
		return false
	}
	return ofOtherStructures(a.RoutineCall, c) || !f.Driver.MaySame(a.RoutineCall, ddi.OpObject, c, ddi.OpObject)
}

// ofOtherStructures reports whether two calls are certainly about objects in different structures: a timer of the kernel, a device.
func ofOtherStructures(c, other callgraph.RoutineCall) bool {
	mine, ok := c.Arg(ddi.OpObject)
	theirs, known := other.Arg(ddi.OpObject)
	return ok && known && structure(mine) != "" && structure(theirs) != "" && structure(mine) != structure(theirs)
}

// structure is the tag of the structure that a value points to, "" if that is not known.
func structure(v ir.Value) string {
	tag := strings.TrimSuffix(strings.TrimPrefix(v.Type, "struct "), " *")
	if tag == v.Type || strings.ContainsAny(tag, "* ") || !strings.HasPrefix(v.Type, "struct ") && !strings.HasPrefix(tag, "_") { // in C++
		return ""
	}
	return tag
}

// tellsElsewhere reports whether a removal stores whether it took place.
func tellsElsewhere(undo callgraph.RoutineCall) bool {
	v, ok := undo.Arg(ddi.OpStateOut)
	return ok && v.Kind == ir.AddrOf
}

// refuses reports whether a call certainly does not wait, by its arguments.
func refuses(c callgraph.RoutineCall) bool {
	return slices.ContainsFunc(c.Routine.NonBlocking, func(t ddi.ArgTest) bool {
		return t.Op == "eq" && t.Arg < len(c.Call.Args) && c.Call.Args[t.Arg].Kind == ir.Const && c.Call.Args[t.Arg].Int == t.Value
	})
}

// sleeps reports whether a function that takes an activity back, or one that the unload routine
// comes to, waits for anything: time, too, is enough for what has begun.
func (f *finder) sleeps(a *activity) bool {
	return f.teardownWaits() || slices.ContainsFunc(f.Driver.RoutineCalls(ddi.Wait, ddi.Anything), func(c callgraph.RoutineCall) bool {
		return !f.ofAnother(a, c) && slices.ContainsFunc(a.removals, func(undo callgraph.RoutineCall) bool {
			return undo.In == c.In && c.In.Graph.Follows(undo.Call, c.Call) && len(whereNeedless(undo, []callgraph.RoutineCall{c})) == 0
		})
	})
}

// teardownWaits reports whether what ends the driver, or a device of it, waits for other threads or a while.
func (f *finder) teardownWaits() bool {
	ends, _ := f.Driver.WithRole(ddi.Unload, ddi.DeviceTeardown)
	waits := f.Driver.RoutineCalls(ddi.Wait, ddi.Dispatcher|ddi.Event|ddi.Semaphore|ddi.Mutex|ddi.Rundown|ddi.RemoveLock|ddi.Time|ddi.Work)
	return slices.ContainsFunc(ends, func(g *program.Function) bool {
		reach := f.Driver.Reach(g)
		return slices.ContainsFunc(waits, func(c callgraph.RoutineCall) bool { return reach[c.In] })
	})
}
