package term

import "github.com/drvlint/drvlint/ir"

// ConstOf returns the number that v is, if it is one.
func (p *Pool) ConstOf(v Ref) (int64, bool) {
	t := p.terms[v]
	return t.N, t.Op == Const
}

// Binary applies an operator. Comparisons are brought to == and <, so that a condition
// and its negation share one term: a != b is !(a == b), a >= b is !(a < b).
func (p *Pool) Binary(op string, a, b Ref) Ref {
	a, b = p.short(a), p.short(b)
	if x, ok := p.ConstOf(a); ok {
		if y, ok := p.ConstOf(b); ok {
			n, ok := ir.Fold(op, ir.Value{Kind: ir.Const, Int: x}, ir.Value{Kind: ir.Const, Int: y})
			if ok {
				return p.Constant(n)
			}
		}
	}
	switch op {
	case "!=":
		return p.not(p.Binary("==", a, b))
	case ">":
		return p.Binary("<", b, a)
	case ">=":
		return p.not(p.Binary("<", a, b))
	case "<=":
		return p.not(p.Binary("<", b, a))
	case "==":
		if a == b {
			return p.Constant(1)
		}
		if p.IsConst(a) || !p.IsConst(b) && p.before(b, a) {
			a, b = b, a
		}
	case "+", "*", "&", "|", "^":
		if p.IsConst(a) || !p.IsConst(b) && p.before(b, a) {
			a, b = b, a
		}
		if n, ok := p.ConstOf(b); ok && n == 0 {
			if op == "&" || op == "*" {
				return b
			}
			return a
		}
		if masked, ok := p.mask(op, a, b); ok {
			return masked
		}
	}
	return p.intern(Term{Op: Binary, S: op, A: a, B: b})
}

// IsConst reports whether v is a number.
func (p *Pool) IsConst(v Ref) bool { return p.terms[v].Op == Const }

// Unary applies an operator: "!", "-" or "~".
func (p *Pool) Unary(op string, a Ref) Ref {
	a = p.short(a)
	if op == "!" {
		return p.not(a)
	}
	if x, ok := p.ConstOf(a); ok {
		if n, ok := ir.Fold(op, ir.Value{Kind: ir.Const, Int: x}); ok {
			return p.Constant(n)
		}
	}
	return p.intern(Term{Op: Unary, S: op, A: a})
}

func (p *Pool) not(a Ref) Ref {
	t := p.terms[a]
	switch {
	case t.Op == Const:
		return p.Constant(Truth(t.N == 0))
	case t.Op == Unary && t.S == "!" && p.isTruth(t.A):
		return t.A
	}
	return p.intern(Term{Op: Unary, S: "!", A: a})
}

// Truth is the number that a condition yields.
func Truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// isTruth reports whether v can only be 0 or 1.
func (p *Pool) isTruth(v Ref) bool {
	t := p.terms[v]
	return t.Op == Binary && (t.S == "==" || t.S == "<") || t.Op == Unary && t.S == "!"
}

// Merged is the value of a location after a join, at a site, of states that disagree on it.
func (p *Pool) Merged(site int, loc Ref) Ref {
	return p.intern(Term{Op: Fresh, N: int64(site), M: int32(loc), S: merge})
}

const merge = "merge"

// isMerged reports whether v is the value of a location after a join at a site.
func (p *Pool) isMerged(v Ref, site int, loc Ref) bool {
	t := &p.terms[v]
	return t.Op == Fresh && t.N == int64(site) && t.M == int32(loc) && t.S == merge
}

// mask simplifies flags that are set, cleared and tested by constants: (x & 6) & 1 is 0,
// (x | 4) & 4 is 4.
func (p *Pool) mask(op string, a, b Ref) (Ref, bool) {
	mask, ok := p.ConstOf(b)
	t := p.terms[a]
	if !ok || t.Op != Binary || t.S != "&" && t.S != "|" {
		return 0, false
	}
	inner, ok := p.ConstOf(t.B)
	switch {
	case !ok:
	case op == t.S && op == "&":
		return p.Binary("&", t.A, p.Constant(inner&mask)), true
	case op == t.S && op == "|":
		return p.Binary("|", t.A, p.Constant(inner|mask)), true
	case op == "&" && inner&mask == mask:
		return p.Constant(mask), true
	case op == "&" && inner&mask == 0:
		return p.Binary("&", t.A, b), true
	}
	return 0, false
}

// Offset adds n to v, so that what was added and taken away again leaves v.
func (p *Pool) Offset(v Ref, n int64) Ref {
	if t := p.terms[v]; t.Op == Binary && t.S == "+" && p.IsConst(t.B) {
		return p.Offset(t.A, p.terms[t.B].N+n)
	}
	return p.Binary("+", v, p.Constant(n))
}

// Distance is by how much v differs from what its location held on entry; false if that is
// not known.
func (p *Pool) Distance(v Ref) (n int64, certain bool) {
	t := p.terms[v]
	switch {
	case t.Op == Init:
		return 0, true
	case t.Op == Binary && t.S == "+" && p.IsConst(t.B) && p.terms[t.A].Op == Init:
		return p.terms[t.B].N, true
	}
	return 0, false
}
