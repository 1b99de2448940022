package objectref

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// strand notes a return where the function fails with the reference in what a parameter points to.
func (s *search) strand(st *ways.State[state], in *ir.Return, out *ir.Var) {
	if out != nil && s.failing(st, in) && !slices.Contains(s.stranded, in) {
		s.stranded, s.out = append(s.stranded, in), out
	}
}

// reportStranded reports those returns, if the function also fails without a reference, gives one where it succeeds, and each of its callers leaves the pointer
// alone where it has failed: then nobody drops the reference.
func reportStranded(pass *check.Pass, s *search, callers []callgraph.RoutineCall) {
	f := s.c.In
	i := slices.Index(f.Params, s.out)
	fails := slices.ContainsFunc(s.ends, func(e end) bool { return e.out == nil && (!e.known || e.value < 0) })
	gives := slices.ContainsFunc(s.ends, func(e end) bool { return e.out == s.out && !(e.known && e.value < 0) })
	if len(s.stranded) == 0 || i < 0 || f.Result != "long" || !fails || !gives || len(callers) == 0 {
		return
	}
	var caller callgraph.RoutineCall
	for _, caller = range callers {
		if i >= len(caller.Call.Args) || !leavesAlone(pass.Driver.Graph, caller, caller.Call.Args[i]) {
			return
		}
	}
	path := append(s.called.steps(), program.PathStep{Unit: f.Unit, Span: s.c.Call.Span, Text: fmt.Sprintf("`%s` takes a reference, which `*%s` gives to the caller", s.c.Routine.Name, s.out.Name)})
	for _, ret := range s.stranded {
		path = append(path, program.PathStep{Unit: f.Unit, Span: ret.Span, Text: fmt.Sprintf("`%s` fails with the reference", f.Name)})
	}
	path = append(path, program.PathStep{Unit: caller.In.Unit, Span: caller.Call.Span, Text: fmt.Sprintf("`%s` leaves the pointer alone where `%s` has failed", caller.In.Name, f.Name)})
	last := s.stranded[len(s.stranded)-1]
	pass.Report(check.Finding{Level: check.Warning, Unit: f.Unit, At: last.Span, Path: path},
		"`%s` fails here with the reference that `%s` has taken, and whose pointer it has stored in `*%s`: its callers drop that only where it succeeds%s, and what it points to is never freed", f.Name, s.c.Routine.Name, s.out.Name, s.remedy())
}

// leavesAlone reports whether a caller hands in the address of a variable of its own, tests the result, and never looks at the variable where that is an error.
func leavesAlone(p *callgraph.Graph, c callgraph.RoutineCall, v ir.Value) bool {
	if v.Kind != ir.AddrOf || len(v.Place.Path) > 0 || v.Place.Root.Kind != ir.Local {
		return false
	}
	a := &aftermath{p: p, call: c.Call, x: v.Place.Root}
	return ways.Follow(p, c.In, outcome{}, a) && a.failed && !a.used
}

// An outcome is what a way knows of a call.
type outcome struct {
	status *ir.Var // has its result, untested
	failed bool
}

// An aftermath tells what becomes of a variable where a call has failed.
type aftermath struct {
	p            *callgraph.Graph
	call         *ir.Call
	x            *ir.Var
	failed, used bool
}

// Instr follows the result of the call.
func (a *aftermath) Instr(st *ways.State[outcome], in ir.Instr) {
	own := &st.Own
	switch in := in.(type) {
	case *ir.Call:
		if in == a.call {
			*own = outcome{status: in.Dst}
			return
		}
		a.uses(*own, in.Args...)
	case *ir.Assign:
		switch {
		case own.status == nil:
		case ways.Holds(in.Src, own.status):
			own.status = in.Dst.Root
		case in.Dst.Root == own.status:
			own.status = nil
		}
		a.uses(*own, in.Src)
	case *ir.Return:
		if in.Value != nil {
			a.uses(*own, *in.Value)
		}
	}
}

// Edge learns whether the call has failed.
func (a *aftermath) Edge(st *ways.State[outcome], e *cfg.Edge) {
	if e.Test == nil {
		return
	}
	a.uses(st.Own, *e.Test)
	success, known := ways.Succeeded(a.p, e, func(v ir.Value) bool { return st.Own.status != nil && ways.Holds(v, st.Own.status) })
	if known {
		st.Own = outcome{failed: !success}
		a.failed = a.failed || !success
	}
}

// uses notes values that are made where the call has failed.
func (a *aftermath) uses(own outcome, values ...ir.Value) {
	a.used = a.used || own.failed && slices.ContainsFunc(values, func(v ir.Value) bool { return v.Reads(a.x) })
}

// reclaims reports whether a call may drop the reference to what the function has stored for its caller.
func (s *search) reclaims(own state, call *ir.Call) bool {
	target, _ := s.k.p.Callee(s.c.In, call)
	_, r := s.k.p.RoutineOf(s.c.In, call)
	for i, v := range call.Args {
		if (v.Reads(own.out) || s.takes(own, v)) && (r.Does(ddi.Dereference) || target != nil && s.k.keeps(parameter{target, i})) {
			return true
		}
	}
	return false
}
