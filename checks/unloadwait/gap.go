package unloadwait

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A gapKind says why a teardown routine can finish while a thread still runs.
type gapKind uint8

// The kinds of gap.
const (
	gapSkipped gapKind = iota // a path leaves out the wait
	gapTimeout                // the wait may give up, and teardown goes on
	gapAny                    // the wait ends with the first of several objects
	gapElement                // one element of an array of threads is waited for
	gapCleared                // the thread itself changes what decides over the wait
)

// A gap is a path on which a teardown routine returns without the end of a thread.
type gap struct {
	Kind   gapKind
	Wait   callgraph.Site // the wait that does not suffice
	Branch *simulate.Step
}

// findGap looks for a feasible path through the teardown routine root that does not
// wait for the end of t. A path that is chosen by the state of the driver's memory gets
// the benefit of the doubt: it may be the one of a thread that was never created.
func (d *subject) findGap(root *program.Function, t *threads.Thread) *gap {
	sum := d.Demand(root, profile.Threads)
	if sum == nil {
		return nil
	}
	if d.oneElement(t) {
		return &gap{Kind: gapElement, Wait: t.Waits[0]}
	}
	for _, o := range sum.Outcomes {
		if t.JoinedBy(o) || d.Fails(root, o) {
			continue
		}
		wait, any := d.waitBelow(root, t)
		if t.LostBy(o) {
			kind := gapTimeout
			if any {
				kind = gapAny
			}
			return &gap{Kind: kind, Wait: wait}
		}
		branch := d.decisive(root, o.Trace, t)
		if branch == nil || d.testsWaited(sum, branch, t) || endsRounds(branch) && d.judge(t, branch) != cleared {
			continue
		}
		switch d.judge(t, branch) {
		case unrelated:
			return &gap{Kind: gapSkipped, Wait: wait, Branch: branch}
		case cleared:
			return &gap{Kind: gapCleared, Wait: wait, Branch: branch}
		}
	}
	return nil
}

// findPlainGap looks for a gap in a thread's end that is plain wherever the thread is
// waited for: every function that waits for it leaves that out for what a routine
// returned that tells the thread to stop, or gives up and does what it does otherwise.
func (d *subject) findPlainGap(t *threads.Thread) *gap {
	var first *gap
	for _, w := range t.Waits {
		gap := d.findGap(w.In, t)
		if gap == nil || !(gap.Kind == gapSkipped && d.testsSignal(gap.Branch) || gap.Kind == gapTimeout && d.forgets(w.In, t)) {
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
func (d *subject) forgets(f *program.Function, t *threads.Thread) bool {
	outcomes := d.Summary(f).Outcomes
	return slices.ContainsFunc(outcomes, func(lost *simulate.Outcome) bool {
		return t.LostBy(lost) && !t.JoinedBy(lost) && slices.ContainsFunc(outcomes, func(o *simulate.Outcome) bool {
			return t.JoinedBy(o) && o.Result() == lost.Result() && slices.Equal(o.Stores(), lost.Stores())
		})
	})
}

// testsSignal reports whether a branch is decided by what a routine returned that says
// nothing of any thread.
func (d *subject) testsSignal(branch *simulate.Step) bool {
	return d.Terms().Any(branch.Tested(), func(_ term.Ref, x *term.Term) bool { return x.Op == term.Fresh && d.judgeCall(branch, x) == unrelated })
}

// signalTested is the call whose result alone decides a branch, nil if something else takes part.
func (d *subject) signalTested(branch *simulate.Step) *ir.Call {
	var found *ir.Call
	alone := !d.Terms().AnyOperand(branch.Tested(), func(_ term.Ref, x *term.Term) bool {
		switch x.Op {
		case term.Fresh:
			call := d.CallOf(branch.In, x)
			other := call == nil || found != nil && found != call
			found = call
			return other
		case term.Init, term.Param, term.Stale:
			return true
		}
		return false
	})
	if !alone || found == nil || found.Callee == "" {
		return nil
	}
	return found
}

// oneElement reports whether the threads that are created into the elements of an array
// are waited for by one fixed element only.
func (d *subject) oneElement(t *threads.Thread) bool {
	node, fixed := -1, ir.Value{}
	for i, w := range t.Waits {
		_, r := d.RoutineOf(w.In, w.Call)
		arg := w.Call.Args[max(r.Arg(ddi.OpObject), r.Arg(ddi.OpHandle))]
		index := elementOf(arg.Place)
		if arg.Kind != ir.Load || index == nil || index.Kind != ir.Const || i > 0 && index.Int != fixed.Int {
			return false
		}
		node, _ = d.PointsTo.Place(arg.Place)
		fixed = *index
	}
	if node < 0 {
		return false
	}
	return slices.ContainsFunc(d.assignmentsTo(node), func(a assignment) bool {
		call, ok := a.at.(*ir.Call)
		return ok && slices.ContainsFunc(call.Args, func(v ir.Value) bool {
			index := elementOf(v.Place)
			n := -1
			if v.Kind == ir.AddrOf {
				n, _ = d.PointsTo.Place(v.Place)
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
func (d *subject) testsWaited(sum *simulate.Summary, branch *simulate.Step, t *threads.Thread) bool {
	for _, o := range sum.Outcomes {
		if !t.MayBeJoinedBy(o) {
			continue
		}
		for _, waited := range threads.Waited(o) {
			if d.Terms().AnyOperand(branch.Tested(), func(r term.Ref, x *term.Term) bool {
				return x.Op == term.Init && r != waited && d.Terms().Contains(waited, r)
			}) {
				return true
			}
		}
	}
	return false
}

// endsRounds reports whether a branch leaves a loop that goes through what there is, by a variable that its rounds change: it
// has waited for all threads then, or none was made.
func endsRounds(branch *simulate.Step) bool {
	from, to := branch.Edge()
	g := branch.In.Graph
	heads := g.LoopHeads()
	for i, head := range g.Blocks[:from+1] {
		if !heads[i] {
			continue
		}
		body := g.Loop(head)
		if !body[g.Blocks[from]] || body[g.Blocks[to]] {
			continue
		}
		for blk := range body {
			if slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool { return counts(in, branch.Condition()) }) {
				return true
			}
		}
	}
	return false
}

// counts reports whether an instruction changes a local variable that a condition reads.
func counts(in ir.Instr, condition ir.Value) bool {
	set, ok := in.(*ir.Assign)
	return ok && len(set.Dst.Path) == 0 && set.Dst.Root != nil && set.Dst.Root.Kind < ir.GlobalVar && condition.Reads(set.Dst.Root)
}

// waitBelow is the first wait for t in what root runs, and whether it waits for any of
// several objects.
func (d *subject) waitBelow(root *program.Function, t *threads.Thread) (callgraph.Site, bool) {
	reach := d.Reach(root)
	for _, w := range t.Waits {
		if reach[w.In] {
			_, r := d.RoutineOf(w.In, w.Call)
			kind := r.Arg(ddi.OpWaitType)
			isAny := kind >= 0 && kind < len(w.Call.Args) && w.Call.Args[kind].Kind == ir.Const && w.Call.Args[kind].Int == 1
			return w, isAny
		}
	}
	return callgraph.Site{}, false
}

// returnedWords says what a call has returned where a branch on its result is taken this way.
func returnedWords(branch *simulate.Step) string {
	v, holds := branch.Condition(), branch.Taken
	for v.Kind == ir.Op && v.Name == "!" && len(v.Args) == 1 {
		v, holds = v.Args[0], !holds
	}
	op, n := "!=", int64(0)
	if v.Kind == ir.Op {
		if len(v.Args) != 2 || v.Args[1].Kind != ir.Const {
			return "what leads past it"
		}
		op, n = v.Name, v.Args[1].Int
	}
	switch {
	case op == "==" && holds, op == "!=" && !holds:
		return fmt.Sprint(n)
	case op == "==", op == "!=":
		return fmt.Sprintf("something other than %d", n)
	case holds:
		return fmt.Sprintf("something %s %d", op, n)
	}
	return fmt.Sprintf("something not %s %d", op, n)
}
