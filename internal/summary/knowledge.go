package summary

import (
	"math"
	"slices"
)

// A binding says what a location holds.
type binding struct{ loc, value ref }

// A knowledge is what is known at a point of a path: what locations hold, and constraints on
// values. The zero knowledge is of nothing. Copies that share makes have their lists in common
// until one of them learns more.
type knowledge struct {
	store []binding // sorted by location, each once
	facts []fact    // sorted by value, each once
	// Whether others refer to the same store or facts.
	storeShared, factsShared bool
}

// newKnowledge makes the knowledge of lists that are sorted; they are not written to.
func newKnowledge(store []binding, facts []fact) knowledge {
	return knowledge{store: store, facts: facts, storeShared: true, factsShared: true}
}

// share returns a copy.
func (k *knowledge) share() knowledge {
	k.storeShared, k.factsShared = true, true
	return *k
}

// bindings lists what locations hold, sorted by location. The list is not to be written to.
func (k *knowledge) bindings() []binding { return k.store }

// constraints lists what is known of values, sorted by value. The list is not to be written to.
func (k *knowledge) constraints() []fact { return k.facts }

// ownStore makes the bindings the knowledge's own, so that they can be changed where they stand.
func (k *knowledge) ownStore() {
	if k.storeShared {
		k.store = append(make([]binding, 0, len(k.store)+4), k.store...)
		k.storeShared = false
	}
}

func (k *knowledge) ownFacts() {
	if k.factsShared {
		k.facts = append(make([]fact, 0, len(k.facts)+4), k.facts...)
		k.factsShared = false
	}
}

// setBindings replaces the bindings by a sorted list that nothing else refers to.
func (k *knowledge) setBindings(list []binding) { k.store, k.storeShared = list, false }

// setConstraints replaces the constraints by a sorted list that nothing else refers to.
func (k *knowledge) setConstraints(list []fact) { k.facts, k.factsShared = list, false }

// find is the index of the first binding whose location is not before loc, and whether it is
// that of loc.
func (k *knowledge) find(loc ref) (int, bool) {
	low, high := 0, len(k.store)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if k.store[middle].loc < loc {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < len(k.store) && k.store[low].loc == loc
}

// bound is what a location holds; false if that is not known.
func (k *knowledge) bound(loc ref) (ref, bool) {
	if i, ok := k.find(loc); ok {
		return k.store[i].value, true
	}
	return 0, false
}

// set binds a location to a value.
func (k *knowledge) set(loc, value ref) {
	i, ok := k.find(loc)
	if ok && k.store[i].value == value {
		return
	}
	k.ownStore()
	if ok {
		k.store[i].value = value
		return
	}
	k.store = slices.Insert(k.store, i, binding{loc, value})
}

// forget drops the binding of a location.
func (k *knowledge) forget(loc ref) {
	if i, ok := k.find(loc); ok {
		k.ownStore()
		k.store = slices.Delete(k.store, i, i+1)
	}
}

// unset drops the bindings, of locations from loc on, that satisfy test.
func (k *knowledge) unset(loc ref, test func(binding) bool) {
	i, _ := k.find(loc)
	if !slices.ContainsFunc(k.store[i:], test) {
		return
	}
	k.ownStore()
	k.store = k.store[:i+len(slices.DeleteFunc(k.store[i:], test))]
}

func (k *knowledge) findFact(v ref) (int, bool) {
	low, high := 0, len(k.facts)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if k.facts[middle].value < v {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < len(k.facts) && k.facts[low].value == v
}

func (k *knowledge) setFact(v ref, b bound) {
	i, ok := k.findFact(v)
	k.ownFacts()
	if ok {
		k.facts[i].bound = b
	} else {
		k.facts = slices.Insert(k.facts, i, fact{v, b})
	}
}

// constrained reports whether there is a constraint on v itself.
func (k *knowledge) constrained(v ref) bool {
	_, ok := k.findFact(v)
	return ok
}

// boundOf is what is known of value v.
func (k *knowledge) boundOf(p *pool, v ref) bound {
	t := p.terms[v]
	switch t.op {
	case opConst:
		return exactly(t.n)
	case opAddr, opFunc, opText:
		return bound{lo: 1, hi: math.MaxInt64}
	}
	if i, ok := k.findFact(v); ok {
		return k.facts[i].bound
	}
	if p.isTruth(v) {
		return bound{lo: 0, hi: 1}
	}
	return anything()
}

// narrow adds that v lies in b; it reports whether that is possible.
func (k *knowledge) narrow(p *pool, v ref, b bound) bool {
	r := k.boundOf(p, v).meet(b)
	if r.nothing() {
		return false
	}
	if p.isConst(v) || r.unbounded() {
		return true
	}
	k.setFact(v, r)
	return true
}

// known replaces v by the constant that it must be, if there is only one and v is not symbolic.
func (k *knowledge) known(p *pool, v ref) ref {
	if p.isSymbolic(v) {
		return v
	}
	if i, ok := k.findFact(v); ok && k.facts[i].bound.single() {
		return p.constant(k.facts[i].bound.lo)
	}
	return v
}

// assume takes the branch on which v is not zero, or the other; it reports whether that
// branch is feasible.
func (k *knowledge) assume(p *pool, v ref, taken bool) bool {
	t := p.terms[v]
	switch {
	case t.op == opConst:
		return t.n != 0 == taken
	case t.op == opUnary && t.s == "!":
		return k.assume(p, t.a, !taken)
	case t.op == opBinary && (t.s == "==" || t.s == "<"):
		return k.compare(p, v, t, taken)
	}
	if taken {
		return k.narrow(p, v, without(0))
	}
	return k.narrow(p, v, exactly(0))
}

func (k *knowledge) compare(p *pool, v ref, t term, taken bool) bool {
	a, b := k.known(p, t.a), k.known(p, t.b)
	if n, ok := p.constOf(b); ok {
		return k.compareConst(p, a, t.s, n, taken, false)
	}
	if n, ok := p.constOf(a); ok {
		return k.compareConst(p, b, t.s, n, taken, true)
	}
	x, y := k.boundOf(p, a), k.boundOf(p, b)
	switch {
	case t.s == "==" && taken:
		if !k.narrow(p, a, y) || !k.narrow(p, b, x) {
			return false
		}
	case t.s == "<" && taken && x.lo >= y.hi, t.s == "<" && !taken && x.hi < y.lo:
		return false
	}
	return k.narrow(p, v, exactly(boolean(taken)))
}

// compareConst narrows a by `a op n`, or by `n op a` when swapped.
func (k *knowledge) compareConst(p *pool, a ref, op string, n int64, taken, swapped bool) bool {
	if op == "==" {
		if p.isTruth(a) && (n == 0 || n == 1) {
			return k.assume(p, a, (n == 1) == taken)
		}
		if taken {
			return k.narrow(p, a, exactly(n))
		}
		return k.narrow(p, a, without(n))
	}
	b := anything()
	switch {
	case !swapped && taken: // a < n
		if n == math.MinInt64 {
			return false
		}
		b.hi = n - 1
	case !swapped: // a >= n
		b.lo = n
	case taken: // n < a
		if n == math.MaxInt64 {
			return false
		}
		b.lo = n + 1
	default: // a <= n
		b.hi = n
	}
	return k.narrow(p, a, b)
}

// constrain narrows v, through the operators that a condition is made of; it reports whether
// that is possible.
func (k *knowledge) constrain(p *pool, v ref, b bound) bool {
	if p.isTruth(v) || p.terms[v].op == opUnary && p.terms[v].s == "!" {
		switch {
		case !b.has(0):
			return k.assume(p, v, true)
		case !b.has(1):
			return k.assume(p, v, false)
		}
		return true
	}
	return k.narrow(p, v, b)
}

// mentions reports whether v is part of what is known.
func (k *knowledge) mentions(p *pool, v ref) bool {
	for _, b := range k.store {
		if p.contains(b.value, v) || p.contains(b.loc, v) {
			return true
		}
	}
	for i := range k.facts {
		if p.contains(k.facts[i].value, v) {
			return true
		}
	}
	return false
}

// rename replaces a value by another in all locations and contents. What is known of values
// that it is part of is dropped.
func (k *knowledge) rename(p *pool, from, to ref) {
	store, facts := k.store, k.facts
	k.setBindings(nil)
	for _, b := range store {
		k.set(p.replace(b.loc, from, to), p.replace(b.value, from, to))
	}
	k.setConstraints(make([]fact, 0, len(facts)))
	for _, f := range facts {
		if !p.contains(f.value, from) {
			k.facts = append(k.facts, f)
		}
	}
}

// join is what both know. A location that they disagree on gets a value named after the site;
// with widen, an interval that grew is dropped.
func (k *knowledge) join(p *pool, l *knowledge, site int, widen bool) knowledge {
	m := knowledge{store: make([]binding, 0, len(k.store)+4), facts: make([]fact, 0, len(k.facts)+4)}
	for _, f := range k.facts {
		b := f.bound.join(l.boundOf(p, f.value))
		if b.unbounded() || p.isConst(f.value) || widen && !b.equal(f.bound) {
			continue
		}
		m.facts = append(m.facts, fact{f.value, b})
	}
	j := 0
	for _, b := range k.store {
		for j < len(l.store) && l.store[j].loc < b.loc {
			j++
		}
		both := j < len(l.store) && l.store[j].loc == b.loc
		if both && l.store[j].value == b.value {
			m.store = append(m.store, b)
			continue
		}
		value := p.merged(site, b.loc)
		m.store = append(m.store, binding{b.loc, value})
		if both && !widen {
			if i, known := m.findFact(value); known {
				m.facts = slices.Delete(m.facts, i, i+1)
			}
			if joined := k.boundOf(p, b.value).join(l.boundOf(p, l.store[j].value)); !joined.unbounded() {
				m.setFact(value, joined)
			}
		}
	}
	for _, b := range l.store {
		if _, ok := k.bound(b.loc); !ok {
			m.set(b.loc, p.merged(site, b.loc))
		}
	}
	return m
}

// mix adds what is known to a fingerprint.
func (k *knowledge) mix(h *fingerprint) {
	for _, b := range k.store {
		h.mix(uint64(b.loc)<<32 | uint64(uint32(b.value)))
	}
	h.mixFacts(k.facts)
}
