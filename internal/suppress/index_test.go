package suppress

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The index finds what looking at every marker finds.
func TestIndex(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var list []*marker
		for line := range random.IntN(30) {
			from := random.IntN(20)
			list = append(list, &marker{line: line, from: from, to: from + random.IntN(6)})
		}
		x := newIndex(list)
		for range 20 {
			from := random.IntN(25)
			to := from + random.IntN(4)
			want := slices.DeleteFunc(slices.Clone(list), func(m *marker) bool { return from > m.to || to < m.from })
			if got := x.at(from, to); !slices.Equal(got, want) {
				t.Fatalf("lines %d to %d: %d markers, want %d", from, to, len(got), len(want))
			}
		}
	}
}
