package lockset

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
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

// To rename twice is to rename at once, and a name that nothing has is renamed without effect.
func TestRenameComposes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		p := &part{held: anyLocks(t, sim, "held"), unsafe: anyLocks(t, sim, "unsafe")}
		from, over, to := sim.Terms.Fresh(rapid.IntRange(1, 3).Draw(t, "from"), 0), sim.Terms.Fresh(8, 0), sim.Terms.Fresh(9, 0)
		twice := p.Rename(sim.Terms, from, over).(*part).Rename(sim.Terms, over, to).(*part)
		if once := p.Rename(sim.Terms, from, to).(*part); !slices.Equal(locations(once), locations(twice)) {
			t.Fatalf("%v at once, %v by way of another name", locations(once), locations(twice))
		}
		if same := p.Rename(sim.Terms, over, to).(*part); !slices.Equal(locations(same), locations(p)) {
			t.Fatalf("%v became %v", locations(p), locations(same))
		}
	})
}

// anyHolding draws a state with some of four mutexes, taken in any order or in the one in which they are named, and
// perhaps one more of the caller let go.
func anyHolding(t *rapid.T, sim *simulation, name string, anyOrder bool) *simulate.State {
	order := rapid.Permutation([]int{1, 2, 3, 4}).Draw(t, name)
	held := order[:rapid.IntRange(0, 3).Draw(t, name)]
	if !anyOrder {
		slices.Sort(held)
	}
	s := holding(sim, held...)
	if rapid.Bool().Draw(t, name) {
		known := sim.change(s)
		known.freed = []freedLock{{loc: sim.member(order[3]), at: &simulate.Step{Kind: simulate.StepRelease, At: ir.Span{From: 9}}}}
	}
	return s
}

// joined is what all of the states know together: whatever they differ in is given up, one mutex after the other.
func joined(t *rapid.T, sim *simulation, states ...*simulate.State) *simulate.State {
	copies := make([]*simulate.State, len(states))
	for i, s := range states {
		copies[i] = s.Clone()
	}
	for rounds := 0; sim.Coarsen(copies, 3, false); rounds++ {
		if rounds > 4 {
			t.Fatal("more rounds than there are mutexes")
		}
	}
	for _, s := range copies {
		if mixed(sim, s) != mixed(sim, copies[0]) {
			t.Fatalf("%s and %s are told apart still", spelt(sim, s), spelt(sim, copies[0]))
		}
	}
	return copies[0]
}

func mixed(sim *simulation, s *simulate.State) term.Fingerprint {
	h := term.NewFingerprint()
	sim.Mix(s, &h, true)
	return h
}

func spelt(sim *simulation, s *simulate.State) string {
	var freed []term.Ref
	for _, g := range sim.of(s).freed {
		freed = append(freed, g.loc)
	}
	return fmt.Sprint("held ", locations(sim.of(s)), ", let go ", freed)
}

// Where ways become one it does not matter in which order they come or whether one comes twice; nor how they are grouped,
// as long as all take their mutexes in one order.
func TestLawsOfJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		anyOrder := rapid.Bool().Draw(t, "any order")
		a, b, c := anyHolding(t, sim, "a", anyOrder), anyHolding(t, sim, "b", anyOrder), anyHolding(t, sim, "c", anyOrder)
		same := func(x, y *simulate.State, law string) {
			if mixed(sim, x) != mixed(sim, y) {
				t.Fatalf("%s: of %s; %s; %s: %s, or %s", law, spelt(sim, a), spelt(sim, b), spelt(sim, c), spelt(sim, x), spelt(sim, y))
			}
		}
		same(joined(t, sim, a, b, c), joined(t, sim, c, a, b), "commutative")
		same(joined(t, sim, a, a), a, "idempotent")
		ab := joined(t, sim, a, b)
		same(joined(t, sim, ab, b), ab, "absorbing")
		if !anyOrder {
			same(joined(t, sim, ab, c), joined(t, sim, a, joined(t, sim, b, c)), "associative")
		}
	})
}

// Nothing is claimed of the whole that does not hold on each way: what is held is held by all, and what is not is let go or
// unknown to callers. What only one of the ways holds is not claimed even where the ways come one after the other.
func TestJoinClaimsNoMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		states := []*simulate.State{anyHolding(t, sim, "a", true), anyHolding(t, sim, "b", true), anyHolding(t, sim, "c", true)}
		whole := sim.of(joined(t, sim, joined(t, sim, states[0], states[1]), states[2]))
		for i := 1; i <= 4; i++ {
			loc := sim.member(i)
			everywhere, somewhere := true, false
			for _, s := range states {
				freed := slices.ContainsFunc(sim.of(s).freed, func(g freedLock) bool { return g.loc == loc })
				everywhere = everywhere && sim.of(s).lock(loc) != nil
				somewhere = somewhere || sim.of(s).lock(loc) != nil || freed
			}
			freed := slices.ContainsFunc(whole.freed, func(g freedLock) bool { return g.loc == loc })
			switch held := whole.lock(loc) != nil; {
			case held && !everywhere:
				t.Fatalf("mutex %d is held, but not on each way", i)
			case somewhere && !held && !freed:
				t.Fatalf("mutex %d is not held, and callers learn of nothing", i)
			}
		}
	})
}

// A loop that goes on taking mutexes comes to an end: the calls that took too many are followed no more, one after the
// other, and from then on a round changes nothing.
func TestWideningEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sim := following()
		calls := rapid.SliceOfN(rapid.Int32Range(1, 5), 1, 8).Draw(t, "calls")
		var list []Lock
		next := 0
		round := func() {
			for _, at := range calls {
				lock := Lock{loc: sim.member(next), Taken: &simulate.Step{Kind: simulate.StepAcquire, At: ir.Span{From: at}}}
				next++
				if list = sim.hold(list, lock); len(list) > maxHeld {
					t.Fatalf("%d are held", len(list))
				}
			}
		}
		for range 6 * maxHeld { // of five places each is given up after so many rounds at the latest
			round()
		}
		before, given := len(list), len(sim.unfollowed)
		if round(); len(list) != before || len(sim.unfollowed) != given {
			t.Fatalf("%d held and %d calls given up, then %d and %d", before, given, len(list), len(sim.unfollowed))
		}
		for _, at := range calls {
			if !sim.unfollowed[ir.Span{From: at}] {
				t.Fatalf("the call at %d is followed still", at)
			}
		}
	})
}
