package summary

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// An instance translates what a summary says into the terms of one call.
type instance struct {
	sim   *simulation
	s     *state // before the call
	call  *ir.Call
	args  []ref
	known map[ref]ref // what was translated already
}

// value translates a value of the callee.
func (in *instance) value(r ref) ref {
	p := in.sim.p.pool
	if p.fixed(r) {
		return r
	}
	switch t := p.at(r); t.op {
	case opParam:
		if int(t.n) < len(in.args) {
			return in.args[t.n]
		}
		return in.made(r)
	case opFresh, opStale:
		return in.made(r)
	}
	if v, ok := in.known[r]; ok {
		return v
	}
	var v ref
	if t := p.at(r); t.op == opInit {
		v = in.s.known(p, in.sim.load(in.s, in.value(t.a)))
	} else {
		v = p.rebuild(r, in.value)
	}
	if in.known == nil {
		in.known = map[ref]ref{}
	}
	in.known[r] = v
	return v
}

// made is a value that the callee makes, as this call makes it.
func (in *instance) made(r ref) ref { return in.sim.p.pool.fresh(in.sim.site, int(r)+1<<21) }

// place translates how the callee spells a place into the caller's words.
func (in *instance) place(target *Function, place ir.Place) ir.Place {
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
func (in *instance) lockPlace(target *Function, l Lock) ir.Place {
	place := in.place(target, l.place)
	if place.Root == nil || place.Root.Kind != ir.Local || len(place.Path) == 0 || place.Path[0].Kind != ir.Field {
		return place
	}
	spelled := strings.TrimPrefix(in.sim.p.pool.spell(in.value(l.loc), in.sim.f.Params), "*")
	if strings.Contains(spelled, "?") {
		return place
	}
	return ir.Place{Root: &ir.Var{Name: spelled}}
}
