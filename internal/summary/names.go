package summary

import (
	"hash/fnv"

	"github.com/drvlint/drvlint/ir"
)

// names is a set of field and variable names, kept as bits of their hashes: a name
// that is not there may seem to be, never the reverse.
type names [8]uint64

func nameBit(name string) int32 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return int32(h.Sum32() % 512)
}

func (n *names) add(name string)    { n.set(nameBit(name)) }
func (n *names) set(bit int32)      { n[bit/64] |= 1 << (bit % 64) }
func (n *names) has(bit int32) bool { return n[bit/64]&(1<<(bit%64)) != 0 }

func (n *names) union(m *names) bool {
	before := *n
	for i := range n {
		n[i] |= m[i]
	}
	return before != *n
}

// meets reports whether the sets may share a name.
func (n *names) meets(m *names) bool {
	for i := range n {
		if n[i]&m[i] != 0 {
			return true
		}
	}
	return false
}

// mention adds the leaves of the places that a value is read from.
func (n *names) mention(v ir.Value) {
	if v.Kind == ir.Load {
		if name := v.Place.Leaf(); name != "" {
			n.add(name)
		}
	}
	for _, a := range v.Args {
		n.mention(a)
	}
}
