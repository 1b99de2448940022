package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// maxOwn is how many functions and variables the process that a thread runs in may be handed through.
const maxOwn = 6

// ownProcess reports whether a value of f is the process in which the thread runs, wherever it was asked for:
// to attach to that changes nothing.
func (m *Machine) ownProcess(f *program.Function, v ir.Value, depth int) bool {
	x := v.Place.Root
	if depth > maxOwn || v.Kind != ir.Load || len(v.Place.Path) > 0 {
		return false
	}
	switch x.Kind {
	case ir.Param:
		return !f.Assigns(x) && m.handed(f, slices.Index(f.Params, x), m.ownProcess, depth+1)
	case ir.Local, ir.Temp:
		return m.holdsOwnProcess(f, x, depth+1)
	}
	return false
}

// Stays reports whether a call in f attaches to the process in which the thread runs anyway.
func (m *Machine) Stays(f *program.Function, call *ir.Call, r *ddi.Routine) bool {
	i := r.Arg(ddi.OpProcess)
	return i >= 0 && i < len(call.Args) && m.ownProcess(f, call.Args[i], 0)
}

// ownID reports whether a value of f is the ID of the process in which the thread runs: the system has told it a callback.
func (m *Machine) ownID(f *program.Function, v ir.Value, depth int) bool {
	x := v.Place.Root
	if depth > maxOwn || v.Kind != ir.Load || len(v.Place.Path) > 0 || x.Kind != ir.Param || f.Assigns(x) {
		return false
	}
	i := slices.Index(f.Params, x)
	roles := m.Roles(f)
	other := func(r callgraph.Registration) bool { return ddi.OwnProcessID(r.Role) != i }
	return len(roles) > 0 && !slices.ContainsFunc(roles, other) || m.handed(f, i, m.ownID, depth+1)
}

// handed reports whether all callers of f are known, and the argument is what they hand it.
func (m *Machine) handed(f *program.Function, param int, is func(*program.Function, ir.Value, int) bool, depth int) bool {
	own, all := false, len(m.Roles(f)) == 0
	for _, caller := range m.Functions {
		if slices.Contains(m.MayCall(caller), f) {
			return false
		}
		caller.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || !all {
				return
			}
			if target, _ := m.Callee(caller, call); target == f {
				own = param < len(call.Args) && is(caller, call.Args[param], depth)
				all = own
			}
		})
	}
	return own && all
}

// holdsOwnProcess reports whether a variable of f is given nothing but the process in which the thread runs.
func (m *Machine) holdsOwnProcess(f *program.Function, x *ir.Var, depth int) bool {
	own, all := false, true
	see := func(is bool) { own, all = own || is, all && is }
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			empty := in.Src.Kind == ir.Const && in.Src.Int == 0
			switch {
			case in.Src.Kind == ir.AddrOf && in.Src.Place.Root == x:
				see(false)
			case in.Dst.Root == x && !empty:
				see(m.ownProcess(f, in.Src, depth))
			}
		case *ir.Call:
			if slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == x }) {
				see(m.looksUpOwn(f, in, x, depth))
			}
			if in.Dst == x {
				see(m.returnsOwnProcess(f, in, depth))
			}
		}
	})
	return own && all
}

// looksUpOwn reports whether a call puts the process in which the thread runs into a variable, by its ID.
func (m *Machine) looksUpOwn(f *program.Function, call *ir.Call, x *ir.Var, depth int) bool {
	_, r := m.RoutineOf(f, call)
	id, out := r.Arg(ddi.OpID), r.Arg(ddi.OpObjectOut)
	return r.DoesTo(ddi.Reference, ddi.KernelObject) && min(id, out) >= 0 && max(id, out) < len(call.Args) && call.Args[out].Place.Root == x && m.ownID(f, call.Args[id], depth)
}

// returnsOwnProcess reports whether a call returns the process in which the thread runs.
func (m *Machine) returnsOwnProcess(f *program.Function, call *ir.Call, depth int) bool {
	target, name := m.Callee(f, call)
	if target == nil {
		e := m.Known.Lookup(name).Effect(ddi.CurrentProcess, ddi.Anything)
		return e != nil && (e.Arg < 0 || e.Arg < len(call.Args) && m.currentThread(f, call.Args[e.Arg]))
	}
	own, all := false, true
	target.Instrs(func(in ir.Instr) {
		if ret, ok := in.(*ir.Return); ok && all {
			own = ret.Value != nil && m.ownProcess(target, *ret.Value, depth)
			all = own
		}
	})
	return own && all
}

// currentThread reports whether a value is what a routine returned that tells which thread runs.
func (m *Machine) currentThread(f *program.Function, v ir.Value) (found bool) {
	f.Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok && v.Kind == ir.Load && len(v.Place.Path) == 0 && call.Dst != nil && call.Dst == v.Place.Root {
			_, r := m.RoutineOf(f, call)
			found = r.Does(ddi.CurrentThread)
		}
	})
	return found
}

// Decided says what others than f decide of a call of a routine in it: whether the process to attach to is the one in which the thread runs,
// whether a handle may be that of a thread, and whether a member is stored that leaves the level after the routine unknown.
func (m *Machine) Decided(f *program.Function, call *ir.Call) []bool {
	_, r := m.RoutineOf(f, call)
	if r == nil {
		return nil
	}
	var list []bool
	if r.Does(ddi.Attach) {
		list = append(list, m.Stays(f, call, r))
	}
	if i := r.Arg(ddi.OpHandle); r.Does(ddi.Reference) && i >= 0 && i < len(call.Args) {
		list = append(list, len(m.PointsTo.Threads(f.UnitIndex, call.Args[i])) > 0)
	}
	for i := range r.Effects {
		if e := &r.Effects[i]; e.Unless.Tag != "" {
			list = append(list, m.Sets(e.Unless.Tag, e.Unless.Name))
		}
	}
	return list
}

// DecidedOtherwise lists the functions of whose calls is decided otherwise than in another driver of the same functions: something else may be
// wrong in them, though neither they nor what they call has changed.
func (m *Machine) DecidedOtherwise(other *Machine) []*program.Function {
	var list []*program.Function
	for i, f := range m.Functions {
		if !slices.Equal(m.decided(f), other.decided(other.Functions[i])) {
			list = append(list, f)
		}
	}
	return list
}

// decided says what others decide of all calls in f.
func (m *Machine) decided(f *program.Function) (list []bool) {
	f.Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok {
			list = append(list, m.Decided(f, call)...)
		}
	})
	return list
}
