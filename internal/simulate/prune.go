package simulate

import (
	"github.com/drvlint/drvlint/internal/term"
)

// prune forgets what can't matter from block b on: locals that are not read again, what
// memory holds if that is neither known nor tested again, and facts about values that
// are neither held anywhere nor tested again.
func (sim *Simulation) prune(b int, s *State) {
	p := sim.Terms
	kept := make([]term.Binding, 0, len(s.Bindings()))
	memory := 0
	for _, bind := range s.Bindings() {
		if p.IsGhost(bind.At) {
			kept = append(kept, bind)
			continue
		}
		if v := sim.Terms.LocalRoot(bind.At); v != nil {
			if sim.Proc.Live.At(v, b) {
				kept = append(kept, bind)
			}
			continue
		}
		known := p.Given(bind.Value) && memory < sim.memory
		if known || memory < 2*sim.memory && sim.Proc.Later[b].Has(sim.Terms.LeafBit(bind.At)) {
			memory++
			kept = append(kept, bind)
		}
	}
	if len(kept) < len(s.Bindings()) {
		s.SetBindings(kept)
	}
	if len(s.Constraints()) == 0 {
		return
	}
	sim.markValues(s)
	facts := make([]term.Constraint, 0, len(s.Constraints()))
	for _, f := range s.Constraints() {
		if sim.matters(f.Value, b) {
			facts = append(facts, f)
		}
	}
	if len(facts) < len(s.Constraints()) {
		s.SetConstraints(facts)
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
	if m.part[v] == m.now {
		return true
	}
	keepsFacts := sim.conditional && len(sim.In.Graph.Blocks) <= SmallFunction // a caller may know them
	return p.Any(v, func(r term.Ref, t *term.Term) bool {
		switch t.Op {
		case term.Param:
			return true
		case term.Init:
			if sim.Proc.Later[b].Has(sim.Terms.LeafBit(t.A)) || p.IsGhost(t.A) || keepsFacts {
				return true
			}
		}
		return m.held[r] == m.now
	})
}
