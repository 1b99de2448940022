package irpdone

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A carrier is a structure that holds a request, behind a pointer of a function's own.
type carrier struct {
	pointer *ir.Var
	member  ir.Step
}

// carried returns the carrier that an assignment makes: a member of what a local variable points to gets the request that x holds.
func carried(in *ir.Assign, x *ir.Var) (carrier, bool) {
	path := in.Dst.Path
	if len(path) != 2 || path[0].Kind != ir.Deref || path[1].Kind != ir.Field || in.Dst.Root.Kind != ir.Local || !ways.Holds(in.Src, x) {
		return carrier{}, false
	}
	return carrier{in.Dst.Root, ir.Step{Name: path[1].Name, Record: path[1].Record}}, true
}

// A work is a call that queues a function of the driver or makes a thread of it, with what it is given.
type work struct {
	function *program.Function
	context  ir.Value
}

// starts returns the work that a call in f begins, another thread's; false if it begins none, or one that is not known.
func (e *enders) starts(f *program.Function, call *ir.Call) (work, bool) {
	_, r := e.p.RoutineOf(f, call)
	if !r.DoesTo(ddi.Queue, ddi.Work) && !r.Does(ddi.CreateThread) {
		return work{}, false
	}
	c := callgraph.RoutineCall{In: f, Call: call, Routine: r}
	callback, _ := c.Arg(ddi.OpCallback)
	context, given := c.Arg(ddi.OpContext)
	if !given || callback.Kind != ir.FuncRef {
		return work{}, false
	}
	for _, it := range e.p.PointsTo.Holds(f.UnitIndex, callback) {
		if it.Kind == pointsto.Function && it.Function != nil {
			return work{it.Function, context}, true
		}
	}
	return work{}, false
}

// completes reports whether the work may complete the request that its context is, or that the member of the context holds.
func (e *enders) completes(w work, c carrier) bool {
	if c == (carrier{}) {
		for i := range w.function.Params {
			if e.sometimes(parameter{w.function, i}) {
				return true
			}
		}
		return false
	}
	member := func(v ir.Value) bool {
		path := v.Place.Path
		return v.Kind == ir.Load && len(path) > 1 && path[len(path)-1].Name == c.member.Name && path[len(path)-1].Record == c.member.Record
	}
	var holders []*ir.Var // temporaries and variables that hold it
	found := false
	w.function.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if len(in.Dst.Path) == 0 && (member(in.Src) || ways.Variable(in.Src) && slices.Contains(holders, in.Src.Place.Root)) {
				holders = append(holders, in.Dst.Root)
			}
		case *ir.Call:
			found = found || e.completesArgument(w.function, in, func(v ir.Value) bool {
				return member(v) || ways.Variable(v) && slices.Contains(holders, v.Place.Root)
			})
		}
	})
	return found
}

// completesArgument reports whether a call in f may complete a request that is an argument of it.
func (e *enders) completesArgument(f *program.Function, call *ir.Call, is func(ir.Value) bool) bool {
	target, name := e.p.Callee(f, call)
	if target != nil {
		i := slices.IndexFunc(call.Args, is)
		return i >= 0 && e.sometimes(parameter{target, i})
	}
	r := e.p.Known.Lookup(name)
	i := r.Arg(ddi.OpIRP)
	return r.DoesTo(ddi.Complete, ddi.IRP) && i >= 0 && i < len(call.Args) && is(call.Args[i])
}

// handsOver reports whether a call in f hands the request that x holds to another thread that may complete it: as what its work is
// given, or in a structure of which that is the address.
func (e *enders) handsOver(f *program.Function, call *ir.Call, x *ir.Var, in carrier) bool {
	w, ok := e.starts(f, call)
	switch {
	case !ok:
		return false
	case ways.Holds(w.context, x):
		return e.completes(w, carrier{})
	}
	return in.pointer != nil && ways.Holds(w.context, in.pointer) && e.completes(w, in)
}

// handed lists the variables of f that hold a request which it hands to another thread, and that it keeps nowhere else.
func (e *enders) handed(f *program.Function) []*ir.Var {
	var works []*ir.Call
	f.Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok {
			if _, begins := e.starts(f, call); begins {
				works = append(works, call)
			}
		}
	})
	if len(works) == 0 {
		return nil
	}
	var list []*ir.Var
	for _, x := range slices.Concat(f.Params, f.Locals) {
		direct := func(call *ir.Call) bool { return e.handsOver(f, call, x, carrier{}) }
		kept, handed := false, slices.ContainsFunc(works, direct)
		f.Instrs(func(in ir.Instr) {
			set, ok := in.(*ir.Assign)
			if !ok || len(set.Dst.Path) == 0 || !ways.Holds(set.Src, x) {
				return
			}
			c, carries := carried(set, x)
			carries = carries && slices.ContainsFunc(works, func(call *ir.Call) bool { return e.handsOver(f, call, x, c) })
			kept, handed = kept || !carries, handed || carries
		})
		if handed && !kept {
			list = append(list, x)
		}
	}
	return list
}
