package summary

import (
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// unmodelled makes a value of which nothing is known, named after the instruction.
func (sim *simulation) unmodelled(s *state) term.Ref {
	sim.fresh++
	return sim.refresh(s, sim.p.pool.Fresh(sim.site, sim.fresh))
}

// refresh returns v, a value made here, after what an earlier round of a loop left of
// it has been renamed.
func (sim *simulation) refresh(s *state, v term.Ref) term.Ref {
	p := sim.p.pool
	sim.work += len(s.Bindings()) / storeWork
	if !s.mentions(p, v) {
		return v
	}
	old := p.Stale(v)
	s.Rename(p, v, old)
	for i := range s.held {
		s.held[i].loc = p.Replace(s.held[i].loc, v, old)
	}
	for i := range s.soft {
		s.soft[i].loc = p.Replace(s.soft[i].loc, v, old)
	}
	return v
}

// eval computes a value.
func (sim *simulation) eval(s *state, v ir.Value) term.Ref {
	p := sim.p.pool
	switch v.Kind {
	case ir.Const:
		return p.Constant(v.Int)
	case ir.FuncRef:
		return sim.p.pool.Function(sim.p.ValueName(sim.f.UnitIndex, v.Name))
	case ir.Text:
		return p.Literal(v.Name)
	case ir.Load:
		return s.Known(p, sim.load(s, sim.loc(s, v.Place)))
	case ir.AddrOf:
		return p.Addr(sim.loc(s, v.Place))
	case ir.Op:
		if len(v.Args) == 1 {
			return s.Known(p, p.Unary(v.Name, sim.eval(s, v.Args[0])))
		}
		if len(v.Args) == 2 {
			a := sim.eval(s, v.Args[0])
			return s.Known(p, p.Binary(v.Name, a, sim.eval(s, v.Args[1])))
		}
	}
	return sim.unmodelled(s)
}

// loc finds the location that a place denotes now.
func (sim *simulation) loc(s *state, place ir.Place) term.Ref {
	p := sim.p.pool
	loc := p.Variable(place.Root)
	for _, step := range place.Path {
		switch step.Kind {
		case ir.Field:
			loc = p.Field(loc, step.Name, step.Record)
		case ir.Deref:
			loc = p.Deref(sim.load(s, loc))
		case ir.Index:
			loc = p.Element(loc, sim.eval(s, *step.Index))
		}
	}
	return loc
}

// load reads a location: what was stored there, else what an enclosing object tells,
// else what it held on entry.
func (sim *simulation) load(s *state, loc term.Ref) term.Ref {
	p := sim.p.pool
	if v, ok := s.At(loc); ok {
		return v
	}
	t := p.Term(loc)
	if t.Op == term.Field || t.Op == term.Index {
		if v, ok := sim.fromWhole(s, loc, t); ok {
			return v
		}
	}
	return sim.onEntry(loc)
}

// onEntry is what a location held when the function was entered.
func (sim *simulation) onEntry(loc term.Ref) term.Ref {
	p := sim.p.pool
	if v, ok := sim.p.Constant(loc); ok && v != 0 {
		return v
	}
	if v := p.VariableOf(loc); v != nil && v.Kind == ir.Param {
		if i, ok := sim.proc.Live.Index(v); ok {
			return p.Param(i)
		}
	}
	return p.Initial(loc)
}

// fromWhole reads a member of an object that was set as a whole: to zero, or as a copy
// of another object.
func (sim *simulation) fromWhole(s *state, loc term.Ref, t *term.Term) (term.Ref, bool) {
	p := sim.p.pool
	whole, ok := s.At(t.A)
	if !ok {
		whole, ok = sim.p.Constant(t.A)
		if !ok || p.Term(t.A).Op != term.Var {
			outer := p.Term(t.A)
			if outer.Op != term.Field && outer.Op != term.Index {
				return 0, false
			}
			whole, ok = sim.fromWhole(s, t.A, outer)
			if !ok {
				return 0, false
			}
		}
		if _, special := sim.p.Constant(loc); special {
			return 0, false
		}
	}
	if n, isConst := p.ConstOf(whole); isConst && n == 0 {
		return whole, true
	}
	if w := p.Term(whole); w.Op == term.Init && w.A != t.A && t.Op == term.Field {
		return sim.onEntry(p.Field(w.A, t.S, p.Record(loc))), true
	}
	return 0, false
}

// copy stores at to what is at from, with the members that are known one by one.
func (sim *simulation) copy(s *state, to, from term.Ref) {
	p := sim.p.pool
	v := s.Known(p, sim.load(s, from))
	var parts []term.Binding
	for _, b := range s.Bindings() {
		if b.At != from && sim.p.pool.Inside(b.At, from) {
			part := p.Replace(b.At, from, to)
			parts = append(parts, term.Binding{At: part, Value: b.Value})
		}
	}
	sim.assign(s, to, v)
	for _, b := range parts {
		s.Set(b.At, b.Value)
	}
}

// assign stores v at loc.
func (sim *simulation) assign(s *state, loc, v term.Ref) {
	p := sim.p.pool
	// A part is made after the whole: it stands behind it.
	s.Unset(loc, func(b term.Binding) bool { return b.At != loc && sim.p.pool.Inside(b.At, loc) })
	s.Set(loc, v)
	t := p.Term(loc)
	if t.Op == term.Field && (t.S == "LowPart" || t.S == "HighPart") {
		sim.halfOfLargeInteger(s, t.A, v)
	}
}

// halfOfLargeInteger keeps QuadPart in step with its halves: it is zero only while both are.
func (sim *simulation) halfOfLargeInteger(s *state, whole, v term.Ref) {
	p := sim.p.pool
	if t := p.Term(whole); t.Op == term.Field && t.S == "u" {
		whole = t.A
	}
	zero := true
	for _, half := range []string{"LowPart", "HighPart"} {
		n, ok := p.ConstOf(sim.load(s, p.Field(whole, half, "")))
		m, ok2 := p.ConstOf(sim.load(s, p.Field(p.Field(whole, "u", ""), half, "")))
		zero = zero && (ok && n == 0 || ok2 && m == 0)
	}
	quad := p.Field(whole, "QuadPart", "")
	if zero {
		s.Set(quad, p.Constant(0))
		return
	}
	s.Set(quad, sim.unmodelled(s))
}
