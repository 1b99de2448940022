package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// A Thread is a place where the driver creates a system thread.
type Thread struct {
	Call    *ir.Call  // of PsCreateSystemThread
	In      *Function // that makes the call
	Routine *ddi.Routine
	Starts  []*Function // what it may run, sorted
	// Escapes reports that its handle or object is handed to code that is not part of
	// the driver: someone there may wait for it.
	Escapes bool
	// Waits lists the calls that wait for it, outside its own code, in order.
	Waits []Wait
	index int
}

// A Wait is a call that waits for a thread.
type Wait struct {
	Call *ir.Call
	In   *Function
}

// StartName is the name of the thread's start routine, for messages.
func (t *Thread) StartName() string {
	if len(t.Starts) == 0 {
		return "?"
	}
	return t.Starts[0].Name
}

const maxThreads = 64

// findThreads lists the threads that the driver creates and the waits for them.
func (p *Program) findThreads() {
	p.awaited = map[*ir.Call]uint64{}
	byCall := map[*ir.Call]*Thread{}
	for _, f := range p.Functions {
		f.instrs(func(in ir.Instr) {
			call, r := p.routineCall(f, in)
			if r.Is("create-thread") && len(p.Threads) < maxThreads {
				t := &Thread{Call: call, In: f, Routine: r, index: len(p.Threads)}
				p.Threads = append(p.Threads, t)
				byCall[call] = t
				p.findStarts(t)
			}
		})
	}
	if len(p.Threads) == 0 {
		return
	}
	p.findSelf(byCall)
	for _, f := range p.Functions {
		f.instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				p.findWaits(f, call, byCall)
			}
		})
	}
}

// routineCall returns the kernel routine that an instruction calls, if any.
func (p *Program) routineCall(f *Function, in ir.Instr) (*ir.Call, *ddi.Routine) {
	call, ok := in.(*ir.Call)
	if !ok {
		return nil, nil
	}
	target, name := p.callee(f, call)
	if target != nil {
		return call, nil
	}
	return call, ddi.Lookup(name)
}

func (p *Program) findStarts(t *Thread) {
	i := t.Routine.Arg("callback")
	if i < 0 || i >= len(t.Call.Args) {
		return
	}
	for _, it := range p.flow.holds(t.In.unit, t.Call.Args[i]) {
		if it.kind == itemFunction && it.f != nil {
			t.Starts = append(t.Starts, it.f)
		}
	}
}

// findSelf follows what a thread learns by asking for the current thread.
func (p *Program) findSelf(byCall map[*ir.Call]*Thread) {
	for _, t := range p.Threads {
		for _, start := range t.Starts {
			for f := range p.Reach(start) {
				f.instrs(func(in ir.Instr) {
					if call, r := p.routineCall(f, in); r.Is("current-thread") && call.Dst != nil {
						p.flow.add(p.flow.node(flowKey{variable: call.Dst}), item{kind: itemThread, call: t.Call})
					}
				})
			}
		}
	}
	p.flow.propagate()
}

// findWaits records which threads a call waits for, and which it hands to strangers.
func (p *Program) findWaits(f *Function, call *ir.Call, byCall map[*ir.Call]*Thread) {
	target, name := p.callee(f, call)
	if target != nil {
		return
	}
	r := ddi.Lookup(name)
	if r == nil {
		if name == "" || !ddi.Documented(name) {
			for _, arg := range call.Args {
				for _, t := range p.threadsOf(f, arg, byCall) {
					t.Escapes = true
				}
			}
		}
		return
	}
	if !r.Is("wait", "cancellable-wait") {
		return
	}
	i := max(r.Arg("object"), r.Arg("handle"))
	if i < 0 || i >= len(call.Args) {
		return
	}
	for _, t := range p.threadsOf(f, call.Args[i], byCall) {
		if p.runsIn(t, f) {
			continue
		}
		t.Waits = append(t.Waits, Wait{call, f})
		p.awaited[call] |= 1 << t.index
	}
}

// threadsOf lists the threads that a value may be: handle, object, or array of them.
func (p *Program) threadsOf(f *Function, v ir.Value, byCall map[*ir.Call]*Thread) []*Thread {
	var list []*Thread
	items := p.flow.holds(f.unit, v)
	if v.Kind == ir.AddrOf || slices.ContainsFunc(items, func(it item) bool { return it.kind == itemAddress }) {
		items = append(items, p.flow.pointees(f.unit, v)...)
	}
	for _, it := range items {
		if it.kind == itemThread && byCall[it.call] != nil && !slices.Contains(list, byCall[it.call]) {
			list = append(list, byCall[it.call])
		}
	}
	return list
}

// runsIn reports whether f runs only as part of the thread itself.
func (p *Program) runsIn(t *Thread, f *Function) bool {
	return slices.ContainsFunc(t.Starts, func(start *Function) bool { return p.Reach(start)[f] }) && !p.reachedElsewhere(t, f)
}

// reachedElsewhere reports whether f also runs outside the thread.
func (p *Program) reachedElsewhere(t *Thread, f *Function) bool {
	for g, roles := range p.roles {
		if len(roles) == 0 || slices.Contains(t.Starts, g) {
			continue
		}
		if p.Reach(g)[f] {
			return true
		}
	}
	return false
}
