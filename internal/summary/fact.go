package summary

import (
	"fmt"
	"math"
	"slices"
)

// A bound is what is known of a value: it lies in [lo, hi] and is none of not.
type bound struct {
	lo, hi int64
	not    []int64 // sorted, at most maxExcluded
}

const maxExcluded = 8

func anything() bound         { return bound{lo: math.MinInt64, hi: math.MaxInt64} }
func exactly(n int64) bound   { return bound{lo: n, hi: n} }
func without(n int64) bound   { return bound{lo: math.MinInt64, hi: math.MaxInt64, not: []int64{n}} }
func atLeast(n int64) bound   { return bound{lo: n, hi: math.MaxInt64} }
func atMost(n int64) bound    { return bound{lo: math.MinInt64, hi: n} }
func (b bound) single() bool  { return b.lo == b.hi }
func (b bound) nothing() bool { return b.lo > b.hi }
func (b bound) unbounded() bool {
	return b.lo == math.MinInt64 && b.hi == math.MaxInt64 && len(b.not) == 0
}

func (b bound) equal(c bound) bool {
	return b.lo == c.lo && b.hi == c.hi && slices.Equal(b.not, c.not)
}

// normal shrinks the interval past excluded ends and drops exclusions outside it.
func (b bound) normal() bound {
	if len(b.not) == 0 {
		return b
	}
	for changed := true; changed && !b.nothing(); {
		changed = false
		if slices.Contains(b.not, b.lo) && b.lo < math.MaxInt64 {
			b.lo++
			changed = true
		}
		if slices.Contains(b.not, b.hi) && b.hi > math.MinInt64 {
			b.hi--
			changed = true
		}
	}
	kept := b.not[:0:0]
	for _, n := range b.not {
		if n > b.lo && n < b.hi {
			kept = append(kept, n)
		}
	}
	b.not = kept
	return b
}

func (b bound) meet(c bound) bound {
	r := bound{lo: max(b.lo, c.lo), hi: min(b.hi, c.hi)}
	if len(b.not)+len(c.not) == 0 {
		if r.nothing() {
			return bound{lo: 1, hi: 0}
		}
		return r
	}
	r.not = append(append(r.not, b.not...), c.not...)
	slices.Sort(r.not)
	r.not = slices.Compact(r.not)
	if r.lo > r.hi || r.single() && slices.Contains(r.not, r.lo) {
		return bound{lo: 1, hi: 0}
	}
	r = r.normal()
	if len(r.not) > maxExcluded {
		r.not = r.not[:maxExcluded]
	}
	return r
}

// join is the smallest bound that holds both.
func (b bound) join(c bound) bound {
	if b.equal(c) {
		return b
	}
	r := bound{lo: min(b.lo, c.lo), hi: max(b.hi, c.hi)}
	for _, n := range b.not {
		if !c.has(n) {
			r.not = append(r.not, n)
		}
	}
	for _, n := range c.not {
		if !b.has(n) {
			r.not = append(r.not, n)
		}
	}
	// A gap between the two is kept when it is the one value zero.
	if r.lo < 0 && r.hi > 0 && !b.has(0) && !c.has(0) {
		r.not = append(r.not, 0)
	}
	slices.Sort(r.not)
	r.not = slices.Compact(r.not)
	return r.normal()
}

func (b bound) has(n int64) bool {
	return b.lo <= n && n <= b.hi && !slices.Contains(b.not, n)
}

func (b bound) String() string {
	switch {
	case b.single():
		return fmt.Sprintf("== %d", b.lo)
	case b.lo == math.MinInt64 && b.hi == math.MaxInt64 && len(b.not) == 1:
		return fmt.Sprintf("!= %d", b.not[0])
	case b.lo == math.MinInt64 && b.hi == -1:
		return "< 0"
	case b.lo == 0 && b.hi == math.MaxInt64 && len(b.not) == 0:
		return ">= 0"
	}
	s := fmt.Sprintf("in [%d, %d]", b.lo, b.hi)
	switch {
	case b.lo == math.MinInt64 && b.hi == math.MaxInt64:
		s = "anything"
	case b.lo == math.MinInt64:
		s = fmt.Sprintf("<= %d", b.hi)
	case b.hi == math.MaxInt64:
		s = fmt.Sprintf(">= %d", b.lo)
	}
	if len(b.not) > 0 {
		s += fmt.Sprintf(" except %v", b.not)
	}
	return s
}

// A fact bounds one value.
type fact struct {
	value ref
	bound bound
}
