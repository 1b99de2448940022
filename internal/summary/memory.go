package summary

import (
	"github.com/drvlint/drvlint/ir"
)

// unmodelled makes a value of which nothing is known, named after the instruction.
func (sim *simulation) unmodelled(s *state) ref {
	sim.fresh++
	return sim.refresh(s, sim.p.pool.fresh(sim.site, sim.fresh))
}

// refresh returns v, a value made here, after what an earlier round of a loop left of
// it has been renamed.
func (sim *simulation) refresh(s *state, v ref) ref {
	p := sim.p.pool
	sim.work += len(s.bindings()) / storeWork
	if !s.mentions(p, v) {
		return v
	}
	old := p.stale(v)
	s.rename(p, v, old)
	for i := range s.held {
		s.held[i].loc = p.replace(s.held[i].loc, v, old)
	}
	for i := range s.soft {
		s.soft[i].loc = p.replace(s.soft[i].loc, v, old)
	}
	return v
}

// eval computes a value.
func (sim *simulation) eval(s *state, v ir.Value) ref {
	p := sim.p.pool
	switch v.Kind {
	case ir.Const:
		return p.constant(v.Int)
	case ir.FuncRef:
		return sim.p.functionRef(sim.f.unit, v.Name)
	case ir.Text:
		return p.literal(v.Name)
	case ir.Load:
		return s.known(p, sim.load(s, sim.loc(s, v.Place)))
	case ir.AddrOf:
		return p.addr(sim.loc(s, v.Place))
	case ir.Op:
		if len(v.Args) == 1 {
			return s.known(p, p.unary(v.Name, sim.eval(s, v.Args[0])))
		}
		if len(v.Args) == 2 {
			a := sim.eval(s, v.Args[0])
			return s.known(p, p.binary(v.Name, a, sim.eval(s, v.Args[1])))
		}
	}
	return sim.unmodelled(s)
}

// loc finds the location that a place denotes now.
func (sim *simulation) loc(s *state, place ir.Place) ref {
	p := sim.p.pool
	loc := p.variable(place.Root)
	for _, step := range place.Path {
		switch step.Kind {
		case ir.Field:
			loc = p.field(loc, step.Name, step.Record)
		case ir.Deref:
			loc = p.deref(sim.load(s, loc))
		case ir.Index:
			loc = p.element(loc, sim.eval(s, *step.Index))
		}
	}
	return loc
}

// load reads a location: what was stored there, else what an enclosing object tells,
// else what it held on entry.
func (sim *simulation) load(s *state, loc ref) ref {
	p := sim.p.pool
	if v, ok := s.bound(loc); ok {
		return v
	}
	t := p.at(loc)
	if t.op == opField || t.op == opIndex {
		if v, ok := sim.fromWhole(s, loc, t); ok {
			return v
		}
	}
	return sim.onEntry(loc)
}

// onEntry is what a location held when the function was entered.
func (sim *simulation) onEntry(loc ref) ref {
	p := sim.p.pool
	if v, ok := sim.p.constant[loc]; ok && v != 0 {
		return v
	}
	if v := p.variableOf(loc); v != nil && v.Kind == ir.Param {
		if i, ok := sim.f.live.Index(v); ok {
			return p.param(i)
		}
	}
	return p.initial(loc)
}

// fromWhole reads a member of an object that was set as a whole: to zero, or as a copy
// of another object.
func (sim *simulation) fromWhole(s *state, loc ref, t *term) (ref, bool) {
	p := sim.p.pool
	whole, ok := s.bound(t.a)
	if !ok {
		whole, ok = sim.p.constant[t.a]
		if !ok || p.at(t.a).op != opVar {
			outer := p.at(t.a)
			if outer.op != opField && outer.op != opIndex {
				return 0, false
			}
			whole, ok = sim.fromWhole(s, t.a, outer)
			if !ok {
				return 0, false
			}
		}
		if _, special := sim.p.constant[loc]; special {
			return 0, false
		}
	}
	if n, isConst := p.constOf(whole); isConst && n == 0 {
		return whole, true
	}
	if w := p.at(whole); w.op == opInit && w.a != t.a && t.op == opField {
		return sim.onEntry(p.field(w.a, t.s, p.record(loc))), true
	}
	return 0, false
}

// copy stores at to what is at from, with the members that are known one by one.
func (sim *simulation) copy(s *state, to, from ref) {
	p := sim.p.pool
	v := s.known(p, sim.load(s, from))
	var parts []binding
	for _, b := range s.bindings() {
		if b.loc != from && sim.p.pool.inside(b.loc, from) {
			part := p.replace(b.loc, from, to)
			parts = append(parts, binding{part, b.value})
		}
	}
	sim.assign(s, to, v)
	for _, b := range parts {
		s.set(b.loc, b.value)
	}
}

// assign stores v at loc.
func (sim *simulation) assign(s *state, loc, v ref) {
	p := sim.p.pool
	// A part is made after the whole: it stands behind it.
	s.unset(loc, func(b binding) bool { return b.loc != loc && sim.p.pool.inside(b.loc, loc) })
	s.set(loc, v)
	t := p.at(loc)
	if t.op == opField && (t.s == "LowPart" || t.s == "HighPart") {
		sim.halfOfLargeInteger(s, t.a, v)
	}
}

// halfOfLargeInteger keeps QuadPart in step with its halves: it is zero only while both are.
func (sim *simulation) halfOfLargeInteger(s *state, whole, v ref) {
	p := sim.p.pool
	if t := p.at(whole); t.op == opField && t.s == "u" {
		whole = t.a
	}
	zero := true
	for _, half := range []string{"LowPart", "HighPart"} {
		n, ok := p.constOf(sim.load(s, p.field(whole, half, "")))
		m, ok2 := p.constOf(sim.load(s, p.field(p.field(whole, "u", ""), half, "")))
		zero = zero && (ok && n == 0 || ok2 && m == 0)
	}
	quad := p.field(whole, "QuadPart", "")
	if zero {
		s.set(quad, p.constant(0))
		return
	}
	s.set(quad, sim.unmodelled(s))
}
