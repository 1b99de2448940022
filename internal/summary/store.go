package summary

import "slices"

// A binding says what a location holds.
type binding struct{ loc, value ref }

// clone copies a state. The copies share what they know until one of them learns more.
func (s *state) clone() *state {
	s.storeShared, s.factsShared = true, true
	c := *s
	c.held = slices.Clone(s.held)
	c.freed = slices.Clone(s.freed)
	c.soft = slices.Clone(s.soft)
	c.waits = slices.Clone(s.waits)
	return &c
}

// ownStore makes the bindings the state's own, so that they can be changed where they stand.
func (s *state) ownStore() {
	if s.storeShared {
		s.store = append(make([]binding, 0, len(s.store)+4), s.store...)
		s.storeShared = false
	}
}

func (s *state) ownFacts() {
	if s.factsShared {
		s.facts = append(make([]fact, 0, len(s.facts)+4), s.facts...)
		s.factsShared = false
	}
}

// setStore replaces the bindings by a list that nothing else refers to.
func (s *state) setStore(list []binding) { s.store, s.storeShared = list, false }

func (s *state) setFacts(list []fact) { s.facts, s.factsShared = list, false }

// find is where the binding of a location stands, or would stand.
func (s *state) find(loc ref) (int, bool) {
	low, high := 0, len(s.store)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if s.store[middle].loc < loc {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < len(s.store) && s.store[low].loc == loc
}

func (s *state) bound(loc ref) (ref, bool) {
	if i, ok := s.find(loc); ok {
		return s.store[i].value, true
	}
	return 0, false
}

func (s *state) set(loc, value ref) {
	i, ok := s.find(loc)
	if ok && s.store[i].value == value {
		return
	}
	s.ownStore()
	if ok {
		s.store[i].value = value
		return
	}
	s.store = slices.Insert(s.store, i, binding{loc, value})
}

// unset drops the bindings from i on that satisfy test.
func (s *state) unset(i int, test func(binding) bool) {
	if !slices.ContainsFunc(s.store[i:], test) {
		return
	}
	s.ownStore()
	s.store = s.store[:i+len(slices.DeleteFunc(s.store[i:], test))]
}

func (s *state) findFact(v ref) (int, bool) {
	low, high := 0, len(s.facts)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if s.facts[middle].value < v {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < len(s.facts) && s.facts[low].value == v
}

func (s *state) setFact(v ref, b bound) {
	i, ok := s.findFact(v)
	s.ownFacts()
	if ok {
		s.facts[i].bound = b
	} else {
		s.facts = slices.Insert(s.facts, i, fact{v, b})
	}
}

// merge joins what is known of two states with the same property. A location that they
// disagree on gets a value named after the site. With widen, a bound that grew is dropped.
func (s *state) merge(p *pool, t *state, site int, widen bool) *state {
	m := s.clone()
	m.setStore(make([]binding, 0, len(s.store)+4))
	m.setFacts(make([]fact, 0, len(s.facts)+4))
	for _, f := range s.facts {
		b := f.bound.join(t.boundOf(p, f.value))
		if b.unbounded() || p.isConst(f.value) || widen && !b.equal(f.bound) {
			continue
		}
		m.facts = append(m.facts, f)
		m.facts[len(m.facts)-1].bound = b
	}
	merged := func(loc ref) ref { return p.intern(term{op: opFresh, n: int64(site), m: int32(loc), s: "merge"}) }
	j := 0
	for _, b := range s.store {
		for j < len(t.store) && t.store[j].loc < b.loc {
			j++
		}
		both := j < len(t.store) && t.store[j].loc == b.loc
		if both && t.store[j].value == b.value {
			m.store = append(m.store, b)
			continue
		}
		value := merged(b.loc)
		m.store = append(m.store, binding{b.loc, value})
		if both && !widen {
			if i, known := m.findFact(value); known {
				m.facts = slices.Delete(m.facts, i, i+1)
			}
			if joined := s.boundOf(p, b.value).join(t.boundOf(p, t.store[j].value)); !joined.unbounded() {
				m.setFact(value, joined)
			}
		}
	}
	for _, b := range t.store {
		if _, ok := s.bound(b.loc); !ok {
			m.set(b.loc, merged(b.loc))
		}
	}
	m.joinThreads(t)
	return m
}

// A fingerprint stands for a state but for its trace: states that differ have different ones,
// as good as always.
type fingerprint [2]uint64

func (h *fingerprint) mix(n uint64) {
	h[0] = (h[0] ^ n) * 0x9E3779B97F4A7C15
	h[0] ^= h[0] >> 32
	h[1] = (h[1] ^ n) * 0xC2B2AE3D27D4EB4F
	h[1] ^= h[1] >> 29
}

func newFingerprint() fingerprint { return fingerprint{14695981039346656037, 1099511628211} }

func (h *fingerprint) mixFacts(facts []fact) {
	h.mix(^uint64(0))
	for i := range facts {
		f := &facts[i]
		h.mix(uint64(f.value))
		h.mix(uint64(f.bound.lo))
		h.mix(uint64(f.bound.hi))
		for _, n := range f.bound.not {
			h.mix(uint64(n))
		}
	}
}

// fingerprint tells states apart.
func (s *state) fingerprint() fingerprint {
	h := newFingerprint()
	for _, b := range s.store {
		h.mix(uint64(b.loc)<<32 | uint64(uint32(b.value)))
	}
	h.mixFacts(s.facts)
	s.mixProperty(&h, 0)
	return h
}

// property tells states with different properties apart, but for what became of the threads
// in alike.
func (s *state) property(p *pool, alike uint64) fingerprint {
	h := newFingerprint()
	s.mixProperty(&h, alike)
	s.mixRegime(p, &h)
	return h
}

func (s *state) mixProperty(h *fingerprint, alike uint64) {
	for _, l := range s.held {
		h.mix(uint64(l.loc))
	}
	h.mix(^uint64(0))
	for _, l := range s.freed {
		h.mix(uint64(l.loc)<<2 | l.kind.bits())
	}
	h.mix(^uint64(0))
	for _, l := range s.soft {
		h.mix(uint64(l.loc))
	}
	h.mix(s.joined &^ alike)
	h.mix(s.lost &^ alike)
	h.mix(s.made &^ alike)
	h.mix(s.closed &^ alike)
}
