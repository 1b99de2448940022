package summary

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// callFunction applies the summary of a function of the driver.
func (sim *simulation) callFunction(s *state, call *ir.Call, target *program.Function, args []term.Ref) []*state {
	in := &instance{sim: sim, s: s, call: call, args: args}
	sum := sim.found(target)
	sim.happens(in, target, sum)
	var list []*state
	for _, o := range sum.Outcomes {
		if next := sim.apply(in, target, o); next != nil {
			list = append(list, next)
		}
	}
	return list
}

// found is what the simulation knows of a function by now, nil if it was not asked yet.
func (sim *simulation) found(target *program.Function) *Summary {
	if sim.regime { // of one simulation, while the other may be writing its own
		return sim.p.of(target).Regime
	}
	return sim.p.of(target).Summary
}

// happens makes what a callee does on its way, where that matters to callers, the caller's.
func (sim *simulation) happens(in *instance, target *program.Function, sum *Summary) {
	for _, b := range sum.Breaches {
		sim.inheritBreach(in.s, in.call, b, in)
	}
	for _, e := range sum.Events {
		sim.inherit(in.s, in.call, target, e, in)
	}
}

// callGivenUp takes over what was found in a function before its analysis was broken off: ways lead
// there, whatever the others do.
func (sim *simulation) callGivenUp(s *state, call *ir.Call, target *program.Function, args []term.Ref) {
	if sum := sim.found(target); sum != nil && sum.Bounded {
		sim.happens(&instance{sim: sim, s: s, call: call, args: args}, target, sum)
	}
}

// apply makes the state after one outcome of a call, nil if that outcome can't be.
func (sim *simulation) apply(in *instance, target *program.Function, o *Outcome) *state {
	p, s, call := sim.p.pool, in.s, in.call
	n := s.clone()
	for _, f := range o.facts {
		if sim.regime && f.Value == levelOnEntry && sim.onlyPromised(n, target, f.In) {
			continue
		}
		if !n.Constrain(p, in.value(f.Value), f.In) {
			return nil
		}
	}
	sim.staleResults(n, in, o)
	// Translate before anything changes: the summary speaks of the values on entry.
	stores := make([]term.Binding, len(o.stores))
	for i, b := range o.stores {
		stores[i] = term.Binding{At: in.value(b.At), Value: in.value(b.Value)}
	}
	result := term.Ref(0)
	if o.result != 0 {
		result = in.value(o.result)
	}
	freed := make([]letGo, len(o.freed))
	for i, r := range o.freed {
		freed[i] = letGo{in.value(r.loc), r.kind, r.at}
	}
	waits := make([]term.Ref, len(o.waits))
	for i, r := range o.waits {
		waits[i] = in.value(r)
	}
	sim.forgetWrites(n, &sim.p.of(target).Writes)
	for _, b := range stores {
		if b.At <= attachedVar {
			if b.At == attachedVar && b.Value != p.Constant(1) {
				sim.detaches(n, call)
			}
			n.setRegime(p, b.At, b.Value)
			continue
		}
		sim.assign(n, b.At, b.Value)
	}
	for _, f := range o.values {
		n.Narrow(p, in.value(f.Value), f.In)
	}
	if sim.p.of(target).Traits&everything != 0 || sim.regime {
		n.trace = &Step{Prev: n.trace, Kind: StepCall, In: sim.f, At: call.Span, Name: target.Name, Callee: target, Inner: o.Trace, traits: sim.p.of(target).Traits}
	}
	if sim.regime {
		sim.regimeAfter(s, n, call, target, o)
	}
	for _, gone := range freed {
		if gone.at.Kind == StepMerge {
			sim.letUnknown(n, gone)
			continue
		}
		r := sim.p.Known.Lookup(gone.at.Name)
		sim.let(n, call, r, gone, &Event{In: target, Name: r.Name, Trace: o.Trace})
	}
	for _, l := range o.Held {
		n.held = sim.hold(n.held, sim.inheritLock(n, in, target, l))
	}
	for _, l := range o.soft {
		n.soft = sim.hold(n.soft, sim.inheritLock(n, in, target, l))
	}
	n.joined |= o.Joined
	n.lost |= o.Lost
	n.closed |= o.Closed
	n.made |= sim.p.madeBy(call, o.Made)
	n.some |= o.some
	for _, w := range waits {
		n.addWait(w)
	}
	if result == 0 {
		result = sim.p.pool.Fresh(sim.site, 0)
	}
	if !sim.tellsLock(n, target, o, result) {
		return nil
	}
	if sim.regime && strings.HasPrefix(target.Result, "unsigned ") && !p.IsConst(result) && n.IntervalOf(p, result).Hi >= 0 {
		n.Narrow(p, result, term.AtLeast(0))
	}
	sim.result(n, call, n.Known(p, result))
	return n
}

// tellsLock takes a callee at its word: a constant that it returns without a lock is not
// what it returns with one. It reports whether the outcome is possible then.
func (sim *simulation) tellsLock(s *state, target *program.Function, o *Outcome, result term.Ref) bool {
	p := sim.p.pool
	if len(o.Held)+len(o.soft) == 0 || p.IsConst(result) {
		return true
	}
	for _, other := range sim.p.of(target).Summary.Outcomes {
		n, ok := p.ConstOf(other.result)
		if !ok || len(other.Held)+len(other.soft) > 0 {
			continue
		}
		if !s.Narrow(p, result, term.Except(n)) {
			return false
		}
	}
	return true
}

// inheritLock is a lock that a call returns with, as the caller has it.
func (sim *simulation) inheritLock(s *state, in *instance, target *program.Function, l Lock) Lock {
	lock := Lock{loc: in.value(l.loc), Guarded: l.Guarded, Unsafe: l.Unsafe, place: in.lockPlace(target, l)}
	lock.Taken = &Step{Prev: s.trace, Kind: StepCall, In: sim.f, At: in.call.Span, Name: target.Name, Callee: target, Inner: l.Taken, traits: sim.p.of(target).Traits, name: lock.Name()}
	return lock
}

// staleResults renames what an earlier round of a loop got from this call.
func (sim *simulation) staleResults(n *state, in *instance, o *Outcome) {
	p := sim.p.pool
	var made []term.Ref
	collect := func(r term.Ref) {
		p.Any(r, func(x term.Ref, t *term.Term) bool {
			if t.Op == term.Fresh || t.Op == term.Stale {
				made = append(made, in.made(x))
			}
			return false
		})
	}
	collect(o.result)
	for _, b := range o.stores {
		collect(b.Value)
	}
	for _, l := range slices.Concat(o.Held, o.soft) {
		collect(l.loc)
	}
	slices.Sort(made)
	for _, v := range slices.Compact(made) {
		sim.refresh(n, v)
	}
}

// inherit makes an event of a callee one of the caller, if it can happen there.
func (sim *simulation) inherit(s *state, call *ir.Call, target *program.Function, e *Event, in *instance) {
	p := sim.p.pool
	if !e.Order && e.Routine.Does(ddi.Wait|ddi.Reference|ddi.Dereference) && !sim.tells(s, e.Routine) {
		return
	}
	if len(e.facts) > 0 {
		probe := s.clone()
		for _, f := range e.facts {
			if !probe.Constrain(p, in.value(f.Value), f.In) {
				return
			}
		}
		s = probe
	}
	args := make([]term.Ref, len(e.args))
	for i, a := range e.args {
		args[i] = in.value(a)
	}
	if e.Order {
		sim.inheritOrder(s, call, e, in)
		return
	}
	held := slices.Clone(s.held)
	freed := s.released()
	for _, r := range e.freed {
		loc := in.value(r)
		if i := slices.IndexFunc(held, func(l Lock) bool { return l.loc == loc }); i >= 0 {
			held = slices.Delete(held, i, i+1)
		} else if j := sim.alias(held, loc); j >= 0 {
			held = slices.Delete(held, j, j+1)
		} else {
			freed = append(freed, loc)
		}
	}
	limit := term.Ref(0)
	if e.limit != 0 {
		limit = s.Known(p, in.value(e.limit))
	}
	if e.Routine.Does(ddi.Wait) && (!sim.blocks(s, e.Routine, args) || sim.isZeroLimit(e.Routine, limit)) {
		return
	}
	if w := e.Routine.Effect(ddi.Wait, ddi.Anything); w != nil && !w.Cancellable && e.depth() >= maxDepth {
		return
	}
	event := &Event{
		Routine: e.Routine, Name: e.Name, Call: call, In: sim.f, Inner: e, Held: held,
		Trace: s.trace, args: args, limit: limit, facts: sim.entryFacts(s), freed: freed, types: e.types,
	}
	if e.Routine.Safely(ddi.Acquire) {
		if e.Again == nil { // where it is known already, it is the callee's matter
			sim.acquisition(event)
		}
		return
	}
	sim.record(event)
}

// inheritOrder looks whether the lock that a callee lets go was taken by this function
// before the callee took those that it still holds.
func (sim *simulation) inheritOrder(s *state, call *ir.Call, e *Event, in *instance) {
	if !e.caller {
		return
	}
	loc := in.value(e.Lock)
	i := slices.IndexFunc(s.held, func(l Lock) bool { return l.loc == loc })
	above := make([]Lock, len(e.Held))
	for j, l := range e.Held {
		above[j] = Lock{loc: in.value(l.loc), Guarded: l.Guarded, Taken: l.Taken, place: in.place(e.In, l.place)}
	}
	if i < 0 && !sim.fromEntry(loc) {
		return
	}
	event := &Event{
		Routine: e.Routine, Name: e.Name, Call: call, In: sim.f, Inner: e, Held: above, Lock: loc, Order: true,
		Trace: s.trace, facts: sim.entryFacts(s), caller: i < 0,
	}
	if i >= 0 {
		taken := s.held[i]
		event.taken = &taken
	}
	sim.record(event)
}

// event records the call of a kernel routine.
func (sim *simulation) event(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	sim.record(sim.newEvent(s, call, r, args))
}

// newEvent describes the call of a kernel routine.
func (sim *simulation) newEvent(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) *Event {
	types := make([]string, len(call.Args))
	for i, a := range call.Args {
		types[i] = a.Type
	}
	return &Event{
		Routine: r, Name: r.Name, Call: call, In: sim.f, Held: slices.Clone(s.held),
		Trace: s.trace, args: args, limit: sim.limit(s, r, args), facts: sim.entryFacts(s), freed: s.released(), types: types,
	}
}

// orderEvent records the release of a lock while locks taken after it are held.
func (sim *simulation) orderEvent(s *state, call *ir.Call, r *ddi.Routine, loc term.Ref, above []Lock, inner *Event) {
	i := slices.IndexFunc(s.held, func(l Lock) bool { return l.loc == loc })
	e := &Event{
		Routine: r, Name: r.Name, Call: call, In: sim.f, Inner: inner, Held: above, Lock: loc, Order: true,
		Trace: s.trace, facts: sim.entryFacts(s), caller: i < 0,
	}
	if i >= 0 {
		taken := s.held[i]
		e.taken = &taken
	}
	sim.record(e)
}

// record keeps an event, once for each call, lock and condition.
func (sim *simulation) record(e *Event) {
	if sim.regime {
		return // it asks about the regime only
	}
	key := eventKey{call: e.Call, order: e.Order, name: e.Name}
	if e.Inner != nil {
		key.inner = e.Inner.Call
	}
	key.state = term.NewFingerprint()
	for _, l := range e.Held {
		key.state.Mix(uint64(l.loc))
	}
	key.state.Mix(^uint64(0))
	for _, r := range e.freed {
		key.state.Mix(uint64(r))
	}
	key.state.MixConstraints(e.facts)
	if sim.known[key] {
		return
	}
	// Beyond a few, more conditions for the same call add nothing that a check can use.
	base := eventKey{call: key.call, inner: key.inner, order: key.order, name: key.name}
	if sim.variants[base] >= maxVariants && len(e.Held) == 0 {
		return
	}
	if len(sim.events) >= maxEvents {
		sim.short |= overfull
		return
	}
	sim.variants[base]++
	sim.known[key] = true
	sim.events = append(sim.events, e)
}

const maxVariants = 6
