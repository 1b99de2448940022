// Package ways follows the ways through one function, with what is known on each of numbers in local
// variables and of conditions that are tested more than once, for checks whose rule lies in one function.
package ways

import (
	"encoding/binary"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A State is what is known on a way. Own is what the check knows on it. A visitor does not keep it.
type State[T comparable] struct {
	Own    T
	block  int
	values []value   // numbers that local variables hold, by the variables' numbers
	tested []outcome // of conditions that are tested again, by the conditions' numbers
}

// A Visitor is called for what lies on a way.
type Visitor[T comparable] interface {
	// Instr is called for an instruction, before its effect on variables is known.
	Instr(s *State[T], in ir.Instr)
	// Edge is called for an edge that is taken.
	Edge(s *State[T], e *cfg.Edge)
}

// A Raiser is a visitor that also wants to see the ways on which calls raise exceptions that a handler of the function catches.
type Raiser interface {
	// Raises reports whether a call may raise one.
	Raises(call *ir.Call) bool
}

// A walk follows the ways through f.
//
// Large: what is known of a state, and what it learns from instructions and edges, in one place each.
type walk[T comparable] struct {
	p        *callgraph.Graph
	f        *program.Function
	raiser   Raiser // nil: exceptions are not followed
	tests    map[*cfg.Edge]*test
	compared map[*cfg.Edge]comparison
	sides    map[string]int   // how many comparisons each of their operands is in
	about    map[string][]int // conditions that are tested again, by the variables that they are about
	left     []int            // by condition: number of what it compares; 0 for any other one
	forms    []ir.Value       // by condition: in its one form, if it is a comparison
	null     map[int]bool     // conditions that tell whether a local pointer is NULL which is followed somewhere
	followed map[any][]int    // by instruction, and by what an edge tests: these conditions on the pointers that it follows
	returned *Returns
	kept     map[*ir.Var]int // variables that are returned or tested, and those that are copied to them: their numbers from 1
	matters  []live          // by block
	key      []byte          // room for known
	edges    []*cfg.Edge     // room for taken
	spare    []*State[T]     // states that nobody goes on with: their lists have room
}

// maxStates bounds the states of a walk.
const maxStates = 20000

// TooMany says of a function why Follow gave it up.
const TooMany = "has too many ways through it to follow all"

// Follow follows every way through f from its entry, each instruction once for each state in which it is come
// to. Exceptions are followed for a Raiser only. It reports whether all ways were followed: beyond 20,000 states it gives up, and what
// the visitor has seen until then lies on ways that exist.
func Follow[T comparable](p *callgraph.Graph, f *program.Function, start T, v Visitor[T]) bool {
	return newWalk(p, f, v).follow(start, v)
}

func (w *walk[T]) follow(start T, v Visitor[T]) bool {
	type mark struct {
		block int
		own   T
		known string
	}
	seen := map[mark]bool{}
	work := []*State[T]{{Own: start}}
	for len(work) > 0 {
		s := work[0] // so that what lies in front of the ways that are too many is come to
		work[0], work = nil, work[1:]
		if len(seen) > maxStates {
			return false
		}
		taken := w.taken(s, v, w.f.Graph.Blocks[s.block])
		for i, e := range taken {
			next := s // nobody else goes on with it behind the last edge
			if i < len(taken)-1 {
				next = w.clone(s)
			}
			w.take(next, v, e)
			key := w.known(next)
			if seen[mark{next.block, next.Own, string(key)}] {
				w.spare = append(w.spare, next)
				continue
			}
			seen[mark{next.block, next.Own, string(key)}] = true
			work = append(work, next)
		}
		if len(taken) == 0 {
			w.spare = append(w.spare, s)
		}
	}
	return true
}

// raises reports whether the exception of an edge is to be followed.
func raises(r Raiser, e *cfg.Edge) bool {
	if r == nil {
		return false
	}
	call := e.Raising()
	return call != nil && r.Raises(call)
}

func newWalk[T comparable](p *callgraph.Graph, f *program.Function, v Visitor[T]) *walk[T] {
	w := &walk[T]{p: p, f: f, tests: map[*cfg.Edge]*test{}, about: map[string][]int{}, kept: map[*ir.Var]int{}, returned: NewReturns(p)}
	w.raiser, _ = v.(Raiser)
	w.prepare()
	w.matters = w.liveness()
	return w
}

// taken follows a state through a block and lists the edges that it takes, until the next call.
func (w *walk[T]) taken(s *State[T], v Visitor[T], blk *cfg.Block) []*cfg.Edge {
	w.edges = w.edges[:0]
	for _, in := range blk.Instrs {
		if !w.seen(s, in) {
			return w.edges
		}
		v.Instr(s, in)
		w.step(s, in)
	}
	for _, e := range blk.Succs {
		if (!e.Exception || raises(w.raiser, e)) && w.seen(s, e.Test) && w.possible(s, e) {
			w.edges = append(w.edges, e)
		}
	}
	return w.edges
}

// take leads a state along an edge.
func (w *walk[T]) take(s *State[T], v Visitor[T], e *cfg.Edge) {
	s.block = e.To.Index
	w.learn(s, e)
	v.Edge(s, e)
	s.prune(w.matters[s.block])
}

// clone copies a state, over a spare one if there is one.
func (w *walk[T]) clone(s *State[T]) *State[T] {
	c := &State[T]{}
	if last := len(w.spare) - 1; last >= 0 {
		c, w.spare = w.spare[last], w.spare[:last]
	}
	w.copy(c, s)
	return c
}

// copy makes a state like another one.
func (w *walk[T]) copy(c, s *State[T]) {
	c.Own, c.block, c.values, c.tested = s.Own, s.block, append(c.values[:0], s.values...), append(c.tested[:0], s.tested...)
}

// known tells states of one block apart. It is valid until the next call.
func (w *walk[T]) known(s *State[T]) []byte {
	key := w.key[:0]
	for _, v := range s.values {
		key = binary.AppendVarint(binary.AppendUvarint(key, uint64(v.number)), v.n)
		key = append(key, flag(v.learnt))
	}
	key = append(key, 0) // no variable has the number 0
	for _, o := range s.tested {
		key = append(binary.AppendUvarint(key, uint64(o.condition)), flag(o.holds))
	}
	w.key = key
	return key
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}
