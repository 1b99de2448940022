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
