package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// An assignment is a place in the driver's code that changes a node of the flow.
type assignment struct {
	in       *Function
	at       ir.Instr
	constant bool
}

// assignmentsTo lists what changes a node: assignments, and calls that are given its address.
func (p *Program) assignmentsTo(node int) []assignment {
	if p.assigns == nil {
		p.assigns = map[int][]assignment{}
		for _, f := range p.Functions {
			f.instrs(func(in ir.Instr) { p.indexAssignment(f, in) })
		}
	}
	return p.assigns[node]
}

func (p *Program) indexAssignment(f *Function, in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		if n, derefs := p.flow.place(in.Dst); derefs == 0 {
			p.assigns[n] = append(p.assigns[n], assignment{f, in, in.Src.Kind == ir.Const})
		}
	case *ir.Call:
		_, r := p.routineCall(f, in)
		for i, arg := range in.Args {
			if arg.Kind != ir.AddrOf {
				continue
			}
			if n, derefs := p.flow.place(arg.Place); derefs == 0 {
				set := r.Is("exchange") && i == r.Arg("target") && r.Arg("value") < len(in.Args) && in.Args[r.Arg("value")].Kind == ir.Const
				p.assigns[n] = append(p.assigns[n], assignment{f, in, set})
			}
		}
	}
}

// nodeOf is the node of a location in memory, -1 for a local or an unnamed object.
func (p *Program) nodeOf(loc ref) int {
	for t := p.pool.terms[loc]; ; t = p.pool.terms[t.a] {
		switch t.op {
		case opField:
			return p.flow.node(flowKey{record: p.pool.records[loc], name: t.s})
		case opIndex:
			loc = t.a
		case opVar:
			if t.n >= 0 {
				return p.flow.node(flowKey{variable: p.pool.vars[t.n]})
			}
			return -1
		default:
			return -1
		}
	}
}

// A verdict says what a branch that leaves out the wait for a thread is decided by.
type verdict uint8

const (
	related   verdict = iota // may be whether the thread was ever created
	unrelated                // nothing that knows of the thread
	cleared                  // what the thread itself changes before it ends
)

// judge finds out what a branch is decided by.
func (p *Program) judge(t *Thread, branch *Step) verdict {
	result, found := related, false
	sure := !p.pool.operands(branch.test, func(r ref, x term) bool {
		v, asked := p.judgeTerm(t, branch, x)
		if !asked {
			return false
		}
		if v == cleared || !found {
			result = v
		}
		found = true
		return v == related
	})
	if !sure || !found {
		return related
	}
	return result
}

func (p *Program) judgeTerm(t *Thread, branch *Step, x term) (v verdict, asked bool) {
	switch x.op {
	case opParam, opStale:
		return related, true
	case opUnary:
		return related, x.s != "!" && x.s != "-" && x.s != "~"
	case opInit:
		node := p.nodeOf(x.a)
		if node < 0 {
			return related, true
		}
		return p.judgeNode(t, node), true
	case opFresh:
		return p.judgeCall(branch, x), true
	}
	return related, false
}

// judgeCall judges a branch on what a call returned.
func (p *Program) judgeCall(branch *Step, x term) verdict {
	if x.s != "" || x.n <= 0 {
		return related
	}
	call := p.siteCall(branch.In, x.n)
	if call == nil {
		return related
	}
	if _, r := p.routineCall(branch.In, call); r.Is("event-set", "event-reset", "semaphore-release", "timer-cancel", "delete-link", "allocate") {
		return unrelated
	}
	return related
}

// judgeNode judges a branch on a variable or member of the driver. It tells whether the
// thread exists if it holds the thread, or is set on the way to its creation. What is
// set only elsewhere, or only after the creation, does not.
func (p *Program) judgeNode(t *Thread, node int) verdict {
	assigns := p.assignmentsTo(node)
	if len(assigns) == 0 {
		return related
	}
	for _, a := range assigns {
		if p.runsIn(t, a.in) {
			return cleared
		}
	}
	for _, it := range p.flow.sorted(node) {
		if it.kind == itemThread && it.call == t.Call {
			return related
		}
	}
	for _, a := range assigns {
		if p.onTheWay(t, a) {
			return related
		}
	}
	return unrelated
}

// onTheWay reports whether an assignment is made where the thread is created, by what
// creates it or calls what creates it: as a flag, or before the creation.
func (p *Program) onTheWay(t *Thread, a assignment) bool {
	created := t.Created()
	if !p.Reach(a.in)[t.In] && a.in != created.In {
		return false
	}
	if a.constant {
		return true
	}
	return !p.after(a, t)
}

// after reports whether the assignment can only follow the creation in its function.
func (p *Program) after(a assignment, t *Thread) bool {
	creates := func(in ir.Instr) bool {
		call, ok := in.(*ir.Call)
		if !ok {
			return false
		}
		target, _ := p.callee(a.in, call)
		return call == t.Call || target != nil && p.Reach(target)[t.In]
	}
	seen := make([]bool, len(a.in.Graph.Blocks))
	for i, blk := range a.in.Graph.Blocks {
		at := slices.Index(blk.Instrs, a.at)
		if at < 0 {
			continue
		}
		if slices.ContainsFunc(blk.Instrs[at:], creates) {
			return false
		}
		for _, e := range blk.Succs {
			mark(a.in, e.To.Index, seen)
		}
		_ = i
	}
	for i, blk := range a.in.Graph.Blocks {
		if seen[i] && slices.ContainsFunc(blk.Instrs, creates) {
			return false
		}
	}
	return true
}

// mark marks the blocks that can be reached from block i.
func mark(f *Function, i int, seen []bool) {
	work := []int{i}
	for len(work) > 0 {
		i := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		for _, e := range f.Graph.Blocks[i].Succs {
			work = append(work, e.To.Index)
		}
	}
}

// FailsWith looks for a way in which the driver's entry point fails and leaves t running.
func (p *Program) FailsWith(entry *Function, t *Thread) bool {
	if !p.Reach(entry)[t.In] {
		return false
	}
	p.ensure(entry, threads)
	if entry.Summary == nil || entry.Summary.Bounded {
		return false
	}
	bit := uint64(1) << t.index
	waits := slices.ContainsFunc(t.Waits, func(w Wait) bool { return p.Reach(entry)[w.In] })
	for _, o := range entry.Summary.Outcomes {
		if o.Made&bit == 0 || o.Joined&bit != 0 || !p.vetoes(entry, o) {
			continue
		}
		if !waits {
			return true
		}
		if branch := p.decisive(entry, o.Trace, bit); branch != nil && p.judge(t, branch) != related {
			return true
		}
	}
	return false
}

// Entries lists the driver's entry points.
func (p *Program) Entries() []*Function {
	list, _ := p.WithRole(ddi.Entry)
	return list
}
