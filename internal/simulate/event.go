package simulate

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

type eventKey struct {
	call, inner *ir.Call
	name        string
	state       term.Fingerprint
}

// A recording is what a simulation has recorded.
type recording struct {
	events   []*Event
	known    map[eventKey]bool
	variants map[eventKey]int
	last     map[eventKey]*Event // of those alike but for their conditions
}

// inherit makes an event of a callee one of the caller, if it can happen there.
func (sim *Simulation) inherit(in *Instance, e *Event) {
	p, s := sim.Terms, in.S
	own := sim.recorder.Own(e)
	if !own && e.Routine.Does(ddi.Wait|ddi.Reference|ddi.Dereference) && !sim.asksFor(s, e.Routine) {
		return
	}
	if s = in.Fulfil(e.facts); s == nil {
		return
	}
	args := make([]term.Ref, len(e.args))
	for i, a := range e.args {
		args[i] = in.Value(a)
	}
	event := &Event{
		Routine: e.Routine, Name: e.Name, Call: in.Call, In: sim.In, Inner: e,
		Trace: s.Trace, args: args, types: e.types,
	}
	if !sim.recorder.Inherit(s, event, in) {
		return
	}
	if !own && e.limit != 0 {
		event.limit = s.Known(p, in.Value(e.limit))
	}
	if !own && e.Routine.Does(ddi.Wait) && (!sim.Blocks(s, e.Routine, args) || sim.IsZeroLimit(e.Routine, event.limit)) {
		return
	}
	if w := e.Routine.Effect(ddi.Wait, ddi.Anything); !own && w != nil && !w.Cancellable && e.Depth() >= MaxDepth {
		return
	}
	event.facts = sim.EntryFacts(s)
	sim.Record(event)
}

// Event records the call of a kernel routine.
func (sim *Simulation) Event(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	if sim.recorder != nil {
		sim.Record(sim.NewEvent(s, call, r, args))
	}
}

// NewEvent describes the call of a kernel routine.
func (sim *Simulation) NewEvent(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) *Event {
	types := make([]string, len(call.Args))
	for i, a := range call.Args {
		types[i] = a.Type
	}
	e := &Event{
		Routine: r, Name: r.Name, Call: call, In: sim.In,
		Trace: s.Trace, args: args, limit: sim.Limit(s, r, args), facts: sim.EntryFacts(s), types: types,
	}
	sim.recorder.Mark(s, e)
	return e
}

// Recorded is how many events the simulation has recorded.
func (sim *Simulation) Recorded() int { return len(sim.events) }

// Record keeps an event, once for each call, property and condition.
func (sim *Simulation) Record(e *Event) {
	key := eventKey{call: e.Call, name: e.Name}
	if e.Inner != nil {
		key.inner = e.Inner.Call
	}
	base := key
	sim.print = term.NewFingerprint()
	apart := sim.recorder.MixEvent(e, &sim.print)
	alike := key
	alike.state = sim.print
	sim.print.MixConstraints(e.facts)
	key.state = sim.print
	if sim.known[key] {
		return
	}
	// Beyond a few the last one stands for all further conditions of the same call.
	if last := sim.last[alike]; last != nil && sim.variants[base] >= maxVariants && !apart {
		last.facts = term.Common(sim.Terms, last.facts, e.facts)
		return
	}
	if len(sim.events) >= MaxEvents {
		sim.short |= Overfull
		return
	}
	if sim.known == nil {
		sim.known, sim.variants, sim.last = map[eventKey]bool{}, map[eventKey]int{}, map[eventKey]*Event{}
	}
	sim.variants[base]++
	sim.known[key], sim.last[alike] = true, e
	sim.events = append(sim.events, e)
}

// maxVariants is how many conditions of one call are told apart.
const maxVariants = 6
