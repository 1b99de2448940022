// Package ways follows the ways through one function, with what is known on each of numbers in local
// variables and of conditions that are tested more than once, for checks whose rule lies in one function.
package ways

import (
	"encoding/binary"
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
	values []value   // numbers that local variables hold, by the variables' numbers
	tested []outcome // of conditions that are tested again, by the conditions' numbers
}

// A value is what a variable holds.
type value struct {
	of     *ir.Var
	number int // of the variable in the walk
	n      int64
	name   string
	learnt bool // from a test only, which says nothing of whether it can hold
}

type outcome struct {
	condition int
	holds     bool
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
	p     *callgraph.Graph
	f     *program.Function
	tests map[*cfg.Edge]*test
	about map[string][]int // conditions that are tested again, by the variables that they are about
	left  []int            // by condition: number of what it compares; 0 for any other one
	kept  map[*ir.Var]int  // variables that are returned or tested, and those that are copied to them: their numbers from 1
	key   []byte           // room for known
}

// A test is what an edge tests, which is worked out once.
type test struct {
	condition int // the number of the condition as it is spelt
	negated   bool
	left      int      // number of what is compared; 0 if nothing is compared for equality
	again     bool     // it is tested again, or something else is compared with the same
	predicate *ir.Call // whose result is tested; nil if anything else is
}

// maxStates bounds the states of a walk.
const maxStates = 20000

// Follow follows every way through f from its entry, each instruction once for each state in which it is come
// to. Exceptions are not followed. It reports whether all ways were followed: beyond 20,000 states it gives up, and what
// the visitor was told until then lies on ways that exist.
func Follow[T comparable](p *callgraph.Graph, f *program.Function, start T, v Visitor[T]) bool {
	w := &walk[T]{p: p, f: f, tests: map[*cfg.Edge]*test{}, about: map[string][]int{}, kept: map[*ir.Var]int{}}
	w.prepare()
	matters := w.liveness()
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
			next.prune(matters[next.block])
			if m := (mark{next.block, next.Own, w.known(next)}); !seen[m] {
				seen[m] = true
				work = append(work, next)
			}
		}
	}
	return true
}

// prepare finds the conditions and variables that matter.
func (w *walk[T]) prepare() {
	repeats, equals := map[string]int{}, map[string]int{} // how often a condition is tested, with how many things something is compared
	numbers, lefts := map[string]int{}, map[string]int{"": 0}
	spelling := map[*test]string{}
	for _, blk := range w.f.Graph.Blocks {
		seen := map[string]bool{}
		for _, e := range blk.Succs {
			if e.Test == nil {
				continue
			}
			t := &test{predicate: w.predicateOf(e)}
			spelt, negated := spell(*e.Test, t.predicate)
			left := compared(*e.Test)
			if _, known := lefts[left]; !known {
				lefts[left] = len(lefts)
			}
			if _, known := numbers[spelt]; !known {
				numbers[spelt] = len(numbers)
				w.left = append(w.left, lefts[left])
			}
			t.condition, t.negated, t.left = numbers[spelt], negated, lefts[left]
			w.tests[e], spelling[t] = t, spelt
			if !seen[spelt] {
				seen[spelt] = true
				if repeats[spelt]++; repeats[spelt] == 1 {
					equals[left]++
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
	for e, t := range w.tests {
		left := compared(*e.Test)
		t.again = repeats[spelling[t]] > 1 || left != "" && equals[left] > 1
		if t.again {
			for _, word := range words(spelling[t]) {
				if !slices.Contains(w.about[word], t.condition) {
					w.about[word] = append(w.about[word], t.condition)
				}
			}
		}
	}
	for grown := true; grown; { // what is copied to them, too
		grown = false
		w.f.Instrs(func(in ir.Instr) {
			if a, ok := in.(*ir.Assign); ok && len(a.Dst.Path) == 0 && w.kept[a.Dst.Root] > 0 && Variable(a.Src) && w.kept[a.Src.Place.Root] == 0 {
				w.keep(a.Src)
				grown = true
			}
		})
	}
}

func (w *walk[T]) keep(v ir.Value) {
	if Variable(v) && w.kept[v.Place.Root] == 0 {
		w.kept[v.Place.Root] = len(w.kept) + 1
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
			w.forget(s, in.Dst.Root)
		}
	case *ir.Call:
		for _, v := range in.Args {
			if v.Kind == ir.AddrOf && len(v.Place.Path) == 0 {
				w.forget(s, v.Place.Root)
			}
		}
		if in.Dst != nil {
			w.forget(s, in.Dst)
		}
	}
}

// set notes what a variable holds.
func (w *walk[T]) set(s *State[T], x *ir.Var, v ir.Value) {
	n, name, ok := s.Number(v)
	learnt := s.Learnt(v)
	w.forget(s, x)
	if ok && w.holds(x) {
		w.note(s, value{of: x, n: n, name: name, learnt: learnt})
	}
}

// holds reports whether it is noted what a variable holds.
func (w *walk[T]) holds(x *ir.Var) bool {
	return x.Kind != ir.GlobalVar && x.Kind != ir.StaticVar && w.kept[x] > 0
}

func (w *walk[T]) note(s *State[T], v value) {
	v.number = w.kept[v.of]
	i, found := slices.BinarySearchFunc(s.values, v.number, func(known value, number int) int { return known.number - number })
	if found {
		s.values[i] = v
	} else {
		s.values = slices.Insert(s.values, i, v)
	}
}

// find returns what is known of a variable; nil if nothing is.
func (s *State[T]) find(x *ir.Var) *value {
	for i := range s.values {
		if s.values[i].of == x {
			return &s.values[i]
		}
	}
	return nil
}

// Number is the number that a value certainly is, and its name if it has one.
func (s *State[T]) Number(v ir.Value) (n int64, name string, ok bool) {
	switch {
	case v.Kind == ir.Const:
		return v.Int, v.Name, true
	case Variable(v):
		if known := s.find(v.Place.Root); known != nil {
			return known.n, known.name, true
		}
	}
	return 0, "", false
}

// Learnt reports whether the number that a value is comes from a test only, which says nothing of whether it can hold.
func (s *State[T]) Learnt(v ir.Value) bool {
	if !Variable(v) {
		return false
	}
	known := s.find(v.Place.Root)
	return known != nil && known.learnt
}

// forget drops what is known of a variable.
func (w *walk[T]) forget(s *State[T], x *ir.Var) {
	if len(s.values) > 0 {
		s.values = slices.DeleteFunc(s.values, func(v value) bool { return v.of == x })
	}
	if len(s.tested) == 0 {
		return
	}
	if about := w.about[x.Name]; len(about) > 0 {
		s.tested = slices.DeleteFunc(s.tested, func(o outcome) bool { return slices.Contains(about, o.condition) })
	}
}

// words lists the names in a condition, as it is spelt.
func words(spelt string) []string {
	return strings.FieldsFunc(spelt, func(r rune) bool {
		return r != '_' && r != '%' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r < 0x80
	})
}

// spell is what an edge tests: a predicate by the call that it comes from, an inequality as the equality that does not
// hold.
func spell(v ir.Value, predicate *ir.Call) (spelt string, negated bool) {
	if predicate != nil {
		return predicate.Callee + " " + predicate.Args[0].String(), false
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
func compared(v ir.Value) string {
	if v.Kind != ir.Op || len(v.Args) != 2 || v.Name != "==" && v.Name != "!=" {
		return ""
	}
	return "(" + v.Args[0].String() + " == "
}

// equalsOther reports whether the left side of a comparison was found equal to something.
func (w *walk[T]) equalsOther(s *State[T], left int) bool {
	return slices.ContainsFunc(s.tested, func(o outcome) bool { return o.holds && w.left[o.condition] == left })
}

// assume reports whether an edge can be taken, and notes what that tells.
func (w *walk[T]) assume(s *State[T], e *cfg.Edge) bool {
	if e.Test == nil {
		return true
	}
	t := w.tests[e]
	if holds, known := w.outcome(s, e); known {
		return holds == e.Taken
	}
	at, tested := slices.BinarySearchFunc(s.tested, t.condition, func(o outcome, condition int) int { return o.condition - condition })
	holds := e.Taken != t.negated
	if tested {
		return s.tested[at].holds == holds
	}
	if t.left != 0 && holds && w.equalsOther(s, t.left) {
		return false // two things that the driver tells apart
	}
	if t.again {
		s.tested = slices.Insert(s.tested, at, outcome{t.condition, holds})
	}
	if v := *e.Test; v.Kind == ir.Op && len(v.Args) == 2 && v.Args[1].Kind == ir.Const && (v.Name == "==" && e.Taken || v.Name == "!=" && !e.Taken) {
		if x := v.Args[0]; Variable(x) && w.holds(x.Place.Root) {
			w.note(s, value{of: x.Place.Root, n: v.Args[1].Int, name: v.Args[1].Name, learnt: true})
		}
	}
	return true
}

// outcome evaluates what an edge tests.
func (w *walk[T]) outcome(s *State[T], e *cfg.Edge) (holds, known bool) {
	v := *e.Test
	if Variable(v) {
		if n, _, ok := s.Number(v); ok {
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
	call := w.tests[e].predicate
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
	return &State[T]{Own: s.Own, block: block, values: slices.Clone(s.values), tested: slices.Clone(s.tested)}
}

// known tells states of one block apart.
func (w *walk[T]) known(s *State[T]) string {
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
	return string(key)
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}
