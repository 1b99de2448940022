package term

import "github.com/drvlint/drvlint/ir"

// Make makes a term as it is in another pool, with parts that are made here. Of a member it is not known which structure it is of.
func (p *Pool) Make(t Term) Ref { return p.intern(t) }

// NamedAfter is the term that a fresh value is named after, 0 if it is none.
func (t *Term) NamedAfter() Ref {
	if t.Op != Fresh {
		return 0
	}
	return t.within()
}

// NameAfter names a fresh value that is named after a term after another one.
func (t *Term) NameAfter(of Ref) {
	if t.M = int32(of); t.S == "" {
		t.M += calleeResult
	}
}

// Maker is the function, by its number, in which a fresh value was made; false if its site belongs to none.
func (t *Term) Maker() (function int, ok bool) {
	return int(t.N >> siteBits), t.Op == Fresh && t.N > 0
}

// Numbered is the variable of a number; nil for that of a ghost.
func (p *Pool) Numbered(n int64) *ir.Var {
	if n < 0 {
		return nil
	}
	return p.vars[n]
}
