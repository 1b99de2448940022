package irpdone

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// fails reports whether a call in f completes the request that a variable holds on a way on which it returns a failure, and nothing but
// that result tells: it is given nothing that could decide. A call through a pointer may be one of another driver, as through a copy of its
// dispatch table.
func (e *enders) fails(f *program.Function, call *ir.Call, x *ir.Var) bool {
	target, _ := e.p.Callee(f, call)
	i := slices.IndexFunc(call.Args, func(a ir.Value) bool { return ways.Holds(a, x) })
	decides := func(a ir.Value) bool { return a.Kind == ir.Const || a.Kind == ir.AddrOf }
	return target != nil && call.Callee != "" && i >= 0 && call.Dst != nil && target.Result == "long" && !slices.ContainsFunc(call.Args, decides) && e.failing(parameter{target, i})
}

// failing reports whether a function completes the request that it is given as a parameter on a way on which it returns a failure.
func (e *enders) failing(p parameter) bool {
	if done, ok := e.failed[p]; ok {
		return done
	}
	e.failed[p] = false // of a function that calls itself nothing is known
	if p.index >= len(p.f.Params) || e.always(p) {
		return false
	}
	a := &attempt{e: e, f: p.f, given: names(p.f, p.f.Params[p.index])}
	if len(a.given) > 0 && a.mayEnd() && ways.Follow(e.p, p.f, trial{}, a) {
		e.failed[p] = a.found
	}
	return e.failed[p]
}

// An attempt looks for a way on which a function completes a request and fails.
type attempt struct {
	e     *enders
	f     *program.Function
	given []*ir.Var // hold the request
	found bool
}

// A trial is what is known on a way.
type trial struct {
	ended  bool    // the request is completed
	failed *ir.Var // a status that was found to be an error
	result *ir.Var // what a function returned that completes the request if it fails
	stored string  // where else that error was stored last, as it is spelt
}

func (a *attempt) mayEnd() bool {
	found := false
	a.f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		found = found || ok && (a.ends(call) || a.fails(call))
	})
	return found
}

func (a *attempt) ends(call *ir.Call) bool {
	return slices.ContainsFunc(a.given, func(x *ir.Var) bool { return a.e.ends(a.f, call, x) })
}

func (a *attempt) fails(call *ir.Call) bool {
	return slices.ContainsFunc(a.given, func(x *ir.Var) bool { return a.e.fails(a.f, call, x) })
}

// Instr follows statuses, and notes completions.
func (a *attempt) Instr(st *ways.State[trial], in ir.Instr) {
	own := &st.Own
	switch in := in.(type) {
	case *ir.Call:
		own.ended = own.ended || a.ends(in)
		if in.Dst != nil && own.failed == in.Dst {
			own.failed = nil
		}
		if a.fails(in) {
			own.result = in.Dst
		}
	case *ir.Assign:
		if n, _, known := st.Number(in.Src); len(in.Dst.Path) > 0 {
			switch fails := known && int32(n) < 0 || own.failed != nil && ways.Holds(in.Src, own.failed); {
			case fails:
				own.stored = in.Dst.String()
			case own.stored == in.Dst.String():
				own.stored = ""
			}
			return
		}
		own.failed, own.result = moved(own.failed, in), moved(own.result, in)
	case *ir.Return:
		if in.Value == nil {
			return
		}
		n, _, known := st.Number(*in.Value)
		fails := known && int32(n) < 0 || own.failed != nil && ways.Holds(*in.Value, own.failed) || own.stored != "" && in.Value.Kind == ir.Load && in.Value.Place.String() == own.stored
		a.found = a.found || own.ended && fails || own.result != nil && ways.Holds(*in.Value, own.result)
	}
}

// moved is the variable that has what x had, after an assignment to a variable.
func moved(x *ir.Var, in *ir.Assign) *ir.Var {
	switch {
	case x != nil && ways.Holds(in.Src, x):
		return in.Dst.Root
	case in.Dst.Root == x:
		return nil
	}
	return x
}

// Edge learns from tests of statuses.
func (a *attempt) Edge(st *ways.State[trial], e *cfg.Edge) {
	own := &st.Own
	switch x, success := ways.Status(a.e.p, e, ways.Named); {
	case x == nil:
	case !success:
		own.failed = x
	case x == own.result:
		own.result = nil
	}
}
