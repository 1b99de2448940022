package ways

import (
	"slices"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
)

// FollowMerged is Follow, but for ways that come to a block with the same Own: they are followed as one, with what is known on all of them. So it takes
// as many steps as there are things to know, and what the visitor sees may lie on ways that there are none of. Apart follows the ways once more as Follow
// does, for another such visitor.
func FollowMerged[T comparable](p *callgraph.Graph, f *program.Function, start T, v Visitor[T]) (all bool, apart func(start T, v Visitor[T]) bool) {
	w := newWalk(p, f, v)
	return w.followMerged(start, v), w.follow
}

func (w *walk[T]) followMerged(start T, v Visitor[T]) bool {
	f := w.f
	blocks := make([]arrivals[T], len(f.Graph.Blocks))
	blocks[0] = arrivals[T]{states: []*State[T]{{Own: start}}, open: []int{0}}
	count := 1
	s := &State[T]{}
	for at := 0; at < len(blocks); {
		b := &blocks[at]
		if len(b.open) == 0 {
			at++
			continue
		}
		w.copy(s, b.states[b.open[0]])
		b.open = b.open[1:]
		back := at
		for _, e := range w.taken(s, v, f.Graph.Blocks[at]) {
			next := w.clone(s)
			w.take(next, v, e)
			to := &blocks[next.block]
			added, kept := to.arrive(next)
			if !kept {
				w.spare = append(w.spare, next)
			}
			if added {
				back = min(back, next.block)
				if count++; count > maxStates {
					return false
				}
			}
		}
		at = back
	}
	return true
}

// Arrivals are the states that come to a block, one for each Own, and those of them that are still to be followed.
type arrivals[T comparable] struct {
	states []*State[T]
	open   []int
}

// arrive adds a state. It reports whether that has to be followed, and whether it is kept.
func (a *arrivals[T]) arrive(s *State[T]) (more, kept bool) {
	i := slices.IndexFunc(a.states, func(o *State[T]) bool { return o.Own == s.Own })
	if i < 0 {
		i, kept = len(a.states), true
		a.states = append(a.states, s)
	} else if !a.states[i].join(s) {
		return false, false
	}
	if !slices.Contains(a.open, i) {
		a.open = append(a.open, i)
	}
	return true, kept
}

// join drops from a state what another one does not know. It reports whether that is something.
func (s *State[T]) join(other *State[T]) bool {
	before := len(s.values) + len(s.tested)
	s.values = slices.DeleteFunc(s.values, func(v value) bool {
		return !slices.ContainsFunc(other.values, func(o value) bool { return o.number == v.number && o.n == v.n && o.learnt == v.learnt })
	})
	s.tested = slices.DeleteFunc(s.tested, func(o outcome) bool { return !slices.Contains(other.tested, o) })
	return len(s.values)+len(s.tested) < before
}
