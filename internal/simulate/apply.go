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
		for _, o := range sum.Outcomes {
			for _, c := range o.facts {
				if sim.renew(s, in.Value(c.Value)) {
					clear(in.known)
				}
			}
		}
		sim.happens(in, target, sum)
		var list []*State
		var ways []*Outcome
		for _, o := range sum.Outcomes {
			if next := sim.apply(in, target, o); next != nil {
				list, ways = append(list, next), append(ways, o)
			}
		}
		sim.havocUndone(in, list, ways)
		sim.tested(in, ways)
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
	slices.SortFunc(made, sim.Terms.Compare)
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

// An Instance translates what a summary says into the terms of one call.
type Instance struct {
	S     *State // before the call
	Call  *ir.Call
	sim   *Simulation
	args  []term.Ref
	known map[term.Ref]term.Ref // what was translated already
}

// instanceOf is the instance of a call, until the next call.
func (sim *Simulation) instanceOf(s *State, call *ir.Call, args []term.Ref) *Instance {
	in := &sim.instance
	clear(in.known)
	*in = Instance{S: s, Call: call, sim: sim, args: args, known: in.known}
	return in
}

// Value translates a value of the callee.
func (in *Instance) Value(r term.Ref) term.Ref {
	p := in.sim.Terms
	if p.Fixed(r) {
		return r
	}
	switch t := p.Term(r); t.Op {
	case term.Param:
		if int(t.N) < len(in.args) {
			return in.args[t.N]
		}
		return in.made(r)
	case term.Fresh, term.Stale:
		return in.made(r)
	}
	if v, ok := in.known[r]; ok {
		return v
	}
	var v term.Ref
	if t := p.Term(r); t.Op != term.Init {
		v = p.Rebuild(r, in.Value)
	} else if v = in.sim.Load(in.S, in.Value(t.A)); !p.IsGhost(t.A) { // what a test finds out of a ghost does not take its place
		v = in.S.Known(p, v)
	}
	if in.known == nil {
		in.known = map[term.Ref]term.Ref{}
	}
	in.known[r] = v
	return v
}

// made is a value that the callee makes, as this call makes it.
func (in *Instance) made(r term.Ref) term.Ref { return in.sim.Terms.Made(in.sim.site, r) }

// Place translates how the callee spells a place into the caller's words.
func (in *Instance) Place(target *program.Function, place ir.Place) ir.Place {
	i := slices.Index(target.Params, place.Root)
	if i < 0 || i >= len(in.Call.Args) {
		return place
	}
	arg := in.Call.Args[i]
	switch {
	case arg.Kind == ir.Load:
		return ir.Place{Root: arg.Place.Root, Path: slices.Concat(arg.Place.Path, place.Path)}
	case arg.Kind == ir.AddrOf && len(place.Path) > 0 && place.Path[0].Kind == ir.Deref:
		return ir.Place{Root: arg.Place.Root, Path: slices.Concat(arg.Place.Path, place.Path[1:])}
	}
	return place
}

// Fulfil is the state before the call where what must hold on entry of the callee does; nil if it
// can't.
func (in *Instance) Fulfil(constraints []term.Constraint) *State {
	if len(constraints) == 0 {
		return in.S
	}
	s := in.S.Clone()
	for _, c := range constraints {
		if !s.Constrain(in.sim.Terms, in.Value(c.Value), c.In) {
			return nil
		}
	}
	return s
}

// Undecided reports whether the facts are of values of which nothing is known where the callee is called.
func (in *Instance) Undecided(facts []term.Constraint) bool {
	return slices.ContainsFunc(facts, func(f term.Constraint) bool { return in.sim.unknown(in.S, in.Value(f.Value)) })
}

// havocUndone lets followers forget what a callee undoes on some of its ways, where nobody can tell whether it has taken one of them.
func (sim *Simulation) havocUndone(in *Instance, after []*State, ways []*Outcome) {
	for j, other := range after {
		for i, s := range after {
			undoes := func(f Follower) bool { return f.Undoes(s, other, in, ways[j]) }
			if i == j || !slices.ContainsFunc(sim.followers, undoes) || !sim.undecided(in, ways[i], ways[j]) {
				continue
			}
			for _, f := range sim.followers {
				f.Havoc(s, other, in, ways[j])
			}
		}
	}
}

// undecided reports whether a callee decides between two outcomes by a value of which nothing is known where
// it is called, as by one that was forgotten on the way from the acquisition to the release. What it returns shows
// them apart if somebody looks.
func (sim *Simulation) undecided(in *Instance, a, b *Outcome) bool {
	found := term.Demands(sim.Terms, b.facts, a.facts, func(v term.Ref) bool { return sim.unknown(in.S, in.Value(v)) })
	return found && (distinction(sim.Terms, &Outcome{result: a.result, values: a.values}, &Outcome{result: b.result, values: b.values}) == Never || (in.Call.Dst == nil || !sim.In.Reads(in.Call.Dst)))
}

// tested remembers what was given on entry and has decided between the ways of a callee: a merge of states can forget
// which it was.
func (sim *Simulation) tested(in *Instance, ways []*Outcome) {
	if len(ways) < 2 {
		return
	}
	for _, o := range ways {
		for _, f := range o.facts {
			if v := in.Value(f.Value); sim.FromEntry(v) {
				sim.decided[v] = true
			}
		}
	}
}

// unknown reports whether nothing is known of a value, and nobody who called the function knows more.
func (sim *Simulation) unknown(s *State, v term.Ref) bool {
	return !sim.Terms.IsConst(v) && (!sim.FromEntry(v) || sim.decided[v]) && !s.Constrained(sim.Terms, v)
}
