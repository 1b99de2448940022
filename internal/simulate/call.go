package simulate

import (
	"slices"
	"strings"

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
			s.Set(sim.Terms, b.At, b.Value)
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
	sim.forgetBound(s, func(at term.Ref) bool { return p.Inside(at, loc) })
	if v := p.LocalRoot(loc); v != nil {
		s.Set(sim.Terms, loc, sim.Unmodelled(s))
		return
	}
	for _, at := range sim.tests(s, func(at term.Ref) bool { return p.Inside(at, loc) }) {
		s.Set(sim.Terms, at, sim.Unmodelled(s))
	}
}

// forgetBound drops what is known of what the locations hold that satisfy a test.
func (sim *Simulation) forgetBound(s *State, test func(at term.Ref) bool) {
	list := sim.locations[:0] // values of their own may rename what the state speaks of
	for _, b := range s.Bindings() {
		if test(b.At) {
			list = append(list, b.At)
		}
	}
	for _, at := range list {
		s.Set(sim.Terms, at, sim.Unmodelled(s))
	}
	sim.locations = list
}

// tests lists the locations that satisfy a test, and of whose contents on entry something is known.
func (sim *Simulation) tests(s *State, test func(at term.Ref) bool) []term.Ref {
	sim.locations = sim.locations[:0]
	for _, f := range s.Constraints() {
		if t := sim.Terms.Term(f.Value); t.Op == term.Init && test(t.A) {
			sim.locations = append(sim.locations, t.A)
		}
	}
	return sim.locations
}

// forgetWrites drops what is known of memory whose name is among those written.
func (sim *Simulation) forgetWrites(s *State, written *term.Names) {
	p := sim.Terms
	s.Overwrite(written)
	sim.forgetBound(s, func(at term.Ref) bool {
		return at != sim.ret && !p.IsGhost(at) && written.Has(p.LeafBit(at)) && p.LocalRoot(at) == nil
	})
	for _, at := range sim.tests(s, func(at term.Ref) bool { return !p.IsGhost(at) && written.Has(p.LeafBit(at)) }) {
		if _, ok := s.At(sim.Terms, at); !ok {
			s.Set(sim.Terms, at, sim.Unmodelled(s))
		}
	}
}

// renew gives what v is computed from values of their own where a call may have written: what was there on entry decides nothing any
// more. What the state speaks of, as a pointer through which a lock was taken, stays what it was.
func (sim *Simulation) renew(s *State, v term.Ref) (renewed bool) {
	if !sim.Terms.Read(v) {
		return false
	}
	sim.Terms.AnyOperand(v, func(r term.Ref, t *term.Term) bool {
		if t.Op == term.Init && s.Overwritten(sim.Terms, t.A) && !s.mentions(sim.Terms, r) {
			s.Set(sim.Terms, t.A, sim.Unmodelled(s))
			renewed = true
		}
		return false // the others, too
	})
	return renewed
}
