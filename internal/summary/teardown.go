package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A GapKind says why a teardown routine can finish while a thread still runs.
type GapKind uint8

// The kinds of gap.
const (
	GapSkipped GapKind = iota // a path leaves out the wait
	GapTimeout                // the wait may give up, and teardown goes on
	GapAny                    // the wait ends with the first of several objects
	GapElement                // one element of an array of threads is waited for
	GapCleared                // the thread itself changes what decides over the wait
)

// A Gap is a path on which a teardown routine returns without the end of a thread.
type Gap struct {
	Kind   GapKind
	Wait   callgraph.Site // the wait that does not suffice
	Branch *Step
}

// CanFinish reports whether a teardown routine ever ends in success. A filter's unload
// callback that always fails keeps the driver loaded.
func (p *Program) CanFinish(f *program.Function) bool {
	p.ensure(f, threads)
	if p.of(f).Summary == nil || p.of(f).Summary.Bounded || len(p.of(f).Summary.Outcomes) == 0 {
		return true
	}
	return slices.ContainsFunc(p.of(f).Summary.Outcomes, func(o *Outcome) bool { return !p.vetoes(f, o) })
}

// vetoes reports whether an outcome refuses the unload: a status that is an error.
func (p *Program) vetoes(f *program.Function, o *Outcome) bool {
	if f.Result == "void" || o.result == 0 {
		return false
	}
	s := &state{Knowledge: term.Know(nil, o.values)}
	return s.IntervalOf(p.pool, o.result).Hi < 0
}

// FindGap looks for a feasible path through the teardown routine root that does not
// wait for the end of t. A path that is chosen by the state of the driver's memory gets
// the benefit of the doubt: it may be the one of a thread that was never created.
func (p *Program) FindGap(root *program.Function, t *Thread) *Gap {
	p.ensure(root, threads)
	if p.of(root).Summary == nil || p.of(root).Summary.Bounded {
		return nil
	}
	if p.oneElement(t) {
		return &Gap{Kind: GapElement, Wait: t.Waits[0]}
	}
	bit := uint64(1) << t.index
	for _, o := range p.of(root).Summary.Outcomes {
		if o.Joined&bit != 0 || p.vetoes(root, o) {
			continue
		}
		wait, any := p.waitBelow(root, t)
		if o.Lost&bit != 0 {
			kind := GapTimeout
			if any {
				kind = GapAny
			}
			return &Gap{Kind: kind, Wait: wait}
		}
		branch := p.decisive(root, o.Trace, bit)
		if branch == nil || p.testsWaited(root, branch, bit) {
			continue
		}
		switch p.judge(t, branch) {
		case unrelated:
			return &Gap{Kind: GapSkipped, Wait: wait, Branch: branch}
		case cleared:
			return &Gap{Kind: GapCleared, Wait: wait, Branch: branch}
		}
	}
	return nil
}

// FindPlainGap looks for a gap in a thread's end that is plain wherever the thread is
// waited for: every function that waits for it leaves that out for what a routine
// returned that tells the thread to stop, or gives up and does what it does otherwise.
func (p *Program) FindPlainGap(t *Thread) *Gap {
	var first *Gap
	for _, w := range t.Waits {
		gap := p.FindGap(w.In, t)
		if gap == nil || !(gap.Kind == GapSkipped && p.testsSignal(gap.Branch) || gap.Kind == GapTimeout && p.forgets(w.In, t)) {
			return nil
		}
		if first == nil {
			first = gap
		}
	}
	return first
}

// forgets reports whether f ends alike after it has waited for the end of the thread and
// after it has given up: no caller can know which it was.
func (p *Program) forgets(f *program.Function, t *Thread) bool {
	bit := uint64(1) << t.index
	outcomes := p.of(f).Summary.Outcomes
	return slices.ContainsFunc(outcomes, func(lost *Outcome) bool {
		return lost.Lost&bit != 0 && lost.Joined&bit == 0 && slices.ContainsFunc(outcomes, func(o *Outcome) bool {
			return o.Joined&bit != 0 && o.result == lost.result && slices.Equal(o.stores, lost.stores)
		})
	})
}

// testsSignal reports whether a branch is decided by what a routine returned that says
// nothing of any thread.
func (p *Program) testsSignal(branch *Step) bool {
	return p.pool.Any(branch.test, func(_ term.Ref, x *term.Term) bool { return x.Op == term.Fresh && p.judgeCall(branch, x) == unrelated })
}

// oneElement reports whether the threads that are created into the elements of an array
// are waited for by one fixed element only.
func (p *Program) oneElement(t *Thread) bool {
	node, fixed := -1, ir.Value{}
	for i, w := range t.Waits {
		_, r := p.RoutineOf(w.In, w.Call)
		arg := w.Call.Args[max(r.Arg("object"), r.Arg("handle"))]
		index := elementOf(arg.Place)
		if arg.Kind != ir.Load || index == nil || index.Kind != ir.Const || i > 0 && index.Int != fixed.Int {
			return false
		}
		node, _ = p.PointsTo.Place(arg.Place)
		fixed = *index
	}
	if node < 0 {
		return false
	}
	return slices.ContainsFunc(p.assignmentsTo(node), func(a assignment) bool {
		call, ok := a.at.(*ir.Call)
		return ok && slices.ContainsFunc(call.Args, func(v ir.Value) bool {
			index := elementOf(v.Place)
			n := -1
			if v.Kind == ir.AddrOf {
				n, _ = p.PointsTo.Place(v.Place)
			}
			return n == node && index != nil && index.Kind != ir.Const
		})
	})
}

// elementOf is the subscript that a place ends with, nil if it is no element.
func elementOf(p ir.Place) *ir.Value {
	if n := len(p.Path); n > 0 && p.Path[n-1].Kind == ir.Index {
		return p.Path[n-1].Index
	}
	return nil
}

// testsWaited reports whether a branch tests a pointer on the way to the object that is
// waited for elsewhere: without it there is no thread to wait for.
func (p *Program) testsWaited(root *program.Function, branch *Step, bit uint64) bool {
	for _, o := range p.of(root).Summary.Outcomes {
		if (o.Joined|o.some)&bit == 0 {
			continue
		}
		for _, waited := range o.waits {
			if p.pool.AnyOperand(branch.test, func(r term.Ref, x *term.Term) bool {
				return x.Op == term.Init && r != waited && p.pool.Contains(waited, r)
			}) {
				return true
			}
		}
	}
	return false
}

// waitBelow is the first wait for t in what root runs, and whether it waits for any of
// several objects.
func (p *Program) waitBelow(root *program.Function, t *Thread) (callgraph.Site, bool) {
	reach := p.Reach(root)
	for _, w := range t.Waits {
		if reach[w.In] {
			_, r := p.RoutineOf(w.In, w.Call)
			kind := r.Arg("waittype")
			isAny := kind >= 0 && kind < len(w.Call.Args) && w.Call.Args[kind].Kind == ir.Const && w.Call.Args[kind].Int == 1
			return w, isAny
		}
	}
	return callgraph.Site{}, false
}

// joins lists the blocks of f that wait for the thread, themselves or through a callee.
func (p *Program) joins(f *program.Function, bit uint64) []bool {
	list := make([]bool, len(f.Graph.Blocks))
	for i, blk := range f.Graph.Blocks {
		for _, in := range blk.Instrs {
			call, ok := in.(*ir.Call)
			if !ok {
				continue
			}
			target, _ := p.Callee(f, call)
			below := target != nil && p.of(target).Summary != nil &&
				slices.ContainsFunc(p.of(target).Summary.Outcomes, func(o *Outcome) bool { return (o.Joined|o.some)&bit != 0 })
			list[i] = list[i] || below || p.awaited[call]&bit != 0
		}
	}
	return list
}

// decisive finds the branch on a way through f after which the wait is out of reach; or
// the one in a callee that came back without having waited.
func (p *Program) decisive(f *program.Function, last *Step, bit uint64) *Step {
	var steps []*Step
	for step := last; step != nil; step = step.before(bit) {
		steps = append(steps, step)
	}
	slices.Reverse(steps)
	reaches := f.Graph.LeadingTo(p.joins(f, bit))
	for _, step := range steps {
		switch step.Kind {
		case StepBranch:
			if reaches[step.from] && !reaches[step.to] {
				return step
			}
		case StepCall:
			if branch := p.decisiveCall(step, bit); branch != nil {
				return branch
			}
		}
	}
	return nil
}

func (p *Program) decisiveCall(step *Step, bit uint64) *Step {
	sum := p.of(step.Callee).Summary
	if sum == nil || !slices.ContainsFunc(sum.Outcomes, func(o *Outcome) bool { return (o.Joined|o.some)&bit != 0 }) {
		return nil
	}
	return p.decisive(step.Callee, step.Inner, bit)
}

// A Signal is a wait in a teardown routine that the thread itself ends before it has
// left the driver's code: for an event that it sets, a rundown reference that it drops.
type Signal struct {
	Wait callgraph.Site
	Set  callgraph.Site // the call in the thread
}

// signalPairs tells which routine ends which wait.
var signalPairs = []struct {
	wait, set ddi.Category
	waitRole  string
	setRole   string
}{
	{"wait", "event-set", "object", "object"},
	{"cancellable-wait", "event-set", "object", "object"},
	{"wait", "semaphore-release", "object", "object"},
	{"rundown-wait", "rundown-release", "lock", "lock"},
	{"remove-lock-wait", "remove-lock-release", "lock", "lock"},
}

// FindSignal looks for a wait, in what the roots run, that ends when the thread
// announces its end rather than with the end itself.
func (p *Program) FindSignal(t *Thread, roots []*program.Function) *Signal {
	return p.findSignal(t, p.calls(t.Starts), roots)
}

// FindLastSignal looks for such a wait anywhere in the driver, for the last signal that
// the thread gives: behind it, it waits for nothing more.
func (p *Program) FindLastSignal(t *Thread) *Signal {
	var last []callgraph.Site
	for _, set := range p.calls(t.Starts) {
		if slices.Contains(t.Starts, set.In) && p.isLast(set) {
			last = append(last, set)
		}
	}
	outside := slices.DeleteFunc(slices.Clone(p.Functions), func(f *program.Function) bool { return !p.endsThreads(f) || p.runsIn(t, f) })
	return p.findSignal(t, last, outside)
}

// endsThreads reports whether f may be what stops a thread: a routine that the system
// calls. Another thread that waits for the signal does so for work of its own.
func (p *Program) endsThreads(f *program.Function) bool {
	return len(p.Roles(f)) > 0 && !slices.ContainsFunc(p.Threads, func(t *Thread) bool { return slices.Contains(t.Starts, f) })
}

// isLast reports whether no loop and no wait follows the call in its function.
func (p *Program) isLast(set callgraph.Site) bool {
	seen := set.In.Graph.After(set.Call)
	for i, blk := range set.In.Graph.Blocks {
		waits := slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool {
			_, r := p.RoutineOf(set.In, in)
			return r.Is("wait")
		})
		if seen[i] && (waits || p.of(set.In).loopHead[i]) {
			return false
		}
	}
	return true
}

func (p *Program) findSignal(t *Thread, sets []callgraph.Site, roots []*program.Function) *Signal {
	waits := p.calls(roots)
	for _, w := range waits {
		if w.In == t.In || w.In == t.Created().In {
			continue // its creator waits until it has started
		}
		_, wr := p.RoutineOf(w.In, w.Call)
		for _, s := range sets {
			_, sr := p.RoutineOf(s.In, s.Call)
			for _, pair := range signalPairs {
				if wr.Is(pair.wait) && sr.Is(pair.set) && p.sameObject(w, wr.Arg(pair.waitRole), s, sr.Arg(pair.setRole)) {
					return &Signal{Wait: w, Set: s}
				}
			}
		}
	}
	return nil
}

// calls lists the calls of kernel routines in what the roots run, in order.
func (p *Program) calls(roots []*program.Function) []callgraph.Site {
	reach := map[*program.Function]bool{}
	for _, root := range roots {
		for f := range p.Reach(root) {
			reach[f] = true
		}
	}
	var list []callgraph.Site
	for _, f := range p.Functions {
		if !reach[f] {
			continue
		}
		f.Instrs(func(in ir.Instr) {
			if call, r := p.RoutineOf(f, in); r != nil {
				list = append(list, callgraph.Site{Call: call, In: f})
			}
		})
	}
	return list
}

// sameObject reports whether two arguments point to the same variable or member.
func (p *Program) sameObject(a callgraph.Site, i int, b callgraph.Site, j int) bool {
	if i < 0 || j < 0 || i >= len(a.Call.Args) || j >= len(b.Call.Args) {
		return false
	}
	x, y := p.objects(a.In, a.Call.Args[i]), p.objects(b.In, b.Call.Args[j])
	return len(x) == 1 && slices.Equal(x, y) // of several it can't be told which
}

// objects lists the nodes that a pointer may point to; a pointer kept in a member stands
// for what it points to, whatever that is.
func (p *Program) objects(f *program.Function, v ir.Value) []int {
	var list []int
	for _, it := range p.PointsTo.Holds(f.UnitIndex, v) {
		if it.Kind == pointsto.Address {
			list = append(list, it.Node)
		}
	}
	if v.Kind == ir.Load && v.Place.Root != nil {
		if node, derefs := p.PointsTo.Place(v.Place); derefs == 0 && (len(v.Place.Path) > 0 || v.Place.Root.Kind >= ir.GlobalVar) {
			list = append(list, node)
		}
	}
	return list
}

// Teardowns lists the routines that must have run before the image goes away: the
// unload routine, and what ends the devices and instances before it.
func (p *Program) Teardowns() []*program.Function {
	list, _ := p.WithRole(ddi.Unload, ddi.DeviceTeardown)
	return list
}
