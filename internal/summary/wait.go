package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// blocks reports whether the call can block, given what is known of its arguments.
func (sim *simulation) blocks(s *state, r *ddi.Routine, args []term.Ref) bool {
	p := sim.p.pool
	if r.Always {
		return false
	}
	for _, test := range r.NonBlocking {
		if test.Arg >= len(args) {
			continue
		}
		v := s.Known(p, args[test.Arg])
		switch test.Op {
		case "zero":
			if sim.pointsToZero(s, v) {
				return false
			}
		case "eq":
			if n, ok := p.ConstOf(v); ok && n == test.Value {
				return false
			}
		case "ne":
			if !s.IntervalOf(p, v).Has(test.Value) {
				return false
			}
		}
	}
	return true
}

// pointsToZero reports whether v is a timeout that is known to be zero.
func (sim *simulation) pointsToZero(s *state, v term.Ref) bool {
	p := sim.p.pool
	if p.IsConst(v) {
		return false
	}
	loc := p.Deref(v)
	for _, candidate := range []term.Ref{p.Field(loc, "QuadPart", ""), loc} {
		if n, ok := p.ConstOf(s.Known(p, sim.load(s, candidate))); ok {
			return n == 0
		}
	}
	return false
}

// isZeroLimit reports whether the routine does not block because its timeout is zero.
func (sim *simulation) isZeroLimit(r *ddi.Routine, limit term.Ref) bool {
	n, ok := sim.p.pool.ConstOf(limit)
	return limit != 0 && ok && n == 0 && slices.ContainsFunc(r.NonBlocking, func(t ddi.ArgTest) bool { return t.Op == "zero" })
}

// limit is what a routine's timeout holds, if that is a local variable: a caller knows
// nothing of it. 0 otherwise.
func (sim *simulation) limit(s *state, r *ddi.Routine, args []term.Ref) term.Ref {
	p := sim.p.pool
	i := r.Arg(ddi.OpTimeout)
	if i < 0 || i >= len(args) || p.Term(args[i]).Op != term.Addr {
		return 0
	}
	loc := p.Deref(args[i])
	if sim.p.pool.LocalRoot(loc) == nil {
		return 0
	}
	quad := p.Field(loc, "QuadPart", "")
	if v := s.Known(p, sim.load(s, quad)); v != p.Initial(quad) {
		return v
	}
	return s.Known(p, sim.load(s, loc))
}

// wait executes a wait: for a thread it forks into the end of the thread and, if the
// wait may give up, the end of the patience.
func (sim *simulation) wait(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref) []*state {
	p := sim.p.pool
	sim.forgetOutputs(s, r, args)
	threads := sim.p.awaited[call]
	timeout := r.Arg(ddi.OpTimeout)
	patient := timeout < 0 || timeout >= len(args) || sim.patient(s, args[timeout])
	v := sim.unmodelled(s)
	sim.result(s, call, v)
	if r.DoesTo(ddi.Wait, ddi.Time) {
		return []*state{s}
	}
	if threads != 0 && sim.waitsForAny(r, args) {
		s.lost |= threads
		return []*state{s}
	}
	ended := s
	if !patient {
		gaveUp := s.clone()
		gaveUp.lost |= threads
		if !gaveUp.Narrow(p, v, term.Exactly(statusTimeout)) {
			return nil
		}
		ended = s.clone()
		ended.Narrow(p, v, term.Except(statusTimeout))
		if threads == 0 {
			return []*state{s} // one state will do: no thread is at stake
		}
		sim.join(ended, call, r, args, threads)
		return []*state{ended, gaveUp}
	}
	sim.join(ended, call, r, args, threads)
	return []*state{ended}
}

// join records that the threads have ended.
func (sim *simulation) join(s *state, call *ir.Call, r *ddi.Routine, args []term.Ref, threads uint64) {
	if threads == 0 {
		return
	}
	s.joined |= threads
	s.trace = &Step{Prev: s.trace, Kind: StepWait, In: sim.f, At: call.Span, Name: call.Callee}
	if i := max(r.Arg(ddi.OpObject), r.Arg(ddi.OpHandle)); i >= 0 && i < len(args) {
		s.addWait(args[i])
	}
}

// forgetOutputs drops what a wait or an I/O routine fills in.
func (sim *simulation) forgetOutputs(s *state, r *ddi.Routine, args []term.Ref) {
	if !r.DoesTo(ddi.Wait, ddi.Message|ddi.IO) {
		return
	}
	for i, a := range args {
		if i != r.Arg(ddi.OpTimeout) && i != r.Arg(ddi.OpObject) {
			sim.forgetObject(s, a)
		}
	}
}

// patient reports whether a wait with this timeout goes on until it is satisfied, as
// far as is known.
func (sim *simulation) patient(s *state, timeout term.Ref) bool {
	p := sim.p.pool
	timeout = s.Known(p, timeout)
	if n, ok := p.ConstOf(timeout); ok {
		return n == 0
	}
	// Unless the address of something is handed over, the timeout may be NULL.
	return p.Term(timeout).Op != term.Addr
}

// waitsForAny reports whether a wait for several objects ends with the first of them.
func (sim *simulation) waitsForAny(r *ddi.Routine, args []term.Ref) bool {
	p := sim.p.pool
	kind, count := r.Arg(ddi.OpWaitType), r.Arg(ddi.OpCount)
	if kind < 0 || kind >= len(args) || count < 0 || count >= len(args) {
		return false
	}
	n, ok := p.ConstOf(args[kind])
	one, known := p.ConstOf(args[count])
	return ok && n == 1 && !(known && one == 1)
}
