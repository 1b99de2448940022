package term

import (
	"cmp"
	"math/bits"
	"strconv"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// A Key tells functions, variables and terms apart by what they are, in every run alike. Terms are ordered by their
// keys and not by their numbers: those follow the order in which functions are simulated, and of an outcome the first places
// are kept. In front stand the ghosts, in the order in which they are made; then what a function was given; then what is
// made of fresh values. Of either what is made of fewer terms comes first, by powers of two. Below these bits is a hash
// of the parts, of names and of places in functions.
type Key uint64

// classShift is where the bits begin that no part of a term has more of than the term.
const classShift = 60

// KeyOf is the key of a list of names and numbers.
func KeyOf(name string, numbers ...int) Key {
	h := mixText(uint64(len(numbers)), name)
	for _, n := range numbers {
		h = mixNumber(h, uint64(n))
	}
	return Key(h)
}

// mixNumber adds a number to a hash.
func mixNumber(h, n uint64) uint64 {
	hi, lo := bits.Mul64(h^0xA0761D6478BD642F, n^0xE7037ED1A0B428DB)
	return hi ^ lo ^ h<<1
}

func mixText(h uint64, s string) uint64 {
	for len(s) >= 8 {
		h = mixNumber(h, uint64(s[0])|uint64(s[1])<<8|uint64(s[2])<<16|uint64(s[3])<<24|uint64(s[4])<<32|uint64(s[5])<<40|uint64(s[6])<<48|uint64(s[7])<<56)
		s = s[8:]
	}
	last := uint64(len(s)) << 56
	for i := range len(s) {
		last |= uint64(s[i]) << (8 * i)
	}
	return mixNumber(h, last)
}

// keyOf is the key of a term that is not in the pool yet.
func (p *Pool) keyOf(t *Term, info *termInfo) Key {
	if t.Op == Var && t.N < 0 {
		p.ghostCount++
		return Key(p.ghostCount)
	}
	h := mixText(uint64(t.Op), t.S)
	h = mixNumber(h, uint64(p.keys[t.A]))
	h = mixNumber(h, uint64(p.keys[t.B]))
	n, m := p.content(t)
	h = mixNumber(mixNumber(h, n), m)
	class := uint64(min(7, bits.Len32(uint32(info.size))))
	if !info.given {
		class |= 8
	}
	return Key(class<<classShift | h>>(64-classShift))
}

// content is what the numbers of a term stand for.
func (p *Pool) content(t *Term) (n, m uint64) {
	n, m = uint64(t.N), uint64(t.M)
	switch t.Op {
	case Var:
		if t.N >= 0 {
			n = uint64(p.varKeys[t.N])
		}
	case Fresh:
		if t.N > 0 {
			n = mixNumber(uint64(p.owners[t.N>>siteBits]), uint64(t.N&(1<<siteBits-1)))
		}
		if of := t.within(); of != 0 {
			m = uint64(p.keys[of])
		}
	}
	return n, m
}

// within is the term that a fresh value is named after, 0 if it is none.
func (t *Term) within() Ref {
	switch {
	case t.S != "":
		return Ref(t.M) // of a join, or too long
	case t.M >= calleeResult:
		return Ref(t.M - calleeResult)
	}
	return 0
}

// Compare orders two terms by what they are made of.
func (p *Pool) Compare(a, b Ref) int {
	if x, y := p.keys[a], p.keys[b]; x != y || a == b {
		return cmp.Compare(x, y)
	}
	return strings.Compare(p.whole(a), p.whole(b))
}

// before reports whether a stands before b.
func (p *Pool) before(a, b Ref) bool {
	x, y := p.keys[a], p.keys[b]
	return x < y || x == y && p.Compare(a, b) < 0
}

// whole spells all that a term is made of. It is for terms whose keys are the same.
func (p *Pool) whole(r Ref) string {
	if r == 0 {
		return ""
	}
	t := &p.terms[r]
	n, m := p.content(t)
	parts := []string{strconv.Itoa(int(t.Op)), t.S, strconv.FormatUint(n, 16), strconv.FormatUint(m, 16), p.whole(t.A), p.whole(t.B)}
	if t.Op == Fresh {
		parts = append(parts, p.whole(t.within()))
	}
	return "(" + strings.Join(parts, ",") + ")"
}

// Own tells the pool of the variables of a function or a unit, from the first on, which tells them apart from those of
// the same name elsewhere.
func (p *Pool) Own(owner Key, first int, vars []*ir.Var) {
	for i, v := range vars {
		if v.Kind != ir.GlobalVar {
			p.keep(v, KeyOf(v.Name, int(owner), first+i))
		}
	}
}

// keep gives a variable its number.
func (p *Pool) keep(v *ir.Var, key Key) int64 {
	n := int64(len(p.vars))
	p.vars, p.varKeys = append(p.vars, v), append(p.varKeys, key)
	p.byVar[v] = n
	return n
}

// siteBits are those of a site that number the instructions of a function.
const siteBits = 24

// Sites tells the pool which function the next sites belong to: those of the n-th function are Site(n, i).
func (p *Pool) Sites(function Key) { p.owners = append(p.owners, function) }

// Site is the instruction with a number, from 1, of the n-th function, from 0.
func Site(n, i int) int { return n<<siteBits | i }

// maxSite is the highest number of an instruction.
const maxSite = 1<<siteBits - 1

// SiteOf is a number for the n-th instruction that a word describes. Others may have it, too: NextSite is the one to try then.
func SiteOf(word string, n int) int { return 1 + int(KeyOf(word, n)%maxSite) }

// NextSite is the number of an instruction to try after another one.
func NextSite(i int) int { return 1 + i%maxSite }
