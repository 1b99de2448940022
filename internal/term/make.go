package term

import "github.com/drvlint/drvlint/ir"

// A value that is made of more terms than this, such as a hash computed step by step,
// is only known by its number: looking into it would cost more than it gives.
const maxSize = 300

// short is v, or a value that stands for v if v is made of too many terms.
func (p *Pool) short(v Ref) Ref {
	if p.info[v].size <= maxSize {
		return v
	}
	return p.intern(Term{Op: Fresh, N: -1 << 30, M: int32(v), S: "long"})
}

// Constant is the number n.
func (p *Pool) Constant(n int64) Ref { return p.intern(Term{Op: Const, N: n}) }

// Param is what parameter i, from 0, held on entry.
func (p *Pool) Param(i int) Ref { return p.intern(Term{Op: Param, N: int64(i)}) }

// Function is the address of the function of that name.
func (p *Pool) Function(name string) Ref { return p.intern(Term{Op: Func, S: name}) }

// Literal is a string, as the source spells it.
func (p *Pool) Literal(s string) Ref { return p.intern(Term{Op: Text, S: s}) }

// Initial is what a location held on entry.
func (p *Pool) Initial(loc Ref) Ref { return p.intern(Term{Op: Init, A: loc}) }

// Fresh is a value of which nothing is known, told from others by the site of the instruction
// that makes it and by which of its results it is.
func (p *Pool) Fresh(site int, result int) Ref {
	return p.intern(Term{Op: Fresh, N: int64(site), M: int32(result)})
}

// Made is a value that the callee makes at a site, told from others by what it is to the callee.
func (p *Pool) Made(site int, v Ref) Ref { return p.Fresh(site, int(v)+calleeResult) }

// ByCallee is what a value that Made made is to the callee; false if it is none.
func (t *Term) ByCallee() (Ref, bool) {
	return Ref(t.M - calleeResult), t.Op == Fresh && t.S == "" && t.M >= calleeResult
}

// calleeResult is above the number of results of one instruction.
const calleeResult = 1 << 21

// Stale is what Fresh made in an earlier round of a loop.
func (p *Pool) Stale(v Ref) Ref {
	if p.terms[v].Op == Stale {
		return v
	}
	return p.intern(Term{Op: Stale, A: v})
}

// Variable is the location of a variable. One with external linkage is the same in all units.
func (p *Pool) Variable(v *ir.Var) Ref {
	n, ok := p.common[v]
	if !ok {
		n, ok = p.byVar[v]
	}
	if !ok {
		if v.Kind == ir.GlobalVar {
			n, ok = p.names[v.Name]
		}
		if !ok {
			n = p.keep(v, KeyOf(v.Name, int(v.Kind)))
			if v.Kind == ir.GlobalVar {
				p.names[v.Name] = n
			}
		}
		p.byVar[v] = n
	}
	return p.intern(Term{Op: Var, N: n})
}

// Deref is what the pointer v points to.
func (p *Pool) Deref(v Ref) Ref {
	if t := p.terms[v]; t.Op == Addr {
		return t.A
	}
	return p.intern(Term{Op: Deref, A: p.short(v)})
}

// Addr is the address of loc.
func (p *Pool) Addr(loc Ref) Ref {
	if t := p.terms[loc]; t.Op == Deref {
		return t.A
	}
	return p.intern(Term{Op: Addr, A: loc})
}

// Field is the location of a member. record is the tag of its structure, "" if it is not known.
func (p *Pool) Field(loc Ref, name, record string) Ref {
	r := p.intern(Term{Op: Field, A: loc, S: name})
	if record != "" {
		p.records[r] = record
	}
	return r
}

// Element is the location of an element of an array.
func (p *Pool) Element(loc, index Ref) Ref {
	return p.intern(Term{Op: Index, A: loc, B: p.short(index)})
}

// Ghost is a location that no variable of the program stands for: what it holds is followed as
// memory is.
func (p *Pool) Ghost(name string) Ref { return p.intern(Term{Op: Var, N: -1, S: name}) }

// GhostMember makes the members of that name ghosts: what the kernel keeps in an object, where the
// program sees none. It is called before such a member is made.
func (p *Pool) GhostMember(name string) { p.ghosts[name] = true }

// Apply is the value of a function that nothing is known of, but that it gives the same for
// the same argument; a is 0 without one.
func (p *Pool) Apply(function string, a Ref) Ref {
	return p.intern(Term{Op: Unary, S: function, A: a})
}
