package summary

// mask simplifies flags that are set, cleared and tested by constants: (x & 6) & 1 is 0,
// (x | 4) & 4 is 4.
func (p *pool) mask(op string, a, b ref) (ref, bool) {
	mask, ok := p.constOf(b)
	t := p.terms[a]
	if !ok || t.op != opBinary || t.s != "&" && t.s != "|" {
		return 0, false
	}
	inner, ok := p.constOf(t.b)
	switch {
	case !ok:
	case op == t.s && op == "&":
		return p.binary("&", t.a, p.constant(inner&mask)), true
	case op == t.s && op == "|":
		return p.binary("|", t.a, p.constant(inner|mask)), true
	case op == "&" && inner&mask == mask:
		return p.constant(mask), true
	case op == "&" && inner&mask == 0:
		return p.binary("&", t.a, b), true
	}
	return 0, false
}

// offset adds n to v, so that what was added and taken away again leaves v.
func (p *pool) offset(v ref, n int64) ref {
	if t := p.terms[v]; t.op == opBinary && t.s == "+" && p.isConst(t.b) {
		return p.offset(t.a, p.terms[t.b].n+n)
	}
	return p.binary("+", v, p.constant(n))
}

// distance is by how much v differs from what its location held on entry; false if that is
// not known.
func (p *pool) distance(v ref) (n int64, certain bool) {
	t := p.terms[v]
	switch {
	case t.op == opInit:
		return 0, true
	case t.op == opBinary && t.s == "+" && p.isConst(t.b) && p.terms[t.a].op == opInit:
		return p.terms[t.b].n, true
	}
	return 0, false
}
