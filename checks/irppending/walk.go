package irppending

import (
	"cmp"
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

// A walk follows the ways through a dispatcher, with what is known on each of the IRP and of the
// numbers that local variables hold.
type walk struct {
	p       *callgraph.Graph
	d       *dispatcher
	repeats map[string]int   // how often a condition is tested, as it is spelt
	kept    map[*ir.Var]bool // variables that are returned, and those that are copied to them
	asked   map[*ir.Var]bool // local variables that are tested
}

// maxStates bounds the states of a walk. What goes beyond is not followed: nothing is reported then.
const maxStates = 20000

// A mark says what is known of the IRP.
type mark uint8

const (
	unmarked mark = iota
	marked
	unknown // handed on to code that may have marked it
)

// A state is what is known on a way.
type state struct {
	block  int
	mark   mark
	call   *ir.Call          // that marked the IRP
	value  map[*ir.Var]int64 // numbers that local variables hold
	name   map[*ir.Var]string
	tested map[string]bool  // outcomes of conditions that are tested again
	learnt map[*ir.Var]bool // of value: known from a test only, which says nothing of whether it can hold
}

// An end is a return that doesn't agree with what is known of the IRP.
type end struct {
	ret    *ir.Return
	marked *ir.Call // nil: nothing marked it
	status string   // that is returned
	always bool     // every way that comes here is wrong
}

func newWalk(p *callgraph.Graph, d *dispatcher) *walk {
	w := &walk{p: p, d: d, repeats: map[string]int{}, kept: map[*ir.Var]bool{}, asked: map[*ir.Var]bool{}}
	for _, x := range d.Locals {
		w.asked[x] = slices.ContainsFunc(d.Graph.Blocks, func(blk *cfg.Block) bool {
			return slices.ContainsFunc(blk.Succs, func(e *cfg.Edge) bool { return e.Test != nil && e.Test.Reads(x) })
		})
	}
	for _, blk := range d.Graph.Blocks {
		seen := map[string]bool{}
		for _, e := range blk.Succs {
			if e.Test != nil && !seen[w.spell(e)] {
				seen[w.spell(e)] = true
				w.repeats[w.spell(e)]++
			}
		}
		if n := len(blk.Instrs); n > 0 {
			if ret, ok := blk.Instrs[n-1].(*ir.Return); ok && ret.Value != nil && ret.Value.Kind == ir.Load && len(ret.Value.Place.Path) == 0 {
				w.kept[ret.Value.Place.Root] = true
			}
		}
	}
	for grown := true; grown; { // what is copied to them, too
		grown = false
		d.Instrs(func(in ir.Instr) {
			if a, ok := in.(*ir.Assign); ok && len(a.Dst.Path) == 0 && w.kept[a.Dst.Root] && a.Src.Kind == ir.Load && len(a.Src.Place.Path) == 0 && !w.kept[a.Src.Place.Root] {
				w.kept[a.Src.Place.Root], grown = true, true
			}
		})
	}
	return w
}

// ends lists the returns that don't agree, in the order of the source; none where the ways are too
// many, or where the mark is set or taken back by hand.
func (w *walk) ends() []end {
	if w.byHand() {
		return nil
	}
	found := map[*ir.Return]end{}
	agreeing := map[*ir.Return]bool{}
	seen := map[string]bool{}
	work := []*state{{value: map[*ir.Var]int64{}, name: map[*ir.Var]string{}, tested: map[string]bool{}, learnt: map[*ir.Var]bool{}}}
	for len(work) > 0 {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		if len(seen) > maxStates {
			return nil
		}
		blk := w.d.Graph.Blocks[s.block]
		for _, in := range blk.Instrs {
			if ret, ok := in.(*ir.Return); ok {
				if e, wrong := w.judge(s, ret); wrong {
					found[ret] = e
				} else {
					agreeing[ret] = true
				}
				continue
			}
			w.step(s, in)
		}
		for _, e := range blk.Succs {
			if e.Exception {
				continue
			}
			next := s.clone(e.To.Index)
			if w.assume(next, e) && !seen[next.key()] {
				seen[next.key()] = true
				work = append(work, next)
			}
		}
	}
	for ret, e := range found {
		e.always = !agreeing[ret]
		found[ret] = e
	}
	return slices.SortedFunc(maps.Values(found), func(a, b end) int { return cmp.Compare(a.ret.From, b.ret.From) })
}

// byHand reports whether the function changes single bits through a pointer: one may be the mark.
func (w *walk) byHand() bool {
	found := false
	w.d.Instrs(func(in ir.Instr) {
		a, ok := in.(*ir.Assign)
		found = found || ok && a.Dst.ThroughPointer() && a.Src.Kind == ir.Op && (a.Src.Name == "|" || a.Src.Name == "&")
	})
	return found
}

func (w *walk) step(s *state, in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		if len(in.Dst.Path) == 0 {
			s.set(w, in.Dst.Root, in.Src)
		} else if !in.Dst.ThroughPointer() {
			s.forget(in.Dst.Root)
		}
		if !in.Decl && in.Dst.Root == w.d.irp && len(in.Dst.Path) == 0 {
			s.mark, s.call = unknown, nil // another IRP
		}
	case *ir.Call:
		w.called(s, in)
	}
}

// called notes what a call does to the IRP, and to variables whose address it gets.
func (w *walk) called(s *state, call *ir.Call) {
	target, name := w.p.Callee(w.d.Function, call)
	r := w.p.Known.Lookup(name)
	given := slices.ContainsFunc(call.Args, func(v ir.Value) bool {
		return v.Reads(w.d.irp) && (v.Kind != ir.AddrOf || len(v.Place.Path) == 0) && !isPart(v, w.d.irp)
	})
	switch {
	case !given:
	case target == nil && r.DoesTo(ddi.Pend, ddi.IRP) && r.Arg(ddi.OpIRP) >= 0:
		s.mark, s.call = marked, call
	case target == nil && r.Does(ddi.Access|ddi.Register|ddi.Predicate) || target == nil && r.DoesTo(ddi.Complete, ddi.IRP):
	case target != nil && !w.mayMark(target):
	case s.mark == unmarked || target != nil:
		s.mark, s.call = unknown, nil // a mark stays, but a function of the driver may take it back
	}
	for _, v := range call.Args {
		if v.Kind == ir.AddrOf && len(v.Place.Path) == 0 {
			s.forget(v.Place.Root)
		}
	}
	if call.Dst != nil {
		s.forget(call.Dst)
	}
}

// isPart reports whether a value is what a member of the IRP holds.
func isPart(v ir.Value, irp *ir.Var) bool {
	return v.Kind == ir.Load && v.Place.Root == irp && len(v.Place.Path) > 0
}

// mayMark reports whether a function of the driver may mark an IRP pending: by the routine for that, or
// by handing it to code that is not known.
func (w *walk) mayMark(f *program.Function) bool {
	for g := range w.p.Reach(f) {
		found := false
		g.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Call:
				target, name := w.p.Callee(g, in)
				r := w.p.Known.Lookup(name)
				given := slices.ContainsFunc(in.Args, func(v ir.Value) bool {
					return v.Kind == ir.Load && v.Place.Root != nil && len(v.Place.Path) == 0 && ddi.ObjectOf(v.Place.Root.Type) == ddi.IRP
				})
				harmless := r.Does(ddi.Access|ddi.Register|ddi.Predicate) || r.DoesTo(ddi.Complete, ddi.IRP)
				found = found || target == nil && (r.DoesTo(ddi.Pend, ddi.IRP) || given && !harmless)
			case *ir.Assign:
				found = found || in.Dst.ThroughPointer() && in.Src.Kind == ir.Op && (in.Src.Name == "|" || in.Src.Name == "&")
			}
		})
		if found {
			return true
		}
	}
	return false
}

// judge holds a return against what is known.
func (w *walk) judge(s *state, ret *ir.Return) (end, bool) {
	if ret.Value == nil || s.mark == unknown || ret.Value.Kind == ir.Load && s.learnt[ret.Value.Place.Root] {
		return end{}, false
	}
	status, name, ok := s.number(*ret.Value)
	switch {
	case !ok:
		return end{}, false
	case s.mark == marked && status != statusPending:
		return end{ret: ret, marked: s.call, status: spell(status, name)}, true
	case s.mark == unmarked && status == statusPending:
		return end{ret: ret}, true
	}
	return end{}, false
}

func spell(n int64, name string) string {
	if name != "" {
		return name
	}
	if n == 0 {
		return "STATUS_SUCCESS"
	}
	return fmt.Sprintf("0x%08X", uint32(n))
}

// number is the number that a value certainly is.
func (s *state) number(v ir.Value) (n int64, name string, ok bool) {
	switch {
	case v.Kind == ir.Const:
		return v.Int, v.Name, true
	case v.Kind == ir.Load && len(v.Place.Path) == 0:
		n, ok = s.value[v.Place.Root]
		return n, s.name[v.Place.Root], ok
	}
	return 0, "", false
}

// set notes what a variable holds.
func (s *state) set(w *walk, x *ir.Var, v ir.Value) {
	n, name, ok := s.number(v)
	learnt := v.Kind == ir.Load && s.learnt[v.Place.Root]
	s.forget(x)
	if ok && (w.kept[x] || w.asked[x]) {
		s.value[x], s.name[x], s.learnt[x] = n, name, learnt
	}
}

// forget drops what is known of a variable.
func (s *state) forget(x *ir.Var) {
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

// spell is what an edge tests: a predicate by the call that it comes from.
func (w *walk) spell(e *cfg.Edge) string {
	v := *e.Test
	if v.Kind == ir.Load && v.Place.Root != nil && v.Place.Root.Kind == ir.Temp && len(v.Place.Path) == 0 {
		for _, in := range slices.Backward(e.From.Instrs) {
			if call, ok := in.(*ir.Call); ok && call.Dst == v.Place.Root && w.p.Known.Lookup(call.Callee).Does(ddi.Predicate) && len(call.Args) > 0 {
				return call.Callee + " " + call.Args[0].String()
			}
		}
	}
	return v.String()
}

// assume reports whether an edge can be taken, and notes what that tells.
func (w *walk) assume(s *state, e *cfg.Edge) bool {
	if e.Test == nil {
		return true
	}
	if holds, known := w.outcome(s, e); known {
		return holds == e.Taken
	}
	spelt := w.spell(e)
	if before, ok := s.tested[spelt]; ok {
		return before == e.Taken
	}
	if w.repeats[spelt] > 1 {
		s.tested[spelt] = e.Taken
	}
	if v := *e.Test; v.Kind == ir.Op && len(v.Args) == 2 && v.Args[1].Kind == ir.Const && (v.Name == "==" && e.Taken || v.Name == "!=" && !e.Taken) {
		if x := v.Args[0]; x.Kind == ir.Load && len(x.Place.Path) == 0 && w.kept[x.Place.Root] {
			s.value[x.Place.Root], s.name[x.Place.Root], s.learnt[x.Place.Root] = v.Args[1].Int, v.Args[1].Name, true
		}
	}
	return true
}

// outcome evaluates what an edge tests.
func (w *walk) outcome(s *state, e *cfg.Edge) (holds, known bool) {
	v := *e.Test
	if v.Kind == ir.Load && len(v.Place.Path) == 0 {
		if n, ok := s.value[v.Place.Root]; ok {
			return n != 0, true
		}
		return w.predicate(s, e)
	}
	if v.Kind != ir.Op || len(v.Args) != 2 {
		return false, false
	}
	x, _, ok := s.number(v.Args[0])
	y, _, also := s.number(v.Args[1])
	if !ok || !also {
		return false, false
	}
	n, ok := ir.Fold(v.Name, ir.Value{Kind: ir.Const, Int: x}, ir.Value{Kind: ir.Const, Int: y})
	return n != 0, ok
}

// predicate evaluates a test of a status by the call that it comes from.
func (w *walk) predicate(s *state, e *cfg.Edge) (holds, known bool) {
	for _, in := range slices.Backward(e.From.Instrs) {
		call, ok := in.(*ir.Call)
		if !ok || call.Dst == nil || call.Dst != e.Test.Place.Root {
			continue
		}
		r := w.p.Known.Lookup(call.Callee)
		if !r.Does(ddi.Predicate) || len(call.Args) != 1 {
			return false, false
		}
		n, _, ok := s.number(call.Args[0])
		switch r.Predicate {
		case ">= 0":
			return n >= 0, ok
		case "error":
			return uint32(n)>>30 == 3, ok
		}
		return false, false
	}
	return false, false
}

func (s *state) clone(block int) *state {
	return &state{block: block, mark: s.mark, call: s.call, value: maps.Clone(s.value), name: maps.Clone(s.name), tested: maps.Clone(s.tested), learnt: maps.Clone(s.learnt)}
}

// key tells states apart.
func (s *state) key() string {
	var list []string
	for x, n := range s.value {
		list = append(list, fmt.Sprintf("%p=%d%t", x, n, s.learnt[x]))
	}
	for spelt, taken := range s.tested {
		list = append(list, fmt.Sprintf("%s:%t", spelt, taken))
	}
	slices.Sort(list)
	return fmt.Sprintf("%d %d %p %s", s.block, s.mark, s.call, strings.Join(list, ","))
}
