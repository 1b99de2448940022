package irppending

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A walk holds the returns of a dispatcher against what is known of the IRP on the ways to them.
type walk struct {
	p        *callgraph.Graph
	d        *dispatcher
	found    map[*ir.Return]end
	agreeing map[*ir.Return]bool
}

// What is known of the IRP.
type mark uint8

const (
	unmarked mark = iota
	marked
	unknown // handed on to code that may have marked it
)

// A tracked is what is known of the IRP, and the call that has marked it.
type tracked struct {
	mark mark
	call *ir.Call
}

// An end is a return that doesn't agree with what is known of the IRP.
type end struct {
	ret    *ir.Return
	marked *ir.Call // nil: nothing marked it
	status string   // that is returned
	always bool     // every way that comes here is wrong
}

// ends lists the returns of a dispatcher that don't agree, in the order of the source; none where the mark is set or taken
// back by hand. It reports false where the ways are too many to follow all.
func ends(p *callgraph.Graph, d *dispatcher) (list []end, all bool) {
	w := &walk{p: p, d: d, found: map[*ir.Return]end{}, agreeing: map[*ir.Return]bool{}}
	start := tracked{mark: unknown}
	if d.new {
		start.mark = unmarked
	}
	if changesBits(d.Function) {
		return nil, true
	}
	all = ways.Follow(p, d.Function, start, w)
	for ret, e := range w.found {
		e.always = all && !w.agreeing[ret]
		w.found[ret] = e
	}
	return slices.SortedFunc(maps.Values(w.found), func(a, b end) int { return cmp.Compare(a.ret.From, b.ret.From) }), all
}

// changesBits reports whether a function changes single bits through a pointer: one may be the mark.
func changesBits(f *program.Function) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		a, ok := in.(*ir.Assign)
		found = found || ok && a.Dst.ThroughPointer() && a.Src.Kind == ir.Op && (a.Src.Name == "|" || a.Src.Name == "&")
	})
	return found
}

// Edge learns nothing.
func (w *walk) Edge(*ways.State[tracked], *cfg.Edge) {}

// Instr notes what an instruction does to the IRP, and judges returns.
func (w *walk) Instr(s *ways.State[tracked], in ir.Instr) {
	switch in := in.(type) {
	case *ir.Return:
		if e, wrong := judge(s, in); wrong {
			w.found[in] = e
		} else {
			w.agreeing[in] = true
		}
	case *ir.Assign:
		if in.Dst.Root == w.d.irp && len(in.Dst.Path) == 0 {
			s.Own = tracked{mark: unknown} // another IRP
		}
	case *ir.Call:
		w.called(s, in)
	}
}

// called notes what a call does to the IRP.
func (w *walk) called(s *ways.State[tracked], call *ir.Call) {
	target, name := w.p.Callee(w.d.Function, call)
	r := w.p.Known.Lookup(name)
	given := slices.ContainsFunc(call.Args, func(v ir.Value) bool {
		return v.Reads(w.d.irp) && !(v.Kind == ir.Load && len(v.Place.Path) > 0) && !(v.Kind == ir.AddrOf && len(v.Place.Path) > 0)
	})
	switch {
	case !given:
	case target == nil && r.DoesTo(ddi.Pend, ddi.IRP) && r.Arg(ddi.OpIRP) >= 0:
		s.Own = tracked{marked, call}
	case target == nil && harmless(r):
	case target != nil && !w.mayMark(target):
	case target != nil && w.marks(call, target):
		s.Own = tracked{marked, call}
	case s.Own.mark == unmarked || target != nil:
		s.Own = tracked{mark: unknown} // a mark stays, but a function of the driver may take it back
	}
}

// harmless reports whether a routine that is given an IRP certainly leaves its mark alone.
func harmless(r *ddi.Routine) bool {
	return r.Does(ddi.Access|ddi.Register|ddi.Predicate) || r.DoesTo(ddi.Complete, ddi.IRP)
}

// mayMark reports whether a function of the driver may mark an IRP pending: by the routine for that, or
// by handing it to code that is not known.
func (w *walk) mayMark(f *program.Function) bool {
	for g := range w.p.Reach(f) {
		found := changesBits(g)
		g.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			target, name := w.p.Callee(g, call)
			r := w.p.Known.Lookup(name)
			given := slices.ContainsFunc(call.Args, func(v ir.Value) bool {
				return ways.Variable(v) && ddi.ObjectOf(v.Place.Root.Type) == ddi.IRP
			})
			found = found || target == nil && (r.DoesTo(ddi.Pend, ddi.IRP) || given && !harmless(r))
		})
		if found {
			return true
		}
	}
	return false
}

// marks reports whether a function of the driver marks the IRP that it is given on every way, and leaves the mark alone afterwards. What answers for the
// dispatcher itself is judged where it returns.
func (w *walk) marks(call *ir.Call, target *program.Function) bool {
	i := slices.IndexFunc(call.Args, func(v ir.Value) bool { return ways.Holds(v, w.d.irp) })
	if i < 0 || i >= len(target.Params) || slices.Contains(w.d.delegated(w.p), call) || slices.ContainsFunc(w.p.Functions, func(g *program.Function) bool { return w.p.Reach(target)[g] && changesBits(g) }) {
		return false
	}
	var marking []ir.Instr
	target.Instrs(func(in ir.Instr) {
		marker, ok := in.(*ir.Call)
		if !ok {
			return
		}
		callee, name := w.p.Callee(target, marker)
		r := w.p.Known.Lookup(name)
		arg := r.Arg(ddi.OpIRP)
		if callee == nil && r.DoesTo(ddi.Pend, ddi.IRP) && arg >= 0 && arg < len(marker.Args) && ways.Holds(marker.Args[arg], target.Params[i]) {
			marking = append(marking, in)
		}
	})
	return len(marking) > 0 && !target.Graph.Avoids(0, marking...)
}

// judge holds a return against what is known.
func judge(s *ways.State[tracked], ret *ir.Return) (end, bool) {
	if ret.Value == nil || s.Own.mark == unknown || s.Learnt(*ret.Value) {
		return end{}, false
	}
	status, name, ok := s.Number(*ret.Value)
	switch {
	case !ok:
		return end{}, false
	case s.Own.mark == marked && status != statusPending:
		return end{ret: ret, marked: s.Own.call, status: spell(status, name)}, true
	case s.Own.mark == unmarked && status == statusPending:
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
