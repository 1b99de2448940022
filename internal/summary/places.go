package summary

import "github.com/drvlint/drvlint/ir"

// inside reports whether location inner is part of outer, or is it.
func (p *pool) inside(inner, outer ref) bool {
	for inner > outer {
		t := &p.terms[inner]
		if t.op != opField && t.op != opIndex {
			return false
		}
		inner = t.a
	}
	return inner == outer
}

// localRoot is the local variable that a location lies in, nil if it lies elsewhere.
func (p *pool) localRoot(loc ref) *ir.Var {
	for {
		t := &p.terms[loc]
		switch t.op {
		case opField, opIndex:
			loc = t.a
		case opVar:
			if t.n < 0 {
				return nil
			}
			if v := p.vars[t.n]; isLocal(v) {
				return v
			}
			return nil
		default:
			return nil
		}
	}
}

// leaf is what a location is known by whatever object it lies in, as ir.Place.Leaf: its last
// member, its variable, or "*" for what a pointer points to.
func (p *pool) leaf(loc ref) string {
	for {
		t := &p.terms[loc]
		switch t.op {
		case opField:
			return t.s
		case opIndex:
			loc = t.a
		case opVar:
			if t.n >= 0 {
				return p.vars[t.n].Name
			}
			return ""
		default:
			return "*"
		}
	}
}

// leafBit is the bit of a location's leaf in a set of names.
func (p *pool) leafBit(loc ref) int32 {
	info := &p.info[loc]
	if info.name < 0 {
		info.name = nameBit(p.leaf(loc))
	}
	return info.name
}

// variableOf is the variable that a location is, nil if it is none of the program.
func (p *pool) variableOf(loc ref) *ir.Var {
	if t := &p.terms[loc]; t.op == opVar && t.n >= 0 {
		return p.vars[t.n]
	}
	return nil
}
