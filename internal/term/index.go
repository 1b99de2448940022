package term

import "hash/maphash"

// A termIndex finds the number of a term: an open hash table, for a map with such large
// keys is what a simulation would spend a fifth of its time in. Which numbers there are
// does not depend on how it hashes.
type termIndex struct {
	slots []Ref // 0: free; their number is a power of two
	used  int
}

var termSeed = maphash.MakeSeed()

func (t *Term) hash() uint64 {
	const prime = 0x9E3779B97F4A7C15
	h := uint64(t.Op)<<56 ^ uint64(uint32(t.A))<<24 ^ uint64(uint32(t.B))
	h = (h ^ uint64(t.N)) * prime
	h = (h ^ h>>29 ^ uint64(uint32(t.M))) * prime
	if t.S != "" {
		h = (h ^ maphash.String(termSeed, t.S)) * prime
	}
	return h ^ h>>32
}

// find returns the slot of a term, and its number, 0 if it has none.
func (x *termIndex) find(terms []Term, t *Term) (slot uint64, number Ref) {
	mask := uint64(len(x.slots) - 1)
	for slot = t.hash() & mask; ; slot = (slot + 1) & mask {
		if number = x.slots[slot]; number == 0 || terms[number] == *t {
			return slot, number
		}
	}
}

// put keeps the number of a term in the slot that find returned. terms holds it already.
func (x *termIndex) put(terms []Term, slot uint64, number Ref) {
	x.slots[slot] = number
	if x.used++; 2*x.used < len(x.slots) {
		return
	}
	old := x.slots
	x.slots = make([]Ref, 2*len(old))
	for _, number := range old {
		if number != 0 {
			slot, _ := x.find(terms, &terms[number])
			x.slots[slot] = number
		}
	}
}

func newTermIndex() termIndex { return termIndex{slots: make([]Ref, 1<<12)} }
