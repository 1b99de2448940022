package threads

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// The value of STATUS_TIMEOUT, which a wait returns that gave up (ntstatus.h).
const statusTimeout = 0x102

// A Machine follows what becomes of a driver's threads.
type Machine struct {
	set  *Set
	slot int
}

// New makes the machine that follows the threads of a set.
func New(set *Set) *Machine { return &Machine{set: set} }

// Name is the property.
func (m *Machine) Name() string { return "threads" }

// Bind gives the machine its place.
func (m *Machine) Bind(_ *simulate.Group, slot int) { m.slot = slot }

// Entry is nothing: what callers did to threads is their matter.
func (m *Machine) Entry(*program.Function) []term.Constraint { return nil }

// Detail is more for functions that create threads or wait for them.
func (m *Machine) Detail(f *program.Function) int {
	if m.set.Of(f).Traits&profile.Threads != 0 {
		return 3
	}
	return 1
}

// EventWords is nothing: events record nothing of threads.
func (m *Machine) EventWords(*program.Function, *simulate.Event) (string, []string) { return "", nil }

// Overflow is nothing: the driver's threads are counted before.
func (m *Machine) Overflow() string { return "" }

// A simulation follows the threads through one function.
type simulation struct {
	*simulate.Simulation
	simulate.Base
	m       *Machine
	alike   uint64     // threads that states are not told apart by
	touched uint64     // threads that something happened to in the current instruction
	recent  *recency   // of threads
	again   uint64     // threads whose creation was come to again with the handle open
	waits   []term.Ref // of the callee whose outcome is applied, in the caller's words
}

// reopened are the threads whose creation a function comes to again with the handle open.
type reopened uint64

// Follow begins to follow the threads in a simulation.
func (m *Machine) Follow(sim *simulate.Simulation) simulate.Follower {
	return &simulation{Simulation: sim, m: m}
}

// Mix tells states apart in which different things happened to threads.
func (sim *simulation) Mix(s *simulate.State, h *term.Fingerprint, property bool) {
	known, alike := sim.of(s), uint64(0)
	if property {
		alike = sim.alike
	}
	h.Mix(known.joined &^ alike)
	h.Mix(known.lost &^ alike)
	h.Mix(known.made &^ alike)
	h.Mix(known.closed &^ alike)
}

// Merge joins what became of the threads on two ways. The ways are kept for those who ask how a
// thread was left running.
func (sim *simulation) Merge(s, other *simulate.State) {
	m, turn := join(sim.of(s), sim.of(other))
	sim.set(s, m)
	if turn != 0 && other.Trace != nil {
		s.Trace = &simulate.Step{Prev: s.Trace, Kind: simulate.StepMerge, In: other.Trace.In, At: other.Trace.At, Inner: other.Trace, Turn: turn}
	}
}

// Stepped notes which threads an instruction was about.
func (sim *simulation) Stepped() {
	if sim.touched != 0 {
		if sim.recent == nil {
			sim.recent = &recency{}
		}
		sim.recent.touch(sim.touched)
		sim.touched = 0
	}
}

// Coarsen gives up what became of the thread that nothing has happened to for the longest time.
func (sim *simulation) Coarsen(states []*simulate.State, _ int, _ bool) bool {
	first, differ := sim.of(states[0]), uint64(0)
	for _, s := range states {
		differ |= sim.of(s).unlike(first)
	}
	if differ &^= sim.alike; differ == 0 {
		return false
	}
	if sim.recent == nil {
		sim.recent = &recency{}
	}
	thread := sim.recent.oldest(differ)
	sim.alike |= thread
	// Whether a thread was made can be merged without loss: the ways on which it was are kept.
	if slices.ContainsFunc(states, func(s *simulate.State) bool {
		known := sim.of(s)
		return ((known.joined^first.joined)|(known.lost^first.lost))&thread != 0
	}) {
		sim.FellShort(simulate.FollowedLoosely)
	}
	return true
}

// Conditional is true of functions that take a callback back: callers may have decided before whether they do.
func (sim *simulation) Conditional() bool {
	return len(sim.Roles(sim.In)) == 0 && slices.ContainsFunc(sim.In.Calls(), func(call *ir.Call) bool { return sim.m.set.undone[call] != 0 })
}

// Words lists what became of threads in s.
func (sim *simulation) Words(s *simulate.State) []string { return sim.m.set.words(sim.of(s)) }

// Asks is for what a callee does to threads, and for the events that are asked about.
func (sim *simulation) Asks(_ *simulate.State, callee *program.Function) (simulate.Wanted, bool) {
	wanted := sim.Run.Wanted.Traits & (profile.Threads | profile.Waits | profile.Refers | profile.Ends)
	return simulate.Wanted{Traits: wanted}, sim.Of(callee).Traits&wanted != 0
}

// Routine creates a thread, closes a handle or takes a callback back.
func (sim *simulation) Routine(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) ([]*simulate.State, bool) {
	if undone, closed := sim.m.set.undone[call], sim.m.set.closing[call]; undone|closed != 0 {
		known := *sim.of(s)
		known.joined |= undone
		known.closed |= closed
		sim.update(s, known)
	}
	if !r.Does(ddi.CreateThread) {
		return nil, false
	}
	return sim.create(s, call, r, args), true
}

// create forks: with a new thread, or with an error.
func (sim *simulation) create(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*simulate.State {
	p := sim.Terms
	sim.Event(s, call, r, args)
	sim.ForgetArguments(s, args)
	status := sim.Unmodelled(s)
	sim.Result(s, call, status)
	made := sim.Unmodelled(s)
	if handle := r.Arg(ddi.OpHandleOut); handle >= 0 && handle < len(args) {
		s.Set(sim.Terms, p.Deref(args[handle]), made)
	}
	failed := s.Clone()
	s.Narrow(p, status, term.Exactly(0)) // STATUS_SUCCESS is the only success
	s.Narrow(p, made, term.Except(0))
	known, created := *sim.of(s), sim.m.set.created[call]
	if !sim.Coarse() { // else the ways with and without a close are one
		sim.again |= known.made & created &^ known.closed
	}
	known.closed &^= created
	known.made |= created
	sim.update(s, known)
	s.Trace = &simulate.Step{Prev: s.Trace, Kind: simulate.StepWait, In: sim.In, At: call.Span, Name: call.Callee}
	failed.Narrow(p, status, term.AtMost(-1))
	return []*simulate.State{s, failed}
}

// Wait forks a wait for a thread into the end of the thread and, if the wait may give up, its time-out.
func (sim *simulation) Wait(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref, status term.Ref) []*simulate.State {
	awaited := sim.m.set.awaited[call]
	if awaited == 0 {
		return nil
	}
	known := *sim.of(s)
	if sim.waitsForAny(r, args) {
		known.lost |= awaited
		sim.update(s, known)
		return []*simulate.State{s}
	}
	timeout := r.Arg(ddi.OpTimeout)
	if timeout < 0 || timeout >= len(args) || sim.patient(s, args[timeout]) {
		sim.join(s, call, r, args, awaited)
		return []*simulate.State{s}
	}
	gaveUp := s.Clone()
	known.lost |= awaited
	sim.update(gaveUp, known)
	gaveUp.Narrow(sim.Terms, status, term.Exactly(statusTimeout))
	s.Narrow(sim.Terms, status, term.Except(statusTimeout))
	sim.join(s, call, r, args, awaited)
	return []*simulate.State{s, gaveUp}
}

// patient reports whether a wait with this timeout goes on until it is satisfied, as
// far as is known.
func (sim *simulation) patient(s *simulate.State, timeout term.Ref) bool {
	p := sim.Terms
	timeout = s.Known(p, timeout)
	if n, ok := p.ConstOf(timeout); ok {
		return n == 0
	}
	// Unless the address of something is handed over, the timeout may be NULL.
	return p.Term(timeout).Op != term.Addr
}

// waitsForAny reports whether a wait for several objects ends with the first of them.
func (sim *simulation) waitsForAny(r *ddi.Routine, args []term.Ref) bool {
	p := sim.Terms
	kind, count := r.Arg(ddi.OpWaitType), r.Arg(ddi.OpCount)
	if kind < 0 || kind >= len(args) || count < 0 || count >= len(args) {
		return false
	}
	n, ok := p.ConstOf(args[kind])
	one, known := p.ConstOf(args[count])
	return ok && n == 1 && !(known && one == 1)
}

// join records that the threads have ended.
func (sim *simulation) join(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref, threads uint64) {
	known := *sim.of(s)
	known.joined |= threads
	if i := max(r.Arg(ddi.OpObject), r.Arg(ddi.OpHandle)); i >= 0 && i < len(args) {
		known.addWait(args[i])
	}
	sim.update(s, known)
	s.Trace = &simulate.Step{Prev: s.Trace, Kind: simulate.StepWait, In: sim.In, At: call.Span, Name: call.Callee}
}

// Completed forks a registration: with the callback registered, and what the driver gets to take it back
// by, or with an error.
func (sim *simulation) Completed(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref, status term.Ref) []*simulate.State {
	bit := sim.m.set.registered[call]
	if bit == 0 || sim.Run.Wanted.Traits&profile.Threads == 0 {
		return nil
	}
	if out := r.Arg(ddi.OpStatusOut); out >= 0 && out < len(args) {
		status = sim.Unmodelled(s)
		s.Set(sim.Terms, sim.Terms.Deref(args[out]), status)
	}
	failed := s.Clone()
	good, bad := term.Exactly(0), term.AtMost(-1) // STATUS_SUCCESS is the only success
	if r.DoesTo(ddi.Register, ddi.RegisteredUnlessZero) {
		good, bad = term.Except(0), term.Exactly(0)
	}
	s.Narrow(sim.Terms, status, good)
	sim.given(s, r, args)
	failed.Narrow(sim.Terms, status, bad)
	known := *sim.of(s)
	known.made |= bit
	known.joined &^= bit
	sim.update(s, known)
	s.Trace = &simulate.Step{Prev: s.Trace, Kind: simulate.StepWait, In: sim.In, At: call.Span, Name: call.Callee}
	return []*simulate.State{s, failed}
}

// given stores what a registration gives the driver: a handle or a pointer, or a cookie, which is a number of 64 bits. None is 0.
func (sim *simulation) given(s *simulate.State, r *ddi.Routine, args []term.Ref) {
	p := sim.Terms
	for _, role := range []ddi.Operand{ddi.OpHandleOut, ddi.OpObjectOut, ddi.OpCookieOut} {
		out := r.Arg(role)
		if out < 0 || out >= len(args) {
			continue
		}
		made, at := sim.Unmodelled(s), p.Deref(args[out])
		if role == ddi.OpCookieOut {
			at = p.Field(at, "QuadPart", "")
		}
		s.Set(p, at, made)
		s.Narrow(p, made, term.Except(0))
	}
}

// Translate puts the objects that a callee waited for into the caller's words.
func (sim *simulation) Translate(in *simulate.Instance, o *simulate.Outcome) {
	sim.waits = sim.waits[:0]
	for _, w := range of(o).waits {
		sim.waits = append(sim.waits, in.Value(w))
	}
}

// Apply adds what a callee did to threads.
func (sim *simulation) Apply(s *simulate.State, in *simulate.Instance, _ *program.Function, o *simulate.Outcome) {
	callee := of(o)
	if callee == nothing {
		return
	}
	known := *sim.of(s)
	known.joined |= callee.joined
	known.lost |= callee.lost
	known.closed |= callee.closed
	known.made |= sim.m.set.madeBy(in.Call, callee.made)
	known.some |= callee.some
	for _, w := range sim.waits {
		known.addWait(w)
	}
	sim.update(s, known)
}

// Found is the threads whose creation is come to again with the handle open.
func (sim *simulation) Found() any {
	if sim.again == 0 {
		return nil
	}
	return reopened(sim.again)
}

// A recency records in which order the threads were touched that a simulation comes to: what
// happened to one lately still matters to the tests that follow.
type recency struct {
	last [MaxThreads]int
	now  int
}

// touch notes that something happened to threads.
func (r *recency) touch(threads uint64) {
	r.now++
	for i := range r.last {
		if threads&(1<<i) != 0 {
			r.last[i] = r.now
		}
	}
}

// oldest is the thread, of those given, that was touched the longest ago.
func (r *recency) oldest(threads uint64) uint64 {
	best := -1
	for i := range r.last {
		if threads&(1<<i) != 0 && (best < 0 || r.last[i] < r.last[best]) {
			best = i
		}
	}
	return 1 << best
}
