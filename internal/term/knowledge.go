package term

import (
	"cmp"
	"math"
	"slices"
)

// A Binding says what a location holds.
type Binding struct{ At, Value Ref }

// Knowledge is what is known at a point of a path: what locations hold, and constraints on
// values. The zero knowledge is of nothing. Copies that Share makes have their lists in common
// until one of them learns more.
type Knowledge struct {
	store   []Binding    // in the order of locations, each once
	facts   []Constraint // in the order of values, each once
	written *Names       // of the locations that may hold something else than on entry, though the store does not say so; not changed
	// Whether others refer to the same store or facts.
	storeShared, factsShared bool
}

// Know makes the knowledge of lists that are in order; they are not written to.
func Know(store []Binding, facts []Constraint) Knowledge {
	return Knowledge{store: store, facts: facts, storeShared: true, factsShared: true}
}

// Share returns a copy.
func (k *Knowledge) Share() Knowledge {
	k.storeShared, k.factsShared = true, true
	return *k
}

// Bindings lists what locations hold, in their order. The list is not to be written to.
func (k *Knowledge) Bindings() []Binding { return k.store }

// Constraints lists what is known of values, in their order. The list is not to be written to.
func (k *Knowledge) Constraints() []Constraint { return k.facts }

// ownStore makes the bindings the knowledge's own, so that they can be changed where they stand.
func (k *Knowledge) ownStore() {
	if k.storeShared {
		k.store = append(make([]Binding, 0, len(k.store)+4), k.store...)
		k.storeShared = false
	}
}

func (k *Knowledge) ownFacts() {
	if k.factsShared {
		k.facts = append(make([]Constraint, 0, len(k.facts)+4), k.facts...)
		k.factsShared = false
	}
}

// KeepBindings drops the bindings for which keep is false. It is asked once for each, in their order.
func (k *Knowledge) KeepBindings(keep func(Binding) bool) {
	k.store, k.storeShared = kept(k.store, k.storeShared, keep)
}

// KeepConstraints drops the constraints for which keep is false.
func (k *Knowledge) KeepConstraints(keep func(Constraint) bool) {
	k.facts, k.factsShared = kept(k.facts, k.factsShared, keep)
}

// kept is what is kept of a list, in its place unless others refer to it, and whether they refer to what is returned.
func kept[E any](list []E, shared bool, keep func(E) bool) ([]E, bool) {
	for i, e := range list {
		if keep(e) {
			continue
		}
		few := list[:i]
		if shared {
			few = append(make([]E, 0, len(list)), few...)
		}
		for _, e := range list[i+1:] {
			if keep(e) {
				few = append(few, e)
			}
		}
		return few, false
	}
	return list, shared
}

// index is where the binding of a location is, -1 if there is none.
func (k *Knowledge) index(p *Pool, loc Ref) int {
	if len(k.store) > fewPlaces {
		if i := k.place(p, loc); i < len(k.store) && k.store[i].At == loc {
			return i
		}
		return -1
	}
	for i := range k.store {
		if k.store[i].At == loc {
			return i
		}
	}
	return -1
}

// place is the index of the first binding whose location is not before loc.
func (k *Knowledge) place(p *Pool, loc Ref) int {
	low, high := 0, len(k.store)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if p.before(k.store[middle].At, loc) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// fewPlaces are so few that to look at each is faster than to search.
const fewPlaces = 40

// At is what a location holds; false if that is not known.
func (k *Knowledge) At(p *Pool, loc Ref) (Ref, bool) {
	if i := k.index(p, loc); i >= 0 {
		return k.store[i].Value, true
	}
	return 0, false
}

// Set binds a location to a value.
func (k *Knowledge) Set(p *Pool, loc, value Ref) {
	i := k.index(p, loc)
	if i >= 0 && k.store[i].Value == value {
		return
	}
	k.ownStore()
	if i >= 0 {
		k.store[i].Value = value
		return
	}
	k.store = slices.Insert(k.store, k.place(p, loc), Binding{loc, value})
}

// Forget drops the binding of a location.
func (k *Knowledge) Forget(p *Pool, loc Ref) {
	if i := k.index(p, loc); i >= 0 {
		k.ownStore()
		k.store = slices.Delete(k.store, i, i+1)
	}
}

// Unset drops the bindings that satisfy test, of locations that may be part of loc, or are it.
func (k *Knowledge) Unset(p *Pool, loc Ref, test func(Binding) bool) {
	least := p.keys[loc] >> classShift << classShift
	i, _ := slices.BinarySearchFunc(k.store, least, func(b Binding, least Key) int { return cmp.Compare(p.keys[b.At], least) })
	if !slices.ContainsFunc(k.store[i:], test) {
		return
	}
	k.ownStore()
	k.store = k.store[:i+len(slices.DeleteFunc(k.store[i:], test))]
}

// fact is where the constraint on a value is, -1 if there is none.
func (k *Knowledge) fact(p *Pool, v Ref) int {
	if len(k.facts) > fewPlaces {
		if i := k.placeOfFact(p, v); i < len(k.facts) && k.facts[i].Value == v {
			return i
		}
		return -1
	}
	for i := range k.facts {
		if k.facts[i].Value == v {
			return i
		}
	}
	return -1
}

// placeOfFact is the index of the first constraint whose value is not before v.
func (k *Knowledge) placeOfFact(p *Pool, v Ref) int {
	low, high := 0, len(k.facts)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if p.before(k.facts[middle].Value, v) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

func (k *Knowledge) setFact(p *Pool, v Ref, b Interval) {
	i := k.fact(p, v)
	k.ownFacts()
	if i >= 0 {
		k.facts[i].In = b
	} else {
		k.facts = slices.Insert(k.facts, k.placeOfFact(p, v), Constraint{v, b})
	}
}

// Constrained reports whether there is a constraint on v itself.
func (k *Knowledge) Constrained(p *Pool, v Ref) bool {
	return k.fact(p, v) >= 0
}

// IntervalOf is what is known of value v.
func (k *Knowledge) IntervalOf(p *Pool, v Ref) Interval {
	t := p.terms[v]
	switch t.Op {
	case Const:
		return Exactly(t.N)
	case Addr, Func, Text:
		return Interval{Lo: 1, Hi: math.MaxInt64}
	}
	if i := k.fact(p, v); i >= 0 {
		return k.facts[i].In
	}
	if p.isTruth(v) {
		return Interval{Lo: 0, Hi: 1}
	}
	return Anything()
}

// Narrow adds that v lies in b; it reports whether that is possible.
func (k *Knowledge) Narrow(p *Pool, v Ref, b Interval) bool {
	r := k.IntervalOf(p, v).Meet(b)
	if r.Nothing() {
		return false
	}
	if p.IsConst(v) || r.unbounded() {
		return true
	}
	k.setFact(p, v, r)
	return true
}

// Mentions reports whether v is part of what is known.
func (k *Knowledge) Mentions(p *Pool, v Ref) bool {
	for _, b := range k.store {
		if p.Contains(b.Value, v) || p.Contains(b.At, v) {
			return true
		}
	}
	for i := range k.facts {
		if p.Contains(k.facts[i].Value, v) {
			return true
		}
	}
	return false
}

// Rename replaces a value by another in all locations and contents. What is known of values
// that it is part of is dropped.
func (k *Knowledge) Rename(p *Pool, from, to Ref) {
	store := k.store
	k.store, k.storeShared = make([]Binding, 0, len(store)+4), false
	for _, b := range store {
		k.Set(p, p.Replace(b.At, from, to), p.Replace(b.Value, from, to))
	}
	k.KeepConstraints(func(f Constraint) bool { return !p.Contains(f.Value, from) })
}

// Join is what both know. A location that they disagree on gets a value named after the site;
// with widen, an interval that grew is dropped.
func (k *Knowledge) Join(p *Pool, l *Knowledge, site int, widen bool) Knowledge {
	m := Knowledge{store: make([]Binding, 0, len(k.store)+4), facts: make([]Constraint, 0, len(k.facts)+4), written: k.written}
	m.Overwrite(l.written)
	for _, f := range k.facts {
		b := f.In.Join(l.IntervalOf(p, f.Value))
		if b.unbounded() || p.IsConst(f.Value) || widen && !b.Equal(f.In) {
			continue
		}
		m.facts = append(m.facts, Constraint{f.Value, b})
	}
	j := 0
	for _, b := range k.store {
		for j < len(l.store) && l.store[j].At != b.At && p.before(l.store[j].At, b.At) {
			j++
		}
		both := j < len(l.store) && l.store[j].At == b.At
		if both && l.store[j].Value == b.Value {
			m.store = append(m.store, b)
			continue
		}
		value := b.Value // as an earlier join at the site has left it
		if !p.isMerged(value, site, b.At) {
			value = p.Merged(site, b.At)
		}
		m.store = append(m.store, Binding{b.At, value})
		if both && !widen {
			if i := m.fact(p, value); i >= 0 {
				m.facts = slices.Delete(m.facts, i, i+1)
			}
			if joined := k.IntervalOf(p, b.Value).Join(l.IntervalOf(p, l.store[j].Value)); !joined.unbounded() {
				m.setFact(p, value, joined)
			}
		}
	}
	j = 0
	for _, b := range l.store {
		for j < len(k.store) && k.store[j].At != b.At && p.before(k.store[j].At, b.At) {
			j++
		}
		if j == len(k.store) || k.store[j].At != b.At {
			m.Set(p, b.At, p.Merged(site, b.At))
		}
	}
	return m
}

// Overwrite notes that locations with these names may hold something else than on entry from now on. The names must not change any more.
func (k *Knowledge) Overwrite(names *Names) {
	if k.written == nil {
		k.written = names
		return
	}
	if names != nil && !k.written.Covers(names) {
		all := *k.written
		all.Union(names)
		k.written = &all
	}
}

// Overwritten reports whether a location may hold something else than on entry, and nothing is known of what it holds.
func (k *Knowledge) Overwritten(p *Pool, loc Ref) bool {
	if k.written == nil || p.IsGhost(loc) || !k.written.Has(p.LeafBit(loc)) {
		return false
	}
	_, known := k.At(p, loc)
	return !known
}

// Mix adds what is known to a fingerprint.
func (k *Knowledge) Mix(h *Fingerprint) {
	for _, b := range k.store {
		h.Mix(uint64(b.At)<<32 | uint64(uint32(b.Value)))
	}
	h.MixConstraints(k.facts)
}
