package threads

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/internal/term"
)

func anyPart(t *rapid.T, name string) *part {
	set := func() uint64 { return rapid.Uint64Range(0, 7).Draw(t, name) }
	p := &part{joined: set(), lost: set(), made: set(), closed: set()}
	p.some = p.joined | set()
	for range rapid.IntRange(0, 2).Draw(t, name) {
		p.addWait(term.Ref(rapid.IntRange(1, 4).Draw(t, name)))
	}
	return p
}

// same reports whether two parts tell the same of all threads. That a wait gave up says nothing of a
// thread that was waited for to its end.
func same(p, q *part) bool {
	return p.joined == q.joined && p.lost&^p.joined == q.lost&^q.joined && p.made == q.made && p.closed == q.closed && p.some == q.some
}

// Where two ways become one, it does not matter which is the other; and a way that has been taken in
// already adds nothing.
func TestJoinIsCommutativeAndAbsorbing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPart(t, "a"), anyPart(t, "b")
		m, _ := join(a, b)
		if other, _ := join(b, a); !same(&m, &other) {
			t.Fatalf("%+v and %+v join to %+v or %+v", *a, *b, m, other)
		}
		if again, _ := join(&m, b); !same(&m, &again) {
			t.Fatalf("%+v joined to %+v, and again to %+v", *a, m, again)
		}
		if itself, turn := join(a, a); !same(&itself, a) || turn != 0 {
			t.Fatalf("%+v joined with itself to %+v", *a, itself)
		}
	})
}

// Nothing is claimed of the whole that does not hold on a way: a thread has certainly ended only if it
// has on each way that made it, or on both.
func TestJoinClaimsNoMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPart(t, "a"), anyPart(t, "b")
		m, _ := join(a, b)
		if m.joined&^(a.joined|b.joined) != 0 || m.closed&^(a.closed|b.closed) != 0 || m.lost&^(a.lost|b.lost) != 0 {
			t.Fatalf("%+v and %+v join to %+v", *a, *b, m)
		}
		if m.made != a.made|b.made {
			t.Fatalf("made %b and %b, together %b", a.made, b.made, m.made)
		}
		if left := a.made & b.made & (^a.joined | ^b.joined); m.joined&left != 0 {
			t.Fatalf("threads %b run on one of the ways, and have ended on %+v", left, m)
		}
	})
}
