package term

import (
	"testing"
)

// A condition and its negation share a term, however they are written.
func TestConditionsShareTerms(t *testing.T) {
	p := New()
	a, b, zero := p.Param(0), p.Param(1), p.Constant(0)
	for _, pair := range [][2]Ref{
		{p.Binary("!=", a, b), p.not(p.Binary("==", b, a))},
		{p.Binary(">=", a, b), p.not(p.Binary("<", a, b))},
		{p.Binary(">", a, b), p.Binary("<", b, a)},
		{p.not(p.not(p.Binary("==", a, zero))), p.Binary("==", a, zero)},
		{p.Deref(p.Addr(p.Field(p.Deref(a), "Lock", ""))), p.Field(p.Deref(a), "Lock", "")},
		{p.Binary("+", p.Constant(2), p.Constant(3)), p.Constant(5)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is not %s", p.Spell(pair[0], nil), p.Spell(pair[1], nil))
		}
	}
}

// Once a branch is taken, the same test can only go the same way, and its consequences
// are known.
func TestAssume(t *testing.T) {
	p := New()
	status, zero := p.Param(0), p.Constant(0)
	success := p.Binary(">=", status, zero)
	s := Knowledge{}
	if !s.Assume(p, success, false) {
		t.Fatal("a failing status is possible")
	}
	for _, impossible := range []Ref{success, p.Binary("==", status, zero), p.not(p.Binary("<", status, zero)), p.not(status)} {
		if c := s.Share(); c.Assume(p, impossible, true) {
			t.Errorf("%s is still possible for a failing status", p.Spell(impossible, nil))
		}
	}
	if c := s.Share(); !c.Assume(p, p.Binary("==", status, p.Constant(-5)), true) {
		t.Error("a status of -5 is no longer possible")
	}
}

// What a call may have written holds no longer what it held on entry, until more is known; names whose bits are not there still do.
func TestOverwritten(t *testing.T) {
	p := New()
	owner, other := p.Field(p.Deref(p.Param(0)), "Owner", ""), p.Field(p.Deref(p.Param(0)), "Other", "")
	var owners, others Names
	owners.Add("Owner")
	others.Add("Other")
	s := Knowledge{}
	if s.Overwritten(p, owner) {
		t.Error("nothing was written yet")
	}
	s.Overwrite(&owners)
	if !s.Overwritten(p, owner) || s.Overwritten(p, other) {
		t.Error("only the owner was written")
	}
	c := s.Share()
	c.Overwrite(&others)
	if !c.Overwritten(p, other) || s.Overwritten(p, other) || owners.Has(p.LeafBit(other)) {
		t.Error("what one state forgets another one does, too")
	}
	joined := s.Join(p, &c, 1, false)
	if !joined.Overwritten(p, owner) || !joined.Overwritten(p, other) {
		t.Error("a join takes for unchanged what one side has written")
	}
	c.Set(p, owner, p.Constant(1))
	if c.Overwritten(p, owner) {
		t.Error("a value that is known is taken for unknown")
	}
}
