package summary

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A ref names a symbolic value or the location of an object. Refs are hash-consed in a
// pool: two expressions over the same operands have the same ref, which is what lets
// conditions and locks be recognised through copies, helpers and files.
type ref int32

type op uint8

const (
	_ op = iota // no term
	// Values.
	opConst  // n
	opParam  // n: what parameter n held on entry
	opInit   // a: what location a held on entry
	opFresh  // n: the site that made it, m: which of its results
	opStale  // a: a fresh value of an earlier round of its site
	opAddr   // a: the address of location a
	opFunc   // s: the function
	opText   // s: the literal
	opBinary // s: operator; a, b
	opUnary  // s: operator; a
	// Locations.
	opVar   // n: the variable's number in the pool
	opDeref // a: the value that points to it
	opField // a: the location of the whole; s: member
	opIndex // a: the location of the array; b: the subscript
)

// A term is what a ref stands for.
type term struct {
	op   op
	a, b ref
	n    int64
	m    int32
	s    string
}

// A termInfo is what is known of a term without looking into it.
type termInfo struct {
	made     uint64 // bits of the fresh values inside: a value whose bit is missing is not inside
	given    bool   // made only of what the function was given: no fresh values
	fixed    bool   // the same in all functions: made of numbers and names only
	local    bool   // there is a local variable of the function inside
	symbolic bool   // never replaced by the constant that a test leaves
	name     int32  // bit of the leaf's name in a names set, -1 until it is asked for
	size     int32  // how many terms it is made of, each as often as it stands there
}

// A value that is made of more terms than this, such as a hash computed step by step,
// is only known by its number: looking into it would cost more than it tells.
const maxSize = 300

// A pool holds the terms of one driver. It is not safe for concurrent use.
type pool struct {
	terms []term
	info  []termInfo
	index termIndex
	vars  []*ir.Var
	byVar map[*ir.Var]int64
	names map[string]int64 // external variables, shared by all units
	// records gives the struct tag of a field term.
	records map[ref]string
}

func newPool() *pool {
	p := &pool{index: newTermIndex(), byVar: map[*ir.Var]int64{}, names: map[string]int64{}, records: map[ref]string{}}
	p.terms = append(p.terms, term{})
	p.info = append(p.info, termInfo{given: true, fixed: true, name: -1})
	return p
}

func (p *pool) intern(t term) ref {
	slot, known := p.index.find(p.terms, &t)
	if known != 0 {
		return known
	}
	r := ref(len(p.terms))
	p.terms = append(p.terms, t)
	p.index.put(p.terms, slot, r)
	a, b := &p.info[t.a], &p.info[t.b]
	info := termInfo{given: a.given && b.given, fixed: a.fixed && b.fixed, local: a.local || b.local, made: a.made | b.made, name: -1, size: 1 + a.size + b.size}
	switch t.op {
	case opFresh, opStale:
		info.made |= 1 << (uint32(r) * 2654435761 >> 26)
		info.given, info.fixed = false, false
	case opParam, opInit:
		info.fixed = false
	case opVar:
		info.local = t.n >= 0 && isLocal(p.vars[t.n])
	}
	p.info = append(p.info, info)
	return r
}

// isLocal reports whether each call of a function has its own v.
func isLocal(v *ir.Var) bool { return v.Kind == ir.Local || v.Kind == ir.Temp || v.Kind == ir.Param }

// short is v, or a value that stands for v if v is made of too many terms.
func (p *pool) short(v ref) ref {
	if p.info[v].size <= maxSize {
		return v
	}
	return p.intern(term{op: opFresh, n: -1 << 30, m: int32(v), s: "long"})
}

func (p *pool) constant(n int64) ref     { return p.intern(term{op: opConst, n: n}) }
func (p *pool) param(i int) ref          { return p.intern(term{op: opParam, n: int64(i)}) }
func (p *pool) function(name string) ref { return p.intern(term{op: opFunc, s: name}) }
func (p *pool) literal(s string) ref     { return p.intern(term{op: opText, s: s}) }
func (p *pool) initial(loc ref) ref      { return p.intern(term{op: opInit, a: loc}) }

func (p *pool) fresh(site int, result int) ref {
	return p.intern(term{op: opFresh, n: int64(site), m: int32(result)})
}

func (p *pool) stale(v ref) ref {
	if p.terms[v].op == opStale {
		return v
	}
	return p.intern(term{op: opStale, a: v})
}

func (p *pool) variable(v *ir.Var) ref {
	n, ok := p.byVar[v]
	if !ok {
		if v.Kind == ir.GlobalVar {
			n, ok = p.names[v.Name]
		}
		if !ok {
			n = int64(len(p.vars))
			p.vars = append(p.vars, v)
			if v.Kind == ir.GlobalVar {
				p.names[v.Name] = n
			}
		}
		p.byVar[v] = n
	}
	return p.intern(term{op: opVar, n: n})
}

// deref is what the pointer v points to.
func (p *pool) deref(v ref) ref {
	if t := p.terms[v]; t.op == opAddr {
		return t.a
	}
	return p.intern(term{op: opDeref, a: p.short(v)})
}

// addr is the address of loc.
func (p *pool) addr(loc ref) ref {
	if t := p.terms[loc]; t.op == opDeref {
		return t.a
	}
	return p.intern(term{op: opAddr, a: loc})
}

func (p *pool) field(loc ref, name, record string) ref {
	r := p.intern(term{op: opField, a: loc, s: name})
	if record != "" {
		p.records[r] = record
	}
	return r
}

func (p *pool) element(loc, index ref) ref {
	return p.intern(term{op: opIndex, a: loc, b: p.short(index)})
}

// constOf returns the number that v is, if it is one.
func (p *pool) constOf(v ref) (int64, bool) {
	t := p.terms[v]
	return t.n, t.op == opConst
}

// binary applies an operator. Comparisons are brought to == and <, so that a condition
// and its negation share one term: a != b is !(a == b), a >= b is !(a < b).
func (p *pool) binary(op string, a, b ref) ref {
	a, b = p.short(a), p.short(b)
	if x, ok := p.constOf(a); ok {
		if y, ok := p.constOf(b); ok {
			n, ok := ir.Fold(op, ir.Value{Kind: ir.Const, Int: x}, ir.Value{Kind: ir.Const, Int: y})
			if ok {
				return p.constant(n)
			}
		}
	}
	switch op {
	case "!=":
		return p.not(p.binary("==", a, b))
	case ">":
		return p.binary("<", b, a)
	case ">=":
		return p.not(p.binary("<", a, b))
	case "<=":
		return p.not(p.binary("<", b, a))
	case "==":
		if a == b {
			return p.constant(1)
		}
		if p.isConst(a) || !p.isConst(b) && b < a {
			a, b = b, a
		}
	case "+", "*", "&", "|", "^":
		if p.isConst(a) || !p.isConst(b) && b < a {
			a, b = b, a
		}
		if n, ok := p.constOf(b); ok && n == 0 {
			if op == "&" || op == "*" {
				return b
			}
			return a
		}
		if masked, ok := p.mask(op, a, b); ok {
			return masked
		}
	}
	return p.intern(term{op: opBinary, s: op, a: a, b: b})
}

func (p *pool) isConst(v ref) bool { return p.terms[v].op == opConst }

func (p *pool) unary(op string, a ref) ref {
	a = p.short(a)
	if op == "!" {
		return p.not(a)
	}
	if x, ok := p.constOf(a); ok {
		if n, ok := ir.Fold(op, ir.Value{Kind: ir.Const, Int: x}); ok {
			return p.constant(n)
		}
	}
	return p.intern(term{op: opUnary, s: op, a: a})
}

func (p *pool) not(a ref) ref {
	t := p.terms[a]
	switch {
	case t.op == opConst:
		return p.constant(boolean(t.n == 0))
	case t.op == opUnary && t.s == "!" && p.isTruth(t.a):
		return t.a
	}
	return p.intern(term{op: opUnary, s: "!", a: a})
}

func boolean(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// isTruth reports whether v can only be 0 or 1.
func (p *pool) isTruth(v ref) bool {
	t := p.terms[v]
	return t.op == opBinary && (t.s == "==" || t.s == "<") || t.op == opUnary && t.s == "!"
}

// merged is the value of a location after a join, at a site, of states that disagree on it.
func (p *pool) merged(site int, loc ref) ref {
	return p.intern(term{op: opFresh, n: int64(site), m: int32(loc), s: "merge"})
}

// symbolic keeps v what it is where a test leaves only one number for it: that the test leaves
// only one does not tell that it occurs.
func (p *pool) symbolic(v ref) { p.info[v].symbolic = true }

func (p *pool) isSymbolic(v ref) bool { return p.info[v].symbolic }

// at is the term that r names. It is not to be written to.
func (p *pool) at(r ref) *term { return &p.terms[r] }

// size is one more than the highest number of a term.
func (p *pool) size() int { return len(p.terms) }

// given reports whether v is made only of what the function was given: of no fresh values.
func (p *pool) given(v ref) bool { return p.info[v].given }

// fixed reports whether v is the same in all functions: made of numbers and names only.
func (p *pool) fixed(v ref) bool { return p.info[v].fixed }

// local reports whether there is a local variable of a function inside v.
func (p *pool) local(v ref) bool { return p.info[v].local }

// record is the tag of the structure that a member belongs to, "" if it is not known.
func (p *pool) record(loc ref) string { return p.records[loc] }

// ghost is a location that no variable of the program stands for: what it holds is followed as
// memory is.
func (p *pool) ghost(name string) ref { return p.intern(term{op: opVar, n: -1, s: name}) }

// apply is the value of a function that nothing is known of, but that it gives the same for
// the same argument; a is 0 without one.
func (p *pool) apply(function string, a ref) ref {
	return p.intern(term{op: opUnary, s: function, a: a})
}

// clone makes a pool of the same terms that goes its own way.
func (p *pool) clone() *pool {
	return &pool{
		terms: slices.Clone(p.terms), info: slices.Clone(p.info), index: termIndex{slots: slices.Clone(p.index.slots), used: p.index.used},
		vars: slices.Clone(p.vars), byVar: maps.Clone(p.byVar), names: maps.Clone(p.names), records: maps.Clone(p.records),
	}
}

// replace rebuilds r with each occurrence of a subterm replaced by another.
func (p *pool) replace(r, from, to ref) ref {
	if !p.contains(r, from) {
		return r
	}
	if r == from {
		return to
	}
	return p.rebuild(r, func(part ref) ref { return p.replace(part, from, to) })
}

// rebuild makes r anew with its parts changed.
func (p *pool) rebuild(r ref, change func(ref) ref) ref {
	t := p.terms[r]
	switch t.op {
	case opInit:
		if a := change(t.a); a != t.a {
			return p.initial(a)
		}
	case opStale:
		if a := change(t.a); a != t.a {
			return p.stale(a)
		}
	case opAddr:
		if a := change(t.a); a != t.a {
			return p.addr(a)
		}
	case opDeref:
		if a := change(t.a); a != t.a {
			return p.deref(a)
		}
	case opField:
		if a := change(t.a); a != t.a {
			return p.field(a, t.s, p.records[r])
		}
	case opUnary:
		if a := change(t.a); a != t.a {
			return p.unary(t.s, a)
		}
	case opBinary, opIndex:
		a, b := change(t.a), change(t.b)
		if a == t.a && b == t.b {
			return r
		}
		if n, ok := p.constOf(b); t.op == opIndex && ok && n == 0 && p.terms[t.a].op == opDeref {
			return a // p[0] is *p
		}
		if t.op == opIndex {
			return p.element(a, b)
		}
		return p.binary(t.s, a, b)
	}
	return r
}

// any reports whether a subterm of r satisfies test.
func (p *pool) any(r ref, test func(ref, *term) bool) bool {
	if r == 0 {
		return false
	}
	t := &p.terms[r]
	return test(r, t) || p.any(t.a, test) || p.any(t.b, test)
}

// operands visits the values that r is computed from by operators, not what those were
// found through; it reports whether one satisfies test.
func (p *pool) operands(r ref, test func(ref, *term) bool) bool {
	if r == 0 {
		return false
	}
	t := &p.terms[r]
	if test(r, t) {
		return true
	}
	return (t.op == opUnary || t.op == opBinary) && (p.operands(t.a, test) || p.operands(t.b, test))
}

// contains reports whether sub occurs in r.
func (p *pool) contains(r, sub ref) bool {
	if r <= sub {
		return r == sub // a term is made after its parts
	}
	made := p.info[sub].made
	return p.info[r].made&made == made && p.within(r, sub)
}

func (p *pool) within(r, sub ref) bool {
	if r <= sub {
		return r == sub
	}
	t := &p.terms[r]
	return p.within(t.a, sub) || t.b != 0 && p.within(t.b, sub)
}
