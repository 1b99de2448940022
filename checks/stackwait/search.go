package stackwait

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

const (
	userMode      = 1     // UserMode of MODE (wdm.h)
	statusTimeout = 0x102 // STATUS_TIMEOUT (ntstatus.h)
	statusPending = 0x103 // STATUS_PENDING (ntstatus.h)
)

// A loan is how a call gives what lies on the stack to the system.
type loan uint8

const (
	none    loan = iota
	forGood      // the system uses it until something is waited for
	ifSent       // with a request, once that is sent
	ifMade       // if the call succeeds
)

// A use is what may still go on when a function returns.
type use struct {
	lent    *ir.Call
	gaveUp  *ir.Call // the wait that may end early; nil if there was none
	why     string
	limited bool // by time, too
	ret     *ir.Return
}

// A state is what is known on a way.
type state struct {
	lent   *ir.Call
	noted  *ir.Var // points to a request of which a member leads to the variable, and which is not sent yet
	sent   bool
	answer result // of what sent the request
	queued result // of what queued it, where that tells whether it did
	gaveUp *ir.Call
	waited result // of the wait
}

// A result is what a call returned: the variable that has it, and another one that it was copied to.
type result struct{ v, copied *ir.Var }

func (r result) is(v ir.Value) bool {
	return r.v != nil && ways.Holds(v, r.v) || r.copied != nil && ways.Holds(v, r.copied)
}

// assigned notes that a variable holds something else, or the result too.
func (r *result) assigned(in *ir.Assign) {
	switch v := in.Dst.Root; {
	case len(in.Dst.Path) > 0 || r.v == nil:
	case in.Src.Reads(r.v):
		r.copied = v
	case r.copied != nil && in.Src.Reads(r.copied):
		r.v, r.copied = r.copied, v
	default:
		r.lost(v)
	}
}

// lost notes that a variable holds the result of another call.
func (r *result) lost(v *ir.Var) {
	if v == nil {
		return
	}
	if r.v == v {
		r.v = nil
	}
	if r.copied == v {
		r.copied = nil
	}
}

// A search follows what one variable on the stack is used for.
type search struct {
	p     *callgraph.Graph
	f     *program.Function
	v     *ir.Var
	irps  []*ir.Var // variables that point to what gets the address of v in a member, and is sent
	set   []int     // what leads to the events that a routine sets which runs for v
	last  []*ir.Var // variables that hold the handle of an event, or of a thread, that tells of the end
	found []use
}

// lent lists the variables on the stack of f that a call gives to the system, in order.
func lent(p *callgraph.Graph, f *program.Function) []*ir.Var {
	var list, certain []*ir.Var
	mayGiveUp := false
	f.Instrs(func(in ir.Instr) {
		call, r := p.RoutineOf(f, in)
		if r == nil {
			return
		}
		why, _ := early(call, r)
		mayGiveUp = mayGiveUp || why != "" && r.Does(ddi.Wait)
		for _, v := range f.Locals {
			if v.Kind != ir.Local || slices.Contains(list, v) {
				continue
			}
			switch lends(call, r, v) {
			case none:
				continue
			case forGood:
				certain = append(certain, v)
			}
			list = append(list, v)
		}
	})
	for _, v := range f.Locals {
		if v.Kind == ir.Local && !slices.Contains(list, v) && len(noted(p, f, v)) > 0 {
			list = append(list, v)
		}
	}
	if !mayGiveUp {
		return certain // no wait gives up
	}
	return list
}

// lends reports how a call of a routine gives a variable on the stack to the system.
func lends(call *ir.Call, r *ddi.Routine, v *ir.Var) loan {
	given := func(roles ...ddi.Operand) bool {
		return slices.ContainsFunc(roles, func(role ddi.Operand) bool {
			i := r.Arg(role)
			return i >= 0 && i < len(call.Args) && onStack(call.Args[i], v)
		})
	}
	switch {
	case r.DoesTo(ddi.Allocate, ddi.IRP) && given(ddi.OpEvent, ddi.OpStatusBlock), r.DoesTo(ddi.Register, ddi.CompletionRoutine) && given(ddi.OpContext):
		return ifSent
	case r.DoesTo(ddi.Wait, ddi.IO) && given(ddi.OpStatusBlock), r.Does(ddi.CreateThread) && given(ddi.OpContext):
		return ifMade
	case queues(r) && (given(ddi.OpContext) || !ownedQueue(r) && given(ddi.OpObject, ddi.OpDPC)):
		if call.Dst != nil && given(ddi.OpContext) {
			return ifMade
		}
		return forGood
	}
	return none
}

const queued = ddi.Work | ddi.DPC | ddi.ThreadedDPC | ddi.Timer

func queues(r *ddi.Routine) bool { return r.DoesTo(ddi.Queue, queued) }

// ownedQueue reports whether what is queued is the system's own: what describes it may go.
func ownedQueue(r *ddi.Routine) bool { return r.Effect(ddi.Queue, queued).Owned }

// onStack reports whether a value is the address of a variable, or of a part of it.
func onStack(a ir.Value, v *ir.Var) bool {
	return a.Kind == ir.AddrOf && a.Place.Root == v && !a.Place.ThroughPointer()
}

// noted lists the variables that point to a request which f sends, and of which a member gets the address of v.
func noted(p *callgraph.Graph, f *program.Function, v *ir.Var) []*ir.Var {
	var list []*ir.Var
	f.Instrs(func(in ir.Instr) {
		a, ok := in.(*ir.Assign)
		if !ok || a.Src.Kind != ir.AddrOf || a.Src.Place.Root != v || len(a.Dst.Path) != 2 || a.Dst.Path[0].Kind != ir.Deref || a.Dst.Path[1].Kind != ir.Field {
			return
		}
		sent := false
		f.Instrs(func(in ir.Instr) {
			call, r := p.RoutineOf(f, in)
			sent = sent || r.DoesTo(ddi.Send, ddi.IRP) && slices.ContainsFunc(call.Args, func(x ir.Value) bool { return ways.Holds(x, a.Dst.Root) })
		})
		if sent && !slices.Contains(list, a.Dst.Root) {
			list = append(list, a.Dst.Root)
		}
	})
	return list
}

// lasting lists the variables whose handles the calls get, or make, that are given v; and those to which a member of v, or of one of them,
// leads: what runs for v finds there whom to tell of its end.
func lasting(f *program.Function, v *ir.Var) []*ir.Var {
	var list []*ir.Var
	add := func(x *ir.Var) {
		if x != v && x.Kind == ir.Local && !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok || !slices.ContainsFunc(call.Args, func(a ir.Value) bool { return onStack(a, v) }) {
			return
		}
		for _, a := range call.Args {
			if ways.Variable(a) || a.Kind == ir.AddrOf && len(a.Place.Path) == 0 {
				add(a.Place.Root)
			}
		}
	})
	for n := -1; n != len(list); {
		n = len(list)
		f.Instrs(func(in ir.Instr) {
			a, ok := in.(*ir.Assign)
			if ok && a.Src.Kind == ir.AddrOf && !a.Src.Place.ThroughPointer() && len(a.Dst.Path) > 0 && !a.Dst.ThroughPointer() && (a.Dst.Root == v || slices.Contains(list, a.Dst.Root)) {
				add(a.Src.Place.Root)
			}
		})
	}
	return list
}

// Instr follows what an instruction does.
func (s *search) Instr(st *ways.State[state], in ir.Instr) {
	switch in := in.(type) {
	case *ir.Call:
		s.call(&st.Own, in)
	case *ir.Assign:
		own := &st.Own
		own.answer.assigned(in)
		own.queued.assigned(in)
		own.waited.assigned(in)
		kept := in.Dst.ThroughPointer() || in.Dst.Root.Kind == ir.GlobalVar || in.Dst.Root.Kind == ir.StaticVar
		if in.Src.Kind == ir.AddrOf && in.Src.Place.Root == s.v && kept {
			st.Own = state{} // kept where others may take it away
			if slices.Contains(s.irps, in.Dst.Root) {
				own.noted = in.Dst.Root
			}
		}
	case *ir.Return:
		s.end(st.Own, in)
	}
}

func (s *search) end(own state, ret *ir.Return) {
	if own.lent == nil || !own.sent {
		return
	}
	_, r := s.p.RoutineOf(s.f, own.lent)
	u := use{lent: own.lent, gaveUp: own.gaveUp, ret: ret}
	if own.gaveUp == nil && lends(own.lent, r, s.v) != forGood {
		return // whether there is anything to wait for is not known
	}
	if own.gaveUp != nil {
		_, w := s.p.RoutineOf(s.f, own.gaveUp)
		u.why, u.limited = early(own.gaveUp, w)
	}
	if !slices.ContainsFunc(s.found, func(o use) bool { return o.lent == u.lent && o.gaveUp == u.gaveUp }) {
		s.found = append(s.found, u)
	}
}

// call follows what a call does with the variable.
func (s *search) call(own *state, call *ir.Call) {
	_, r := s.p.RoutineOf(s.f, call)
	own.answer.lost(call.Dst)
	own.queued.lost(call.Dst)
	if r != nil {
		switch lends(call, r, s.v) {
		case forGood:
			*own = state{lent: call, sent: true}
			if r.Effect(ddi.Queue, queued).Try {
				own.queued.v = call.Dst
			}
			return
		case ifMade:
			*own = state{lent: call, sent: true}
			if r.DoesTo(ddi.Wait, ddi.IO) {
				own.answer.v = call.Dst
			}
			return
		case ifSent:
			*own = state{lent: call}
			return
		}
	}
	if own.noted != nil && r.DoesTo(ddi.Send, ddi.IRP) && slices.ContainsFunc(call.Args, func(a ir.Value) bool { return ways.Holds(a, own.noted) }) {
		*own = state{lent: call, sent: true, answer: result{v: call.Dst}}
		return
	}
	if own.lent == nil {
		return
	}
	mine := slices.ContainsFunc(call.Args, s.tells)
	target, name := s.p.Callee(s.f, call)
	switch {
	case r.Does(ddi.Wait) && r.Arg(ddi.OpCount) >= 0, r.Does(ddi.Exchange) && mine:
		*own = state{} // for several objects; a flag by which both sides agree
	case r.DoesTo(ddi.Send, ddi.IRP):
		own.sent, own.answer = true, result{v: call.Dst}
	case r.Does(ddi.Wait) && s.waitsFor(call, r):
		if why, _ := early(call, r); why == "" {
			*own = state{}
			return
		}
		own.gaveUp, own.waited = call, result{v: call.Dst}
	case r.Does(ddi.Wait) && (mine || r.Arg(ddi.OpObject) < 0 && r.Arg(ddi.OpHandle) < 0) && !r.DoesTo(ddi.Wait, ddi.Time), r.Does(ddi.Cancel | ddi.NoReturn):
		*own = state{}
	case mine && (target != nil || r == nil && !ddi.Documented(name)):
		*own = state{} // it may see to the end
	}
}

// tells reports whether a value leads to the variable, or is the handle of what tells of the end.
func (s *search) tells(a ir.Value) bool {
	return onStack(a, s.v) || ways.Variable(a) && slices.Contains(s.last, a.Place.Root) || a.Kind == ir.AddrOf && slices.Contains(s.last, a.Place.Root)
}

// waitsFor reports whether a call waits for the variable, a part of it, or what else tells of the end, as an event that a routine sets which runs for it.
func (s *search) waitsFor(call *ir.Call, r *ddi.Routine) bool {
	for _, role := range []ddi.Operand{ddi.OpObject, ddi.OpHandle} {
		if i := r.Arg(role); i >= 0 && i < len(call.Args) && r.Arg(ddi.OpTimeout) >= 0 {
			a := call.Args[i]
			return s.tells(a) || len(s.set) > 0 && slices.ContainsFunc(s.p.ObjectsOf(s.f, a), func(n int) bool { return slices.Contains(s.set, n) })
		}
	}
	return false
}

// early says how a wait may end before what it waits for, "" if it can't as far as is known; and whether by a timeout.
func early(call *ir.Call, r *ddi.Routine) (why string, limited bool) {
	arg := func(role ddi.Operand) (ir.Value, bool) {
		i := r.Arg(role)
		if i < 0 || i >= len(call.Args) {
			return ir.Value{}, false
		}
		return call.Args[i], true
	}
	if v, ok := arg(ddi.OpTimeout); ok && v.Kind == ir.AddrOf {
		return "only for a time", true
	}
	if v, ok := arg(ddi.OpMode); ok && v.Kind == ir.Const && v.Int == userMode {
		return "in user mode: an APC, or the end of the thread, ends it", false
	}
	if v, ok := arg(ddi.OpAlertable); ok && v.Kind == ir.Const && v.Int != 0 {
		return "alertable: an alert ends it", false
	}
	return "", false
}

// Edge learns from a test of what the wait returned that it did not give up, and from one of what the request was answered with that it
// is not pending: then it has ended. What was not queued need not end.
func (s *search) Edge(st *ways.State[state], e *cfg.Edge) {
	own := &st.Own
	if e.Test == nil {
		return
	}
	switch {
	case e.Test.Reads(s.v):
		*own = state{} // a flag that tells of the end
	case own.answer.v != nil && s.answered(own.answer, e), own.queued.v != nil && refused(own.queued, e):
		*own = state{}
	case own.gaveUp != nil:
		_, r := s.p.RoutineOf(s.f, own.gaveUp)
		_, limited := early(own.gaveUp, r)
		if truth, value, equal, known := compared(own.waited, e); known && (!truth || value == 0 && equal || value == statusTimeout && !equal && limited) {
			*own = state{}
		}
	}
}

// answered reports whether an edge tells that a call did not leave anything pending.
func (s *search) answered(r result, e *cfg.Edge) bool {
	if truth, value, equal, known := compared(r, e); known {
		return !truth || equal == (value != statusPending)
	}
	v := *e.Test
	if call, holds := ways.Asked(e); call != nil && len(call.Args) == 1 && r.is(call.Args[0]) { // what a predicate says of it: what is pending is a success
		p := s.p.Known.Lookup(call.Callee)
		return p.Does(ddi.Predicate) && holds == (p.Predicate != ">= 0")
	}
	if v.Kind != ir.Op || len(v.Args) != 2 || !r.is(v.Args[0]) || v.Args[1].Kind != ir.Const || v.Args[1].Int != 0 {
		return false
	}
	return v.Name == "<" && e.Taken || v.Name == ">=" && !e.Taken
}

// refused reports whether an edge tells that a call has queued nothing.
func refused(r result, e *cfg.Edge) bool {
	truth, value, equal, known := compared(r, e)
	return known && (!truth || equal == (value == 0))
}

// compared tells what an edge knows of a result: that it is true or not, where it is tested by itself, or whether it equals a value.
func compared(r result, e *cfg.Edge) (truth bool, value int64, equal, known bool) {
	v := *e.Test
	if r.is(v) {
		return e.Taken, 0, !e.Taken, true
	}
	if v.Kind != ir.Op || len(v.Args) != 2 || v.Name != "==" && v.Name != "!=" {
		return
	}
	x, y := v.Args[0], v.Args[1]
	if x.Kind == ir.Const {
		x, y = y, x
	}
	return true, y.Int, e.Taken == (v.Name == "=="), r.is(x) && y.Kind == ir.Const
}
