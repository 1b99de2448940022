package objectref

import (
	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// refused reports whether an edge tells that a routine which was asked about the pointer alone has denied it: where nobody looks at the
// status, that tells whether there is one.
func (s *search) refused(own state, e *cfg.Edge) bool {
	call := ways.Asked(e)
	if call == nil || e.Taken {
		return false
	}
	target, _ := s.k.p.Callee(s.c.In, call)
	return target == nil && len(call.Args) == 1 && s.points(own, call.Args[0])
}

// null reports whether an edge tells that the pointer is NULL.
func (s *search) null(own state, e *cfg.Edge) (null, known bool) {
	v := *e.Test
	if s.points(own, v) {
		return !e.Taken, true
	}
	if v.Kind == ir.Op && len(v.Args) == 2 && (v.Name == "==" || v.Name == "!=") {
		x, y := v.Args[0], v.Args[1]
		if x.Kind == ir.Const {
			x, y = y, x
		}
		if s.points(own, x) && y.Kind == ir.Const && y.Int == 0 {
			return e.Taken == (v.Name == "=="), true
		}
	}
	return false, false
}

// succeeded reports whether an edge tells that the status of the call is one of success.
func (s *search) succeeded(own state, e *cfg.Edge) (success, known bool) {
	is := func(v ir.Value) bool {
		return ways.Holds(v, own.status) || own.copied != nil && ways.Holds(v, own.copied)
	}
	v := *e.Test
	if is(v) {
		return !e.Taken, true
	}
	if call := ways.Asked(e); call != nil {
		r := s.k.p.Known.Lookup(call.Callee)
		return e.Taken == (r != nil && r.Predicate == ">= 0"), r.Does(ddi.Predicate) && len(call.Args) == 1 && is(call.Args[0])
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
	switch v.Name {
	case "==":
		return e.Taken && y.Int >= 0, e.Taken || y.Int == 0
	case "!=":
		return !e.Taken && y.Int >= 0, !e.Taken || y.Int == 0
	case "<":
		return !e.Taken, y.Int == 0
	case ">=":
		return e.Taken, y.Int == 0
	}
	return false, false
}
