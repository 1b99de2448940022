package callgraph

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A RoutineCall is a call that the driver makes of a kernel routine.
type RoutineCall struct {
	Call    *ir.Call
	In      *program.Function
	Routine *ddi.Routine
}

// effects are kinds of effects on objects.
type effects struct {
	kinds ddi.Kind
	on    ddi.Object
}

// RoutineCalls lists the calls of the routines that have an effect of one of the kinds on one of the objects, in
// order. The list is not to be changed: it is made once, for checks ask at every finding.
func (p *Graph) RoutineCalls(kinds ddi.Kind, on ddi.Object) []RoutineCall {
	p.lock.Lock()
	defer p.lock.Unlock()
	list, known := p.calls[effects{kinds, on}]
	if !known {
		for _, c := range p.routines {
			if c.Routine.DoesTo(kinds, on) {
				list = append(list, c)
			}
		}
		p.calls[effects{kinds, on}] = slices.Clip(list)
	}
	return list
}

// MayWait reports whether a call in a function may wait, itself or in a function that it leads to. A stranger may.
func (p *Graph) MayWait(f *program.Function, call *ir.Call) bool {
	target, name := p.Callee(f, call)
	if target == nil {
		return p.Known.Lookup(name).Does(ddi.Wait) || !p.Known.Documented(name)
	}
	reach := p.Reach(target)
	return slices.ContainsFunc(p.RoutineCalls(ddi.Wait, ddi.Anything), func(c RoutineCall) bool { return reach[c.In] })
}

func (p *Graph) findRoutineCalls() []RoutineCall {
	list := []RoutineCall{}
	for _, f := range p.Functions {
		for _, call := range f.Calls() {
			if r := p.targets[call].routine; r != nil {
				list = append(list, RoutineCall{call, f, r})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b RoutineCall) int {
		if a.In != b.In {
			return a.In.Index - b.In.Index
		}
		return int(a.Call.From - b.Call.From)
	})
	return list
}

// Arg is the argument that plays a role for the routine; false if the call has none.
func (c RoutineCall) Arg(role ddi.Operand) (ir.Value, bool) {
	i := c.Routine.Arg(role)
	if i < 0 || i >= len(c.Call.Args) {
		return ir.Value{}, false
	}
	return c.Call.Args[i], true
}

// Removes reports whether the call of a registration routine takes the registration
// back, and whether that is certain: the argument that says so may be computed.
func (c RoutineCall) Removes() (removes, certain bool) {
	v, ok := c.Arg(ddi.OpRemove)
	if !ok {
		return false, true
	}
	return v.Kind != ir.Const || v.Int != 0, v.Kind == ir.Const
}

// callbacks lists the driver's functions that the call registers, or takes back, in order.
func (p *Graph) callbacks(c RoutineCall) []*program.Function {
	v, ok := c.Arg(ddi.OpCallback)
	if !ok {
		return nil
	}
	var list []*program.Function
	for _, it := range p.PointsTo.Holds(c.In.UnitIndex, v) {
		if it.Kind == pointsto.Function && it.Function != nil {
			list = append(list, it.Function)
		}
	}
	return list
}

// CallbackName is the name of the routine that the call registers, or takes back; "" if
// it may be several.
func (p *Graph) CallbackName(c RoutineCall) string {
	if v, _ := c.Arg(ddi.OpCallback); v.Kind == ir.FuncRef {
		return v.Name
	}
	if list := p.callbacks(c); len(list) == 1 {
		return list[0].Name
	}
	return ""
}

// ResultIgnored reports whether nothing ever looks at the result of the call: it is
// dropped, or what it is assigned to is not read on any path.
func (c RoutineCall) ResultIgnored() bool {
	if c.Call.Dst == nil {
		return true
	}
	return !cfg.NewLiveness(c.In.Graph).Looked(c.Call, c.Call.Dst)
}

// ResultDropped reports whether the text says that the result of the call is not wanted: a cast to void, or std::ignore.
// Where it says nothing, there is no place for the result.
func (c RoutineCall) ResultDropped() bool {
	return c.Call.Dst != nil && !c.In.Reads(c.Call.Dst)
}

// RoutineOf returns the kernel routine that an instruction calls, if any.
func (p *Graph) RoutineOf(f *program.Function, in ir.Instr) (*ir.Call, *ddi.Routine) {
	call, ok := in.(*ir.Call)
	if !ok {
		return nil, nil
	}
	if t, known := p.targets[call]; known {
		return call, t.routine
	}
	target, name := p.named(f, call) // no way leads there
	if target != nil {
		return call, nil
	}
	return call, p.Known.Lookup(name)
}
