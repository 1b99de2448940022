package ways

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// A test is what an edge tests, which is worked out once.
type test struct {
	condition int // the number of the condition as it is spelt
	negated   bool
	side      string   // what is compared, as it is spelt; "" if nothing is compared for equality
	left      int      // its number; 0 for none
	twice     bool     // it is tested again
	again     bool     // it is, or something else is compared with the same
	predicate *ir.Call // whose result is tested; nil if anything else is
}

type outcome struct {
	condition int
	holds     bool
}

// prepare finds the conditions and variables that matter.
func (w *walk[T]) prepare() {
	w.comparisons()
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
			spelt, negated := spell(e, t.predicate)
			left := compared(*e.Test)
			if c, ok := w.compared[e]; ok {
				spelt, left = w.spellComparison(c)
				negated = c.differs
			}
			t.side = left
			if _, known := lefts[left]; !known {
				lefts[left] = len(lefts)
			}
			if _, known := numbers[spelt]; !known {
				numbers[spelt] = len(numbers)
				w.left = append(w.left, lefts[left])
				form, _ := plain(*e.Test)
				w.forms = append(w.forms, form)
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
	w.findFollowed()
	for _, t := range w.tests {
		t.twice = repeats[spelling[t]] > 1
		t.again = t.twice || w.null[t.condition] || t.side != "" && equals[t.side] > 1
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

// words lists the names in a condition, as it is spelt.
func words(spelt string) []string {
	return strings.FieldsFunc(spelt, func(r rune) bool {
		return r != '_' && r != '%' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r < 0x80
	})
}

// spell is what an edge tests: a predicate by the call that it comes from, an inequality as the equality that does not
// hold.
func spell(e *cfg.Edge, predicate *ir.Call) (spelt string, negated bool) {
	if predicate != nil {
		_, holds := Asked(e)
		return predicate.Callee + " " + predicate.Args[0].String(), holds != e.Taken
	}
	v, negated := plain(*e.Test)
	return v.String(), negated
}

// opposites are the comparisons that hold where another one does not, by their operators; mirrored are those that say the same with the two
// sides changed over.
var (
	opposites = map[string]string{"!=": "==", ">=": "<", "<=": ">"}
	mirrored  = map[string]string{"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
)

// plain is a comparison in the one form that all spellings of it and of its opposite have: a number on the right, and no operator that another
// one is the opposite of.
func plain(v ir.Value) (form ir.Value, negated bool) {
	if v.Kind != ir.Op || len(v.Args) != 2 || mirrored[v.Name] == "" {
		return v, false
	}
	if v.Args[0].Kind == ir.Const && v.Args[1].Kind != ir.Const {
		v.Name, v.Args = mirrored[v.Name], []ir.Value{v.Args[1], v.Args[0]}
	}
	if name, opposite := opposites[v.Name]; opposite {
		v.Name = name
		return v, true
	}
	return v, false
}

// predicateOf is the call of a predicate whose result an edge tests, nil if it tests anything else.
func (w *walk[T]) predicateOf(e *cfg.Edge) *ir.Call {
	if call, _ := Asked(e); call != nil && w.p.Known.Lookup(call.Callee).Does(ddi.Predicate) && len(call.Args) > 0 {
		return call
	}
	return nil
}

// Asked is the call in front of a branch whose result an edge tests, by itself or against 0 or 1, perhaps by a variable that has been given it there, nil if it
// tests anything else; and whether the result is true where the edge is taken.
func Asked(e *cfg.Edge) (call *ir.Call, holds bool) {
	v, holds := *e.Test, e.Taken
	if form, negated := plain(v); form.Kind == ir.Op && len(form.Args) == 2 && form.Name == "==" {
		n := form.Args[1]
		if n.Kind != ir.Const || n.Int != 0 && n.Int != 1 {
			return nil, false
		}
		v, holds = form.Args[0], (holds != negated) == (n.Int == 1)
	}
	for _, in := range slices.Backward(e.From.Instrs) {
		for v.Kind == ir.Op && v.Name == "!" && len(v.Args) == 1 {
			v, holds = v.Args[0], !holds
		}
		if !Variable(v) {
			return nil, false
		}
		switch in := in.(type) {
		case *ir.Call:
			if in.Dst == v.Place.Root {
				return in, holds
			}
		case *ir.Assign:
			if in.Dst.Root == v.Place.Root && len(in.Dst.Path) == 0 {
				v = in.Src
			}
		}
	}
	return nil, false
}

// compared is the left side of a test for equality, as it is spelt; "" for any other test.
func compared(v ir.Value) string {
	if v, _ = plain(v); v.Kind != ir.Op || len(v.Args) != 2 || v.Name != "==" {
		return ""
	}
	return "(" + v.Args[0].String() + " == "
}

// equalsOther reports whether the left side of a comparison was found equal to something.
func (w *walk[T]) equalsOther(s *State[T], left int) bool {
	return slices.ContainsFunc(s.tested, func(o outcome) bool { return o.holds && w.left[o.condition] == left })
}

// possible reports whether an edge can be taken.
func (w *walk[T]) possible(s *State[T], e *cfg.Edge) bool {
	if e.Test == nil {
		return true
	}
	if holds, known := w.outcome(s, e); known {
		return holds == e.Taken
	}
	t := w.tests[e]
	holds := e.Taken != t.negated
	if at, tested := s.tests(t.condition); tested {
		return s.tested[at].holds == holds
	}
	if t.left == 0 || !holds {
		return true
	}
	return !w.equalsOther(s, t.left) && w.within(s, t.condition) // two things that the driver tells apart
}

// within reports whether a number that something is found equal to is one that the other tests of it on the way allow.
func (w *walk[T]) within(s *State[T], condition int) bool {
	form := w.forms[condition]
	if form.Kind != ir.Op || len(form.Args) != 2 || form.Args[1].Kind != ir.Const {
		return true
	}
	return !slices.ContainsFunc(s.tested, func(o outcome) bool {
		other := w.forms[o.condition]
		if other.Kind != ir.Op || len(other.Args) != 2 || other.Args[1].Kind != ir.Const || other.Args[0].String() != form.Args[0].String() {
			return false
		}
		n, ok := ir.Fold(other.Name, form.Args[1], other.Args[1])
		return ok && (n != 0) != o.holds
	})
}

// learn notes what it tells that an edge is taken.
func (w *walk[T]) learn(s *State[T], e *cfg.Edge) {
	if e.Test == nil {
		return
	}
	if _, known := w.outcome(s, e); known {
		return
	}
	t := w.tests[e]
	at, tested := s.tests(t.condition)
	if tested {
		return
	}
	if holds := e.Taken != t.negated; t.twice || t.again && holds {
		s.tested = slices.Insert(s.tested, at, outcome{t.condition, holds})
	}
	if v, negated := plain(*e.Test); v.Kind == ir.Op && len(v.Args) == 2 && v.Args[1].Kind == ir.Const && v.Name == "==" && e.Taken != negated {
		if x := v.Args[0]; Variable(x) && w.holds(x.Place.Root) {
			w.note(s, value{of: x.Place.Root, n: v.Args[1].Int, name: v.Args[1].Name, learnt: true})
		}
	}
}

// tests finds the outcome of a condition on the way, or where it belongs.
func (s *State[T]) tests(condition int) (at int, tested bool) {
	return slices.BinarySearchFunc(s.tested, condition, func(o outcome, condition int) int { return o.condition - condition })
}

// outcome evaluates what an edge tests.
func (w *walk[T]) outcome(s *State[T], e *cfg.Edge) (holds, known bool) {
	v := *e.Test
	if Variable(v) {
		if n, _, ok := s.Number(v); ok {
			return n != 0, true
		}
	}
	if w.tests[e].predicate != nil {
		holds, known = w.predicate(s, e)
		return holds != w.tests[e].negated, known
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
