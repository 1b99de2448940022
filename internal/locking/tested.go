package locking

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// Edge learns from what an edge tests: an attempt succeeded or failed; a lock whose release is left out under a condition of
// which nothing is known may not be held, nor one that lies nowhere; what a caller can distinguish.
func (w *walk) Edge(s *ways.State[int], e *cfg.Edge) {
	if e.Test == nil && !e.Exception || w.states[s.Own].none {
		return
	}
	known := step[cfg.Edge]{s.Own, e}
	if to, ok := w.edges[known]; ok {
		s.Own = to
		return
	}
	next := w.states[s.Own].clone()
	if e.Exception {
		if !w.merged {
			next.raised = e.Raising()
		}
		s.Own = w.number(next)
		w.edges[known] = s.Own
		return
	}
	if o, ok := ofParams(e); ok && !w.merged && len(next.params) < maxParams && !slices.Contains(next.params, o) {
		next.params = append(next.params, o)
	}
	if v, other := compared(e); !other && slices.ContainsFunc(next.held, func(h Held) bool { return within(h, v) }) {
		next = state{none: true}
	}
	for i, a := range slices.Backward(next.tried) {
		had, known := success(e, a)
		if !known {
			continue
		}
		next.tried = slices.Delete(next.tried, i, i+1)
		if had {
			w.take(&next, a.Held)
		}
	}
	past := w.releasesPast(e, next)
	for _, lock := range w.released(past) {
		next.drop(func(h Held) bool { return lock.Same(h.Lock) && !w.failedSince(h, e) && !w.onlyThere(h, e, past) })
	}
	s.Own = w.number(next)
	w.edges[known] = s.Own
}

// failedSince reports whether an edge shows that a call has failed which was made right before, with a lock held: a kernel routine whose
// effects are known, or any function whose status is tested. That can't tell whether the lock was taken, and is no reason to keep it.
func (w *walk) failedSince(h Held, e *cfg.Edge) bool {
	v, failed := *e.Test, !e.Taken // as a pointer, or a flag
	for v.Kind == ir.Op && len(v.Args) == 1 && v.Name == "!" {
		v, failed = v.Args[0], !failed
	}
	sign := false // compares a status with 0
	if v.Kind == ir.Op && len(v.Args) == 2 && null(v.Args[1]) {
		sign = v.Name == "<" || v.Name == ">="
		if v.Name == "==" || v.Name == "<" {
			failed = !failed
		}
		v = v.Args[0]
	}
	for i, in := range slices.Backward(e.From.Instrs) {
		switch in := in.(type) {
		case *ir.Assign:
			if v.Kind == ir.Load && in.Dst.String() == v.Place.String() {
				v = in.Src
			}
		case *ir.Call:
			if in.Dst == nil || !ways.Holds(v, in.Dst) {
				continue
			}
			_, r := w.l.RoutineOf(w.f, in)
			if r.Does(ddi.Predicate) && len(in.Args) == 1 {
				v, sign = in.Args[0], true
				continue
			}
			return failed && (sign || r != nil && strings.HasSuffix(in.Dst.Type, "*")) && slices.Index(e.From.Instrs, ir.Instr(h.Call)) < i
		}
	}
	return false
}

const maxParams = 4 // tests of parameters on a way, of which more are not kept

// ofParams is the outcome of a test of a parameter, if an edge is one.
func ofParams(e *cfg.Edge) (outcome, bool) {
	v, holds := compared(e)
	return outcome{v.String(), holds}, v.Kind == ir.Load && v.Place.Root.Kind == ir.Param && len(v.Place.Path) == 0
}

// compared is what an edge compares with 0, and whether it is another number there.
func compared(e *cfg.Edge) (v ir.Value, other bool) {
	v, other = *e.Test, e.Taken
	switch {
	case v.Kind == ir.Op && len(v.Args) == 2 && null(v.Args[1]) && (v.Name == "!=" || v.Name == "=="):
		return v.Args[0], other == (v.Name == "!=")
	case v.Kind == ir.Op && len(v.Args) == 1 && v.Name == "!":
		return v.Args[0], !other
	}
	return v, other
}

// within reports whether a lock lies in what a variable that holds a pointer leads to.
func within(h Held, v ir.Value) bool {
	path := h.Place.Path
	return len(path) > 0 && path[0].Kind == ir.Deref && !strings.HasSuffix(h.key, before) && ways.Holds(v, h.Place.Root)
}

// success reports whether an edge shows that an attempt succeeded.
func success(e *cfg.Edge, a attempt) (had, known bool) {
	v := *e.Test
	is := func(x ir.Value) bool {
		return slices.ContainsFunc(a.vars, func(y *ir.Var) bool { return ways.Holds(x, y) })
	}
	if is(v) {
		return e.Taken != a.status, true
	}
	if call, holds := ways.Asked(e); call != nil && a.status && len(call.Args) == 1 && is(call.Args[0]) { // what a predicate says of it
		return holds, true
	}
	if v.Kind != ir.Op || len(v.Args) != 2 {
		return false, false
	}
	x, y := v.Args[0], v.Args[1]
	if x.Kind == ir.Const {
		x, y = y, x
	}
	if !is(x) || y.Kind != ir.Const {
		return false, false
	}
	switch zero := y.Int == 0; v.Name {
	case "==":
		return e.Taken != zero != a.status, zero || !a.status
	case "!=":
		return e.Taken == zero != a.status, zero || !a.status
	case "<", ">=":
		return (v.Name == "<") != e.Taken, a.status && zero
	}
	return false, false
}

// releasesPast lists the calls that are left out on an edge, and may release a lock.
func (w *walk) releasesPast(e *cfg.Edge, s state) []*ir.Call {
	if len(s.held) == 0 {
		return nil
	}
	return w.arms.Past(w.f.Graph, e)
}

// released lists the locks that calls release.
func (w *walk) released(calls []*ir.Call) []Lock {
	var list []Lock
	for _, call := range calls {
		list = append(list, w.l.ReleasedBy(w.f, call)...)
	}
	return list
}

// onlyThere reports whether a lock that every way to an edge has taken is released nowhere but in the calls that the edge leaves out, for a list that is
// empty, or is not: what is in it can't say whether the lock was taken. Nor is it given to what is called in their place.
func (w *walk) onlyThere(h Held, e *cfg.Edge, past []*ir.Call) bool {
	if h.Through != nil || !w.asksList(e) || slices.ContainsFunc(w.arms.Instead(e), func(call *ir.Call) bool { return given(call, h) }) {
		return false
	}
	for _, call := range w.f.Calls() {
		releases := slices.ContainsFunc(w.l.ReleasedBy(w.f, call), h.Same)
		if releases && (!slices.Contains(past, call) || w.f.Graph.Bypasses(h.Call, call)) {
			return false
		}
	}
	return true
}

// asksList reports whether an edge tests whether a list is empty: by a routine, or by what its head leads to.
func (w *walk) asksList(e *cfg.Edge) bool {
	if call, _ := ways.Asked(e); call != nil {
		_, r := w.l.RoutineOf(w.f, call)
		return r.Does(ddi.QueryList)
	}
	v := *e.Test
	if v.Kind != ir.Op || len(v.Args) != 2 {
		return false
	}
	head, link := v.Args[0], v.Args[1]
	if head.Kind != ir.AddrOf {
		head, link = link, head
	}
	n := len(link.Place.Path)
	return head.Kind == ir.AddrOf && link.Kind == ir.Load && n > 0 && link.Place.Path[n-1].Kind == ir.Field &&
		(ir.Place{Root: link.Place.Root, Path: link.Place.Path[:n-1]}).String() == head.Place.String()
}
