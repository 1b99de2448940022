package term

import (
	"math"
)

// Known replaces v by the constant that it must be, if there is only one and v is not symbolic.
func (k *Knowledge) Known(p *Pool, v Ref) Ref {
	if p.isSymbolic(v) {
		return v
	}
	if i := k.fact(p, v); i >= 0 && k.facts[i].In.Single() {
		return p.Constant(k.facts[i].In.Lo)
	}
	return v
}

// Assume takes the branch on which v is not zero, or the other; it reports whether that
// branch is feasible.
func (k *Knowledge) Assume(p *Pool, v Ref, taken bool) bool {
	t := p.terms[v]
	switch {
	case t.Op == Const:
		return t.N != 0 == taken
	case t.Op == Unary && t.S == "!":
		return k.Assume(p, t.A, !taken)
	case t.Op == Binary && (t.S == "==" || t.S == "<"):
		return k.compare(p, v, t, taken)
	}
	if taken {
		return k.Narrow(p, v, Except(0))
	}
	return k.Narrow(p, v, Exactly(0))
}

func (k *Knowledge) compare(p *Pool, v Ref, t Term, taken bool) bool {
	a, b := k.Known(p, t.A), k.Known(p, t.B)
	if n, ok := p.ConstOf(b); ok {
		return k.compareConst(p, a, t.S, n, taken, false)
	}
	if n, ok := p.ConstOf(a); ok {
		return k.compareConst(p, b, t.S, n, taken, true)
	}
	x, y := k.IntervalOf(p, a), k.IntervalOf(p, b)
	switch {
	case t.S == "==" && taken:
		if !k.Narrow(p, a, y) || !k.Narrow(p, b, x) {
			return false
		}
	case t.S == "<" && taken && x.Lo >= y.Hi, t.S == "<" && !taken && x.Hi < y.Lo:
		return false
	}
	return k.Narrow(p, v, Exactly(Truth(taken)))
}

// compareConst narrows a by `a op n`, or by `n op a` when swapped.
func (k *Knowledge) compareConst(p *Pool, a Ref, op string, n int64, taken, swapped bool) bool {
	if op == "==" {
		if p.isTruth(a) && (n == 0 || n == 1) {
			return k.Assume(p, a, (n == 1) == taken)
		}
		if taken {
			return k.Narrow(p, a, Exactly(n))
		}
		return k.Narrow(p, a, Except(n))
	}
	b := Anything()
	switch {
	case !swapped && taken: // a < n
		if n == math.MinInt64 {
			return false
		}
		b.Hi = n - 1
	case !swapped: // a >= n
		b.Lo = n
	case taken: // n < a
		if n == math.MaxInt64 {
			return false
		}
		b.Lo = n + 1
	default: // a <= n
		b.Hi = n
	}
	return k.Narrow(p, a, b)
}

// Constrain narrows v, through the operators that a condition is made of; it reports whether
// that is possible.
func (k *Knowledge) Constrain(p *Pool, v Ref, b Interval) bool {
	if p.isTruth(v) || p.terms[v].Op == Unary && p.terms[v].S == "!" {
		switch {
		case !b.Has(0):
			return k.Assume(p, v, true)
		case !b.Has(1):
			return k.Assume(p, v, false)
		}
		return true
	}
	return k.Narrow(p, v, b)
}
