// Package selfwait finds routines that wait for their own end.
package selfwait

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

//go:embed selfwait.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver,
	NoPaths: true,
	Tags:    []string{"correctness", "concurrency", "external/cwe/cwe-833"},
}, run)

func run(pass *check.Pass) {
	f := &finder{Pass: pass}
	registrations := pass.Driver.Registrations()
	for _, c := range registrations {
		for _, end := range pass.Driver.Removals(c) {
			if _, named := end.Arg(ddi.OpCallback); !named && !alone(c, registrations) {
				continue // a cookie, of one of them
			}
			removes, certain := end.Removes()
			if removes && certain && !callgraph.Refuses(c, end) || end.Routine.Does(ddi.Unregister) {
				f.routine(c, end)
			}
		}
	}
	ends := map[int][]callgraph.RoutineCall{} // by what they certainly end: nothing else can be there
	for _, end := range pass.Driver.RoutineCalls(ddi.Cancel, ddi.Timer|ddi.DPC) {
		if ended := pass.Driver.Objects(end, ddi.OpObject); len(ended) == 1 {
			ends[ended[0]] = append(ends[ended[0]], end)
		}
	}
	for _, c := range pass.Driver.RoutineCalls(ddi.Init, ddi.Timer|ddi.DPC|ddi.ThreadedDPC) {
		if made := f.made(c); len(made) == 1 {
			for _, end := range ends[made[0]] {
				f.routine(c, end)
			}
		}
	}
	f.given()
}

// alone reports whether nothing else is registered by the routines of one kind.
func alone(c callgraph.RoutineCall, registrations []callgraph.RoutineCall) bool {
	on := c.Routine.Effect(ddi.Register, ddi.Anything).On
	return !slices.ContainsFunc(registrations, func(other callgraph.RoutineCall) bool {
		return other.Call != c.Call && other.Routine.DoesTo(ddi.Register, on)
	})
}

// A finder looks at one driver.
type finder struct {
	*check.Pass
	reported []*ir.Call
}

// made lists what a call initializes.
func (f *finder) made(c callgraph.RoutineCall) []int {
	if c.Routine.Arg(ddi.OpObject) < 0 && c.Call.Dst != nil {
		return f.Driver.ObjectsOf(c.In, ir.Value{Kind: ir.Load, Place: ir.Place{Root: c.Call.Dst}})
	}
	return f.Driver.Objects(c, ddi.OpObject)
}

// routine reports a call that waits for the end of the routines which another call has made known to the system,
// where one of them comes to it.
func (f *finder) routine(made, end callgraph.RoutineCall) {
	if !waits(end) {
		return
	}
	for _, callback := range f.routines(made) {
		if slices.Contains(f.reported, end.Call) || !f.Driver.Reach(callback)[end.In] {
			continue
		}
		if way := f.Driver.ChainTo(callback, end); way != nil {
			f.report(callback, way, end, program.PathStep{Unit: made.In.Unit, Span: made.Call.Span, Text: fmt.Sprintf("`%s` lets the system call `%s`", made.Routine.Name, callback.Name)})
		}
	}
}

// routines are the functions that a call makes known to the system: the one that it is handed, or those in the structures that it is.
func (f *finder) routines(made callgraph.RoutineCall) []*program.Function {
	if callback := f.only(made); callback != nil {
		return []*program.Function{callback}
	}
	on := made.Routine.Effect(ddi.Register, ddi.Anything)
	return slices.DeleteFunc(slices.Clone(f.Driver.Functions), func(g *program.Function) bool {
		return on == nil || !slices.ContainsFunc(f.Driver.Roles(g), func(r callgraph.Registration) bool { return r.Owner&on.On != 0 })
	})
}

// given reports the routines that wait for the end of what the system gives them first: the timer, DPC or work item whose routine they are.
func (f *finder) given() {
	callers := map[*program.Function][]*program.Function{}
	for _, g := range f.Driver.Functions {
		for _, callee := range f.Driver.Callees(g) {
			callers[callee] = append(callers[callee], g)
		}
	}
	for _, end := range f.Driver.RoutineCalls(ddi.Wait, ddi.Timer|ddi.DPC|ddi.Work) {
		object, ok := end.Arg(ddi.OpObject)
		if !ok || !waits(end) || slices.Contains(f.reported, end.Call) {
			continue
		}
		for _, callback := range append([]*program.Function{end.In}, callers[end.In]...) {
			by, registered := ownRoutine(f.Driver.Roles(callback))
			if !registered || !f.first(callback, end.In, object) {
				continue
			}
			if way := f.Driver.ChainTo(callback, end); way != nil {
				f.report(callback, way, end, program.PathStep{Unit: by.Unit, Span: by.At, Text: fmt.Sprintf("`%s` lets the system call `%s`", by.Routine, callback.Name)})
				break
			}
		}
	}
}

// ownRoutine is where a function is made the routine of something that runs it: not one that is called as that ends.
func ownRoutine(roles []callgraph.Registration) (callgraph.Registration, bool) {
	i := slices.IndexFunc(roles, func(r callgraph.Registration) bool { return !r.Declared && r.By != nil })
	if i < 0 || slices.ContainsFunc(roles, func(r callgraph.Registration) bool { return r.Role == ddi.DeviceTeardown }) {
		return callgraph.Registration{}, false
	}
	return roles[i], true
}

// first reports whether a value in a function is the first parameter of a callback: of the function itself, or of one that hands it over.
func (f *finder) first(callback, in *program.Function, v ir.Value) bool {
	param := func(g *program.Function, v ir.Value) int {
		if v.Kind != ir.Load || len(v.Place.Path) > 0 {
			return -1
		}
		return slices.Index(g.Params, v.Place.Root)
	}
	i := param(in, v)
	if callback == in || i < 0 {
		return i == 0 && callback == in
	}
	found := false
	callback.Instrs(func(instr ir.Instr) {
		if call, ok := instr.(*ir.Call); ok && i < len(call.Args) && param(callback, call.Args[i]) == 0 {
			target, _ := f.Driver.Callee(callback, call)
			found = found || target == in
		}
	})
	return found
}

// report tells of a call that waits for the end of a routine in that routine.
func (f *finder) report(callback *program.Function, way callgraph.Chain, end callgraph.RoutineCall, known program.PathStep) {
	f.reported = append(f.reported, end.Call)
	if !profile.Comes(f.Driver.Profile, end.In, end.Call) {
		return
	}
	path := append([]program.PathStep{known}, way.Path(fmt.Sprintf("`%s` waits until `%s` has returned", end.Routine.Name, callback.Name))...)
	f.Report(check.Finding{Level: check.Error, Unit: end.In.Unit, At: end.Call.Span, Path: path},
		"`%s` waits here for the end of `%s`, in `%s` itself: the thread waits forever", end.Routine.Name, callback.Name, callback.Name)
}

// only is the function that a call makes known to the system; nil if it may be several.
func (f *finder) only(made callgraph.RoutineCall) *program.Function {
	v, ok := made.Arg(ddi.OpCallback)
	if !ok {
		return nil
	}
	var found *program.Function
	for _, it := range f.Driver.PointsTo.Holds(made.In.UnitIndex, v) {
		if it.Kind != pointsto.Function {
			continue
		}
		if it.Function == nil || found != nil && found != it.Function {
			return nil
		}
		found = it.Function
	}
	return found
}

// waits reports whether a call waits, by its arguments, for what it ends. A filter and object callbacks end when no callback runs any more.
func waits(c callgraph.RoutineCall) bool {
	if c.Routine.DoesTo(ddi.Unregister, ddi.Filter|ddi.ObjectCallback) {
		return true
	}
	if !c.Routine.Does(ddi.Wait) || c.Routine.Always && len(c.Routine.NonBlocking) == 0 {
		return false
	}
	return !slices.ContainsFunc(c.Routine.NonBlocking, func(t ddi.ArgTest) bool {
		if t.Arg >= len(c.Call.Args) {
			return true
		}
		v := c.Call.Args[t.Arg]
		return v.Kind != ir.Const || (v.Int == t.Value) == (t.Op == "eq")
	})
}
