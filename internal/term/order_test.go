package term

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/ir"
)

// made makes a few terms of a function's parameters, variables and calls, in the order that is given.
func made(p *Pool, order []int) []Ref {
	a, b := &ir.Var{Name: "a", Kind: ir.Local}, &ir.Var{Name: "a", Kind: ir.Local}
	p.Sites(KeyOf("f", 0))
	p.Own(KeyOf("f", 0), 0, []*ir.Var{a})
	p.Own(KeyOf("g", 0), 0, []*ir.Var{b})
	result := func() Ref { return p.Fresh(Site(0, 3), 1) }
	makers := []func() Ref{
		func() Ref { return p.Param(0) },
		func() Ref { return p.Field(p.Deref(p.Param(0)), "Lock", "") },
		func() Ref { return p.Variable(a) },
		func() Ref { return p.Variable(b) },
		result,
		func() Ref { return p.Made(Site(0, 4), result()) },
		func() Ref { return p.Made(Site(0, 4), p.Param(0)) },
		func() Ref { return p.Merged(-1, p.Variable(a)) },
		func() Ref { return p.Merged(-1, p.Variable(b)) },
		func() Ref { return p.Binary("+", result(), p.Param(0)) },
		func() Ref { return p.Stale(result()) },
	}
	list := make([]Ref, len(makers))
	for _, i := range order {
		list[i] = makers[i]()
	}
	return list
}

const kinds = 11 // that made makes

// The order of terms is that of what they are made of, whichever was made first; a part does not stand
// in a class behind that of the whole.
func TestOrderByContent(t *testing.T) {
	var natural []int
	for i := range kinds {
		natural = append(natural, i)
	}
	p := New()
	list := made(p, natural)
	rapid.Check(t, func(t *rapid.T) {
		q := New()
		other := made(q, rapid.Permutation(natural).Draw(t, "order"))
		if rapid.Bool().Draw(t, "all keys the same") {
			p, q := p.Clone(), q.Clone()
			clear(p.keys)
			clear(q.keys)
			sameOrder(t, p, q, list, other)
			return
		}
		sameOrder(t, p, q, list, other)
	})
	for _, r := range list {
		for _, part := range []Ref{p.Term(r).A, p.Term(r).B} {
			if p.keys[part]>>classShift > p.keys[r]>>classShift {
				t.Errorf("%s stands in a class behind %s", p.Spell(part, nil), p.Spell(r, nil))
			}
		}
	}
}

func sameOrder(t *rapid.T, p, q *Pool, list, other []Ref) {
	for i := range list {
		for k := range list {
			x, y := p.Compare(list[i], list[k]), q.Compare(other[i], other[k])
			if x != y || x == 0 != (i == k) {
				t.Fatalf("%s and %s compare as %d and %d", p.Spell(list[i], nil), p.Spell(list[k], nil), x, y)
			}
		}
	}
}

// What is known is found in stores of any size, and is in order.
func TestLargeStores(t *testing.T) {
	p, locs := New(), []Ref(nil)
	for i := range 3 * fewPlaces {
		locs = append(locs, p.Field(p.Deref(p.Param(0)), fmt.Sprint("m", i), ""))
	}
	k := Knowledge{}
	for i, loc := range locs {
		k.Set(p, loc, p.Constant(int64(i)))
		k.Narrow(p, p.Initial(loc), Exactly(int64(i)))
	}
	for i, loc := range locs {
		if v, ok := k.At(p, loc); !ok || v != p.Constant(int64(i)) || !k.IntervalOf(p, p.Initial(loc)).Equal(Exactly(int64(i))) {
			t.Fatalf("place %d holds %s", i, p.Spell(v, nil))
		}
	}
	if _, ok := k.At(p, p.Param(1)); ok || !slices.IsSortedFunc(k.Bindings(), func(a, b Binding) int { return p.Compare(a.At, b.At) }) {
		t.Error("the places are out of order")
	}
	k.Unset(p, locs[3], func(b Binding) bool { return b.At == locs[3] })
	k.Forget(p, locs[4])
	if _, ok := k.At(p, locs[3]); ok || len(k.Bindings()) != len(locs)-2 {
		t.Errorf("%d places are left", len(k.Bindings()))
	}
}
