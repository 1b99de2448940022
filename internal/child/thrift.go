package child

import (
	"runtime/debug"
	"runtime/metrics"
)

// A thrift makes the garbage collector the keener the more is live. Most of what a child allocates
// lives until it answers, so that collecting seldom is worth the memory while that is little; of a large
// driver the garbage would take up several times what lives.
type thrift struct {
	live    []metrics.Sample
	percent int // in force
}

func newThrift() *thrift {
	return &thrift{live: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}}
}

// tune sets how much garbage there may be.
func (t *thrift) tune() {
	metrics.Read(t.live)
	if percent := garbage(t.live[0].Value.Uint64()); percent != t.percent {
		t.percent = percent
		debug.SetGCPercent(percent)
	}
}

// garbage is how many percent of what lives may be garbage, for so many live bytes.
func garbage(live uint64) int {
	switch {
	case live < 48<<20:
		return 400
	case live < 96<<20:
		return 200
	case live < 192<<20:
		return 100
	case live < 320<<20:
		return 50
	}
	return 25
}
