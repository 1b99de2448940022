package term

// A Fingerprint stands for what was mixed into it, in order: what differs has different ones,
// as good as always.
type Fingerprint [2]uint64

func NewFingerprint() Fingerprint { return Fingerprint{14695981039346656037, 1099511628211} }

// Mix adds a number.
func (h *Fingerprint) Mix(n uint64) {
	h[0] = (h[0] ^ n) * 0x9E3779B97F4A7C15
	h[0] ^= h[0] >> 32
	h[1] = (h[1] ^ n) * 0xC2B2AE3D27D4EB4F
	h[1] ^= h[1] >> 29
}

// MixConstraints adds what is known of values.
func (h *Fingerprint) MixConstraints(facts []Constraint) {
	h.Mix(^uint64(0))
	for i := range facts {
		f := &facts[i]
		h.Mix(uint64(f.Value))
		h.Mix(uint64(f.In.Lo))
		h.Mix(uint64(f.In.Hi))
		for _, n := range f.In.not() {
			h.Mix(uint64(n))
		}
	}
}
