package summary

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anyBound draws a bound over small numbers, so that bounds often meet.
func anyBound(t *rapid.T) bound {
	b := bound{lo: rapid.Int64Range(-4, 4).Draw(t, "lo"), hi: rapid.Int64Range(-4, 4).Draw(t, "hi")}
	if b.lo > b.hi {
		b.lo, b.hi = b.hi, b.lo
	}
	b.not = slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.Int64Range(-4, 4), 0, 3).Draw(t, "not"))))
	return b
}

// What two bounds allow, their meet allows; what either allows, their join allows.
func TestBoundLattice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyBound(t), anyBound(t)
		meet, join := a.meet(b), a.join(b)
		for n := int64(-5); n <= 5; n++ {
			if got, want := !meet.nothing() && meet.has(n), a.has(n) && b.has(n); got != want {
				t.Fatalf("%d in the meet of %v and %v: %t", n, a, b, got)
			}
			if (a.has(n) || b.has(n)) && !join.has(n) {
				t.Fatalf("%d is in %v or %v, not in their join %v", n, a, b, join)
			}
		}
	})
}

// A condition and its negation share a term, however they are written.
func TestConditionsShareTerms(t *testing.T) {
	p := newPool()
	a, b, zero := p.param(0), p.param(1), p.constant(0)
	for _, pair := range [][2]ref{
		{p.binary("!=", a, b), p.not(p.binary("==", b, a))},
		{p.binary(">=", a, b), p.not(p.binary("<", a, b))},
		{p.binary(">", a, b), p.binary("<", b, a)},
		{p.not(p.not(p.binary("==", a, zero))), p.binary("==", a, zero)},
		{p.deref(p.addr(p.field(p.deref(a), "Lock", ""))), p.field(p.deref(a), "Lock", "")},
		{p.binary("+", p.constant(2), p.constant(3)), p.constant(5)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is not %s", p.spell(pair[0], nil), p.spell(pair[1], nil))
		}
	}
}

// Once a branch is taken, the same test can only go the same way, and its consequences
// are known.
func TestAssume(t *testing.T) {
	p := newPool()
	status, zero := p.param(0), p.constant(0)
	success := p.binary(">=", status, zero)
	s := knowledge{}
	if !s.assume(p, success, false) {
		t.Fatal("a failing status is possible")
	}
	for _, impossible := range []ref{success, p.binary("==", status, zero), p.not(p.binary("<", status, zero)), p.not(status)} {
		if c := s.share(); c.assume(p, impossible, true) {
			t.Errorf("%s is still possible for a failing status", p.spell(impossible, nil))
		}
	}
	if c := s.share(); !c.assume(p, p.binary("==", status, p.constant(-5)), true) {
		t.Error("a status of -5 is no longer possible")
	}
}
