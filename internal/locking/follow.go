package locking

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A walk follows the locks through one function. States are numbered, for the ways compare them.
type walk struct {
	l *Locks
	f *program.Function
	numbering
	calls   steps[ir.Call] // where a state leads to: the ways come to one instruction in the same state again and again
	assigns steps[ir.Assign]
	edges   steps[cfg.Edge]
	arms    ways.Arms
	result  *Result
	ends    map[end]bool
	noted   map[string]bool
	taken   []Lock
	merged  bool // ways with the same locks are one: what tells those with a lock at their end apart is not noted
}

// An end is what tells two of them apart.
type end struct {
	at    ir.Span
	state int
	value int64
	known bool
}

// Steps are what instructions or edges do to states.
type steps[T any] map[step[T]]int

type step[T any] struct {
	from int
	by   *T
}

// follow finds out what a function does. Ways with the same locks are followed as one first: that is enough unless a lock may be left behind.
func (l *Locks) follow(f *program.Function) *Result {
	arms := ways.ArmsOf(f.Func)
	w := l.walk(f, arms)
	w.merged = true
	all, apart := ways.FollowMerged(l.Graph, f, w.number(state{}), w)
	if !all || !w.clean() {
		w = l.walk(f, arms)
		if !apart(w.number(state{}), w) {
			raised := l.raises(f)
			w = l.walk(f, arms)
			w.result.Levelless = true
			if !raised || !apart(w.number(state{}), w) {
				return &Result{GivenUp: true, net: net{all: true}}
			}
		}
	}
	w.result.net = w.net()
	return w.result
}

// raises reports whether f, or what it calls and returns from so, raises the level without a lock.
func (l *Locks) raises(f *program.Function) bool {
	return slices.ContainsFunc(f.Calls(), func(call *ir.Call) bool {
		target, name := l.Callee(f, call)
		if target != nil {
			return l.open[target] == 0 && slices.ContainsFunc(l.of(target).net.held, func(h Held) bool { return h.Kind == ddi.Level })
		}
		return slices.ContainsFunc(l.changes(call, l.Known.Lookup(name)), func(c change) bool { return c.acquires && c.lock.Kind == ddi.Level })
	})
}

func (l *Locks) walk(f *program.Function, arms ways.Arms) *walk {
	return &walk{l: l, f: f, numbering: numbering{numbers: map[string]int{}, known: map[any]int{}}, calls: steps[ir.Call]{}, assigns: steps[ir.Assign]{}, edges: steps[cfg.Edge]{}, arms: arms, result: &Result{}, ends: map[end]bool{}, noted: map[string]bool{}}
}

// clean reports whether a function returns with no lock that it has taken, and releases none that it takes on another way.
func (w *walk) clean() bool {
	left := func(e End) bool {
		return len(e.Held) > 0 || slices.ContainsFunc(e.freed, func(lock Lock) bool {
			return slices.ContainsFunc(w.taken, lock.Same) && !slices.ContainsFunc(e.unknown, lock.Is)
		})
	}
	return !w.result.Overfull && !slices.ContainsFunc(w.result.Ends, left)
}

// Instr follows what an instruction does.
func (w *walk) Instr(s *ways.State[int], in ir.Instr) {
	old := &w.states[s.Own]
	if old.none {
		return
	}
	switch in := in.(type) {
	case *ir.Call:
		known := step[ir.Call]{s.Own, in}
		if to, ok := w.calls[known]; ok {
			s.Own = to
			return
		}
		w.noteCall(in, *old)
		next := old.clone()
		w.call(&next, in)
		if in.Dst != nil {
			next.assigned(in.Dst, in)
		}
		s.Own = w.number(next)
		w.calls[known] = s.Own
	case *ir.Assign:
		if len(in.Dst.Path) > 0 || len(old.held)+len(old.tried) == 0 {
			return
		}
		known := step[ir.Assign]{s.Own, in}
		if to, ok := w.assigns[known]; ok {
			s.Own = to
			return
		}
		next := old.clone()
		next.copied(in)
		s.Own = w.number(next)
		w.assigns[known] = s.Own
	case *ir.Return:
		e := End{Return: in, Held: old.held, Given: old.given, unknown: old.unknown, freed: old.freed, may: old.may, Raised: old.raised}
		if in.Value != nil {
			e.Value, _, e.Known = s.Number(*in.Value)
			e.Tested = s.Learnt(*in.Value)
			e.Failed = w.failed(in)
		}
		if key := (end{in.Span, s.Own, e.Value, e.Known}); !w.ends[key] {
			w.ends[key] = true
			e.Params = make(map[string]bool, len(old.params))
			for _, o := range old.params {
				e.Params[o.spelt] = o.holds
			}
			w.result.Ends = append(w.result.Ends, e)
		}
	}
}

// Raises reports whether a call may raise an exception: what a handler in the function does then is a way, too.
func (w *walk) Raises(call *ir.Call) bool {
	_, r := w.l.RoutineOf(w.f, call)
	return w.l.Raises(w.f, call, r, 0) // what functions return is no part of what is kept of this one
}

// failed reports whether a function returns what was tested to be the status of a failure right before.
func (w *walk) failed(ret *ir.Return) bool {
	if !ways.Variable(*ret.Value) {
		return false
	}
	x := ret.Value.Place.Root
	at := slices.IndexFunc(w.f.Graph.Blocks, func(b *cfg.Block) bool { return slices.Contains(b.Instrs, ir.Instr(ret)) })
	b := w.f.Graph.Blocks[at]
	for range w.f.Graph.Blocks {
		if slices.ContainsFunc(b.Instrs, func(in ir.Instr) bool { return assigns(in, x) }) || len(b.Preds) != 1 {
			return false
		}
		if e := b.Preds[0]; e.Test != nil {
			had, known := success(e, attempt{vars: []*ir.Var{x}, status: true})
			return known && !had
		}
		b = b.Preds[0].From
	}
	return false
}

// assigns reports whether an instruction gives a variable another value.
func assigns(in ir.Instr, x *ir.Var) bool {
	switch in := in.(type) {
	case *ir.Assign:
		return in.Dst.Root == x
	case *ir.Call:
		return in.Dst == x
	}
	return false
}

func (w *walk) noteCall(call *ir.Call, s state) {
	if key := fmt.Sprintf("%p %v", call, held(s.held)); len(s.held) > 0 && !w.noted[key] {
		w.noted[key] = true
		w.result.Under = append(w.result.Under, CallUnder{call, s.held})
	}
}

func held(list []Held) (calls []*ir.Call) {
	for _, h := range list {
		calls = append(calls, h.Call)
	}
	return calls
}

// call does to the locks what a call does.
func (w *walk) call(s *state, call *ir.Call) {
	w.gone(s, call)
	target, name := w.l.Callee(w.f, call)
	if target != nil {
		w.callee(s, call, target)
		return
	}
	r := w.l.Known.Lookup(name)
	if r == nil {
		if !ddi.Documented(name) {
			handed := given
			if name == "" {
				handed = itself
			}
			s.drop(func(h Held) bool {
				return handed(call, h) || w.handsLevel(call, h) || name == "" && h.Place.Root == nil && h.Kind&Regions == 0
			})
		}
		return
	}
	if r.Does(ddi.NoReturn) {
		s.none = true // the way ends here
		return
	}
	if r.Does(ddi.Convert) || r.DoesTo(ddi.Queue, ddi.Work) {
		s.drop(func(h Held) bool { return h.Kind&(ddi.Resource|ddi.Semaphore) != 0 }) // handed to another thread, perhaps
	}
	for _, c := range w.l.changes(call, r) {
		if !c.acquires {
			if r.Does(ddi.RestoreIRQL) && slices.ContainsFunc(s.held, func(h Held) bool { return h.Same(c.lock) && !h.Routine.Does(ddi.RaiseIRQL) }) {
				s.drop(func(h Held) bool { return h.Kind == ddi.Level }) // given back along with the lock
			}
			w.release(s, c.lock, call)
			continue
		}
		h := Held{Lock: c.lock, Call: call, Routine: r, Shared: c.shared}
		if c.try && !(c.sure && !w.tests(call.Dst)) {
			s.try(attempt{h, []*ir.Var{call.Dst}, c.status})
			continue
		}
		w.take(s, h)
	}
}

// given reports whether a call gets a lock, or what it lies in. One that the system has is given to whoever is called through a
// pointer, as the cancel spin lock is to a cancel routine.
func given(call *ir.Call, h Held) bool {
	return h.Place.Root != nil && slices.ContainsFunc(call.Args, func(a ir.Value) bool { return a.Reads(h.Place.Root) })
}

// handsLevel reports whether a call gets the level that was saved when a lock was taken: what is called may give back both.
func (w *walk) handsLevel(call *ir.Call, h Held) bool {
	if h.Kind&(ddi.SpinLock|ddi.Level) == 0 {
		return false
	}
	var saved []*ir.Var
	if h.Call.Dst != nil {
		saved = append(saved, h.Call.Dst)
	}
	for _, a := range h.Call.Args {
		if a.Kind == ir.AddrOf && a.Place.IsLocal() && a.Place.Root.Type == levelType {
			saved = append(saved, a.Place.Root)
		}
	}
	w.f.Instrs(func(in ir.Instr) {
		if set, ok := in.(*ir.Assign); ok && h.Call.Dst != nil && set.Dst.IsLocal() && ways.Holds(set.Src, h.Call.Dst) {
			saved = append(saved, set.Dst.Root)
		}
	})
	return slices.ContainsFunc(saved, func(x *ir.Var) bool {
		return slices.ContainsFunc(call.Args, func(a ir.Value) bool { return a.Reads(x) })
	})
}

// levelType is KIRQL.
const levelType = "unsigned char"

// itself reports whether a call gets a lock, or what it lies in, and not only what a member of that holds: a callback and its context stand in one
// structure, (*dev->Notify)(dev->Context), and nobody gives the callback the lock by that.
func itself(call *ir.Call, h Held) bool {
	return h.Place.Root != nil && slices.ContainsFunc(call.Args, func(a ir.Value) bool {
		beside := a.Kind == ir.Load && len(a.Place.Path) > 0 && !strings.HasPrefix(h.Place.String(), a.Place.String())
		return a.Reads(h.Place.Root) && !beside
	})
}

// callee does what a function of the driver does.
func (w *walk) callee(s *state, call *ir.Call, target *program.Function) {
	if w.l.open[target] > 0 { // recursion
		s.drop(func(h Held) bool { return given(call, h) })
		return
	}
	n := w.l.of(target).net
	if n.all {
		s.drop(func(Held) bool { return true })
		return
	}
	if n.ring {
		s.drop(func(h Held) bool {
			return given(call, h) && w.l.releases(target, func(l Lock) bool { return l.Kind&h.Kind != 0 })
		})
	}
	s.drop(func(h Held) bool { return w.l.mayRelease(target, h.Lock) })
	for _, leaf := range n.unknown {
		is := func(h Held) bool { return h.leaf == leaf || leaf == "*" }
		if !slices.ContainsFunc(s.held, is) && !slices.Contains(s.may, leaf) {
			s.may = append(s.may, leaf)
		}
		s.drop(is)
	}
	for _, lock := range n.freed {
		if mine, ok := moved(lock, target.Params, call); ok {
			w.release(s, mine, call)
		} else {
			s.drop(func(h Held) bool { return lock.Same(h.Lock) })
			if captured(target, lock.Place.Root) {
				s.free(lock) // it may be from whoever calls this one
			}
		}
	}
	for _, h := range n.held {
		if mine, ok := moved(h.Lock, target.Params, call); ok {
			h := Held{Lock: mine, Call: call, Through: target, Routine: h.Routine, Shared: h.Shared}
			if n.constant && w.tests(call.Dst) { // another result is none that it has
				s.try(attempt{h, []*ir.Var{call.Dst}, n.value == 0})
				continue
			}
			w.take(s, h)
		}
	}
}

// captured reports whether a variable of a function has its value from outside, as what a lambda captures: nothing in it gives it one.
func captured(f *program.Function, x *ir.Var) bool {
	gives := false
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		gives = gives || assigns(in, x) || ok && slices.ContainsFunc(call.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == x && len(a.Place.Path) == 0 })
	})
	return !gives && x.Kind == ir.Local
}

// tests reports whether the function tests what a variable holds, itself or a copy.
func (w *walk) tests(v *ir.Var) bool {
	if v == nil {
		return false
	}
	vars := []*ir.Var{v}
	w.f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if len(in.Dst.Path) == 0 && slices.ContainsFunc(vars, in.Src.Reads) {
				vars = append(vars, in.Dst.Root)
			}
		case *ir.Call: // what a predicate says of it
			if in.Dst != nil && len(in.Args) == 1 && slices.ContainsFunc(vars, in.Args[0].Reads) {
				vars = append(vars, in.Dst)
			}
		}
	})
	for _, blk := range w.f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test != nil && slices.ContainsFunc(vars, e.Test.Reads) {
				return true
			}
		}
	}
	return false
}

// release lets a lock go: by its name, by the name of its member, or else, through a pointer, the last of its kind.
func (w *walk) release(s *state, lock Lock, call *ir.Call) {
	if w.result.Levelless && lock.Kind == ddi.Level {
		return
	}
	if !slices.ContainsFunc(w.result.Released, func(o Lock) bool { return o.key == lock.key }) {
		w.result.Released = append(w.result.Released, lock)
	}
	for _, same := range []func(h Held) bool{
		func(h Held) bool { return h.key == lock.key },
		func(h Held) bool { return h.leaf == lock.leaf },
		func(h Held) bool { return h.Kind&lock.Kind != 0 && (throughPointer(h.Lock) || throughPointer(lock)) },
	} {
		for i, h := range slices.Backward(s.held) {
			if same(h) {
				s.held = slices.Delete(s.held, i, i+1)
				if !w.merged && !slices.ContainsFunc(s.given, h.Is) {
					s.given = append(s.given, h.Lock)
				}
				return
			}
		}
		if i := slices.IndexFunc(s.tried, func(a attempt) bool { return same(a.Held) }); i >= 0 {
			s.tried = slices.Delete(s.tried, i, i+1)
			return
		}
	}
	w.noteSurplus(s, lock, call)
	s.free(lock)
}
