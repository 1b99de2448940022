package locking

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A state is what is known of locks on a way.
type state struct {
	held   []Held
	tried  []attempt
	freed  []Lock
	given  []Lock
	doubts []Lock // of which is not known whether they are held
	params []outcome
}

// An outcome is that of a test of parameters.
type outcome struct {
	spelt string
	holds bool
}

// An attempt is a lock that is held if a variable is not zero; if it is a status, if it is zero.
type attempt struct {
	Held
	vars   []*ir.Var
	status bool
}

// A walk follows the locks through one function. States are numbered, for the ways compare them.
type walk struct {
	l       *Locks
	f       *program.Function
	states  []state
	numbers map[string]int
	steps   map[step]int // where a state leads to: the ways come to one instruction in the same state again and again
	arms    ways.Arms
	result  *Result
	ends    map[string]bool
	moments map[string]bool
}

// A step is what an instruction or an edge does to a state.
type step struct {
	from int
	by   any // ir.Instr, *cfg.Edge
}

const maxHeld = 8 // of which more are not followed

// before ends the name of a lock by what a variable held before it was assigned again.
const before = " before"

func (l *Locks) follow(f *program.Function) *Result {
	w := &walk{l: l, f: f, numbers: map[string]int{}, steps: map[step]int{}, arms: ways.ArmsOf(f.Func), result: &Result{}, ends: map[string]bool{}, moments: map[string]bool{}}
	if !ways.Follow(l.Graph, f, w.number(state{}), w) {
		return &Result{GivenUp: true, net: net{all: true}}
	}
	w.result.net = w.net()
	return w.result
}

// number is that of a state.
func (w *walk) number(s state) int {
	var b strings.Builder
	for _, h := range s.held {
		fmt.Fprintf(&b, "%s@%p;", h.key, h.Call)
	}
	for _, a := range s.tried {
		fmt.Fprintf(&b, "?%s@%p", a.key, a.Call)
		for _, v := range a.vars {
			fmt.Fprintf(&b, ",%p", v)
		}
	}
	for _, lock := range s.freed {
		fmt.Fprintf(&b, "-%s", lock.key)
	}
	for _, lock := range s.given {
		fmt.Fprintf(&b, "~%s", lock.key)
	}
	for _, lock := range s.doubts {
		fmt.Fprintf(&b, "!%s", lock.key)
	}
	fmt.Fprint(&b, s.params)
	n, ok := w.numbers[b.String()]
	if !ok {
		n = len(w.states)
		w.numbers[b.String()] = n
		w.states = append(w.states, s)
	}
	return n
}

func (s state) clone() state {
	return state{held: slices.Clone(s.held), tried: slices.Clone(s.tried), freed: slices.Clone(s.freed), given: slices.Clone(s.given), doubts: slices.Clone(s.doubts), params: slices.Clone(s.params)}
}

// Instr follows what an instruction does.
func (w *walk) Instr(s *ways.State[int], in ir.Instr) {
	known := step{s.Own, in}
	if to, ok := w.steps[known]; ok {
		s.Own = to
		return
	}
	old := w.states[s.Own]
	switch in := in.(type) {
	case *ir.Call:
		w.moment(in, old)
		next := old.clone()
		w.call(&next, in)
		if in.Dst != nil {
			next.assigned(in.Dst, in)
		}
		s.Own = w.number(next)
		w.steps[known] = s.Own
	case *ir.Assign:
		if len(in.Dst.Path) > 0 || len(old.held)+len(old.tried) == 0 {
			return
		}
		next := old.clone()
		next.copied(in)
		s.Own = w.number(next)
		w.steps[known] = s.Own
	case *ir.Return:
		e := End{Return: in, Held: old.held, Given: old.given, doubts: old.doubts, Params: map[string]bool{}, freed: old.freed}
		for _, o := range old.params {
			e.Params[o.spelt] = o.holds
		}
		if in.Value != nil {
			e.Value, _, e.Known = s.Number(*in.Value)
			e.Tested = s.Learnt(*in.Value)
		}
		if key := fmt.Sprint(in.Span, s.Own, e.Value, e.Known); !w.ends[key] {
			w.ends[key] = true
			w.result.Ends = append(w.result.Ends, e)
		}
	}
}

func (w *walk) moment(call *ir.Call, s state) {
	if key := fmt.Sprintf("%p %v", call, held(s.held)); len(s.held) > 0 && !w.moments[key] {
		w.moments[key] = true
		w.result.Moments = append(w.result.Moments, Moment{call, s.held})
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
	target, name := w.l.Callee(w.f, call)
	if target != nil {
		w.callee(s, call, target)
		return
	}
	r := w.l.Known.Lookup(name)
	if r == nil {
		if !ddi.Documented(name) {
			s.drop(func(h Held) bool { return given(call, h) })
		}
		return
	}
	if r.Does(ddi.Convert) || r.DoesTo(ddi.Queue, ddi.Work) {
		s.drop(func(h Held) bool { return h.Kind&(ddi.Resource|ddi.Semaphore) != 0 }) // handed to another thread, perhaps
	}
	for _, c := range w.l.changes(call, r) {
		if !c.acquires {
			w.release(s, c.lock)
			continue
		}
		h := Held{Lock: c.lock, Call: call, Routine: r, Shared: c.shared}
		if c.try {
			s.tried = append(s.tried, attempt{h, []*ir.Var{call.Dst}, c.status})
			continue
		}
		s.take(h)
	}
}

// given reports whether a call gets a lock, or what it lies in.
func given(call *ir.Call, h Held) bool {
	return h.Place.Root != nil && slices.ContainsFunc(call.Args, func(a ir.Value) bool { return a.Reads(h.Place.Root) })
}

// callee does what a function of the driver does.
func (w *walk) callee(s *state, call *ir.Call, target *program.Function) {
	n := w.l.of(target).net
	if n.all {
		s.drop(func(Held) bool { return true })
		return
	}
	for _, leaf := range n.doubts {
		s.drop(func(h Held) bool { return h.leaf == leaf || leaf == "*" })
	}
	for _, lock := range n.freed {
		if mine, ok := moved(lock, target.Params, call); ok {
			w.release(s, mine)
		} else {
			s.drop(func(h Held) bool { return lock.Same(h.Lock) })
		}
	}
	for _, h := range n.held {
		if mine, ok := moved(h.Lock, target.Params, call); ok {
			s.take(Held{Lock: mine, Call: call, Through: target, Routine: h.Routine, Shared: h.Shared})
		}
	}
}

// take adds a lock. One that a loop takes once more may be another each time: it is not followed.
func (s *state) take(h Held) {
	if len(s.held) >= maxHeld || slices.ContainsFunc(s.held, func(o Held) bool { return o.key == h.key && o.Call == h.Call }) {
		s.drop(func(o Held) bool { return o.key == h.key })
		return
	}
	s.held = append(s.held, h)
}

// release lets a lock go: by its name, by the name of its member, or else, through a pointer, the last of its kind.
func (w *walk) release(s *state, lock Lock) {
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
				if !slices.ContainsFunc(s.given, h.Is) {
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
	if !slices.ContainsFunc(s.freed, func(o Lock) bool { return o.key == lock.key }) {
		s.freed = append(s.freed, lock)
	}
}

// throughPointer reports whether a lock is what a pointer leads to that is kept somewhere.
func throughPointer(l Lock) bool {
	n := len(l.Place.Path)
	return n > 0 && l.Place.Path[n-1].Kind == ir.Deref
}

// drop follows locks no further.
func (s *state) drop(which func(Held) bool) {
	for _, h := range s.held {
		if which(h) && !slices.ContainsFunc(s.doubts, h.Is) {
			s.doubts = append(s.doubts, h.Lock)
		}
	}
	s.held = slices.DeleteFunc(s.held, which)
	s.tried = slices.DeleteFunc(s.tried, func(a attempt) bool { return which(a.Held) })
}

// assigned notes that a variable holds something else: locks that are named by it have another name.
func (s *state) assigned(v *ir.Var, by ir.Instr) {
	for i, h := range s.held {
		if h.Place.Root == v && ir.Instr(h.Call) != by && !strings.HasSuffix(h.key, before) { // once: a loop must come to an end
			s.held[i].key += before
		}
	}
	s.tried = slices.DeleteFunc(s.tried, func(a attempt) bool { return ir.Instr(a.Call) != by && slices.Contains(a.vars, v) })
}

// copied notes that a variable holds the result of an attempt, too.
func (s *state) copied(in *ir.Assign) {
	v := in.Dst.Root
	of := slices.IndexFunc(s.tried, func(a attempt) bool {
		return slices.ContainsFunc(a.vars, func(x *ir.Var) bool { return in.Src.Reads(x) })
	})
	if of >= 0 && !slices.Contains(s.tried[of].vars, v) {
		a := s.tried[of]
		s.assigned(v, in)
		if of = slices.IndexFunc(s.tried, func(b attempt) bool { return b.Call == a.Call && b.key == a.key }); of >= 0 {
			s.tried[of].vars = append(slices.Clone(a.vars), v)
		}
		return
	}
	s.assigned(v, in)
}

// Edge learns from what an edge tests: an attempt succeeded or failed; a lock whose release is left out under a condition of
// which nothing is known may not be held; what a caller can tell.
func (w *walk) Edge(s *ways.State[int], e *cfg.Edge) {
	if e.Test == nil {
		return
	}
	known := step{s.Own, e}
	if to, ok := w.steps[known]; ok {
		s.Own = to
		return
	}
	next := w.states[s.Own].clone()
	if o, ok := ofParams(e); ok && len(next.params) < maxParams && !slices.Contains(next.params, o) {
		next.params = append(next.params, o)
	}
	for i, a := range slices.Backward(next.tried) {
		had, known := success(e, a)
		if !known {
			continue
		}
		next.tried = slices.Delete(next.tried, i, i+1)
		if had {
			next.take(a.Held)
		}
	}
	for _, lock := range w.leftOut(e, next) {
		next.drop(func(h Held) bool { return lock.Same(h.Lock) })
	}
	s.Own = w.number(next)
	w.steps[known] = s.Own
}

const maxParams = 4 // tests of parameters on a way, of which more are not kept

// ofParams is the outcome of a test of a parameter, if an edge is one.
func ofParams(e *cfg.Edge) (outcome, bool) {
	v, holds := *e.Test, e.Taken
	switch {
	case v.Kind == ir.Op && len(v.Args) == 2 && null(v.Args[1]) && (v.Name == "!=" || v.Name == "=="):
		holds = holds == (v.Name == "!=")
		v = v.Args[0]
	case v.Kind == ir.Op && len(v.Args) == 1 && v.Name == "!":
		v, holds = v.Args[0], !holds
	}
	return outcome{v.String(), holds}, v.Kind == ir.Load && v.Place.Root.Kind == ir.Param && len(v.Place.Path) == 0
}

// success reports whether an edge tells that an attempt succeeded.
func success(e *cfg.Edge, a attempt) (had, known bool) {
	v := *e.Test
	is := func(x ir.Value) bool {
		return slices.ContainsFunc(a.vars, func(y *ir.Var) bool { return ways.Holds(x, y) })
	}
	if is(v) {
		return e.Taken != a.status, true
	}
	if ways.Variable(v) { // what a predicate says of it
		for _, in := range slices.Backward(e.From.Instrs) {
			if call, ok := in.(*ir.Call); ok && call.Dst == v.Place.Root {
				return e.Taken, a.status && len(call.Args) == 1 && is(call.Args[0])
			}
		}
		return false, false
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
	switch zero := y.Int == 0; v.Name {
	case "==":
		return e.Taken != zero != a.status, zero || !a.status
	case "!=":
		return e.Taken == zero != a.status, zero || !a.status
	case "<", ">=":
		return (v.Name == "<") != e.Taken, a.status && zero
	}
	return false, false
}

// leftOut lists the locks that are released under a condition which does not hold on an edge.
func (w *walk) leftOut(e *cfg.Edge, s state) []Lock {
	if len(s.held) == 0 {
		return nil
	}
	var list []Lock
	for _, call := range w.arms.Past(w.f.Graph, e) {
		list = append(list, w.l.ReleasedBy(w.f, call)...)
	}
	return list
}

// net is what the function does to its caller's locks: the same on all ways, or doubts.
func (w *walk) net() net {
	if len(w.result.Ends) == 0 {
		return net{}
	}
	first := w.result.Ends[0]
	same := true
	for _, e := range w.result.Ends[1:] {
		same = same && keys(e) == keys(first)
	}
	if same {
		return net{held: first.Held, freed: first.freed}
	}
	doubts := map[string]bool{}
	for _, e := range w.result.Ends {
		for _, lock := range e.freed {
			doubts[lock.leaf] = true
		}
	}
	return net{doubts: slices.SortedFunc(maps.Keys(doubts), cmp.Compare[string])}
}

// keys names what an end leaves to the caller.
func keys(e End) string {
	var list []string
	for _, h := range e.Held {
		list = append(list, "+"+h.key)
	}
	for _, lock := range e.freed {
		list = append(list, "-"+lock.key)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
