package term

import "github.com/drvlint/drvlint/ir"

// Names is a set of field and variable names, kept as bits of their hashes: a name
// that is not there may seem to be, never the reverse.
type Names [8]uint64

// NameBit is the bit of a name (FNV-1a).
func NameBit(name string) int32 {
	h := uint32(2166136261)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return int32(h % 512)
}

func (n *Names) Add(name string)    { n.set(NameBit(name)) }
func (n *Names) set(bit int32)      { n[bit/64] |= 1 << (bit % 64) }
func (n *Names) Has(bit int32) bool { return n[bit/64]&(1<<(bit%64)) != 0 }

func (n *Names) Union(m *Names) bool {
	if n.Covers(m) {
		return false
	}
	for i := range n {
		n[i] |= m[i]
	}
	return true
}

// Covers reports whether all names of m are in n.
func (n *Names) Covers(m *Names) bool {
	for i := range n {
		if m[i]&^n[i] != 0 {
			return false
		}
	}
	return true
}

// Meets reports whether the sets may share a name.
func (n *Names) Meets(m *Names) bool {
	for i := range n {
		if n[i]&m[i] != 0 {
			return true
		}
	}
	return false
}

// Mention adds the leaves of the places that a value is read from.
func (n *Names) Mention(v ir.Value) {
	if v.Kind == ir.Load {
		if name := v.Place.Leaf(); name != "" {
			n.Add(name)
		}
	}
	for _, a := range v.Args {
		n.Mention(a)
	}
}
