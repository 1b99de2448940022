package term

import "github.com/drvlint/drvlint/ir"

// Inside reports whether location inner is part of outer, or is it.
func (p *Pool) Inside(inner, outer Ref) bool {
	for inner > outer {
		t := &p.terms[inner]
		if t.Op != Field && t.Op != Index {
			return false
		}
		inner = t.A
	}
	return inner == outer
}

// LocalRoot is the local variable that a location lies in, nil if it lies elsewhere.
func (p *Pool) LocalRoot(loc Ref) *ir.Var {
	for {
		t := &p.terms[loc]
		switch t.Op {
		case Field, Index:
			loc = t.A
		case Var:
			if t.N < 0 {
				return nil
			}
			if v := p.vars[t.N]; isLocal(v) {
				return v
			}
			return nil
		default:
			return nil
		}
	}
}

// Leaf is what a location is known by whatever object it lies in, as ir.Place.Leaf: its last
// member, its variable, or "*" for what a pointer points to.
func (p *Pool) Leaf(loc Ref) string {
	for {
		t := &p.terms[loc]
		switch t.Op {
		case Field:
			return t.S
		case Index:
			loc = t.A
		case Var:
			if t.N >= 0 {
				return p.vars[t.N].Name
			}
			return ""
		default:
			return "*"
		}
	}
}

// LeafBit is the bit of a location's leaf in a set of names.
func (p *Pool) LeafBit(loc Ref) int32 {
	info := &p.info[loc]
	if info.name < 0 {
		info.name = NameBit(p.Leaf(loc))
	}
	return info.name
}

// VariableOf is the variable that a location is, nil if it is none of the program.
func (p *Pool) VariableOf(loc Ref) *ir.Var {
	if t := &p.terms[loc]; t.Op == Var && t.N >= 0 {
		return p.vars[t.N]
	}
	return nil
}
