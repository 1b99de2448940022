package term

import (
	"fmt"
	"iter"
	"math"
	"slices"
)

// An Interval is what is known of a value: it lies in [Lo, Hi] and is none of a few in between.
type Interval struct {
	Lo, Hi int64
	not    []int64 // sorted
}

const maxExcluded = 8

// Anything bounds nothing.
func Anything() Interval { return Interval{Lo: math.MinInt64, Hi: math.MaxInt64} }

// Exactly is n alone.
func Exactly(n int64) Interval { return Interval{Lo: n, Hi: n} }

// Except is anything but n.
func Except(n int64) Interval {
	return Interval{Lo: math.MinInt64, Hi: math.MaxInt64, not: []int64{n}}
}

// AtLeast is n and what is greater.
func AtLeast(n int64) Interval { return Interval{Lo: n, Hi: math.MaxInt64} }

// AtMost is n and what is less.
func AtMost(n int64) Interval { return Interval{Lo: math.MinInt64, Hi: n} }

// Single reports whether there is one value only: Lo.
func (b Interval) Single() bool { return b.Lo == b.Hi }

// Nothing reports whether no value is left.
func (b Interval) Nothing() bool { return b.Lo > b.Hi }

func (b Interval) unbounded() bool {
	return b.Lo == math.MinInt64 && b.Hi == math.MaxInt64 && len(b.not) == 0
}

// Equal reports whether two intervals are written alike.
func (b Interval) Equal(c Interval) bool {
	return b.Lo == c.Lo && b.Hi == c.Hi && slices.Equal(b.not, c.not)
}

// normal shrinks the interval past excluded ends and drops exclusions outside it.
func (b Interval) normal() Interval {
	if len(b.not) == 0 {
		return b
	}
	for changed := true; changed && !b.Nothing(); {
		changed = false
		if slices.Contains(b.not, b.Lo) && b.Lo < math.MaxInt64 {
			b.Lo++
			changed = true
		}
		if slices.Contains(b.not, b.Hi) && b.Hi > math.MinInt64 {
			b.Hi--
			changed = true
		}
	}
	kept := b.not[:0:0]
	for _, n := range b.not {
		if n > b.Lo && n < b.Hi {
			kept = append(kept, n)
		}
	}
	b.not = kept
	return b
}

// Meet is what lies in both. Of more than maxExcluded exceptions some are forgotten.
func (b Interval) Meet(c Interval) Interval {
	r := Interval{Lo: max(b.Lo, c.Lo), Hi: min(b.Hi, c.Hi)}
	if len(b.not)+len(c.not) == 0 {
		if r.Nothing() {
			return Interval{Lo: 1, Hi: 0}
		}
		return r
	}
	r.not = append(append(r.not, b.not...), c.not...)
	slices.Sort(r.not)
	r.not = slices.Compact(r.not)
	if r.Lo > r.Hi || r.Single() && slices.Contains(r.not, r.Lo) {
		return Interval{Lo: 1, Hi: 0}
	}
	r = r.normal()
	if len(r.not) > maxExcluded {
		r.not = r.not[:maxExcluded]
	}
	return r
}

// excludes reports whether nothing lies in both, without making what does.
func (b Interval) excludes(c Interval) bool {
	lo, hi := max(b.Lo, c.Lo), min(b.Hi, c.Hi)
	if lo > hi {
		return true
	}
	except := len(b.not) + len(c.not)
	return uint64(hi)-uint64(lo) < uint64(except) && b.Meet(c).Nothing()
}

// Join holds what lies in either, of which neither is empty: the smallest interval, but for
// zero, which stays left out where it lies between the two.
func (b Interval) Join(c Interval) Interval {
	if b.Equal(c) {
		return b
	}
	r := Interval{Lo: min(b.Lo, c.Lo), Hi: max(b.Hi, c.Hi)}
	for _, n := range b.not {
		if !c.Has(n) {
			r.not = append(r.not, n)
		}
	}
	for _, n := range c.not {
		if !b.Has(n) {
			r.not = append(r.not, n)
		}
	}
	// A gap between the two is kept when it is the one value zero.
	if r.Lo < 0 && r.Hi > 0 && !b.Has(0) && !c.Has(0) {
		r.not = append(r.not, 0)
	}
	slices.Sort(r.not)
	r.not = slices.Compact(r.not)
	return r.normal()
}

// Has reports whether n lies in the interval.
func (b Interval) Has(n int64) bool {
	return b.Lo <= n && n <= b.Hi && !slices.Contains(b.not, n)
}

// String spells the interval as a condition: "== 3", "!= 0", ">= 0".
func (b Interval) String() string {
	switch {
	case b.Single():
		return fmt.Sprintf("== %d", b.Lo)
	case b.Lo == math.MinInt64 && b.Hi == math.MaxInt64 && len(b.not) == 1:
		return fmt.Sprintf("!= %d", b.not[0])
	case b.Lo == math.MinInt64 && b.Hi == -1:
		return "< 0"
	case b.Lo == 0 && b.Hi == math.MaxInt64 && len(b.not) == 0:
		return ">= 0"
	}
	s := fmt.Sprintf("in [%d, %d]", b.Lo, b.Hi)
	switch {
	case b.Lo == math.MinInt64 && b.Hi == math.MaxInt64:
		s = "anything"
	case b.Lo == math.MinInt64:
		s = fmt.Sprintf("<= %d", b.Hi)
	case b.Hi == math.MaxInt64:
		s = fmt.Sprintf(">= %d", b.Lo)
	}
	if len(b.not) > 0 {
		s += fmt.Sprintf(" except %v", b.not)
	}
	return s
}

// A Constraint says in which interval a value lies.
type Constraint struct {
	Value Ref
	In    Interval
}

// pairs yields what two lists of constraints say of the same values. Both are sorted by their values.
func pairs(a, b []Constraint) iter.Seq2[Constraint, Constraint] {
	return func(yield func(Constraint, Constraint) bool) {
		for i, j := 0, 0; i < len(a) && j < len(b); {
			switch {
			case a[i].Value < b[j].Value:
				i++
			case a[i].Value > b[j].Value:
				j++
			case !yield(a[i], b[j]):
				return
			default:
				i++
				j++
			}
		}
	}
}

// Common is what two sorted lists of constraints, of which one holds, have in common.
func Common(a, b []Constraint) []Constraint {
	var list []Constraint
	for c, d := range pairs(a, b) {
		if in := c.In.Join(d.In); !in.unbounded() {
			list = append(list, Constraint{c.Value, in})
		}
	}
	return list
}

// Opposed reports whether two sorted lists of constraints put a value that matters into intervals that exclude each other.
func Opposed(a, b []Constraint, matters func(Ref) bool) bool {
	for c, d := range pairs(a, b) {
		if c.In.excludes(d.In) && matters(c.Value) {
			return true
		}
	}
	return false
}

// Demands reports whether constraints ask something of a value that matters which others do not allow for certain: those put it
// into an interval that excludes this one, or say nothing of it.
func Demands(list, others []Constraint, matters func(Ref) bool) bool {
	return slices.ContainsFunc(list, func(c Constraint) bool {
		allowed := func(o Constraint) bool { return o.Value == c.Value && !c.In.excludes(o.In) }
		return !slices.ContainsFunc(others, allowed) && matters(c.Value)
	})
}
