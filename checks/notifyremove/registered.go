package notifyremove

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/summary"
	"github.com/drvlint/drvlint/ir"
)

// undoneBy tells which category of routines takes back what a category registers; a
// category that has none takes it back itself, by an argument.
var undoneBy = map[ddi.Category]ddi.Category{
	"register-process-notify": "register-process-notify", "register-thread-notify": "unregister-thread-notify",
	"register-image-notify": "unregister-image-notify", "register-registry-callback": "unregister-registry-callback",
	"register-object-callbacks": "unregister-object-callbacks",
}

// registered lists the calls that register a callback with the kernel which nothing in
// the driver ever takes back, in order. A call that the system never leads to is left out.
func registered(p *summary.Program) []callgraph.RoutineCall {
	var list []callgraph.RoutineCall
	for _, category := range []ddi.Category{"register-process-notify", "register-thread-notify", "register-image-notify", "register-registry-callback", "register-object-callbacks"} {
		for _, c := range p.RoutineCalls(category) {
			if removes, _ := c.Removes(); !removes && !takenBack(p, c) && p.Reached(c.In) {
				list = append(list, c)
			}
		}
	}
	return list
}

// takenBack reports whether some call in the driver may undo a registration: one that
// names the same callback or may name any, or one through a pointer that nobody knows.
func takenBack(p *summary.Program, c callgraph.RoutineCall) bool {
	name := p.CallbackName(c)
	for _, undo := range p.RoutineCalls(undoneBy[c.Routine.Category]) {
		if removes, _ := undo.Removes(); undo.Routine.Category == c.Routine.Category && !removes {
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
	callback, _ := c.Arg("callback")
	var cookie string
	for _, role := range []string{"cookie_out", "handle_out"} {
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
