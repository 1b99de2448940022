package summary

import (
	"math"

	"github.com/drvlint/drvlint/ir"
)

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
	some   uint64    // threads that were waited for to their end on some of the ways that were merged
	waits  []ref     // the objects of the waits behind joined and some
	trace  *Step
	raised *Step // what set the level last; nil while it is that on entry
	// Whether other states refer to the same store or facts.
	storeShared, factsShared bool
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
	s.setFact(v, r)
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
	StepMerge  // two ways become one
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
	// StepMerge: the other way, and the threads of which it tells how they were left running.
	other   *Step
	threads uint64
}
