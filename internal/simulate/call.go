package simulate

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// call executes a call: of a function of the driver by its summary, of a kernel routine
// by the tables, of anything else by forgetting what it may have changed.
func (sim *Simulation) call(s *State, call *ir.Call) []*State {
	args := make([]term.Ref, len(call.Args))
	for i, a := range call.Args {
		args[i] = sim.Eval(s, a)
	}
	target, name := sim.Callee(sim.In, call)
	if target == nil && name == "" && call.Callee == "" {
		target, name = sim.pointer(s, call)
	}
	for _, f := range sim.followers {
		f.Call(s, call, target, name, args)
	}
	if target != nil {
		return sim.callFunction(s, call, target, args)
	}
	r := sim.Known.Lookup(name)
	if r != nil {
		for _, f := range sim.followers {
			if list, done := f.Routine(s, call, r, args); done {
				return list
			}
		}
		return sim.callRoutine(s, call, r, args)
	}
	for _, f := range sim.followers {
		f.Entrust(args)
	}
	if name != "" && !sim.Known.Documented(name) {
		sim.forgetFilled(s, args)
	} else {
		sim.ForgetArguments(s, args)
	}
	sim.Result(s, call, sim.accessor(s, call, name, args))
	return []*State{s}
}

// summaryOf is the summary of a callee, if it matters here.
func (sim *Simulation) summaryOf(s *State, target *program.Function) *Summary {
	var wanted Wanted
	matters := len(target.Graph.Blocks) <= SmallFunction
	for _, f := range sim.followers {
		w, here := f.Asks(s, target)
		wanted, matters = wanted.Join(w), matters || here
	}
	if !matters {
		return nil
	}
	sim.Ensure(target, wanted)
	if sum := sim.Summary(target); sum != nil && !sum.Bounded {
		return sum
	}
	return nil
}

// pointer resolves a call through a pointer whose value is known on this path.
func (sim *Simulation) pointer(s *State, call *ir.Call) (*program.Function, string) {
	v := sim.Eval(s, call.Target)
	if t := sim.Terms.Term(v); t.Op == term.Func {
		return sim.Described(sim.ValueFunction(t.S))
	}
	return nil, ""
}

// accessor is the result of an unknown function. One that takes a single argument,
// returns a pointer and is not documented is an accessor such as WDF generates: asked
// for the same object twice it gives the same pointer.
func (sim *Simulation) accessor(s *State, call *ir.Call, name string, args []term.Ref) term.Ref {
	if len(args) == 1 && call.Dst != nil && strings.HasSuffix(call.Dst.Type, "*") && name != "" && !sim.Known.Documented(name) {
		return sim.Terms.Apply(name+" of ", args[0])
	}
	return sim.Unmodelled(s)
}

func (sim *Simulation) Result(s *State, call *ir.Call, v term.Ref) {
	if call.Dst != nil {
		sim.Assign(s, sim.Terms.Variable(call.Dst), v)
	}
}

// ForgetArguments drops what is known of the objects that are handed over by address.
func (sim *Simulation) ForgetArguments(s *State, args []term.Ref) {
	for _, a := range args {
		sim.ForgetObject(s, a)
	}
}

// forgetFilled drops what a function of which nothing is known may fill in. Members that
// the driver has itself set before it hands over the object are taken to be for reading.
func (sim *Simulation) forgetFilled(s *State, args []term.Ref) {
	p := sim.Terms
	for _, a := range args {
		if t := p.Term(a); t.Op != term.Addr {
			sim.ForgetObject(s, a)
			continue
		}
		var set []term.Binding
		for _, b := range s.Bindings() {
			if b.At != p.Deref(a) && sim.Terms.Inside(b.At, p.Deref(a)) && p.Given(b.Value) && sim.outlasts(b.At) {
				set = append(set, b)
			}
		}
		sim.ForgetObject(s, a)
		for _, b := range set {
			s.Set(b.At, b.Value)
		}
	}
}

// outlasts reports whether what a member holds stays when its object is handed over.
func (sim *Simulation) outlasts(member term.Ref) bool {
	return !sim.Terms.IsGhost(member) || !slices.ContainsFunc(sim.followers, func(f Follower) bool { return !f.Outlasts(member) })
}

// ForgetObject drops what is known of the object that v points to.
func (sim *Simulation) ForgetObject(s *State, v term.Ref) {
	p := sim.Terms
	t := p.Term(v)
	if t.Op == term.Const || t.Op == term.Func || t.Op == term.Text {
		return
	}
	loc := p.Deref(v)
	for _, b := range slices.Clone(s.Bindings()) {
		if sim.Terms.Inside(b.At, loc) {
			s.Set(b.At, sim.Unmodelled(s))
		}
	}
	if v := sim.Terms.LocalRoot(loc); v != nil {
		s.Set(loc, sim.Unmodelled(s))
		return
	}
	for _, f := range slices.Clone(s.Constraints()) {
		if t := p.Term(f.Value); t.Op == term.Init && sim.Terms.Inside(t.A, loc) {
			s.Set(t.A, sim.Unmodelled(s))
		}
	}
}

// forgetWrites drops what is known of memory whose name is among those written.
func (sim *Simulation) forgetWrites(s *State, written *term.Names) {
	p := sim.Terms
	for _, b := range slices.Clone(s.Bindings()) {
		if sim.Terms.LocalRoot(b.At) == nil && b.At != sim.ret && !sim.Terms.IsGhost(b.At) && written.Has(sim.Terms.LeafBit(b.At)) {
			s.Set(b.At, sim.Unmodelled(s))
		}
	}
	for _, f := range slices.Clone(s.Constraints()) {
		t := p.Term(f.Value)
		if t.Op == term.Init && !sim.Terms.IsGhost(t.A) && written.Has(sim.Terms.LeafBit(t.A)) {
			if _, ok := s.At(t.A); !ok {
				s.Set(t.A, sim.Unmodelled(s))
			}
		}
	}
}

// callRoutine executes a kernel routine.
func (sim *Simulation) callRoutine(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*State {
	p := sim.Terms
	switch {
	case r.Does(ddi.Predicate):
		sim.Result(s, call, s.Known(p, sim.predicate(s, r, args)))
		if r.Predicate == "assert" {
			return sim.assert(s, args)
		}
		return []*State{s}
	case r.DoesTo(ddi.Fill, ddi.Memory):
		if i := r.Arg(ddi.OpObject); i < len(args) {
			v := r.Arg(ddi.OpValue)
			if v < 0 || v < len(args) && args[v] == p.Constant(0) {
				sim.Assign(s, p.Deref(args[i]), p.Constant(0))
			} else {
				sim.ForgetObject(s, args[i])
			}
		}
		return []*State{s}
	case r.Does(ddi.NoReturn):
		return nil
	case r.Does(ddi.Access):
		if len(args) > 0 {
			sim.Result(s, call, sim.Terms.Apply(r.Name+" of ", args[0]))
		}
		return []*State{s}
	case r.Does(ddi.QueryEnding):
		sim.Result(s, call, s.Known(p, sim.Terminating()))
		return []*State{s}
	case r.Does(ddi.Exchange):
		return sim.exchange(s, call, r, args)
	case r.Does(ddi.EndThread):
		sim.Event(s, call, r, args)
		return nil
	}
	return sim.otherRoutine(s, call, r, args)
}

// exchange swaps a value into memory, or the result of an operator on what is there; a
// conditional one may leave it as it is.
func (sim *Simulation) exchange(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*State {
	target, value := r.Arg(ddi.OpTarget), r.Arg(ddi.OpValue)
	if max(target, value) >= len(args) {
		return []*State{s}
	}
	loc := sim.Terms.Deref(args[target])
	old := s.Known(sim.Terms, sim.Load(s, loc))
	switch {
	case r.Arg(ddi.OpComparand) >= 0:
		sim.Assign(s, loc, sim.Unmodelled(s))
	case r.Predicate != "":
		sim.Assign(s, loc, sim.Terms.Binary(r.Predicate, old, args[value]))
	default:
		sim.Assign(s, loc, args[value])
	}
	sim.Result(s, call, old)
	return []*State{s}
}

// assert goes on only where what is asserted holds: the driver's author says so.
func (sim *Simulation) assert(s *State, args []term.Ref) []*State {
	if len(args) > 0 && !s.Assume(sim.Terms, args[0], true) {
		return nil
	}
	return []*State{s}
}

// wants is which effects of callees are asked about in s.
func (sim *Simulation) wants(s *State) profile.Trait {
	wanted := sim.Run.Wanted.Traits
	for _, f := range sim.followers {
		wanted |= f.Wants(s)
	}
	return wanted
}

// tells reports whether somebody wants to know of a call of the routine: what may block is
// of interest while a mutex is held.
func (sim *Simulation) tells(s *State, r *ddi.Routine) bool {
	switch {
	case sim.recorder == nil:
	case r.Does(ddi.Wait):
		return sim.wants(s)&(profile.Blocks|profile.Waits) != 0
	case r.Does(ddi.Reference | ddi.Dereference):
		return sim.wants(s)&profile.Refers != 0
	}
	return false
}

// otherRoutine records what checks ask about and forgets what the routine may change.
func (sim *Simulation) otherRoutine(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) []*State {
	p := sim.Terms
	switch {
	case r.Does(ddi.Wait):
		if sim.tells(s, r) && sim.Blocks(s, r, args) {
			sim.Event(s, call, r, args)
		}
		if !sim.Registers(call) { // a routine that registers waits only where it removes
			return sim.wait(s, call, r, args)
		}
	case sim.tells(s, r):
		sim.Event(s, call, r, args)
	}
	if r.DoesTo(ddi.Init, ddi.AnyLock) || r.DoesTo(ddi.Signal|ddi.Reset, ddi.Event) || r.DoesTo(ddi.Complete, ddi.IRP) || r.DoesTo(ddi.Close, ddi.Handle) || r.Does(ddi.Dereference) {
		sim.Result(s, call, sim.Unmodelled(s))
		return []*State{s}
	}
	for i, a := range args {
		if i != r.Arg(ddi.OpSource) {
			sim.ForgetObject(s, a)
		}
	}
	if from, to := r.Arg(ddi.OpSource), r.Arg(ddi.OpTarget); from >= 0 && max(from, to) < len(args) && p.Term(args[to]).Op == term.Addr && p.Term(args[from]).Op == term.Addr {
		sim.copy(s, p.Deref(args[to]), p.Deref(args[from]))
	}
	v := sim.Unmodelled(s)
	if r.Does(ddi.CurrentThread) {
		s.Narrow(p, v, term.Except(0))
	}
	sim.Result(s, call, v)
	if out := r.Arg(ddi.OpObjectOut); r.Does(ddi.Reference) && out >= 0 && out < len(args) {
		handle := r.Arg(ddi.OpHandle)
		own := handle >= 0 && handle < len(args) && len(sim.PointsTo.Threads(sim.In.UnitIndex, call.Args[handle])) > 0
		return sim.reference(s, v, p.Deref(args[out]), own)
	}
	for _, f := range sim.followers {
		if list := f.Completed(s, call, v); list != nil {
			return list
		}
	}
	return []*State{s}
}

// reference forks a routine that finds an object: with it, or with an error. The handle
// of a thread that the driver has itself created is good.
func (sim *Simulation) reference(s *State, status, out term.Ref, own bool) []*State {
	p := sim.Terms
	object := sim.Unmodelled(s)
	s.Set(out, object)
	failed := s.Clone()
	s.Narrow(p, status, term.AtLeast(0))
	s.Narrow(p, object, term.Except(0))
	failed.Narrow(p, status, term.AtMost(-1))
	if own {
		return []*State{s}
	}
	return []*State{s, failed}
}

// predicate computes the result of a status or flag macro.
func (sim *Simulation) predicate(s *State, r *ddi.Routine, args []term.Ref) term.Ref {
	p := sim.Terms
	if len(args) == 0 {
		return sim.Unmodelled(s)
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
			return sim.Unmodelled(s)
		}
		return p.Binary("&", args[0], args[1])
	case "same":
		return args[0]
	case "error": // severity 3: every such status is negative
		return p.Binary("<", args[0], zero)
	}
	return sim.Unmodelled(s)
}
