package term

// Replace rebuilds r with each occurrence of a subterm replaced by another.
func (p *Pool) Replace(r, from, to Ref) Ref {
	if !p.Contains(r, from) {
		return r
	}
	if r == from {
		return to
	}
	return p.Rebuild(r, func(part Ref) Ref { return p.Replace(part, from, to) })
}

// Rebuild makes r anew with its parts changed.
func (p *Pool) Rebuild(r Ref, change func(Ref) Ref) Ref {
	t := p.terms[r]
	switch t.Op {
	case Init:
		if a := change(t.A); a != t.A {
			return p.Initial(a)
		}
	case Stale:
		if a := change(t.A); a != t.A {
			return p.Stale(a)
		}
	case Addr:
		if a := change(t.A); a != t.A {
			return p.Addr(a)
		}
	case Deref:
		if a := change(t.A); a != t.A {
			return p.Deref(a)
		}
	case Field:
		if a := change(t.A); a != t.A {
			return p.Field(a, t.S, p.records[r])
		}
	case Unary:
		if a := change(t.A); a != t.A {
			return p.Unary(t.S, a)
		}
	case Binary, Index:
		a, b := change(t.A), change(t.B)
		if a == t.A && b == t.B {
			return r
		}
		if n, ok := p.ConstOf(b); t.Op == Index && ok && n == 0 && p.terms[t.A].Op == Deref {
			return a // p[0] is *p
		}
		if t.Op == Index {
			return p.Element(a, b)
		}
		if n, ok := p.ConstOf(b); ok && t.S == "+" {
			return p.Offset(a, n) // what a caller counts, a callee counts on
		}
		return p.Binary(t.S, a, b)
	}
	return r
}

// Any reports whether a subterm of r satisfies test.
func (p *Pool) Any(r Ref, test func(Ref, *Term) bool) bool {
	if r == 0 {
		return false
	}
	t := &p.terms[r]
	return test(r, t) || p.Any(t.A, test) || p.Any(t.B, test)
}

// AnyOperand visits the values that r is computed from by operators, not what those were
// found through; it reports whether one satisfies test.
func (p *Pool) AnyOperand(r Ref, test func(Ref, *Term) bool) bool {
	if r == 0 {
		return false
	}
	t := &p.terms[r]
	if test(r, t) {
		return true
	}
	return (t.Op == Unary || t.Op == Binary) && (p.AnyOperand(t.A, test) || p.AnyOperand(t.B, test))
}

// Contains reports whether sub occurs in r.
func (p *Pool) Contains(r, sub Ref) bool {
	if r <= sub {
		return r == sub // a term is made after its parts
	}
	return p.within(r, sub, p.info[sub].inside)
}

// within looks for sub where all that has a bit is that it is made of.
func (p *Pool) within(r, sub Ref, inside uint64) bool {
	if r <= sub {
		return r == sub
	}
	if p.info[r].inside&inside != inside {
		return false
	}
	t := &p.terms[r]
	return p.within(t.A, sub, inside) || t.B != 0 && p.within(t.B, sub, inside)
}
