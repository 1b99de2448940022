package term

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/ir"
)

// params is how many parameters the drawn terms have.
const params = 3

// anyTerm draws an expression over parameters and numbers.
func anyTerm(t *rapid.T, p *Pool, depth int) Ref {
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		if rapid.Bool().Draw(t, "number") {
			return p.Constant(rapid.Int64Range(-3, 8).Draw(t, "n"))
		}
		return p.Param(rapid.IntRange(0, params-1).Draw(t, "parameter"))
	}
	if rapid.IntRange(0, 3).Draw(t, "unary") == 0 {
		return p.Unary(rapid.SampledFrom([]string{"!", "-", "~"}).Draw(t, "operator"), anyTerm(t, p, depth-1))
	}
	op := rapid.SampledFrom([]string{"+", "-", "*", "&", "|", "^", "==", "!=", "<", "<=", ">", ">="}).Draw(t, "operator")
	return p.Binary(op, anyTerm(t, p, depth-1), anyTerm(t, p, depth-1))
}

// evaluate computes a term for given parameters.
func evaluate(t *rapid.T, p *Pool, r Ref, with []int64) int64 {
	x := p.Term(r)
	number := func(r Ref) ir.Value { return ir.Value{Kind: ir.Const, Int: evaluate(t, p, r, with)} }
	var n int64
	ok := true
	switch x.Op {
	case Const:
		n = x.N
	case Param:
		n = with[x.N]
	case Unary:
		n, ok = ir.Fold(x.S, number(x.A))
	case Binary:
		n, ok = ir.Fold(x.S, number(x.A), number(x.B))
	default:
		ok = false
	}
	if !ok {
		t.Fatalf("%s has no value", p.Spell(r, nil))
	}
	return n
}

func anyArguments(t *rapid.T) []int64 {
	return rapid.SliceOfN(rapid.Int64Range(-4, 9), params, params).Draw(t, "arguments")
}

// The normal forms in which operators are kept mean what the operators mean.
func TestBinaryMeansWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := New()
		a, b, with := anyTerm(t, p, 2), anyTerm(t, p, 2), anyArguments(t)
		op := rapid.SampledFrom([]string{"+", "-", "*", "&", "|", "^", "==", "!=", "<", "<=", ">", ">="}).Draw(t, "outer operator")
		want, ok := ir.Fold(op, ir.Value{Kind: ir.Const, Int: evaluate(t, p, a, with)}, ir.Value{Kind: ir.Const, Int: evaluate(t, p, b, with)})
		if got := evaluate(t, p, p.Binary(op, a, b), with); ok && got != want {
			t.Fatalf("%s %s %s is %d as %s, not %d", p.Spell(a, nil), op, p.Spell(b, nil), got, p.Spell(p.Binary(op, a, b), nil), want)
		}
		n := rapid.Int64Range(-3, 3).Draw(t, "offset")
		if got, want := evaluate(t, p, p.Offset(a, n), with), evaluate(t, p, a, with)+n; got != want {
			t.Fatalf("%s plus %d is %d, not %d", p.Spell(a, nil), n, got, want)
		}
	})
}

// Substitution is a homomorphism: the value of a term in which a parameter was replaced is the
// value of the term where the parameter has the value of what replaced it.
func TestSubstitutionIsAHomomorphism(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := New()
		r, by, with := anyTerm(t, p, 3), anyTerm(t, p, 2), anyArguments(t)
		i := rapid.IntRange(0, params-1).Draw(t, "replaced")
		inner := append([]int64{}, with...)
		inner[i] = evaluate(t, p, by, with)
		if got, want := evaluate(t, p, p.Replace(r, p.Param(i), by), with), evaluate(t, p, r, inner); got != want {
			t.Fatalf("%s with %s for parameter %d: %d, not %d", p.Spell(r, nil), p.Spell(by, nil), i+1, got, want)
		}
		if p.Replace(r, p.Param(i), p.Param(i)) != r {
			t.Fatalf("%s changes when nothing is replaced", p.Spell(r, nil))
		}
		if !p.Contains(by, p.Param(i)) && p.Contains(p.Replace(r, p.Param(i), by), p.Param(i)) {
			t.Fatalf("%s still holds what was replaced", p.Spell(r, nil))
		}
	})
}

// What is assumed of the arguments that a call has is possible, and what is then known holds.
func TestAssumptionsAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, k, with := New(), Knowledge{}, anyArguments(t)
		for range rapid.IntRange(1, 5).Draw(t, "branches") {
			test := anyTerm(t, p, 2)
			if !k.Assume(p, test, evaluate(t, p, test, with) != 0) {
				t.Fatalf("%s has the value %d, and the branch is taken for impossible", p.Spell(test, nil), evaluate(t, p, test, with))
			}
		}
		for _, c := range k.Constraints() {
			if n := evaluate(t, p, c.Value, with); !c.In.Has(n) {
				t.Fatalf("%s is %d and was found to be %v", p.Spell(c.Value, nil), n, c.In)
			}
		}
		v := anyTerm(t, p, 2)
		if got, want := evaluate(t, p, k.Known(p, v), with), evaluate(t, p, v, with); got != want {
			t.Fatalf("%s is taken for %d, and is %d", p.Spell(v, nil), got, want)
		}
	})
}

// anyKnowledge draws the knowledge of a path: some branches taken, some places written.
func anyKnowledge(t *rapid.T, p *Pool, places []Ref, with []int64) Knowledge {
	k := Knowledge{}
	for range rapid.IntRange(0, 4).Draw(t, "branches") {
		test := anyTerm(t, p, 2)
		k.Assume(p, test, evaluate(t, p, test, with) != 0)
	}
	for _, loc := range places {
		if rapid.Bool().Draw(t, "written") {
			k.Set(p, loc, anyTerm(t, p, 1))
		}
	}
	return k
}

// A join knows only what both sides know, whichever stands first, and all of what they agree on.
func TestLawsOfKnowledge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := New()
		var places []Ref
		for _, name := range []string{"a", "b", "c"} {
			places = append(places, p.Variable(&ir.Var{Kind: ir.Local, Name: name}))
		}
		mine, yours := anyArguments(t), anyArguments(t)
		k, l := anyKnowledge(t, p, places, mine), anyKnowledge(t, p, places, yours)
		one, other := k.Join(p, &l, -1, false), l.Join(p, &k, -1, false)
		if !alike(p, one, other) {
			t.Fatalf("%v and %v", one, other)
		}
		if again := k.Join(p, &k, -1, false); !alike(p, again, k) {
			t.Fatalf("%v joined with itself is %v", k, again)
		}
		if none := k.Join(p, &Knowledge{}, -1, false); !alike(p, Know(none.Bindings(), nil), none) {
			t.Fatalf("%v is known where nothing is", none.Constraints())
		}
		for _, c := range one.Constraints() {
			for _, side := range []*Knowledge{&k, &l} {
				if joined := c.In.Join(side.IntervalOf(p, c.Value)); !p.Given(c.Value) {
					continue
				} else if !joined.Equal(c.In) {
					t.Fatalf("%v is known of %s, and one side knows %v", c.In, p.Spell(c.Value, nil), side.IntervalOf(p, c.Value))
				}
			}
		}
	})
}

// alike reports whether two know the same.
func alike(p *Pool, k, l Knowledge) bool {
	for _, c := range slices.Concat(k.Constraints(), l.Constraints()) {
		if !k.IntervalOf(p, c.Value).Equal(l.IntervalOf(p, c.Value)) {
			return false
		}
	}
	return slices.Equal(k.Bindings(), l.Bindings())
}

// A copy goes its own way.
func TestShareIsACopy(t *testing.T) {
	p := New()
	loc, n := p.Variable(&ir.Var{Name: "a"}), p.Param(0)
	k := Knowledge{}
	k.Set(p, loc, p.Constant(1))
	k.Narrow(p, n, AtLeast(1))
	c := k.Share()
	c.Set(p, loc, p.Constant(2))
	c.Narrow(p, n, AtMost(5))
	if v, _ := k.At(p, loc); v != p.Constant(1) || !k.IntervalOf(p, n).Equal(AtLeast(1)) {
		t.Errorf("the copy changed what it was made from: %v", k)
	}
	c.Forget(p, loc)
	if _, ok := c.At(p, loc); ok {
		t.Error("what was forgotten is still known")
	}
}
