package threadhandle

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// An openHandle is a way through the function that creates a thread on which the handle
// of the thread is lost.
type openHandle struct {
	Return ir.Span        // where the function returns
	Branch *simulate.Step // the last test on the way from the creation to there, nil without one
}

// findOpenHandle finds out whether the handle of a thread, held only by a variable of the
// function that creates it, is still open when that function returns; nil if it is closed
// on every way, kept, or handed on.
func findOpenHandle(p *driver.Driver, t *threads.Thread) *openHandle {
	i, sum := t.Routine.Arg(ddi.OpHandleOut), p.Demand(t.In, profile.Threads)
	if i < 0 || i >= len(t.Call.Args) || sum == nil {
		return nil
	}
	out := t.Call.Args[i]
	if out.Kind != ir.AddrOf || !out.Place.IsLocal() && !element(out.Place) || keeps(p, t, out.Place.Root) {
		return nil
	}
	for _, o := range sum.Outcomes {
		if !t.MadeBy(o) || t.ClosedBy(o) || o.Trace == nil {
			continue
		}
		found := &openHandle{Return: o.Trace.At}
		for step := o.Trace; step != nil && (step.Kind != simulate.StepWait || step.At != t.Call.Span); step = t.Before(step) {
			if step.Kind == simulate.StepBranch && found.Branch == nil {
				found.Branch = step
			}
		}
		if found.Branch != nil && nobodyAsks(p, t.In, found.Branch) {
			continue
		}
		return found
	}
	return nil
}

// keeps reports whether a function does more with the handle in its variable than to ask
// the kernel about it: copies it, returns it, or hands it to somebody who may keep it. So
// does an object that is no plain handle.
func keeps(p *driver.Driver, t *threads.Thread, handle *ir.Var) bool {
	return handle.Type != "void *" && !strings.HasPrefix(handle.Type, "void *[") || handsOn(p, t, t.In, handle, map[*program.Function]bool{})
}

func handsOn(p *driver.Driver, t *threads.Thread, f *program.Function, handle *ir.Var, seen map[*program.Function]bool) bool {
	if seen[f] {
		return false
	}
	seen[f] = true
	kept := false
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			kept = kept || in.Src.Reads(handle) && (f != t.In || f.Graph.Follows(t.Call, in))
		case *ir.Return:
			kept = kept || in.Value != nil && (*in.Value).Reads(handle)
		case *ir.Call:
			kept = kept || in != t.Call && keepsArgument(p, t, f, in, handle, seen)
		}
	})
	return kept
}

// keepsArgument reports whether a call hands the variable to somebody who may keep it.
func keepsArgument(p *driver.Driver, t *threads.Thread, f *program.Function, call *ir.Call, handle *ir.Var, seen map[*program.Function]bool) bool {
	target, name := p.Callee(f, call)
	r := ddi.Lookup(name)
	for i, arg := range call.Args {
		switch {
		case !arg.Reads(handle):
		case target == nil:
			if r.Does(ddi.CreateThread) && !elsewhere(t, arg) || r.DoesTo(ddi.Close, ddi.Handle) && anyOf(arg) || !known(p, name) { // or the variable is used again
				return true
			}
		case i >= len(target.Params) || arg.Kind == ir.AddrOf || handsOn(p, t, target, target.Params[i], seen):
			return true
		}
	}
	return false
}

// known reports whether a routine is known to keep no handle, and to close none.
func known(p *driver.Driver, name string) bool { return p.Known.Documented(name) || ddi.Borrows(name) }

// nobodyAsks reports whether a branch of a function is on a pointer that it was given, and every caller gives it one that takes the other way.
func nobodyAsks(p *driver.Driver, f *program.Function, branch *simulate.Step) bool {
	v, null := branch.Condition(), !branch.Taken
	if v.Kind == ir.Op && len(v.Args) == 2 && (v.Name == "!=" || v.Name == "==") && v.Args[1].Kind == ir.Const && v.Args[1].Int == 0 {
		v, null = v.Args[0], branch.Taken == (v.Name == "==")
	}
	if branch.In != f || v.Kind != ir.Load || len(v.Place.Path) > 0 || slices.Contains(p.PointsTo.AddressTaken(), f) || len(p.Roles(f)) > 0 {
		return false
	}
	i := slices.Index(f.Params, v.Place.Root)
	calls, all := 0, i >= 0
	for _, g := range p.Functions {
		g.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			if target, _ := p.Callee(g, call); target != f {
				return
			}
			calls++
			all = all && i < len(call.Args) && (null && call.Args[i].Kind == ir.AddrOf || !null && call.Args[i].Kind == ir.Const && call.Args[i].Int == 0)
		})
	}
	return all && calls > 0
}

// element reports whether a place is an element of an array of the function.
func element(p ir.Place) bool {
	return p.Root != nil && p.Root.Kind == ir.Local && strings.HasSuffix(p.Root.Type, "]") && len(p.Path) == 1 && p.Path[0].Kind == ir.Index
}

// anyOf reports whether a value is an element of an array that a variable tells: it may be that of any thread.
func anyOf(v ir.Value) bool {
	return v.Kind == ir.Load && slices.ContainsFunc(v.Place.Path, func(st ir.Step) bool { return st.Kind == ir.Index && st.Index.Kind != ir.Const })
}

// elsewhere reports whether an argument is another element of the array in which a thread's handle is kept.
func elsewhere(t *threads.Thread, arg ir.Value) bool {
	out := handleOut(t)
	constant := func(v ir.Value) bool {
		return v.Kind == ir.AddrOf && !slices.ContainsFunc(v.Place.Path, func(st ir.Step) bool { return st.Kind == ir.Index && st.Index.Kind != ir.Const })
	}
	return strings.HasSuffix(out.Place.Root.Type, "]") && constant(arg) && constant(out) && arg.Place.String() != out.Place.String()
}
