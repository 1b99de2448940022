package notifyremove

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/summary"
	"github.com/drvlint/drvlint/ir"
)

// callbacks are what the check is about, one after the other. What tells of processes is taken back by the routine
// that registers it, by an argument, everything else by a routine of its own.
var callbacks = []ddi.Object{processes, ddi.ThreadNotification, ddi.ImageNotification, ddi.RegistryCallback, ddi.ObjectCallback}

const processes = ddi.ProcessNotification | ddi.ProcessCreateNotification

// registered lists the calls that register a callback with the kernel which nothing in
// the driver ever takes back, in order. A call that the system never leads to is left out.
func registered(p *summary.Program) []callgraph.RoutineCall {
	var list []callgraph.RoutineCall
	for _, on := range callbacks {
		for _, c := range p.RoutineCalls(ddi.Register, on) {
			if removes, _ := c.Removes(); !removes && !takenBack(p, c, on) && p.Reached(c.In) {
				list = append(list, c)
			}
		}
	}
	return list
}

// takenBack reports whether some call in the driver may undo a registration: one that
// names the same callback or may name any, or one through a pointer that nobody knows.
func takenBack(p *summary.Program, c callgraph.RoutineCall, on ddi.Object) bool {
	name := p.CallbackName(c)
	undoes := ddi.Unregister
	if on == processes {
		undoes = ddi.Register
	}
	for _, undo := range p.RoutineCalls(undoes, on) {
		if removes, _ := undo.Removes(); undoes == ddi.Register && !removes {
			continue
		}
		if other := p.CallbackName(undo); other == "" || name == "" || other == name {
			return true
		}
	}
	return handedOn(p, c)
}

// handedOn reports whether code that is not known gets the callback, or what the
// registration returned: it may take the registration back.
func handedOn(p *summary.Program, c callgraph.RoutineCall) bool {
	callback, _ := c.Arg(ddi.OpCallback)
	var cookie string
	for _, role := range []ddi.Operand{ddi.OpCookieOut, ddi.OpHandleOut} {
		if v, ok := c.Arg(role); ok && v.Kind == ir.AddrOf {
			cookie = v.Place.Leaf()
		}
	}
	found := false
	for _, f := range p.Functions {
		f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || call == c.Call {
				return
			}
			target, name := p.Callee(f, call)
			if target != nil || p.Known.Lookup(name) != nil {
				return
			}
			found = found || slices.ContainsFunc(call.Args, func(a ir.Value) bool {
				return a.Kind == ir.FuncRef && a.Name == callback.Name && callback.Kind == ir.FuncRef ||
					cookie != "" && (a.Kind == ir.Load || a.Kind == ir.AddrOf) && a.Place.Leaf() == cookie
			})
		})
	}
	return found
}
