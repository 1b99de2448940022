package simulate

import (
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// Unmodelled makes a value of which nothing is known, named after the instruction.
func (sim *Simulation) Unmodelled(s *State) term.Ref {
	sim.fresh++
	return sim.refresh(s, sim.Terms.Fresh(sim.site, sim.fresh))
}

// refresh returns v, a value made here, after what an earlier round of a loop left of
// it has been renamed.
func (sim *Simulation) refresh(s *State, v term.Ref) term.Ref {
	p := sim.Terms
	sim.work += len(s.Bindings()) / storeWork
	if !s.mentions(p, v) {
		return v
	}
	old := p.Stale(v)
	s.Rename(p, v, old)
	for slot, part := range s.parts {
		if part != nil && part.Mentions(p, v) {
			s.SetPart(slot, part.Rename(p, v, old))
		}
	}
	return v
}

// Eval computes a value.
func (sim *Simulation) Eval(s *State, v ir.Value) term.Ref {
	p := sim.Terms
	switch v.Kind {
	case ir.Const:
		return p.Constant(v.Int)
	case ir.FuncRef:
		return sim.Terms.Function(sim.ValueName(sim.In.UnitIndex, v.Name))
	case ir.Text:
		return p.Literal(v.Name)
	case ir.Load:
		return s.Known(p, sim.Load(s, sim.Loc(s, v.Place)))
	case ir.AddrOf:
		return p.Addr(sim.Loc(s, v.Place))
	case ir.Op:
		if len(v.Args) == 1 {
			return s.Known(p, p.Unary(v.Name, sim.Eval(s, v.Args[0])))
		}
		if len(v.Args) == 2 {
			a := sim.Eval(s, v.Args[0])
			return s.Known(p, p.Binary(v.Name, a, sim.Eval(s, v.Args[1])))
		}
	}
	return sim.Unmodelled(s)
}

// Loc finds the location that a place denotes now.
func (sim *Simulation) Loc(s *State, place ir.Place) term.Ref {
	p := sim.Terms
	loc := p.Variable(place.Root)
	for _, step := range place.Path {
		switch step.Kind {
		case ir.Field:
			loc = p.Field(loc, step.Name, step.Record)
		case ir.Deref:
			loc = p.Deref(sim.Load(s, loc))
		case ir.Index:
			loc = p.Element(loc, sim.Of(sim.In).Within(p, sim.Eval(s, *step.Index), s.Assume))
		}
	}
	return loc
}

// Load reads a location: what was stored there, else what an enclosing object says,
// else what it held on entry.
func (sim *Simulation) Load(s *State, loc term.Ref) term.Ref {
	p := sim.Terms
	if v, ok := s.At(sim.Terms, loc); ok {
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
func (sim *Simulation) onEntry(loc term.Ref) term.Ref {
	p := sim.Terms
	if v, ok := sim.Constant(loc); ok && v != 0 {
		return v
	}
	if v := p.VariableOf(loc); v != nil && v.Kind == ir.Param {
		if i, ok := sim.Proc.Live.Index(v); ok {
			return p.Param(i)
		}
	}
	return p.Initial(loc)
}

// fromWhole reads a member of an object that was set as a whole: to zero, or as a copy
// of another object.
func (sim *Simulation) fromWhole(s *State, loc term.Ref, t *term.Term) (term.Ref, bool) {
	p := sim.Terms
	whole, ok := s.At(sim.Terms, t.A)
	if !ok {
		whole, ok = sim.Constant(t.A)
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
		if _, special := sim.Constant(loc); special {
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
func (sim *Simulation) copy(s *State, to, from term.Ref) {
	p := sim.Terms
	v := s.Known(p, sim.Load(s, from))
	var parts []term.Binding
	for _, b := range s.Bindings() {
		if b.At != from && sim.Terms.Inside(b.At, from) {
			part := p.Replace(b.At, from, to)
			parts = append(parts, term.Binding{At: part, Value: b.Value})
		}
	}
	sim.Assign(s, to, v)
	for _, b := range parts {
		s.Set(sim.Terms, b.At, b.Value)
	}
}

// Assign stores v at loc.
func (sim *Simulation) Assign(s *State, loc, v term.Ref) {
	p := sim.Terms
	// A part is made after the whole: it stands behind it.
	s.Unset(sim.Terms, loc, func(b term.Binding) bool { return b.At != loc && sim.Terms.Inside(b.At, loc) })
	s.Set(sim.Terms, loc, v)
	t := p.Term(loc)
	if t.Op == term.Field && (t.S == "LowPart" || t.S == "HighPart") {
		sim.halfOfLargeInteger(s, t.A, v)
	}
}

// halfOfLargeInteger keeps QuadPart in step with its halves: it is zero only while both are.
func (sim *Simulation) halfOfLargeInteger(s *State, whole, v term.Ref) {
	p := sim.Terms
	if t := p.Term(whole); t.Op == term.Field && t.S == "u" {
		whole = t.A
	}
	zero := true
	for _, half := range []string{"LowPart", "HighPart"} {
		n, ok := p.ConstOf(sim.Load(s, p.Field(whole, half, "")))
		m, ok2 := p.ConstOf(sim.Load(s, p.Field(p.Field(whole, "u", ""), half, "")))
		zero = zero && (ok && n == 0 || ok2 && m == 0)
	}
	quad := p.Field(whole, "QuadPart", "")
	if zero {
		s.Set(sim.Terms, quad, p.Constant(0))
		return
	}
	s.Set(sim.Terms, quad, sim.Unmodelled(s))
}

// prune forgets what can't matter from block b on: locals that are not read again, what
// memory holds if that is neither known nor tested again, and facts about values that
// are neither held anywhere nor tested again.
func (sim *Simulation) prune(b int, s *State) {
	p := sim.Terms
	memory := 0
	s.KeepBindings(func(bind term.Binding) bool {
		if p.IsGhost(bind.At) {
			return true
		}
		if v := p.LocalRoot(bind.At); v != nil {
			return sim.Proc.Live.At(v, b)
		}
		known := p.Given(bind.Value) && memory < sim.memory
		if known || memory < 2*sim.memory && sim.Proc.Later[b].Has(p.LeafBit(bind.At)) {
			memory++
			return true
		}
		return false
	})
	if len(s.Constraints()) > 0 {
		sim.markValues(s)
		s.KeepConstraints(func(f term.Constraint) bool { return sim.matters(f.Value, b) })
	}
}

// marks are numbers by term: one that is older than the current one means nothing.
type marks struct {
	held, part []uint32
	now        uint32
}

// markValues marks the values that a state holds somewhere, and all that they are made of.
func (sim *Simulation) markValues(s *State) {
	m, p := &sim.marks, sim.Terms
	if grow := p.Size() - len(m.part); grow > 0 {
		m.held, m.part = append(m.held, make([]uint32, grow)...), append(m.part, make([]uint32, grow)...)
	}
	m.now++
	var mark func(r term.Ref)
	mark = func(r term.Ref) {
		if r == 0 || m.part[r] == m.now {
			return
		}
		m.part[r] = m.now
		t := p.Term(r)
		mark(t.A)
		mark(t.B)
	}
	for _, bind := range s.Bindings() {
		if !p.IsConst(bind.Value) {
			m.held[bind.Value] = m.now
			mark(bind.Value)
		}
	}
}

// matters reports whether a fact about v may still decide a test, in a state whose values
// are marked.
func (sim *Simulation) matters(v term.Ref, b int) bool {
	m, p := &sim.marks, sim.Terms
	if m.part[v] == m.now || p.OfParam(v) {
		return true
	}
	keepsFacts := sim.conditional && len(sim.In.Graph.Blocks) <= SmallFunction // a caller may know them
	return p.Any(v, func(r term.Ref, t *term.Term) bool {
		if t.Op == term.Init {
			if sim.Proc.Later[b].Has(sim.Terms.LeafBit(t.A)) || p.IsGhost(t.A) || keepsFacts {
				return true
			}
		}
		return m.held[r] == m.now
	})
}
