// Package term holds what the engine computes with: symbolic values and locations as hash-consed
// terms, intervals that bound values, and what is known of both at a point of a path.
//
// A term names a value relative to the entry of the function that is analysed: a parameter, what
// a location held on entry, a value that an instruction made. To carry what is known of a callee
// over to its caller is to substitute terms.
package term

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A Ref names a symbolic value or the location of an object. Refs are hash-consed in a
// pool: two expressions over the same operands have the same Ref, which is what lets
// conditions and locks be recognised through copies, helpers and files. A term is numbered after
// its parts, from 1; 0 is none.
type Ref int32

// An Op says how a term is made. What its operands mean stands beside it.
type Op uint8

// The kinds of term.
const (
	_ Op = iota // no term
	// Values.
	Const  // N
	Param  // N: what parameter N held on entry
	Init   // A: what location A held on entry
	Fresh  // N: the site that made it, M: which of its results
	Stale  // A: a fresh value of an earlier round of its site
	Addr   // A: the address of location A
	Func   // S: the function
	Text   // S: the literal
	Binary // S: operator; A, B
	Unary  // S: operator or function; A
	// Locations.
	Var   // N: the variable's number in the pool
	Deref // A: the value that points to it
	Field // A: the location of the whole; S: member
	Index // A: the location of the array; B: the subscript
)

// A Term is what a ref stands for.
type Term struct {
	Op   Op
	A, B Ref
	N    int64
	M    int32
	S    string
}

// A termInfo is what is known of a term without looking into it.
type termInfo struct {
	inside   uint64 // bits of the fresh values, and of what memory held on entry, inside: a value whose bit is missing is not there
	given    bool   // made only of what the function was given: no fresh values
	fixed    bool   // the same in all functions: made of numbers and names only
	local    bool   // there is a local variable of the function inside
	ghost    bool   // a location that no variable and no member of the program stands for
	param    bool   // there is a parameter inside
	read     bool   // computed by operators from what a location held on entry, or such a value itself
	symbolic bool   // never replaced by the constant that a test leaves
	name     int32  // bit of the leaf's name in a names set, -1 until it is asked for
	size     int32  // how many terms it is made of, each as often as it stands there
}

// A Pool holds the terms of one driver. It is not safe for concurrent use.
//
// Large: a term is made, looked into and replaced by its pool alone, which is what keeps it unique.
type Pool struct {
	terms []Term
	info  []termInfo
	keys  []Key // by what they are ordered
	index termIndex
	vars  []*ir.Var
	// What tells variables and functions apart, and how many ghosts there are.
	varKeys, owners []Key
	ghostCount      int
	byVar           map[*ir.Var]int64
	common          map[*ir.Var]int64 // what more there is of byVar, in common with clones
	names           map[string]int64  // external variables, shared by all units
	// records gives the struct tag of a field term.
	records map[Ref]string
	ghosts  map[string]bool // the names of ghost members
}

// New returns a pool without terms.
func New() *Pool {
	p := &Pool{index: newTermIndex(), byVar: map[*ir.Var]int64{}, names: map[string]int64{}, records: map[Ref]string{}, ghosts: map[string]bool{}}
	p.terms = append(p.terms, Term{})
	p.info = append(p.info, termInfo{given: true, fixed: true, name: -1})
	p.keys = append(p.keys, 0)
	return p
}

func (p *Pool) intern(t Term) Ref {
	slot, hash, known := p.index.find(p.terms, &t)
	if known != 0 {
		return known
	}
	r := Ref(len(p.terms))
	if len(p.terms) == cap(p.terms) { // twice as many, and not a quarter more
		p.terms, p.info, p.keys = slices.Grow(p.terms, len(p.terms)), slices.Grow(p.info, len(p.info)), slices.Grow(p.keys, len(p.keys))
	}
	p.terms = append(p.terms, t)
	p.index.put(slot, hash, r)
	a, b := &p.info[t.A], &p.info[t.B]
	info := termInfo{given: a.given && b.given, fixed: a.fixed && b.fixed, local: a.local || b.local, param: a.param || b.param, inside: a.inside | b.inside, name: -1, size: 1 + a.size + b.size}
	switch t.Op {
	case Fresh, Stale:
		info.inside |= bitOf(r)
		info.given, info.fixed = false, false
	case Param, Init:
		info.fixed = false
		info.param, info.read = info.param || t.Op == Param, t.Op == Init
		if t.Op == Init {
			info.inside |= bitOf(r)
		}
	case Unary, Binary:
		info.read = a.read || b.read
	case Var:
		info.local, info.ghost = t.N >= 0 && isLocal(p.vars[t.N]), t.N < 0
	case Field:
		info.ghost = p.ghosts[t.S]
	}
	p.info, p.keys = append(p.info, info), append(p.keys, p.keyOf(&t, &info))
	return r
}

// bitOf is the bit of a value among those of what is inside a term.
func bitOf(r Ref) uint64 { return 1 << (uint32(r) * 2654435761 >> 26) }

// isLocal reports whether each call of a function has its own v.
func isLocal(v *ir.Var) bool { return v.Kind == ir.Local || v.Kind == ir.Temp || v.Kind == ir.Param }

// Clone makes a pool of the same terms that goes its own way.
func (p *Pool) Clone() *Pool {
	for v, n := range p.common {
		p.byVar[v] = n
	}
	p.common, p.byVar = p.byVar, map[*ir.Var]int64{}
	return &Pool{
		terms: slices.Clone(p.terms), info: slices.Clone(p.info), index: termIndex{slots: slices.Clone(p.index.slots), used: p.index.used},
		keys: slices.Clone(p.keys), varKeys: slices.Clone(p.varKeys), owners: slices.Clone(p.owners), ghostCount: p.ghostCount, vars: slices.Clone(p.vars), common: p.common, byVar: map[*ir.Var]int64{}, names: maps.Clone(p.names), records: maps.Clone(p.records), ghosts: maps.Clone(p.ghosts),
	}
}

// Symbolic keeps v what it is where a test leaves only one number for it: that the test leaves
// only one does not say that it occurs.
func (p *Pool) Symbolic(v Ref) { p.info[v].symbolic = true }

func (p *Pool) isSymbolic(v Ref) bool { return p.info[v].symbolic }

// Term is the term that r names. It is not to be written to.
func (p *Pool) Term(r Ref) *Term { return &p.terms[r] }

// Size is one more than the highest number of a term.
func (p *Pool) Size() int { return len(p.terms) }

// Given reports whether v is made only of what the function was given: of no fresh values.
func (p *Pool) Given(v Ref) bool { return p.info[v].given }

// Fixed reports whether v is the same in all functions: made of numbers and names only.
func (p *Pool) Fixed(v Ref) bool { return p.info[v].fixed }

// Local reports whether there is a local variable of a function inside v.
func (p *Pool) Local(v Ref) bool { return p.info[v].local }

// OfParam reports whether there is a parameter inside v.
func (p *Pool) OfParam(v Ref) bool { return p.info[v].param }

// Read reports whether v is what a location held on entry, or is computed from that by operators.
func (p *Pool) Read(v Ref) bool { return p.info[v].read }

// IsGhost reports whether a location is one that no variable and no member of the program stands for.
func (p *Pool) IsGhost(loc Ref) bool { return p.info[loc].ghost }

// Record is the tag of the structure that a member belongs to, "" if it is not known.
func (p *Pool) Record(loc Ref) string { return p.records[loc] }
