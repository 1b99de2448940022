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
	for _, c := range pass.Driver.RoutineCalls(ddi.Init, ddi.Timer|ddi.DPC|ddi.ThreadedDPC) {
		for _, end := range pass.Driver.RoutineCalls(ddi.Cancel, ddi.Timer|ddi.DPC) {
			if f.sameObject(c, end) {
				f.routine(c, end)
			}
		}
	}
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

// sameObject reports whether what a call ends is certainly what the other one has initialized: nothing else
// can be there.
func (f *finder) sameObject(made, end callgraph.RoutineCall) bool {
	ended := f.Driver.Objects(end, ddi.OpObject)
	object := f.Driver.Objects(made, ddi.OpObject)
	if made.Routine.Arg(ddi.OpObject) < 0 && made.Call.Dst != nil {
		object = f.Driver.ObjectsOf(made.In, ir.Value{Kind: ir.Load, Place: ir.Place{Root: made.Call.Dst}})
	}
	return len(ended) == 1 && slices.Equal(ended, object)
}

// routine reports a call that waits for the end of the routine which another call has made known to the system,
// where that routine comes to it.
func (f *finder) routine(made, end callgraph.RoutineCall) {
	callback := f.only(made)
	if callback == nil || !waits(end) || slices.Contains(f.reported, end.Call) || !f.Driver.Reach(callback)[end.In] {
		return
	}
	way := f.Driver.ChainTo(callback, end)
	if way == nil {
		return
	}
	f.reported = append(f.reported, end.Call)
	path := []program.PathStep{{Unit: made.In.Unit, Span: made.Call.Span, Text: fmt.Sprintf("`%s` lets the system call `%s`", made.Routine.Name, callback.Name)}}
	path = append(path, way.Path(fmt.Sprintf("`%s` waits until `%s` has returned", end.Routine.Name, callback.Name))...)
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

// waits reports whether a call waits, by its arguments, for what it ends.
func waits(c callgraph.RoutineCall) bool {
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
