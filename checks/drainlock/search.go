package drainlock

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A drain is a call that waits until something no longer runs.
type drain struct {
	callgraph.RoutineCall
	other *program.Function // what is waited for
	by    string            // what makes it run, or keeps the wait waiting
	makes string            // in words
	unit  *ir.Unit
	at    ir.Span
	takes []locking.Taking // the locks that the other takes meanwhile
}

// A deadlock is a way to a drain from where a lock is held that the other takes.
type deadlock struct {
	held  locking.Held
	way   callgraph.Chain
	taken locking.Taking
}

// A search looks at one driver.
type search struct {
	d     *driver.Driver
	locks *locking.Locks
}

// drains lists the calls that wait for the end of others, with each of those.
func (s *search) drains() []drain {
	var list []drain
	for _, a := range s.d.Actors() {
		for _, f := range a.Runs {
			takes := s.locks.Takes(f)
			for _, stop := range a.Stops {
				if len(takes) > 0 && waits(stop) && !s.d.Reach(f)[stop.In] {
					list = append(list, drain{stop, f, a.By, "makes `" + f.Name + "` run", a.Unit, a.At, takes})
				}
			}
		}
	}
	for _, wait := range s.d.RoutineCalls(ddi.Wait, ddi.Rundown|ddi.RemoveLock) {
		for _, kept := range s.d.RoutineCalls(ddi.Acquire, ddi.Rundown|ddi.RemoveLock) {
			if takes := s.while(kept, wait); len(takes) > 0 {
				list = append(list, drain{wait, kept.In, kept.Routine.Name, "keeps that waiting", kept.In.Unit, kept.Call.Span, takes})
			}
		}
	}
	return list
}

// waits reports whether a call waits without limit for the end of what it stops.
func waits(c callgraph.RoutineCall) bool {
	for _, t := range c.Routine.NonBlocking {
		if t.Op == "eq" && t.Arg < len(c.Call.Args) && c.Call.Args[t.Arg].Kind == ir.Const && c.Call.Args[t.Arg].Int == t.Value {
			return false
		}
	}
	if v, ok := c.Arg(ddi.OpTimeout); ok && (v.Kind != ir.Const || v.Int != 0) {
		return false
	}
	return c.Routine.Does(ddi.Wait) || c.Routine.DoesTo(ddi.Unregister, ddi.Filter|ddi.ObjectCallback)
}

// while lists the locks that are taken between an acquisition of what a wait is for and its release in the same function.
func (s *search) while(kept, wait callgraph.RoutineCall) []locking.Taking {
	of := func(c callgraph.RoutineCall) ir.Step {
		v, _ := c.Arg(ddi.OpLock)
		return callgraph.MemberOrVariable(v)
	}
	if kept.In == wait.In || of(kept) == (ir.Step{}) || of(kept) != of(wait) || s.d.Reach(kept.In)[wait.In] {
		return nil
	}
	var releases []*ir.Call
	for _, c := range s.d.RoutineCalls(ddi.Release, ddi.Rundown|ddi.RemoveLock) {
		if c.In == kept.In && of(c) == of(kept) {
			releases = append(releases, c.Call)
		}
	}
	g := kept.In.Graph
	return slices.DeleteFunc(s.locks.Takes(kept.In), func(t locking.Taking) bool {
		between := func(call *ir.Call) bool {
			return g.Follows(kept.Call, call) && slices.ContainsFunc(releases, func(r *ir.Call) bool { return g.Follows(call, r) && !g.Follows(r, call) })
		}
		inside := t.In == kept.In && between(t.Call)
		kept.In.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok && !inside {
				target, _ := s.d.Callee(kept.In, call)
				inside = target != nil && s.d.Reach(target)[t.In] && between(call)
			}
		})
		return !inside
	})
}

// deadlocks lists the ways to a drain with a lock held that the other takes, in order.
func (s *search) deadlocks(c drain) []deadlock {
	var list []deadlock
	for _, f := range s.d.Functions {
		for _, at := range s.locks.Of(f).Under {
			target, _ := s.d.Callee(f, at.Call)
			if at.Call != c.Call && (target == nil || !s.d.Reach(target)[c.In]) {
				continue
			}
			for _, h := range at.Held {
				taken := slices.IndexFunc(c.takes, func(t locking.Taking) bool { return conflict(h, t) })
				if taken < 0 || target != nil && s.locks.Releases(target, h.Lock) || s.d.Reach(c.other)[f] {
					continue
				}
				if way := s.way(f, at.Call, target, c); way != nil {
					list = append(list, deadlock{h, way, c.takes[taken]})
				}
			}
		}
	}
	return list
}

// way is that from a call in f to a drain.
func (s *search) way(f *program.Function, call *ir.Call, target *program.Function, c drain) callgraph.Chain {
	way := callgraph.Chain{{Call: call, In: f}}
	if target == nil {
		return way
	}
	rest := s.d.ChainTo(target, c.RoutineCall)
	if rest == nil {
		return nil
	}
	return append(way, rest...)
}

// conflict reports whether a lock that is held keeps out one that is taken: they are the same, and not both shared.
func conflict(h locking.Held, t locking.Taking) bool {
	const regions = ddi.CriticalRegion | ddi.GuardedRegion
	return h.Kind&regions == 0 && h.Class() != "" && h.Class() == t.Class() && !(h.Shared && t.Shared)
}
