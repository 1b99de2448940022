package summary

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// An instance translates what a summary says into the terms of one call.
type instance struct {
	sim   *simulation
	s     *state // before the call
	call  *ir.Call
	args  []term.Ref
	known map[term.Ref]term.Ref // what was translated already
}

// value translates a value of the callee.
func (in *instance) value(r term.Ref) term.Ref {
	p := in.sim.p.pool
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
		v = in.s.Known(p, in.sim.load(in.s, in.value(t.A)))
	} else {
		v = p.Rebuild(r, in.value)
	}
	if in.known == nil {
		in.known = map[term.Ref]term.Ref{}
	}
	in.known[r] = v
	return v
}

// made is a value that the callee makes, as this call makes it.
func (in *instance) made(r term.Ref) term.Ref { return in.sim.p.pool.Fresh(in.sim.site, int(r)+1<<21) }

// place translates how the callee spells a place into the caller's words.
func (in *instance) place(target *program.Function, place ir.Place) ir.Place {
	i := slices.Index(target.Params, place.Root)
	if i < 0 || i >= len(in.call.Args) {
		return place
	}
	arg := in.call.Args[i]
	switch {
	case arg.Kind == ir.Load:
		return ir.Place{Root: arg.Place.Root, Path: slices.Concat(arg.Place.Path, place.Path)}
	case arg.Kind == ir.AddrOf && len(place.Path) > 0 && place.Path[0].Kind == ir.Deref:
		return ir.Place{Root: arg.Place.Root, Path: slices.Concat(arg.Place.Path, place.Path[1:])}
	}
	return place
}

// lockPlace spells a lock that the callee took. Behind the member of a local object, as
// a guard is, the lock itself says more.
func (in *instance) lockPlace(target *program.Function, l Lock) ir.Place {
	place := in.place(target, l.place)
	if place.Root == nil || place.Root.Kind != ir.Local || len(place.Path) == 0 || place.Path[0].Kind != ir.Field {
		return place
	}
	spelled := strings.TrimPrefix(in.sim.p.pool.Spell(in.value(l.loc), in.sim.f.Params), "*")
	if strings.Contains(spelled, "?") {
		return place
	}
	return ir.Place{Root: &ir.Var{Name: spelled}}
}
