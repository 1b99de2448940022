package term

import "hash/maphash"

// A termIndex finds the number of a term: an open hash table, for a map with such large
// keys is what a simulation would spend a fifth of its time in. Which numbers there are
// does not depend on how it hashes.
type termIndex struct {
	slots []termSlot // their number is a power of two
	used  int
}

// A termSlot has the number of a term, 0 if it is free, and bits of its hash: most other terms differ in those.
type termSlot struct {
	number Ref
	hash   uint32
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

// find returns the slot of a term and its hash, and its number, 0 if it has none.
func (x *termIndex) find(terms []Term, t *Term) (slot, hash uint32, number Ref) {
	hash = uint32(t.hash())
	mask := uint32(len(x.slots) - 1)
	for slot = hash & mask; ; slot = (slot + 1) & mask {
		s := x.slots[slot]
		if s.number == 0 || s.hash == hash && terms[s.number] == *t {
			return slot, hash, s.number
		}
	}
}

// put keeps the number of a term in the slot that find returned.
func (x *termIndex) put(slot, hash uint32, number Ref) {
	x.slots[slot] = termSlot{number, hash}
	if x.used++; 2*x.used < len(x.slots) {
		return
	}
	old := x.slots
	x.slots = make([]termSlot, 2*len(old))
	mask := uint32(len(x.slots) - 1)
	for _, s := range old {
		if s.number == 0 {
			continue
		}
		slot := s.hash & mask
		for x.slots[slot].number != 0 {
			slot = (slot + 1) & mask
		}
		x.slots[slot] = s
	}
}

func newTermIndex() termIndex { return termIndex{slots: make([]termSlot, 1<<12)} }
