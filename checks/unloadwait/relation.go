package unloadwait

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// An assignment is a place in the driver's code that changes a node of the flow.
type assignment struct {
	in       *program.Function
	at       ir.Instr
	constant bool
}

// assignmentsTo lists what changes a node: assignments, and calls that are given its address.
func (d *subject) assignmentsTo(node int) []assignment {
	if d.assigns == nil {
		d.assigns = map[int][]assignment{}
		for _, f := range d.Functions {
			f.Instrs(func(in ir.Instr) { d.indexAssignment(f, in) })
		}
	}
	return d.assigns[node]
}

func (d *subject) indexAssignment(f *program.Function, in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		if n, derefs := d.PointsTo.Place(in.Dst); derefs == 0 {
			d.assigns[n] = append(d.assigns[n], assignment{f, in, in.Src.Kind == ir.Const})
		}
	case *ir.Call:
		_, r := d.RoutineOf(f, in)
		for i, arg := range in.Args {
			if arg.Kind != ir.AddrOf {
				continue
			}
			if n, derefs := d.PointsTo.Place(arg.Place); derefs == 0 {
				set := r.Does(ddi.Exchange) && i == r.Arg(ddi.OpTarget) && r.Arg(ddi.OpValue) < len(in.Args) && in.Args[r.Arg(ddi.OpValue)].Kind == ir.Const
				d.assigns[n] = append(d.assigns[n], assignment{f, in, set})
			}
		}
	}
}

// nodeOf is the node of a location in memory that a branch tests, -1 for a local or an unnamed object. Which structure a member is of, the source of the
// branch tells, if it names the member: to the terms of two functions the members of what their parameters point to are one.
func (d *subject) nodeOf(branch *simulate.Step, loc term.Ref) int {
	for {
		t := d.Terms().Term(loc)
		switch t.Op {
		case term.Field:
			record := d.Terms().Record(loc)
			if named, ok := recordOf(branch.Condition(), t.S); ok {
				record = named
			}
			return d.PointsTo.Member(record, t.S)
		case term.Index:
			loc = t.A
		case term.Var:
			if v := d.Terms().VariableOf(loc); v != nil {
				return d.PointsTo.Variable(v)
			}
			return -1
		default:
			return -1
		}
	}
}

// recordOf is the structure of a member that a value is read from; false if it names none so.
func recordOf(v ir.Value, member string) (record string, named bool) {
	for _, step := range v.Place.Path {
		if step.Kind == ir.Field && step.Name == member {
			record, named = step.Record, true
		}
	}
	for _, a := range v.Args {
		if r, ok := recordOf(a, member); ok {
			record, named = r, true
		}
	}
	return record, named
}

// A verdict says what a branch that leaves out the wait for a thread is decided by.
type verdict uint8

const (
	related   verdict = iota // may be whether the thread was ever created
	unrelated                // nothing that knows of the thread
	cleared                  // what the thread itself changes before it ends
)

// judge finds out what a branch is decided by.
func (d *subject) judge(t *threads.Thread, branch *simulate.Step) verdict {
	result, found := related, false
	sure := !d.Terms().AnyOperand(branch.Tested(), func(r term.Ref, x *term.Term) bool {
		v, asked := d.judgeTerm(t, branch, x)
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

func (d *subject) judgeTerm(t *threads.Thread, branch *simulate.Step, x *term.Term) (v verdict, asked bool) {
	switch x.Op {
	case term.Param, term.Stale:
		return related, true
	case term.Unary:
		return related, x.S != "!" && x.S != "-" && x.S != "~"
	case term.Init:
		node := d.nodeOf(branch, x.A)
		if node < 0 {
			return related, true
		}
		return d.judgeNode(t, node), true
	case term.Fresh:
		return d.judgeCall(branch, x), true
	}
	return related, false
}

// judgeCall judges a branch on what a call returned.
func (d *subject) judgeCall(branch *simulate.Step, x *term.Term) verdict {
	call := d.CallOf(branch.In, x)
	if call == nil {
		return related
	}
	if _, r := d.RoutineOf(branch.In, call); r.DoesTo(ddi.Signal|ddi.Reset|ddi.Cancel|ddi.Destroy|ddi.Allocate, ddi.Event|ddi.Semaphore|ddi.Timer|ddi.Link|ddi.Memory) {
		return unrelated
	}
	return related
}

// judgeNode judges a branch on a variable or member of the driver. It tells whether the
// thread exists if it holds the thread, or is set on the way to its creation. What is
// set only elsewhere, or only after the creation, does not.
func (d *subject) judgeNode(t *threads.Thread, node int) verdict {
	assigns := d.assignmentsTo(node)
	if len(assigns) == 0 {
		return related
	}
	for _, a := range assigns {
		if d.RunsIn(t, a.in) {
			return cleared
		}
	}
	for _, it := range d.PointsTo.At(node) {
		if it.Kind == pointsto.Thread && it.Call == t.Call {
			return related
		}
	}
	for _, a := range assigns {
		if d.onTheWay(t, a) {
			return related
		}
	}
	return unrelated
}

// onTheWay reports whether an assignment is made where the thread is created, by what
// creates it or calls what creates it: as a flag, or before the creation.
func (d *subject) onTheWay(t *threads.Thread, a assignment) bool {
	created := t.Created()
	if !d.Reach(a.in)[t.In] && a.in != created.In {
		return false
	}
	if a.constant {
		return true
	}
	return !d.after(a, t)
}

// after reports whether the assignment can only follow the creation in its function.
func (d *subject) after(a assignment, t *threads.Thread) bool {
	creates := func(in ir.Instr) bool {
		call, ok := in.(*ir.Call)
		if !ok {
			return false
		}
		target, _ := d.Callee(a.in, call)
		return call == t.Call || target != nil && d.Reach(target)[t.In]
	}
	for _, i := range a.in.Graph.Holding(a.at) {
		instrs := a.in.Graph.Blocks[i].Instrs
		if slices.ContainsFunc(instrs[slices.Index(instrs, a.at):], creates) {
			return false
		}
	}
	seen := a.in.Graph.After(a.at)
	for i, blk := range a.in.Graph.Blocks {
		if seen[i] && slices.ContainsFunc(blk.Instrs, creates) {
			return false
		}
	}
	return true
}
