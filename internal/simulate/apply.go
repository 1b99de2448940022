package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// callFunction executes the call of a function of the driver.
func (sim *Simulation) callFunction(s *State, call *ir.Call, target *program.Function, args []term.Ref) []*State {
	if sum := sim.summaryOf(s, target); sum != nil {
		in := sim.instanceOf(s, call, args)
		sim.happens(in, target, sum)
		var list []*State
		var ways []*Outcome
		for _, o := range sum.Outcomes {
			if next := sim.apply(in, target, o); next != nil {
				list, ways = append(list, next), append(ways, o)
			}
		}
		sim.doubt(in, list, ways)
		return sim.returned(target, s, list)
	}
	sim.callGivenUp(s, call, target, args)
	for _, f := range sim.followers {
		f.Unknown(s, target)
	}
	sim.forgetWrites(s, &sim.Of(target).Writes)
	sim.ForgetArguments(s, args)
	sim.Result(s, call, sim.Unmodelled(s))
	return sim.returned(target, s, []*State{s})
}

func (sim *Simulation) returned(target *program.Function, before *State, after []*State) []*State {
	for _, f := range sim.followers {
		f.Returned(target, before, after)
	}
	return after
}

// happens makes what a callee does on its way, where that matters to callers, the caller's.
func (sim *Simulation) happens(in *Instance, target *program.Function, sum *Summary) {
	for _, f := range sim.followers {
		f.Happens(in, target, sum)
	}
	for _, e := range sum.Events {
		sim.inherit(in, e)
	}
}

// callGivenUp takes over what was found in a function before its analysis was broken off: ways lead
// there, whatever the others do.
func (sim *Simulation) callGivenUp(s *State, call *ir.Call, target *program.Function, args []term.Ref) {
	if sum := sim.Summary(target); sum != nil && sum.Bounded {
		sim.happens(sim.instanceOf(s, call, args), target, sum)
	}
}

// apply makes the state after one outcome of a call, nil if that outcome can't be.
func (sim *Simulation) apply(in *Instance, target *program.Function, o *Outcome) *State {
	n := in.S.Clone()
	for _, c := range o.facts {
		if !sim.promises(n, target, c) && !n.Constrain(sim.Terms, in.Value(c.Value), c.In) {
			return nil
		}
	}
	sim.staleResults(n, in, o)
	// Translate before anything changes: the summary speaks of the values on entry.
	stores := make([]term.Binding, len(o.stores))
	for i, b := range o.stores {
		stores[i] = term.Binding{At: in.Value(b.At), Value: in.Value(b.Value)}
	}
	result := term.Ref(0)
	if o.result != 0 {
		result = in.Value(o.result)
	}
	for _, f := range sim.followers {
		f.Translate(in, o)
	}
	known := sim.Of(target)
	sim.forgetWrites(n, &known.Writes)
	for _, b := range stores {
		if !sim.Terms.IsGhost(b.At) || !sim.store(n, in.Call, b) {
			sim.Assign(n, b.At, b.Value)
		}
	}
	for _, c := range o.values {
		n.Narrow(sim.Terms, in.Value(c.Value), c.In)
	}
	if known.Traits&profile.Everything != 0 || sim.options.EveryCall {
		n.Trace = &Step{Prev: n.Trace, Kind: StepCall, In: sim.In, At: in.Call.Span, Name: target.Name, Callee: target, Inner: o.Trace, Traits: known.Traits}
	}
	for _, f := range sim.followers {
		f.Apply(n, in, target, o)
	}
	if result == 0 {
		result = sim.Terms.Fresh(sim.site, 0)
	}
	for _, f := range sim.followers {
		if !f.Yields(n, target, o, result) {
			return nil
		}
	}
	sim.Result(n, in.Call, n.Known(sim.Terms, result))
	return n
}

func (sim *Simulation) promises(s *State, target *program.Function, c term.Constraint) bool {
	return slices.ContainsFunc(sim.followers, func(f Follower) bool { return f.Promises(s, target, c) })
}

func (sim *Simulation) store(s *State, call *ir.Call, b term.Binding) bool {
	return slices.ContainsFunc(sim.followers, func(f Follower) bool { return f.Store(s, call, b) })
}

// staleResults renames what an earlier round of a loop got from this call.
func (sim *Simulation) staleResults(n *State, in *Instance, o *Outcome) {
	made := sim.appendMade(sim.made[:0], in, o.result)
	for _, b := range o.stores {
		made = sim.appendMade(made, in, b.Value)
	}
	for _, part := range o.parts {
		if part == nil {
			continue
		}
		sim.locations = part.Locations(sim.locations[:0])
		for _, loc := range sim.locations {
			made = sim.appendMade(made, in, loc)
		}
	}
	sim.made = made
	slices.Sort(made)
	for _, v := range slices.Compact(made) {
		sim.refresh(n, v)
	}
}

// appendMade adds the values inside of r that the callee makes, as this call makes them.
func (sim *Simulation) appendMade(list []term.Ref, in *Instance, r term.Ref) []term.Ref {
	sim.Terms.Any(r, func(x term.Ref, t *term.Term) bool {
		if t.Op == term.Fresh || t.Op == term.Stale {
			list = append(list, in.made(x))
		}
		return false
	})
	return list
}
