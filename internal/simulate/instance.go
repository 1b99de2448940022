package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

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
	if t := p.Term(r); t.Op == term.Init {
		v = in.S.Known(p, in.sim.Load(in.S, in.Value(t.A)))
	} else {
		v = p.Rebuild(r, in.Value)
	}
	if in.known == nil {
		in.known = map[term.Ref]term.Ref{}
	}
	in.known[r] = v
	return v
}

// made is a value that the callee makes, as this call makes it.
func (in *Instance) made(r term.Ref) term.Ref { return in.sim.Terms.Fresh(in.sim.site, int(r)+1<<21) }

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
