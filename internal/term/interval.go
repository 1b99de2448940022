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
	out    *[]int64 // what is none of them, sorted; nil for nothing; not written to. Hardly any interval has some, and there are many
}

const maxExcluded = 32 // a switch over the major functions, of which there are 28, keeps them all

// not lists the exceptions.
func (b Interval) not() []int64 {
	if b.out == nil {
		return nil
	}
	return *b.out
}

// except sets the exceptions.
func (b *Interval) except(list []int64) {
	switch {
	case len(list) == 0:
		b.out = nil
	case len(list) == 1 && list[0] == 0:
		b.out = &zero
	default:
		b.out = &list
	}
}

// Anything bounds nothing.
func Anything() Interval { return Interval{Lo: math.MinInt64, Hi: math.MaxInt64} }

// Exactly is n alone.
func Exactly(n int64) Interval { return Interval{Lo: n, Hi: n} }

// Except is anything but n.
func Except(n int64) Interval {
	b := Anything()
	b.except([]int64{n})
	return b
}

var zero = []int64{0} // the exception that nearly all are

// AtLeast is n and what is greater.
func AtLeast(n int64) Interval { return Interval{Lo: n, Hi: math.MaxInt64} }

// AtMost is n and what is less.
func AtMost(n int64) Interval { return Interval{Lo: math.MinInt64, Hi: n} }

// Single reports whether there is one value only: Lo.
func (b Interval) Single() bool { return b.Lo == b.Hi }

// Nothing reports whether no value is left.
func (b Interval) Nothing() bool { return b.Lo > b.Hi }

func (b Interval) unbounded() bool {
	return b.Lo == math.MinInt64 && b.Hi == math.MaxInt64 && b.out == nil
}

// Equal reports whether two intervals are written alike.
func (b Interval) Equal(c Interval) bool {
	return b.Lo == c.Lo && b.Hi == c.Hi && (b.out == c.out || slices.Equal(b.not(), c.not()))
}

// normal shrinks the interval past excluded ends and drops exclusions outside it.
func (b Interval) normal() Interval {
	if b.out == nil {
		return b
	}
	not := *b.out
	for changed := true; changed && !b.Nothing(); {
		changed = false
		if slices.Contains(not, b.Lo) && b.Lo < math.MaxInt64 {
			b.Lo++
			changed = true
		}
		if slices.Contains(not, b.Hi) && b.Hi > math.MinInt64 {
			b.Hi--
			changed = true
		}
	}
	outside := func(n int64) bool { return n <= b.Lo || n >= b.Hi }
	if slices.ContainsFunc(not, outside) {
		b.except(slices.DeleteFunc(slices.Clone(not), outside))
	}
	return b
}

// Meet is what lies in both. Of more than maxExcluded exceptions some are forgotten.
func (b Interval) Meet(c Interval) Interval {
	r := Interval{Lo: max(b.Lo, c.Lo), Hi: min(b.Hi, c.Hi), out: b.out}
	if b.out == nil {
		r.out = c.out
	} else if c.out != nil && c.out != b.out {
		r.except(union(*b.out, *c.out))
	}
	if r.Lo > r.Hi || r.Single() && slices.Contains(r.not(), r.Lo) {
		return Interval{Lo: 1, Hi: 0}
	}
	if r = r.normal(); r.out != nil && len(*r.out) > maxExcluded {
		r.except((*r.out)[:maxExcluded])
	}
	return r
}

// union is what lies in either of two sorted lists, sorted.
func union(a, b []int64) []int64 {
	list := slices.Concat(a, b)
	slices.Sort(list)
	return slices.Compact(list)
}

// excludes reports whether nothing lies in both, without making what does.
func (b Interval) excludes(c Interval) bool {
	lo, hi := max(b.Lo, c.Lo), min(b.Hi, c.Hi)
	if lo > hi {
		return true
	}
	except := len(b.not()) + len(c.not())
	return uint64(hi)-uint64(lo) < uint64(except) && b.Meet(c).Nothing()
}

// Join holds what lies in either, of which neither is empty: the smallest interval, but for
// zero, which stays left out where it lies between the two.
func (b Interval) Join(c Interval) Interval {
	if b.Equal(c) {
		return b
	}
	r := Interval{Lo: min(b.Lo, c.Lo), Hi: max(b.Hi, c.Hi)}
	var not []int64
	for _, n := range b.not() {
		if !c.Has(n) {
			not = append(not, n)
		}
	}
	for _, n := range c.not() {
		if !b.Has(n) {
			not = append(not, n)
		}
	}
	// A gap between the two is kept when it is the one value zero.
	if r.Lo < 0 && r.Hi > 0 && !b.Has(0) && !c.Has(0) {
		not = append(not, 0)
	}
	slices.Sort(not)
	r.except(slices.Compact(not))
	return r.normal()
}

// Has reports whether n lies in the interval.
func (b Interval) Has(n int64) bool {
	return b.Lo <= n && n <= b.Hi && !slices.Contains(b.not(), n)
}

// String spells the interval as a condition: "== 3", "!= 0", ">= 0".
func (b Interval) String() string {
	switch {
	case b.Single():
		return fmt.Sprintf("== %d", b.Lo)
	case b.Lo == math.MinInt64 && b.Hi == math.MaxInt64 && len(b.not()) == 1:
		return fmt.Sprintf("!= %d", b.not()[0])
	case b.Lo == math.MinInt64 && b.Hi == -1:
		return "< 0"
	case b.Lo == 0 && b.Hi == math.MaxInt64 && b.out == nil:
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
	if b.out != nil {
		s += fmt.Sprintf(" except %v", b.not())
	}
	return s
}

// A Constraint says in which interval a value lies.
type Constraint struct {
	Value Ref
	In    Interval
}

// pairs yields what two lists of constraints say of the same values. Both are sorted by their values.
func pairs(p *Pool, a, b []Constraint) iter.Seq2[Constraint, Constraint] {
	return func(yield func(Constraint, Constraint) bool) {
		for i, j := 0, 0; i < len(a) && j < len(b); {
			switch {
			case a[i].Value == b[j].Value:
				if !yield(a[i], b[j]) {
					return
				}
				i++
				j++
			case p.before(a[i].Value, b[j].Value):
				i++
			default:
				j++
			}
		}
	}
}

// Common is what two sorted lists of constraints, of which one holds, have in common.
func Common(p *Pool, a, b []Constraint) []Constraint {
	var list []Constraint
	for c, d := range pairs(p, a, b) {
		if in := c.In.Join(d.In); !in.unbounded() {
			list = append(list, Constraint{c.Value, in})
		}
	}
	return list
}

// Opposed reports whether two sorted lists of constraints put a value that matters into intervals that exclude each other.
func Opposed(p *Pool, a, b []Constraint, matters func(Ref) bool) bool {
	for c, d := range pairs(p, a, b) {
		if c.In.excludes(d.In) && matters(c.Value) {
			return true
		}
	}
	return false
}

// Demands reports whether constraints ask something of a value that matters which others do not allow for certain: those put it
// into an interval that excludes this one, or say nothing of it. Both lists are sorted by their values.
func Demands(p *Pool, list, others []Constraint, matters func(Ref) bool) bool {
	i := 0
	for _, c := range list {
		for i < len(others) && others[i].Value != c.Value && p.before(others[i].Value, c.Value) {
			i++
		}
		allowed := i < len(others) && others[i].Value == c.Value && !c.In.excludes(others[i].In)
		if !allowed && matters(c.Value) {
			return true
		}
	}
	return false
}
