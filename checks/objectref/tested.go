package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// spares reports whether an edge tells that the status of the call is not a certain error.
func (s *search) spares(own state, e *cfg.Edge) bool {
	v := *e.Test
	if s.truth || v.Kind != ir.Op || len(v.Args) != 2 || e.Taken != (v.Name == "!=") || v.Name != "!=" && v.Name != "==" {
		return false
	}
	x, y := v.Args[0], v.Args[1]
	if x.Kind == ir.Const {
		x, y = y, x
	}
	return own.is(x) && y.Kind == ir.Const && y.Int < 0
}

// refused reports whether an edge tells that a routine which was asked about the pointer alone has denied it: where nobody looks at the
// status, that tells whether there is one.
func (s *search) refused(own state, e *cfg.Edge) bool {
	call, holds := ways.Asked(e)
	if call == nil || holds {
		return false
	}
	target, _ := s.k.p.Callee(s.c.In, call)
	return target == nil && len(call.Args) == 1 && s.points(own, call.Args[0])
}

// unseen reports whether the result of a call goes nowhere but to variables of its function that nobody reads.
func unseen(c callgraph.RoutineCall) bool {
	copied, read := 0, 0
	c.In.Instrs(func(in ir.Instr) {
		a, ok := in.(*ir.Assign)
		if !ok || c.Call.Dst == nil || !a.Src.Reads(c.Call.Dst) {
			return
		}
		copied++
		if !ways.Holds(a.Src, c.Call.Dst) || len(a.Dst.Path) > 0 || !itsOwn(a.Dst.Root) || c.In.Reads(a.Dst.Root) {
			read++
		}
	})
	return copied > 0 && read == 0
}

// null reports whether an edge tells that the pointer is NULL.
func (s *search) null(own state, e *cfg.Edge) (null, known bool) {
	return isNull(e, func(v ir.Value) bool { return s.points(own, v) })
}

// none reports whether an edge tells that another pointer which the same call gives is NULL.
func (s *search) none(e *cfg.Edge) bool {
	null, known := isNull(e, func(v ir.Value) bool {
		return slices.ContainsFunc(s.others, func(x *ir.Var) bool { return ways.Holds(v, x) })
	})
	return known && null
}

// isNull reports whether an edge tells that a value is zero.
func isNull(e *cfg.Edge, is func(ir.Value) bool) (null, known bool) {
	v := *e.Test
	if is(v) {
		return !e.Taken, true
	}
	if v.Kind == ir.Op && len(v.Args) == 2 && (v.Name == "==" || v.Name == "!=") {
		x, y := v.Args[0], v.Args[1]
		if x.Kind == ir.Const {
			x, y = y, x
		}
		if is(x) && y.Kind == ir.Const && y.Int == 0 {
			return e.Taken == (v.Name == "=="), true
		}
	}
	return false, false
}

// succeeded reports whether an edge tells that the result of the call is one of success.
func (s *search) succeeded(own state, e *cfg.Edge) (success, known bool) {
	if !s.truth {
		return ways.Succeeded(s.k.p, e, own.is)
	}
	v := *e.Test
	if own.is(v) {
		return e.Taken, true
	}
	if v.Kind != ir.Op || len(v.Args) != 2 || !own.is(v.Args[0]) || v.Args[1].Kind != ir.Const {
		return false, false
	}
	equal := v.Name == "=="
	return (e.Taken == equal) == (v.Args[1].Int != 0), equal || v.Name == "!="
}
