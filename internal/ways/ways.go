// Package ways follows the ways through one function, with what is known on each of numbers in local
// variables and of conditions that are tested more than once, for checks whose rule lies in one function.
package ways

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A State is what is known on a way. Own is what the check knows on it.
type State[T comparable] struct {
	Own    T
	block  int
	value  map[*ir.Var]int64 // numbers that local variables hold
	name   map[*ir.Var]string
	learnt map[*ir.Var]bool // of value: known from a test only, which says nothing of whether it can hold
	tested map[string]bool  // outcomes of conditions that are tested again
}

// A Visitor is told of what lies on a way.
type Visitor[T comparable] interface {
	// Instr is told of an instruction, before its effect on variables is known.
	Instr(s *State[T], in ir.Instr)
	// Edge is told of an edge that is taken.
	Edge(s *State[T], e *cfg.Edge)
}

// A walk follows the ways through f.
type walk[T comparable] struct {
	p       *callgraph.Graph
	f       *program.Function
	repeats map[string]int   // how often a condition is tested, as it is spelt
	equals  map[string]int   // with how many things something is compared, as it is spelt
	kept    map[*ir.Var]bool // variables that are returned or tested, and those that are copied to them
}

// maxStates bounds the states of a walk.
const maxStates = 20000

// Follow follows every way through f from its entry, each instruction once for each state in which it is come
// to. Exceptions are not followed. It reports whether all ways were followed: beyond 20,000 states it gives up, and what
// the visitor was told until then lies on ways that exist.
func Follow[T comparable](p *callgraph.Graph, f *program.Function, start T, v Visitor[T]) bool {
	w := &walk[T]{p: p, f: f, repeats: map[string]int{}, equals: map[string]int{}, kept: map[*ir.Var]bool{}}
	w.prepare()
	type mark struct {
		block int
		own   T
		known string
	}
	seen := map[mark]bool{}
	work := []*State[T]{{Own: start, value: map[*ir.Var]int64{}, name: map[*ir.Var]string{}, learnt: map[*ir.Var]bool{}, tested: map[string]bool{}}}
	for len(work) > 0 {
		s := work[0] // so that what lies in front of the ways that are too many is come to
		work[0], work = nil, work[1:]
		if len(seen) > maxStates {
			return false
		}
		blk := f.Graph.Blocks[s.block]
		for _, in := range blk.Instrs {
			v.Instr(s, in)
			w.step(s, in)
		}
		for _, e := range blk.Succs {
			if e.Exception {
				continue
			}
			next := s.clone(e.To.Index)
			if !w.assume(next, e) {
				continue
			}
			v.Edge(next, e)
			if m := (mark{next.block, next.Own, next.known()}); !seen[m] {
				seen[m] = true
				work = append(work, next)
			}
		}
	}
	return true
}

// prepare finds the conditions and variables that matter.
func (w *walk[T]) prepare() {
	for _, blk := range w.f.Graph.Blocks {
		seen := map[string]bool{}
		for _, e := range blk.Succs {
			if e.Test == nil {
				continue
			}
			if spelt, _ := w.spell(e); !seen[spelt] {
				seen[spelt] = true
				if w.repeats[spelt]++; w.repeats[spelt] == 1 {
					w.equals[compared(e)]++
				}
			}
			w.keep(*e.Test)
			for _, in := range blk.Instrs { // the operands of predicates
				if call, ok := in.(*ir.Call); ok && call.Dst != nil && e.Test.Reads(call.Dst) {
					for _, a := range call.Args {
						w.keep(a)
					}
				}
			}
		}
		if n := len(blk.Instrs); n > 0 {
			if ret, ok := blk.Instrs[n-1].(*ir.Return); ok && ret.Value != nil {
				w.keep(*ret.Value)
			}
		}
	}
	for grown := true; grown; { // what is copied to them, too
		grown = false
		w.f.Instrs(func(in ir.Instr) {
			if a, ok := in.(*ir.Assign); ok && len(a.Dst.Path) == 0 && w.kept[a.Dst.Root] && Variable(a.Src) && !w.kept[a.Src.Place.Root] {
				w.kept[a.Src.Place.Root], grown = true, true
			}
		})
	}
}

func (w *walk[T]) keep(v ir.Value) {
	if Variable(v) {
		w.kept[v.Place.Root] = true
	}
	for _, a := range v.Args {
		w.keep(a)
	}
}

// Variable reports whether a value is what a whole variable holds.
func Variable(v ir.Value) bool {
	return v.Kind == ir.Load && v.Place.Root != nil && len(v.Place.Path) == 0
}

// TooMany says of a function why Follow gave it up.
const TooMany = "has too many ways through it to follow all"

// Holds reports whether a value is what a certain variable holds.
func Holds(v ir.Value, x *ir.Var) bool { return Variable(v) && v.Place.Root == x }

func (w *walk[T]) step(s *State[T], in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		if len(in.Dst.Path) == 0 {
			w.set(s, in.Dst.Root, in.Src)
		} else if !in.Dst.ThroughPointer() {
			s.forget(in.Dst.Root)
		}
	case *ir.Call:
		for _, v := range in.Args {
			if v.Kind == ir.AddrOf && len(v.Place.Path) == 0 {
				s.forget(v.Place.Root)
			}
		}
		if in.Dst != nil {
			s.forget(in.Dst)
		}
	}
}

// set notes what a variable holds.
func (w *walk[T]) set(s *State[T], x *ir.Var, v ir.Value) {
	n, name, ok := s.Number(v)
	learnt := s.Learnt(v)
	s.forget(x)
	if ok && w.kept[x] && x.Kind != ir.GlobalVar && x.Kind != ir.StaticVar {
		s.value[x], s.name[x] = n, name
		if learnt {
			s.learnt[x] = true
		}
	}
}

// Number is the number that a value certainly is, and its name if it has one.
func (s *State[T]) Number(v ir.Value) (n int64, name string, ok bool) {
	switch {
	case v.Kind == ir.Const:
		return v.Int, v.Name, true
	case Variable(v):
		n, ok = s.value[v.Place.Root]
		return n, s.name[v.Place.Root], ok
	}
	return 0, "", false
}

// Learnt reports whether the number that a value is comes from a test only, which says nothing of whether it can hold.
func (s *State[T]) Learnt(v ir.Value) bool { return Variable(v) && s.learnt[v.Place.Root] }

// forget drops what is known of a variable.
func (s *State[T]) forget(x *ir.Var) {
	delete(s.value, x)
	delete(s.name, x)
	delete(s.learnt, x)
	for spelt := range s.tested {
		if mentions(spelt, x.Name) {
			delete(s.tested, spelt)
		}
	}
}

// mentions reports whether a condition, as it is spelt, is about a variable.
func mentions(spelt, name string) bool {
	return slices.Contains(strings.FieldsFunc(spelt, func(r rune) bool {
		return r != '_' && r != '%' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r < 0x80
	}), name)
}

// spell is what an edge tests: a predicate by the call that it comes from, an inequality as the equality that does not
// hold.
func (w *walk[T]) spell(e *cfg.Edge) (spelt string, negated bool) {
	v := *e.Test
	if call := w.predicateOf(e); call != nil {
		return call.Callee + " " + call.Args[0].String(), false
	}
	if v.Kind == ir.Op && len(v.Args) == 2 && v.Name == "!=" {
		v.Name = "=="
		return v.String(), true
	}
	return v.String(), false
}

// predicateOf is the call of a predicate whose result an edge tests, nil if it tests anything else.
func (w *walk[T]) predicateOf(e *cfg.Edge) *ir.Call {
	if !Variable(*e.Test) {
		return nil
	}
	for _, in := range slices.Backward(e.From.Instrs) {
		if call, ok := in.(*ir.Call); ok && call.Dst == e.Test.Place.Root {
			if w.p.Known.Lookup(call.Callee).Does(ddi.Predicate) && len(call.Args) > 0 {
				return call
			}
			return nil
		}
	}
	return nil
}

// compared is the left side of a test for equality, as it is spelt; "" for any other test.
func compared(e *cfg.Edge) string {
	v := *e.Test
	if v.Kind != ir.Op || len(v.Args) != 2 || v.Name != "==" && v.Name != "!=" {
		return ""
	}
	return "(" + v.Args[0].String() + " == "
}

// equalsOther reports whether what is spelt so was found equal to something.
func (s *State[T]) equalsOther(left string) bool {
	for spelt, holds := range s.tested {
		if holds && strings.HasPrefix(spelt, left) {
			return true
		}
	}
	return false
}

// assume reports whether an edge can be taken, and notes what that tells.
func (w *walk[T]) assume(s *State[T], e *cfg.Edge) bool {
	if e.Test == nil {
		return true
	}
	if holds, known := w.outcome(s, e); known {
		return holds == e.Taken
	}
	spelt, negated := w.spell(e)
	if before, ok := s.tested[spelt]; ok {
		return before == (e.Taken != negated)
	}
	left, holds := compared(e), e.Taken != negated
	if left != "" && holds && s.equalsOther(left) {
		return false // two things that the driver tells apart
	}
	if w.repeats[spelt] > 1 || left != "" && w.equals[left] > 1 {
		s.tested[spelt] = holds
	}
	if v := *e.Test; v.Kind == ir.Op && len(v.Args) == 2 && v.Args[1].Kind == ir.Const && (v.Name == "==" && e.Taken || v.Name == "!=" && !e.Taken) {
		if x := v.Args[0]; Variable(x) && w.kept[x.Place.Root] && x.Place.Root.Kind != ir.GlobalVar && x.Place.Root.Kind != ir.StaticVar {
			s.value[x.Place.Root], s.name[x.Place.Root], s.learnt[x.Place.Root] = v.Args[1].Int, v.Args[1].Name, true
		}
	}
	return true
}

// outcome evaluates what an edge tests.
func (w *walk[T]) outcome(s *State[T], e *cfg.Edge) (holds, known bool) {
	v := *e.Test
	if Variable(v) {
		if n, ok := s.value[v.Place.Root]; ok {
			return n != 0, true
		}
		return w.predicate(s, e)
	}
	if v.Kind != ir.Op || len(v.Args) != 2 {
		return false, false
	}
	x, _, ok := s.Number(v.Args[0])
	y, _, also := s.Number(v.Args[1])
	if !ok || !also {
		return false, false
	}
	n, ok := ir.Fold(v.Name, ir.Value{Kind: ir.Const, Int: x}, ir.Value{Kind: ir.Const, Int: y})
	return n != 0, ok
}

// predicate evaluates a test of a status by the call that it comes from.
func (w *walk[T]) predicate(s *State[T], e *cfg.Edge) (holds, known bool) {
	call := w.predicateOf(e)
	if call == nil || len(call.Args) != 1 {
		return false, false
	}
	n, _, ok := s.Number(call.Args[0])
	switch w.p.Known.Lookup(call.Callee).Predicate {
	case ">= 0":
		return n >= 0, ok
	case "error":
		return uint32(n)>>30 == 3, ok
	}
	return false, false
}

func (s *State[T]) clone(block int) *State[T] {
	return &State[T]{Own: s.Own, block: block, value: maps.Clone(s.value), name: maps.Clone(s.name), learnt: maps.Clone(s.learnt), tested: maps.Clone(s.tested)}
}

// known tells states of one block apart.
func (s *State[T]) known() string {
	var list []string
	for x, n := range s.value {
		list = append(list, fmt.Sprintf("%p=%d%t", x, n, s.learnt[x]))
	}
	for spelt, taken := range s.tested {
		list = append(list, fmt.Sprintf("%s:%t", spelt, taken))
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}
