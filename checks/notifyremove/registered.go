package notifyremove

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// A removal is a call that would take a callback back, but not when the driver is unloaded.
type removal struct {
	callgraph.RoutineCall
	why string // as a sentence goes on: "the kernel refuses that"
}

// leftAtUnload reports whether nothing takes a registration back that may run when the driver
// is unloaded, and lists the calls that do at other times.
func leftAtUnload(p *driver.Driver, c callgraph.RoutineCall) (idle []removal, left bool) {
	if !p.Reached(c.In) || handedOn(p, c) {
		return nil, false
	}
	for _, undo := range p.Removals(c) {
		why := idleBecause(p, c, undo)
		if why == "" {
			return nil, false
		}
		idle = append(idle, removal{undo, why})
	}
	return idle, true
}

const byAddress = "gets the address of the variable that holds the handle, and takes nothing back"

// idleBecause says why a removal does not help when the driver is unloaded, "" if it does.
func idleBecause(p *driver.Driver, c, undo callgraph.RoutineCall) string {
	if callgraph.ByAddress(c, undo) {
		return byAddress
	}
	if callgraph.Refuses(c, undo) {
		return "is for callbacks of another kind, and the kernel refuses it"
	}
	if undo.In == c.In && undo.Call != c.Call && !leaves(p, c) {
		return "" // registered for a while only
	}
	switch p.Occasion(undo.In) {
	case callgraph.AtEntry:
		return "takes it back, but only while the driver is being loaded"
	case callgraph.OnRequest:
		return "takes it back, but only on a request that an unload does not send"
	case callgraph.OnEvent:
		return "takes it back, but only on an event that an unload does not bring about"
	}
	if registers(p, c) && driver.SkippedAtEnd(p, undo.In, func(o *simulate.Outcome) bool { return p.MayTakeBack(o, c) }) {
		return "takes it back, but under a test that the unload routine has decided before: it is always left out"
	}
	return ""
}

// registers reports whether some way through an entry point registers the callback, or where none comes to the registration, through its function.
func registers(p *driver.Driver, c callgraph.RoutineCall) bool {
	entries, _ := p.WithRole(ddi.Entry)
	entries = slices.DeleteFunc(slices.Clone(entries), func(f *program.Function) bool { return !p.Reach(f)[c.In] })
	if len(entries) == 0 {
		return leaves(p, c)
	}
	return slices.ContainsFunc(entries, func(f *program.Function) bool {
		sum := p.Demand(f, profile.Threads)
		return sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool { return p.RegisteredBy(o, c) && !p.Fails(f, o) })
	})
}

// leaves reports whether a function may return with a callback registered that it has registered.
func leaves(p *driver.Driver, c callgraph.RoutineCall) bool {
	sum := p.Demand(c.In, profile.Threads)
	return sum != nil && slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool { return p.LeavesRegistered(o, c) })
}

// handedOn reports whether code that is not known gets the callback, or what the
// registration returned: it may take the registration back.
func handedOn(p *driver.Driver, c callgraph.RoutineCall) bool {
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
			if target != nil || p.Known.Documented(name) {
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

// remover is how to take back what a routine registers, for messages.
func remover(r *ddi.Routine) string {
	if len(r.Pair) == 0 {
		return "another routine"
	}
	return "`" + r.Pair[0] + "`"
}
