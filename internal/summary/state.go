package summary

import (
	"math"
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A binding says what a location holds.
type binding struct{ loc, value ref }

// A Lock is a mutex held, or let go, at some point.
type Lock struct {
	loc     ref
	Guarded bool     // taken as a guarded mutex, not as a fast mutex
	Unsafe  bool     // taken by a routine that leaves IRQL and APCs as they are
	Taken   *Step    // where it was acquired
	place   ir.Place // as the function spells it
}

// A state is what is known at a point of a path: the property (held, freed, joined,
// lost) and the values that were tested or stored.
type state struct {
	store  []binding // sorted by location
	facts  []fact    // sorted by value
	held   []Lock    // in the order of acquisition
	freed  []letGo   // locks of the caller that were released, in order
	soft   []Lock    // taken by unsafe routines, in order: they neither raise IRQL nor keep APCs out
	joined uint64    // threads that were waited for to their end
	lost   uint64    // threads for which only a wait that may give up was made
	made   uint64    // threads that were created
	closed uint64    // threads whose handle was closed
	waits  []ref     // the objects of the waits behind joined
	trace  *Step
	raised *Step // what set the level last; nil while it is that on entry
}

func (s *state) clone() *state {
	c := *s
	c.store = slices.Clone(s.store)
	c.facts = slices.Clone(s.facts)
	c.held = slices.Clone(s.held)
	c.freed = slices.Clone(s.freed)
	c.soft = slices.Clone(s.soft)
	c.waits = slices.Clone(s.waits)
	return &c
}

func (s *state) find(loc ref) (int, bool) {
	return slices.BinarySearchFunc(s.store, loc, func(b binding, loc ref) int { return int(b.loc) - int(loc) })
}

func (s *state) bound(loc ref) (ref, bool) {
	if i, ok := s.find(loc); ok {
		return s.store[i].value, true
	}
	return 0, false
}

func (s *state) set(loc, value ref) {
	i, ok := s.find(loc)
	if ok {
		s.store[i].value = value
		return
	}
	s.store = slices.Insert(s.store, i, binding{loc, value})
}

func (s *state) findFact(v ref) (int, bool) {
	return slices.BinarySearchFunc(s.facts, v, func(f fact, v ref) int { return int(f.value) - int(v) })
}

// boundOf is what is known of value v.
func (s *state) boundOf(p *pool, v ref) bound {
	t := p.terms[v]
	switch t.op {
	case opConst:
		return exactly(t.n)
	case opAddr, opFunc, opText:
		return bound{lo: 1, hi: math.MaxInt64}
	}
	if i, ok := s.findFact(v); ok {
		return s.facts[i].bound
	}
	if p.isTruth(v) {
		return bound{lo: 0, hi: 1}
	}
	return anything()
}

// narrow adds that v lies in b; it reports whether that is possible.
func (s *state) narrow(p *pool, v ref, b bound) bool {
	r := s.boundOf(p, v).meet(b)
	if r.nothing() {
		return false
	}
	if p.isConst(v) || r.unbounded() {
		return true
	}
	i, ok := s.findFact(v)
	if ok {
		s.facts[i].bound = r
	} else {
		s.facts = slices.Insert(s.facts, i, fact{v, r})
	}
	return true
}

// known replaces v by the constant that it must be, if there is only one. The level on entry
// stays what it is: that a test leaves only one does not tell that it occurs.
func (s *state) known(p *pool, v ref) ref {
	if v == levelOnEntry {
		return v
	}
	if i, ok := s.findFact(v); ok && s.facts[i].bound.single() {
		return p.constant(s.facts[i].bound.lo)
	}
	return v
}

// assume takes the branch on which v is not zero, or the other; it reports whether that
// branch is feasible.
func (s *state) assume(p *pool, v ref, taken bool) bool {
	t := p.terms[v]
	switch {
	case t.op == opConst:
		return t.n != 0 == taken
	case t.op == opUnary && t.s == "!":
		return s.assume(p, t.a, !taken)
	case t.op == opBinary && (t.s == "==" || t.s == "<"):
		return s.compare(p, v, t, taken)
	}
	if taken {
		return s.narrow(p, v, bound{lo: math.MinInt64, hi: math.MaxInt64, not: []int64{0}})
	}
	return s.narrow(p, v, exactly(0))
}

func (s *state) compare(p *pool, v ref, t term, taken bool) bool {
	a, b := s.known(p, t.a), s.known(p, t.b)
	if n, ok := p.constOf(b); ok {
		return s.compareConst(p, a, t.s, n, taken, false)
	}
	if n, ok := p.constOf(a); ok {
		return s.compareConst(p, b, t.s, n, taken, true)
	}
	x, y := s.boundOf(p, a), s.boundOf(p, b)
	switch {
	case t.s == "==" && taken:
		if !s.narrow(p, a, y) || !s.narrow(p, b, x) {
			return false
		}
	case t.s == "<" && taken && x.lo >= y.hi, t.s == "<" && !taken && x.hi < y.lo:
		return false
	}
	return s.narrow(p, v, exactly(boolean(taken)))
}

// compareConst narrows a by `a op n`, or by `n op a` when swapped.
func (s *state) compareConst(p *pool, a ref, op string, n int64, taken, swapped bool) bool {
	if op == "==" {
		if p.isTruth(a) && (n == 0 || n == 1) {
			return s.assume(p, a, (n == 1) == taken)
		}
		if taken {
			return s.narrow(p, a, exactly(n))
		}
		return s.narrow(p, a, bound{lo: math.MinInt64, hi: math.MaxInt64, not: []int64{n}})
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
	return s.narrow(p, a, b)
}

// hash and same compare states but for their traces.
func (s *state) hash() uint64 {
	h := uint64(14695981039346656037)
	mix := func(n uint64) { h = (h ^ n) * 1099511628211 }
	for _, b := range s.store {
		mix(uint64(b.loc)<<32 | uint64(uint32(b.value)))
	}
	for _, f := range s.facts {
		mix(uint64(f.value))
		mix(uint64(f.bound.lo))
		mix(uint64(f.bound.hi))
	}
	return h ^ s.propertyHash()
}

func (s *state) propertyHash() uint64 {
	h := uint64(14695981039346656037)
	mix := func(n uint64) { h = (h ^ n) * 1099511628211 }
	for _, l := range s.held {
		mix(uint64(l.loc))
	}
	mix(^uint64(0))
	for _, l := range s.freed {
		mix(uint64(l.loc)<<2 | l.kind.bits())
	}
	mix(^uint64(0))
	for _, l := range s.soft {
		mix(uint64(l.loc))
	}
	mix(s.joined)
	mix(s.lost)
	mix(s.made)
	mix(s.closed)
	s.regimeHash(mix)
	return h
}

func (s *state) sameProperty(t *state) bool {
	if len(s.held) != len(t.held) || s.joined != t.joined || s.lost != t.lost || s.made != t.made || s.closed != t.closed || !slices.EqualFunc(s.freed, t.freed, letGo.same) {
		return false
	}
	for i := range s.held {
		if s.held[i].loc != t.held[i].loc {
			return false
		}
	}
	return slices.EqualFunc(s.soft, t.soft, func(a, b Lock) bool { return a.loc == b.loc }) && s.sameRegime(t)
}

func (s *state) same(t *state) bool {
	if !s.sameProperty(t) || !slices.Equal(s.store, t.store) || len(s.facts) != len(t.facts) {
		return false
	}
	for i := range s.facts {
		if s.facts[i].value != t.facts[i].value || !s.facts[i].bound.equal(t.facts[i].bound) {
			return false
		}
	}
	return true
}

// merge joins what is known of two states with the same property. A location that they
// disagree on gets a value named after the site. With widen, a bound that grew is dropped.
func (s *state) merge(p *pool, t *state, site int, widen bool) *state {
	m := s.clone()
	m.store, m.facts = m.store[:0], nil
	keep := func(v ref, b bound) {
		if !b.unbounded() && !p.isConst(v) {
			if i, ok := m.findFact(v); !ok {
				m.facts = slices.Insert(m.facts, i, fact{v, b})
			}
		}
	}
	for _, f := range s.facts {
		b := f.bound.join(t.boundOf(p, f.value))
		if widen && !b.equal(f.bound) {
			continue
		}
		keep(f.value, b)
	}
	for _, b := range s.store {
		other, ok := t.bound(b.loc)
		if ok && other == b.value {
			m.store = append(m.store, b)
			continue
		}
		value := p.intern(term{op: opFresh, n: int64(site), m: int32(b.loc), s: "merge"})
		m.store = append(m.store, binding{b.loc, value})
		if ok && !widen {
			if i, known := m.findFact(value); known {
				m.facts = slices.Delete(m.facts, i, i+1)
			}
			keep(value, s.boundOf(p, b.value).join(t.boundOf(p, other)))
		}
	}
	for _, b := range t.store {
		if _, ok := s.bound(b.loc); !ok {
			m.set(b.loc, p.intern(term{op: opFresh, n: int64(site), m: int32(b.loc), s: "merge"}))
		}
	}
	return m
}

// A StepKind says what a step of a path does.
type StepKind uint8

// The kinds of step.
const (
	StepAcquire StepKind = iota
	StepRelease
	StepBranch // takes one way of a test
	StepCall   // calls a function of the driver that does Inner
	StepWait   // waits for a thread
	StepReturn // leaves the function
	StepLevel  // changes the level
	StepRegion // enters or leaves a region
	StepAttach // attaches to a process, or detaches
	StepRaise  // an exception is raised
)

// A Step is one stage of the way to a point, linked to the one before it.
type Step struct {
	Prev   *Step
	Kind   StepKind
	In     *Function
	At     ir.Span
	Name   string // the routine called
	Words  string // StepLevel: what it does
	name   string // StepAcquire, StepCall: the lock, as the function spells it
	loc    ref    // the lock
	test   ref    // StepBranch: the condition
	cond   *ir.Value
	Taken  bool // StepBranch: whether the condition held
	from   int  // StepBranch: index of the block that branches
	to     int
	Inner  *Step // StepCall: the last step of the way through Callee
	Callee *Function
}
