package summary

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// The value of STATUS_TIMEOUT, which a wait returns that gave up (ntstatus.h).
const statusTimeout = 0x102

// call executes a call: of a function of the driver by its summary, of a kernel routine
// by the tables, of anything else by forgetting what it may have changed.
func (sim *simulation) call(s *state, call *ir.Call) []*state {
	args := make([]term.Ref, len(call.Args))
	for i, a := range call.Args {
		args[i] = sim.eval(s, a)
	}
	target, name := sim.p.Callee(sim.f, call)
	if target == nil && name == "" && call.Callee == "" {
		target, name = sim.pointer(s, call)
	}
	if sim.regime {
		sim.demand(s, call, target, name, args)
	}
	switch {
	case target != nil && sim.summaryOf(s, target) != nil:
		return sim.restored(target, s, sim.callFunction(s, call, target, args))
	case target != nil:
		sim.callGivenUp(s, call, target, args)
		if sim.regime {
			if sim.p.regimeBalance(target) != even {
				sim.unknownRegime(s)
			}
		} else if sim.p.changesMutexes(target) {
			sim.blind = true
		}
		sim.forgetWrites(s, &sim.p.of(target).Writes)
		sim.forgetArguments(s, call, args)
		sim.result(s, call, sim.unmodelled(s))
		return sim.restored(target, s, []*state{s})
	}
	if list, done := sim.regimeRoutine(s, call, name, args); done {
		return list
	}
	if r := sim.p.Known.Lookup(name); r != nil {
		return sim.callRoutine(s, call, r, args)
	}
	sim.entrust(args)
	if name != "" && !sim.p.Known.Documented(name) {
		sim.forgetFilled(s, args)
	} else {
		sim.forgetArguments(s, call, args)
	}
	sim.result(s, call, sim.accessor(s, call, name, args))
	return []*state{s}
}

// summaryOf is the summary of a callee, if it matters here: under a mutex everything
// that blocks or takes a mutex does.
func (sim *simulation) summaryOf(s *state, target *program.Function) *Summary {
	if sim.regime {
		return sim.regimeOf(s, target)
	}
	wanted := sim.wanted
	if len(s.held) > 0 {
		wanted |= blocks | takes
	}
	concerns := sim.p.of(target).Traits & wanted
	if concerns&locks != 0 && !sim.p.changesMutexes(target) {
		concerns &^= locks
	}
	if concerns == 0 && len(target.Graph.Blocks) > smallFunction {
		return nil
	}
	sim.p.ensure(target, wanted)
	if sim.p.of(target).Summary == nil || sim.p.of(target).Summary.Bounded {
		return nil
	}
	return sim.p.of(target).Summary
}

// pointer resolves a call through a pointer whose value is known on this path.
func (sim *simulation) pointer(s *state, call *ir.Call) (*program.Function, string) {
	v := sim.eval(s, call.Target)
	if t := sim.p.pool.Term(v); t.Op == term.Func {
		return sim.p.Described(sim.p.ValueFunction(t.S))
	}
	return nil, ""
}

// accessor is the result of an unknown function. One that takes a single argument,
// returns a pointer and is not documented is an accessor such as WDF generates: asked
// for the same object twice it gives the same pointer.
func (sim *simulation) accessor(s *state, call *ir.Call, name string, args []term.Ref) term.Ref {
	if len(args) == 1 && call.Dst != nil && strings.HasSuffix(call.Dst.Type, "*") && name != "" && !sim.p.Known.Documented(name) {
		return sim.p.pool.Apply(name+" of ", args[0])
	}
	return sim.unmodelled(s)
}

func (sim *simulation) result(s *state, call *ir.Call, v term.Ref) {
	if call.Dst != nil {
		sim.assign(s, sim.p.pool.Variable(call.Dst), v)
	}
}

// forgetArguments drops what is known of the objects that are handed over by address.
func (sim *simulation) forgetArguments(s *state, call *ir.Call, args []term.Ref) {
	for _, a := range args {
		sim.forgetObject(s, a)
	}
}

// forgetFilled drops what a function of which nothing is known may fill in. Members that
// the driver has itself set before it hands over the object are taken to be for reading.
func (sim *simulation) forgetFilled(s *state, args []term.Ref) {
	p := sim.p.pool
	for _, a := range args {
		if t := p.Term(a); t.Op != term.Addr {
			sim.forgetObject(s, a)
			continue
		}
		var set []term.Binding
		for _, b := range s.Bindings() {
			if b.At != p.Deref(a) && sim.p.pool.Inside(b.At, p.Deref(a)) && p.Given(b.Value) && p.Term(b.At).S != ownedBy {
				set = append(set, b)
			}
		}
		sim.forgetObject(s, a)
		for _, b := range set {
			s.Set(b.At, b.Value)
		}
	}
}

// forgetObject drops what is known of the object that v points to.
func (sim *simulation) forgetObject(s *state, v term.Ref) {
	p := sim.p.pool
	t := p.Term(v)
	if t.Op == term.Const || t.Op == term.Func || t.Op == term.Text {
		return
	}
	loc := p.Deref(v)
	for _, b := range slices.Clone(s.Bindings()) {
		if sim.p.pool.Inside(b.At, loc) {
			s.Set(b.At, sim.unmodelled(s))
		}
	}
	if v := sim.p.pool.LocalRoot(loc); v != nil {
		s.Set(loc, sim.unmodelled(s))
		return
	}
	for _, f := range slices.Clone(s.Constraints()) {
		if t := p.Term(f.Value); t.Op == term.Init && sim.p.pool.Inside(t.A, loc) {
			s.Set(t.A, sim.unmodelled(s))
		}
	}
}

// forgetWrites drops what is known of memory whose name is among those written.
func (sim *simulation) forgetWrites(s *state, written *term.Names) {
	p := sim.p.pool
	for _, b := range slices.Clone(s.Bindings()) {
		if sim.p.pool.LocalRoot(b.At) == nil && b.At != sim.ret && !isKept(sim.p.pool, b.At) && written.Has(sim.p.pool.LeafBit(b.At)) {
			s.Set(b.At, sim.unmodelled(s))
		}
	}
	for _, f := range slices.Clone(s.Constraints()) {
		t := p.Term(f.Value)
		if t.Op == term.Init && !isKept(sim.p.pool, t.A) && written.Has(sim.p.pool.LeafBit(t.A)) {
			if _, ok := s.At(t.A); !ok {
				s.Set(t.A, sim.unmodelled(s))
			}
		}
	}
}

// callRoutine executes a kernel routine.
func (sim *simulation) callRoutine(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) []*state {
	p := sim.p.pool
	switch {
	case r.Does(ddi.Predicate):
		sim.result(s, call, s.Known(p, sim.predicate(s, r, args)))
		if r.Predicate == "assert" {
			return sim.assert(s, args)
		}
		return []*state{s}
	case r.DoesTo(ddi.Fill, ddi.Memory):
		if i := r.Arg(ddi.OpObject); i < len(args) {
			v := r.Arg(ddi.OpValue)
			if v < 0 || v < len(args) && args[v] == p.Constant(0) {
				sim.assign(s, p.Deref(args[i]), p.Constant(0))
			} else {
				sim.forgetObject(s, args[i])
			}
		}
		return []*state{s}
	case r.Does(ddi.NoReturn):
		return nil
	case r.Does(ddi.Access):
		if len(args) > 0 {
			sim.result(s, call, sim.p.pool.Apply(r.Name+" of ", args[0]))
		}
		return []*state{s}
	case r.Does(ddi.QueryEnding):
		sim.result(s, call, s.Known(p, sim.p.Terminating()))
		return []*state{s}
	case r.Does(ddi.Exchange):
		return sim.exchange(s, call, r, args)
	case r.Does(ddi.EndThread):
		sim.event(s, call, r, args)
		return nil
	case r.Does(ddi.CreateThread):
		return sim.createThread(s, call, r, args)
	case r.Safely(ddi.Acquire):
		return sim.acquire(s, call, r, args)
	case r.Unsafely(ddi.Acquire):
		sim.acquireUnsafe(s, call, r, args)
		return []*state{s}
	case r.DoesTo(ddi.Release, ddi.Mutexes):
		if i := r.Arg(ddi.OpLock); i < len(args) {
			sim.release(s, call, r, p.Deref(args[i]))
		}
		return []*state{s}
	}
	return sim.otherRoutine(s, call, r, args)
}

// exchange swaps a value into memory, or the result of an operator on what is there; a
// conditional one may leave it as it is.
func (sim *simulation) exchange(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) []*state {
	target, value := r.Arg(ddi.OpTarget), r.Arg(ddi.OpValue)
	if max(target, value) >= len(args) {
		return []*state{s}
	}
	loc := sim.p.pool.Deref(args[target])
	old := s.Known(sim.p.pool, sim.load(s, loc))
	switch {
	case r.Arg(ddi.OpComparand) >= 0:
		sim.assign(s, loc, sim.unmodelled(s))
	case r.Predicate != "":
		sim.assign(s, loc, sim.p.pool.Binary(r.Predicate, old, args[value]))
	default:
		sim.assign(s, loc, args[value])
	}
	sim.result(s, call, old)
	return []*state{s}
}

// assert goes on only where what is asserted holds: the driver's author says so.
func (sim *simulation) assert(s *state, args []term.Ref) []*state {
	if len(args) > 0 && !s.Assume(sim.p.pool, args[0], true) {
		return nil
	}
	return []*state{s}
}

// tells reports whether somebody wants to know of a call of the routine: what may block is
// of interest while a mutex is held.
func (sim *simulation) tells(s *state, r *ddi.Routine) bool {
	switch {
	case r.Does(ddi.Wait):
		return sim.wanted&(blocks|waits) != 0 || len(s.held) > 0
	case r.Does(ddi.Reference | ddi.Dereference):
		return sim.wanted&refers != 0
	}
	return false
}

// otherRoutine records what checks ask about and forgets what the routine may change.
func (sim *simulation) otherRoutine(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) []*state {
	p := sim.p.pool
	s.joined |= sim.p.undone[call]
	switch {
	case r.Does(ddi.Wait):
		if sim.tells(s, r) && sim.blocks(s, r, args) {
			sim.event(s, call, r, args)
		}
		if sim.p.registered[call] == 0 { // a routine that registers waits only where it removes
			return sim.wait(s, call, r, args)
		}
	case sim.tells(s, r):
		sim.event(s, call, r, args)
	}
	s.closed |= sim.p.closing[call]
	if r.DoesTo(ddi.Init, ddi.AnyLock) || r.DoesTo(ddi.Signal|ddi.Reset, ddi.Event) || r.DoesTo(ddi.Complete, ddi.IRP) || r.DoesTo(ddi.Close, ddi.Handle) || r.Does(ddi.Dereference) {
		sim.result(s, call, sim.unmodelled(s))
		return []*state{s}
	}
	for i, a := range args {
		if i != r.Arg(ddi.OpSource) {
			sim.forgetObject(s, a)
		}
	}
	if from, to := r.Arg(ddi.OpSource), r.Arg(ddi.OpTarget); from >= 0 && max(from, to) < len(args) && p.Term(args[to]).Op == term.Addr && p.Term(args[from]).Op == term.Addr {
		sim.copy(s, p.Deref(args[to]), p.Deref(args[from]))
	}
	v := sim.unmodelled(s)
	sim.result(s, call, v)
	if out := r.Arg(ddi.OpObjectOut); r.Does(ddi.Reference) && out >= 0 && out < len(args) {
		handle := r.Arg(ddi.OpHandle)
		own := handle >= 0 && handle < len(args) && len(sim.p.ThreadsOf(sim.f, call.Args[handle])) > 0
		return sim.reference(s, v, p.Deref(args[out]), own)
	}
	return sim.register(s, call, v)
}

// reference forks a routine that finds an object: with it, or with an error. The handle
// of a thread that the driver has itself created is good.
func (sim *simulation) reference(s *state, status, out term.Ref, own bool) []*state {
	p := sim.p.pool
	object := sim.unmodelled(s)
	s.Set(out, object)
	failed := s.clone()
	s.Narrow(p, status, term.AtLeast(0))
	s.Narrow(p, object, term.Except(0))
	failed.Narrow(p, status, term.AtMost(-1))
	if own {
		return []*state{s}
	}
	return []*state{s, failed}
}

// createThread forks: with a new thread, or with an error.
func (sim *simulation) createThread(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) []*state {
	p := sim.p.pool
	sim.event(s, call, r, args)
	sim.forgetArguments(s, call, args)
	status := sim.unmodelled(s)
	sim.result(s, call, status)
	made := sim.unmodelled(s)
	if handle := r.Arg(ddi.OpHandleOut); handle >= 0 && handle < len(args) {
		s.Set(p.Deref(args[handle]), made)
	}
	failed := s.clone()
	s.Narrow(p, status, term.Exactly(0)) // STATUS_SUCCESS is the only success
	s.Narrow(p, made, term.Except(0))
	if sim.states > 1 { // else the ways with and without a close are one
		sim.again |= s.made & sim.p.created[call] &^ s.closed
	}
	s.closed &^= sim.p.created[call]
	s.made |= sim.p.created[call]
	s.trace = &Step{Prev: s.trace, Kind: StepWait, In: sim.f, At: call.Span, Name: call.Callee}
	failed.Narrow(p, status, term.AtMost(-1))
	return []*state{s, failed}
}

// predicate computes the result of a status or flag macro.
func (sim *simulation) predicate(s *state, r *ddi.Routine, args []term.Ref) term.Ref {
	p := sim.p.pool
	if len(args) == 0 {
		return sim.unmodelled(s)
	}
	zero := p.Constant(0)
	switch r.Predicate {
	case ">= 0":
		return p.Binary(">=", args[0], zero)
	case "!= 0":
		return p.Binary("!=", args[0], zero)
	case "== 0":
		return p.Binary("==", args[0], zero)
	case "&", "& != 0":
		if len(args) < 2 {
			return sim.unmodelled(s)
		}
		return p.Binary("&", args[0], args[1])
	case "same":
		return args[0]
	case "error": // severity 3: every such status is negative
		return p.Binary("<", args[0], zero)
	}
	return sim.unmodelled(s)
}
