package term

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anyInterval draws an interval over small numbers, so that intervals often meet.
func anyInterval(t *rapid.T, name string) Interval {
	b := Interval{Lo: rapid.Int64Range(-4, 4).Draw(t, name+" low"), Hi: rapid.Int64Range(-4, 4).Draw(t, name+" high")}
	if b.Lo > b.Hi {
		b.Lo, b.Hi = b.Hi, b.Lo
	}
	switch rapid.IntRange(0, 4).Draw(t, name+" end") {
	case 0:
		b.Lo = math.MinInt64
	case 1:
		b.Hi = math.MaxInt64
	}
	b.except(slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.Int64Range(-4, 4), 0, 3).Draw(t, name+" not")))))
	if b = b.normal(); b.Nothing() {
		return Exactly(0) // nothing is never joined: the path ends there
	}
	return b
}

// same reports whether two intervals hold the same numbers, small ones and the greatest.
func same(a, b Interval) bool {
	for _, n := range []int64{math.MinInt64, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, math.MaxInt64} {
		if (!a.Nothing() && a.Has(n)) != (!b.Nothing() && b.Has(n)) {
			return false
		}
	}
	return true
}

// What two intervals allow, their meet allows; what either allows, their join allows.
func TestMeetAndJoinHoldWhatTheyMust(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyInterval(t, "a"), anyInterval(t, "b")
		meet, join := a.Meet(b), a.Join(b)
		if got := a.excludes(b); got != meet.Nothing() {
			t.Fatalf("%v excludes %v: %t", a, b, got)
		}
		for n := int64(-5); n <= 5; n++ {
			if got, want := !meet.Nothing() && meet.Has(n), a.Has(n) && b.Has(n); got != want {
				t.Fatalf("%d in the meet of %v and %v: %t", n, a, b, got)
			}
			if (a.Has(n) || b.Has(n)) && !join.Has(n) {
				t.Fatalf("%d is in %v or %v, not in their join %v", n, a, b, join)
			}
		}
	})
}

// Joins may be made in any order. In another grouping the gap that one value leaves may be kept or
// not; without such gaps, the grouping makes no difference either.
func TestLawsOfJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyInterval(t, "a"), anyInterval(t, "b"), anyInterval(t, "c")
		if !a.Join(b).Equal(b.Join(a)) {
			t.Fatalf("%v and %v: %v one way, %v the other", a, b, a.Join(b), b.Join(a))
		}
		if !a.Join(a).Equal(a) {
			t.Fatalf("%v joined with itself is %v", a, a.Join(a))
		}
		if !same(a.Join(Anything()), Anything()) {
			t.Fatalf("%v joined with anything is %v", a, a.Join(Anything()))
		}
		x, y := a.Join(b).Join(c), a.Join(b.Join(c))
		if x.Lo != y.Lo || x.Hi != y.Hi {
			t.Fatalf("%v, %v, %v: %v or %v", a, b, c, x, y)
		}
		a.out, b.out, c.out = nil, nil, nil
		if x, y := a.Join(b).Join(c), a.Join(b.Join(c)); !x.Equal(y) {
			t.Fatalf("%v, %v, %v: %v or %v", a, b, c, x, y)
		}
	})
}

func TestLawsOfMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyInterval(t, "a"), anyInterval(t, "b"), anyInterval(t, "c")
		if !a.Meet(b).Equal(b.Meet(a)) || !same(a.Meet(a), a) || !same(a.Meet(Anything()), a) {
			t.Fatalf("%v, %v", a, b)
		}
		if a.Meet(b).Nothing() || b.Meet(c).Nothing() {
			return
		}
		if x, y := a.Meet(b).Meet(c), a.Meet(b.Meet(c)); !same(x, y) {
			t.Fatalf("%v, %v, %v: %v or %v", a, b, c, x, y)
		}
		if !same(a.Meet(a.Join(b)), a) {
			t.Fatalf("%v is not what it has in common with its join with %v", a, b)
		}
	})
}

// ordered makes a pool with n values, which are in its order.
func ordered(n int) (*Pool, []Ref) {
	p := New()
	var values []Ref
	for i := range n {
		values = append(values, p.Param(i))
	}
	slices.SortFunc(values, p.Compare)
	return p, values
}

// What two lists of constraints have in common, and whether they exclude each other, is found as if each were held against each.
func TestListsOfConstraints(t *testing.T) {
	p, values := ordered(5)
	anyList := func(t *rapid.T, name string) (list []Constraint) {
		for _, v := range values {
			if rapid.Bool().Draw(t, name+" has one") {
				list = append(list, Constraint{v, anyInterval(t, name)})
			}
		}
		return list
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyList(t, "a"), anyList(t, "b")
		var common []Constraint
		opposed := false
		for _, c := range a {
			for _, d := range b {
				if in := c.In.Join(d.In); c.Value == d.Value && !in.unbounded() {
					common = append(common, Constraint{c.Value, in})
				}
				opposed = opposed || c.Value == d.Value && c.Value != values[2] && c.In.Meet(d.In).Nothing()
			}
		}
		if got := Common(p, a, b); !slices.EqualFunc(got, common, func(c, d Constraint) bool { return c.Value == d.Value && c.In.Equal(d.In) }) {
			t.Fatalf("%v and %v have %v in common, want %v", a, b, got, common)
		}
		if got := Opposed(p, a, b, func(v Ref) bool { return v != values[2] }); got != opposed {
			t.Fatalf("%v and %v are opposed: %t", a, b, got)
		}
	})
}

// What one list asks and the other does not allow for certain.
func TestDemands(t *testing.T) {
	p, values := ordered(2)
	zero, positive, other := Constraint{values[0], Exactly(0)}, Constraint{values[0], AtLeast(1)}, Constraint{values[1], Exactly(0)}
	for _, c := range []struct {
		list, others []Constraint
		want         bool
	}{
		{nil, nil, false},
		{nil, []Constraint{zero}, false},
		{[]Constraint{zero}, nil, true},
		{[]Constraint{zero}, []Constraint{positive}, true},
		{[]Constraint{zero}, []Constraint{zero}, false},
		{[]Constraint{zero}, []Constraint{{values[0], AtLeast(0)}}, false},
		{[]Constraint{other}, nil, false}, // does not matter
		{[]Constraint{zero}, []Constraint{other}, true},
	} {
		if got := Demands(p, c.list, c.others, func(v Ref) bool { return v != values[1] }); got != c.want {
			t.Errorf("%v against %v: %t", c.list, c.others, got)
		}
	}
}
