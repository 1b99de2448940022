package ways

import (
	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/ir"
)

// Status is the variable that such values hold of which an edge tells that it is a status of success or of an error; nil if it tells of none.
func Status(p *callgraph.Graph, e *cfg.Edge, such func(*ir.Var) bool) (status *ir.Var, success bool) {
	if e.Test == nil {
		return nil, false
	}
	var x *ir.Var
	success, known := Succeeded(p, e, func(v ir.Value) bool {
		named := Variable(v) && such(v.Place.Root)
		if named {
			x = v.Place.Root
		}
		return named
	})
	if !known {
		return nil, false
	}
	return x, success
}

// Named reports whether a variable is one that the source names.
func Named(x *ir.Var) bool { return x.Kind != ir.Temp }

// Succeeded reports whether an edge with a test tells that a status is one of success; is says which values are the status.
func Succeeded(p *callgraph.Graph, e *cfg.Edge, is func(ir.Value) bool) (success, known bool) {
	v := *e.Test
	if is(v) {
		return !e.Taken, true
	}
	if call, holds := Asked(e); call != nil && len(call.Args) == 1 && is(call.Args[0]) {
		if r := p.Known.Lookup(call.Callee); r.Does(ddi.Predicate) {
			return holds == (r.Predicate == ">= 0"), true
		}
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
