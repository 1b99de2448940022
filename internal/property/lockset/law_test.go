package lockset

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/internal/term"
)

func anyLocks(t *rapid.T, sim *simulation, name string) []Lock {
	var list []Lock
	for range rapid.IntRange(0, 3).Draw(t, name) {
		pointer := sim.Terms.Fresh(rapid.IntRange(1, 3).Draw(t, name), 0)
		list = append(list, Lock{loc: sim.Terms.Field(sim.Terms.Deref(pointer), rapid.SampledFrom([]string{"A", "B"}).Draw(t, name), "")})
	}
	return list
}

func locations(p *part) []term.Ref { return p.Locations(nil) }

// To rename a value in what is held is to rename it in each location; the part that states share is
// left as it is.
func TestRenameIsAHomomorphism(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		p := &part{held: anyLocks(t, sim, "held"), unsafe: anyLocks(t, sim, "unsafe")}
		before := locations(p)
		from, to := sim.Terms.Fresh(rapid.IntRange(1, 3).Draw(t, "from"), 0), sim.Terms.Fresh(7, 0)
		renamed := p.Rename(sim.Terms, from, to).(*part)
		for i, loc := range locations(renamed) {
			if want := sim.Terms.Replace(before[i], from, to); loc != want {
				t.Fatalf("%s became %s, want %s", sim.Terms.Spell(before[i], nil), sim.Terms.Spell(loc, nil), sim.Terms.Spell(want, nil))
			}
		}
		if renamed.Mentions(sim.Terms, from) {
			t.Fatal("the value is still mentioned")
		}
		if p.Mentions(sim.Terms, from) != renamed.Mentions(sim.Terms, to) {
			t.Fatal("the new value is mentioned where the old one was not, or the other way round")
		}
		if !slices.Equal(before, locations(p)) {
			t.Fatal("the part that was renamed has changed")
		}
	})
}
