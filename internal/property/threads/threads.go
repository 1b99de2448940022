// Package threads knows the system threads that a driver creates, and follows along paths which were
// created, waited for and let go of.
package threads

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A Thread is a place where the driver creates a system thread.
type Thread struct {
	Call    *ir.Call          // of PsCreateSystemThread
	In      *program.Function // that makes the call
	Routine *ddi.Routine
	Starts  []*program.Function // what it may run, in order
	// Maker is the call of a function of the driver that creates a thread from the
	// routine that it is given; nil if the thread is created right here.
	Maker   *ir.Call
	MakerIn *program.Function
	// Escapes reports that its handle or object is handed to code that is not part of
	// the driver: someone there may wait for it.
	Escapes bool
	// Waits lists the calls that wait for it, outside its own code, in order.
	Waits []callgraph.Site
	index int
}

// StartName is the name of the thread's start routine, for messages; the words of the source where nobody knows which that is.
func (t *Thread) StartName() string {
	if len(t.Starts) == 0 {
		return t.Call.Args[t.Routine.Arg(ddi.OpCallback)].Words() // nobody knows which routine that is
	}
	return t.Starts[0].Name
}

// Created is where the driver decides to create the thread.
func (t *Thread) Created() callgraph.Site {
	if t.Maker != nil {
		return callgraph.Site{Call: t.Maker, In: t.MakerIn}
	}
	return callgraph.Site{Call: t.Call, In: t.In}
}

// bit stands for the thread in sets of threads.
func (t *Thread) bit() uint64 { return 1 << t.index }

// MaxThreads is how many threads of a driver are followed, with its callbacks.
const MaxThreads = 64

// A Set is the system threads that a driver creates, and the callbacks that it registers: in sets of
// threads each callback is a thread that was created, and has ended where it is taken back.
type Set struct {
	*profile.Profile
	Threads []*Thread

	unknown    []callgraph.Site    // the creations beyond those that are followed
	created    map[*ir.Call]uint64 // the threads that a call may create, by index
	awaited    map[*ir.Call]uint64 // the threads that a call waits for, by index
	closing    map[*ir.Call]uint64 // the threads whose handle a call may close, by index
	registered map[*ir.Call]uint64 // the callbacks that a call registers, by number
	undone     map[*ir.Call]uint64 // the callbacks that a call takes back, by number
}

// Find lists the threads that a driver creates and the waits for them, and notes in its profile,
// which is not spread yet, who waits.
func Find(p *profile.Profile) *Set {
	s := &Set{
		Profile: p, created: map[*ir.Call]uint64{}, awaited: map[*ir.Call]uint64{}, closing: map[*ir.Call]uint64{},
		registered: map[*ir.Call]uint64{}, undone: map[*ir.Call]uint64{},
	}
	s.findThreads()
	s.findRegistrations()
	return s
}

// Unknown lists the creations of threads beyond those that are followed.
func (p *Set) Unknown() []callgraph.Site { return p.unknown }

// findThreads lists the threads that the driver creates and the waits for them.
func (p *Set) findThreads() {
	for _, f := range p.Functions {
		for _, call := range f.Calls() {
			if _, r := p.RoutineOf(f, call); r.Does(ddi.CreateThread) {
				p.addThreads(f, call, r)
			}
		}
	}
	if len(p.Threads) == 0 {
		return
	}
	p.findSelf()
	for _, f := range p.Functions {
		for _, call := range f.Calls() {
			p.findWaits(f, call)
		}
	}
}

// addThreads adds the thread that a call creates. A function that is given the start
// routine creates another thread at each of its calls.
func (p *Set) addThreads(f *program.Function, call *ir.Call, r *ddi.Routine) {
	i := r.Arg(ddi.OpCallback)
	if i < 0 || i >= len(call.Args) {
		return
	}
	if makers := p.makers(f, call.Args[i]); len(makers) > 1 {
		outs := p.threadOuts(f, call)
		for _, m := range makers {
			p.addMade(f, call, r, m, outs)
		}
		return
	}
	t := &Thread{Call: call, In: f, Routine: r}
	for _, it := range p.PointsTo.Holds(f.UnitIndex, call.Args[i]) {
		if it.Kind == pointsto.Function && it.Function != nil {
			t.Starts = append(t.Starts, it.Function)
		}
	}
	p.addThread(t)
}

func (p *Set) addThread(t *Thread) bool {
	if len(p.Threads) >= MaxThreads {
		p.unknown = append(p.unknown, t.Created())
		return false
	}
	t.index = len(p.Threads)
	p.Threads = append(p.Threads, t)
	p.created[t.Call] |= t.bit()
	return true
}

// A maker is a call of a function that creates a thread from its argument.
type maker struct {
	call  *ir.Call
	in    *program.Function
	start *program.Function
}

// makers lists the calls of f that hand it the start routine, if start is a parameter of
// f and every one names its routine.
func (p *Set) makers(f *program.Function, start ir.Value) []maker {
	param := -1
	if start.Kind == ir.Load && len(start.Place.Path) == 0 {
		param = slices.Index(f.Params, start.Place.Root)
	}
	if param < 0 {
		return nil
	}
	var list []maker
	sound := true
	for _, g := range p.Functions {
		g.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			if target, _ := p.Callee(g, call); target != f || param >= len(call.Args) {
				return
			}
			if arg := call.Args[param]; arg.Kind == ir.FuncRef {
				if start := p.Lookup(g.UnitIndex, arg.Name); start != nil {
					list = append(list, maker{call, g, start})
					return
				}
			}
			sound = false
		})
	}
	if !sound {
		return nil
	}
	return list
}

// threadOuts lists the parameters of f through which the thread that call creates leaves it.
func (p *Set) threadOuts(f *program.Function, call *ir.Call) []int {
	var outs []int
	for i, param := range f.Params {
		if p.PointsTo.StoredThrough(param, pointsto.Item{Kind: pointsto.Thread, Call: call}) {
			outs = append(outs, i)
		}
	}
	return outs
}

func (p *Set) addMade(f *program.Function, call *ir.Call, r *ddi.Routine, m maker, outs []int) {
	t := &Thread{Call: call, In: f, Routine: r, Starts: []*program.Function{m.start}, Maker: m.call, MakerIn: m.in}
	if !p.addThread(t) {
		return
	}
	p.created[m.call] |= t.bit()
	made := pointsto.Item{Kind: pointsto.Thread, Call: call, Maker: m.call}
	for _, i := range outs {
		if i >= len(m.call.Args) {
			continue
		}
		for _, it := range p.PointsTo.Holds(m.in.UnitIndex, m.call.Args[i]) {
			if it.Kind == pointsto.Address {
				p.PointsTo.Add(it.Node, made)
			}
		}
	}
	if m.call.Dst != nil && p.PointsTo.Has(p.PointsTo.Variable(m.call.Dst), pointsto.Item{Kind: pointsto.Thread, Call: call}) {
		p.PointsTo.Add(p.PointsTo.Variable(m.call.Dst), made)
	}
	p.PointsTo.Propagate()
}

// madeBy narrows the threads that a function creates to those that it creates when it
// is called here.
func (p *Set) madeBy(call *ir.Call, made uint64) uint64 {
	if mine := p.created[call]; mine != 0 {
		for _, t := range p.Threads {
			if t.Maker != nil && t.Maker != call {
				made &^= t.bit()
			}
		}
	}
	return made
}

// findSelf follows what a thread learns by asking for the current thread.
func (p *Set) findSelf() {
	for _, t := range p.Threads {
		for _, start := range t.Starts {
			reach := p.Reach(start)
			for _, f := range p.Functions {
				if !reach[f] {
					continue
				}
				f.Instrs(func(in ir.Instr) {
					if call, r := p.RoutineOf(f, in); r.Does(ddi.CurrentThread) && call.Dst != nil {
						p.PointsTo.Add(p.PointsTo.Variable(call.Dst), pointsto.Item{Kind: pointsto.Thread, Call: t.Call, Maker: t.Maker})
					}
				})
			}
		}
	}
	p.PointsTo.Propagate()
}

// findWaits records which threads a call waits for, and which it hands to strangers.
func (p *Set) findWaits(f *program.Function, call *ir.Call) {
	target, name := p.Callee(f, call)
	if target != nil {
		return
	}
	r := p.Known.Lookup(name)
	if r == nil {
		if !p.Known.Documented(name) && !ddi.Borrows(name) {
			for _, arg := range call.Args {
				for _, t := range p.ThreadsOf(f, arg) {
					t.Escapes = true
				}
			}
		}
		return
	}
	if h := r.Arg(ddi.OpHandle); r.DoesTo(ddi.Close, ddi.Handle) && h >= 0 && h < len(call.Args) {
		for _, t := range p.ThreadsOf(f, call.Args[h]) {
			p.closing[call] |= t.bit()
			p.Note(f, profile.Threads)
		}
	}
	if !r.DoesTo(ddi.Wait, ddi.Dispatcher) {
		return
	}
	i := max(r.Arg(ddi.OpObject), r.Arg(ddi.OpHandle))
	if i < 0 || i >= len(call.Args) {
		return
	}
	for _, t := range p.ThreadsOf(f, call.Args[i]) {
		if p.RunsIn(t, f) || p.Idle(f) && !p.Idle(t.In) || p.waitsForOther(t, f, call, call.Args[i]) {
			continue
		}
		t.Waits = append(t.Waits, callgraph.Site{Call: call, In: f})
		p.awaited[call] |= t.bit()
		p.Note(f, profile.Threads)
	}
}

// ThreadsOf lists the threads that a value may be: handle, object, or array of them.
// A thread known by its maker goes before the same creation known only in general.
func (p *Set) ThreadsOf(f *program.Function, v ir.Value) []*Thread {
	items := p.PointsTo.Threads(f.UnitIndex, v)
	special := map[*ir.Call]bool{}
	for _, it := range items {
		if it.Maker != nil {
			special[it.Call] = true
		}
	}
	var list []*Thread
	for _, t := range p.Threads {
		if slices.ContainsFunc(items, func(it pointsto.Item) bool {
			return it.Call == t.Call && (it.Maker == t.Maker || it.Maker == nil && !special[it.Call])
		}) {
			list = append(list, t)
		}
	}
	return list
}

// RunsIn reports whether f runs only as part of the thread itself.
func (p *Set) RunsIn(t *Thread, f *program.Function) bool {
	return slices.ContainsFunc(t.Starts, func(start *program.Function) bool { return p.Reach(start)[f] }) && !p.reachedElsewhere(t, f)
}

// reachedElsewhere reports whether f also runs outside the thread. Another thread may have the same routine.
func (p *Set) reachedElsewhere(t *Thread, f *program.Function) bool {
	for _, other := range p.Threads {
		if other.Call != t.Call && slices.ContainsFunc(other.Starts, func(start *program.Function) bool { return slices.Contains(t.Starts, start) && p.Reach(start)[f] }) {
			return true
		}
	}
	return slices.ContainsFunc(p.Functions, func(g *program.Function) bool {
		return len(p.Roles(g)) > 0 && !slices.Contains(t.Starts, g) && p.Reach(g)[f]
	})
}
