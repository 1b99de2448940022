package summary

// A fingerprint stands for what was mixed into it, in order: what differs has different ones,
// as good as always.
type fingerprint [2]uint64

func newFingerprint() fingerprint { return fingerprint{14695981039346656037, 1099511628211} }

// mix adds a number.
func (h *fingerprint) mix(n uint64) {
	h[0] = (h[0] ^ n) * 0x9E3779B97F4A7C15
	h[0] ^= h[0] >> 32
	h[1] = (h[1] ^ n) * 0xC2B2AE3D27D4EB4F
	h[1] ^= h[1] >> 29
}

// mixFacts adds what is known of values.
func (h *fingerprint) mixFacts(facts []fact) {
	h.mix(^uint64(0))
	for i := range facts {
		f := &facts[i]
		h.mix(uint64(f.value))
		h.mix(uint64(f.bound.lo))
		h.mix(uint64(f.bound.hi))
		for _, n := range f.bound.not {
			h.mix(uint64(n))
		}
	}
}
