package ways

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A progress is how far a way is that leaves something behind.
type progress struct {
	begun   bool
	pending bool    // unless the call failed
	status  *ir.Var // what has the result of that call
	other   *ir.Var // what has the status of a later one, of which no test has told that it succeeded
	suspect bool    // that is of a routine, or a test has told that it is an error
	room    *ir.Var // memory that was allocated since
	failed  bool    // something else has failed since
}

// A leaving follows what one call of a function has begun.
type leaving struct {
	p      *callgraph.Graph
	f      *program.Function
	begin  *ir.Call
	undoes func(*ir.Call) bool
	failed bool   // what fails has begun it: where the call succeeds, nothing is left
	within []bool // blocks that lead to what may undo it
	found  *ir.Return
}

// LeftBehind is a return with which f fails after a call of its own has begun something, on a way on which nothing may undo that: tests lead past whatever
// may do so only by what other calls returned. Of several calls of one function, as for each of some devices, one may fail. Nil if there is none.
func LeftBehind(p *callgraph.Graph, f *program.Function, begin *ir.Call, undoes func(*ir.Call) bool) *ir.Return {
	return (&leaving{p: p, f: f, begin: begin, undoes: undoes}).find()
}

// LeftByFailure is a return with which f fails after a call of its own, which returns a status, has failed and left something behind, on a way on which nothing may
// undo that. Nil if there is none.
func LeftByFailure(p *callgraph.Graph, f *program.Function, call *ir.Call, undoes func(*ir.Call) bool) *ir.Return {
	if call.Dst == nil || call.Dst.Type != "long" {
		return nil
	}
	return (&leaving{p: p, f: f, begin: call, undoes: undoes, failed: true}).find()
}

func (l *leaving) find() *ir.Return {
	f := l.f
	marked := make([]bool, len(f.Graph.Blocks))
	for i, blk := range f.Graph.Blocks {
		marked[i] = slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool {
			call, ok := in.(*ir.Call)
			return ok && call != l.begin && l.undoes(call)
		})
	}
	l.within = f.Graph.LeadingTo(marked)
	if !Follow(l.p, f, progress{}, l) {
		return nil
	}
	return l.found
}

// Instr follows what an instruction does.
func (l *leaving) Instr(st *State[progress], in ir.Instr) {
	own := &st.Own
	switch in := in.(type) {
	case *ir.Call:
		l.call(own, in)
	case *ir.Assign:
		own.assign(in)
	case *ir.Return:
		handedOn := l.failed && own.pending && in.Value != nil && own.status != nil && Holds(*in.Value, own.status)
		if own.begun && l.found == nil && (handedOn || !own.pending && l.fails(st, in)) {
			l.found = in
		}
	}
}

func (l *leaving) call(own *progress, call *ir.Call) {
	switch {
	case call == l.begin:
		*own = progress{begun: true, status: call.Dst, pending: call.Dst != nil && !(callgraph.RoutineCall{Call: call, In: l.f}).ResultIgnored()}
		return
	case own.begun && l.undoes(call):
		own.begun = false
	}
	if call.Dst == nil {
		return
	}
	own.lose(call.Dst)
	target, _ := l.p.Callee(l.f, call)
	_, r := l.p.RoutineOf(l.f, call)
	switch {
	case r.DoesTo(ddi.Allocate, ddi.Memory):
		own.room = call.Dst
	case call.Dst.Type == "long" && !r.Does(ddi.Predicate) && !l.awaits(call) && !l.about(call) && (call.Callee == "" || call.Callee != l.begin.Callee):
		own.other, own.suspect = call.Dst, target == nil
	}
}

// awaits reports whether a call may wait for what other threads do: it may return what they have made of that which was begun.
func (l *leaving) awaits(call *ir.Call) bool {
	target, name := l.p.Callee(l.f, call)
	if target == nil {
		return !l.p.Known.Documented(name) || l.p.Known.Lookup(name).DoesTo(ddi.Wait, ddi.Dispatcher)
	}
	reach := l.p.Reach(target)
	return slices.ContainsFunc(l.p.RoutineCalls(ddi.Wait, ddi.Dispatcher), func(c callgraph.RoutineCall) bool { return reach[c.In] })
}

// about reports whether a call is given what the one has put into a variable that has begun something: that may not fail.
func (l *leaving) about(call *ir.Call) bool {
	return slices.ContainsFunc(call.Args, func(a ir.Value) bool {
		return a.Kind == ir.Load && slices.ContainsFunc(l.begin.Args, func(out ir.Value) bool { return out.Kind == ir.AddrOf && out.Place.String() == a.Place.String() })
	})
}

// lose forgets what a variable has held.
func (own *progress) lose(x *ir.Var) {
	if own.status == x {
		own.status, own.pending = nil, false // nobody has looked at it
	}
	if own.other == x {
		own.other = nil
	}
	if own.room == x {
		own.room = nil
	}
}

// assign follows what is copied to another variable.
func (own *progress) assign(in *ir.Assign) {
	if len(in.Dst.Path) > 0 {
		return
	}
	x := in.Dst.Root
	status, other, room := own.status != nil && Holds(in.Src, own.status), own.other != nil && Holds(in.Src, own.other), own.room != nil && Holds(in.Src, own.room)
	own.lose(x)
	switch {
	case status:
		own.status = x
	case other:
		own.other = x
	case room:
		own.room = x
	}
}

// Edge learns from a test whether the call has begun something, and whether another one failed.
func (l *leaving) Edge(st *State[progress], e *cfg.Edge) {
	own := &st.Own
	if !own.begun || e.Test == nil {
		return
	}
	if own.pending {
		if success, known := l.succeeded(e, own.status); known {
			own.pending, own.begun = false, success != l.failed
			if l.failed && own.begun {
				own.failed, own.other, own.suspect = true, own.status, true
			}
		}
	}
	success, known := false, false
	if own.other != nil {
		if success, known = Succeeded(l.p, e, func(v ir.Value) bool { return Holds(v, own.other) }); known {
			own.suspect = !success
			if success {
				own.other = nil
			}
		}
	}
	if !known && own.room != nil {
		success, known = there(e, own.room)
	}
	own.failed = own.failed || known && !success
	if !known && l.within[e.From.Index] && !l.within[e.To.Index] {
		own.begun = false // the test may tell whether there is something to undo
	}
}

// succeeded reports whether the call has succeeded as a test of its result tells.
func (l *leaving) succeeded(e *cfg.Edge, status *ir.Var) (success, known bool) {
	if status == nil {
		return false, false
	}
	if l.begin.Dst.Type == "long" {
		return Succeeded(l.p, e, func(v ir.Value) bool { return Holds(v, status) })
	}
	return there(e, status)
}

// there reports whether a variable is not 0, as a test of it tells.
func there(e *cfg.Edge, x *ir.Var) (holds, known bool) {
	v, negated := plain(*e.Test)
	if Holds(v, x) {
		return e.Taken != negated, true
	}
	if v.Kind == ir.Op && len(v.Args) == 2 && v.Name == "==" && Holds(v.Args[0], x) && v.Args[1].Kind == ir.Const && v.Args[1].Int == 0 {
		return e.Taken == negated, true
	}
	return false, false
}

// fails reports whether f fails at a return: with an error after something else has failed, or with the status of a routine that nobody has looked at.
func (l *leaving) fails(st *State[progress], in *ir.Return) bool {
	own := &st.Own
	if in.Value == nil || l.f.Result != "long" {
		return false
	}
	if own.other != nil && own.suspect && Holds(*in.Value, own.other) {
		return true
	}
	n, _, known := st.Number(*in.Value)
	return own.failed && known && n < 0
}
