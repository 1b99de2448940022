package driver

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

var routine = ir.Value{Kind: ir.FuncRef, Name: "Routine"}

// register assigns Routine to a member of what a parameter of the function points to.
func register(record string, path ...string) *ir.Assign {
	place := ir.Place{Root: &ir.Var{Name: "Config", Kind: ir.Param}, Path: []ir.Step{{Kind: ir.Deref}}}
	for _, name := range path {
		place.Path = append(place.Path, ir.Step{Kind: ir.Field, Name: name, Record: record})
	}
	return &ir.Assign{Dst: place, Src: routine, Span: ir.Span{From: 1, To: 2}}
}

// What the system runs is an actor once something stops it: each of the calls that may, and no other.
func TestActors(t *testing.T) {
	at := &places{}
	yes, no := ir.Value{Kind: ir.Const, Int: 1}, null
	dpc, other := &ir.Var{Name: "Dpc", Kind: ir.GlobalVar}, &ir.Var{Name: "Other", Kind: ir.GlobalVar}
	object := ir.Value{Kind: ir.Load, Place: ir.Place{Root: handle}}
	late := register("_WDF_IO_QUEUE_CONFIG", "EvtIoRead")
	late.Span = ir.Span{From: 1 << 18, To: 1<<18 + 1}
	for _, c := range []struct {
		name string
		body []ir.Node
		want []string // what starts it, what runs, what stops it
	}{
		{"a callback", []ir.Node{at.call("PsSetCreateProcessNotifyRoutine", routine, no), at.call("PsSetCreateProcessNotifyRoutine", routine, yes)},
			[]string{"PsSetCreateProcessNotifyRoutine Routine PsSetCreateProcessNotifyRoutine"}},
		{"a callback that nothing stops", []ir.Node{at.call("PsSetCreateProcessNotifyRoutine", routine, no)}, nil},
		{"a callback beside another one", []ir.Node{at.call("PsSetCreateProcessNotifyRoutine", routine, no), at.call("PsSetCreateProcessNotifyRoutine", ir.Value{Kind: ir.FuncRef, Name: "Use"}, yes)}, nil},
		{"a thread", []ir.Node{at.call("PsCreateSystemThread", address(handle), null, null, null, null, routine, null), at.call("ZwWaitForSingleObject", object, null, null)},
			[]string{"PsCreateSystemThread Routine ZwWaitForSingleObject"}},
		{"a thread that nobody waits for", []ir.Node{at.call("PsCreateSystemThread", address(handle), null, null, null, null, routine, null)}, nil},
		{"a DPC", []ir.Node{at.call("KeInitializeDpc", address(dpc), routine, null), at.call("KeFlushQueuedDpcs")}, []string{"KeInitializeDpc Routine KeFlushQueuedDpcs"}},
		{"a filter", []ir.Node{register("_FLT_OPERATION_REGISTRATION", "PreOperation"), at.call("FltRegisterFilter", null, null, address(handle)), at.call("FltUnregisterFilter", object)},
			[]string{"FltRegisterFilter Routine FltUnregisterFilter"}},
		{"a filter without callbacks", []ir.Node{at.call("FltRegisterFilter", null, null, address(handle)), at.call("FltUnregisterFilter", object)}, nil},
		{"a handler of requests", []ir.Node{register("_WDF_IO_QUEUE_CONFIG", "EvtIoRead"), at.call("WdfIoQueuePurgeSynchronously", object)}, []string{"EvtIoRead Routine WdfIoQueuePurgeSynchronously"}},
		{"a handler of one queue of two", []ir.Node{register("_WDF_IO_QUEUE_CONFIG", "EvtIoRead"), at.call("WdfIoQueueCreate", null, null, null, address(handle)), at.call("WdfIoQueueCreate", null, null, null, address(other)),
			at.call("WdfIoQueuePurgeSynchronously", ir.Value{Kind: ir.Load, Place: ir.Place{Root: other}}), at.call("WdfIoQueueStopSynchronously", object)}, []string{"EvtIoRead Routine WdfIoQueueStopSynchronously"}},
		{"a handler of a queue that another function makes", []ir.Node{at.call("WdfIoQueueCreate", null, null, null, address(other)), at.call("WdfIoQueueCreate", null, null, null, address(handle)),
			late, at.call("WdfIoQueuePurgeSynchronously", object)}, nil},
	} {
		d := Link([]*ir.Unit{unit([]string{"Start", "Routine", "Use"}, map[string][]ir.Node{"Start": c.body})}, nil, Plan{})
		var got []string
		for _, a := range d.Actors() {
			text := a.By + " " + a.Name()
			for _, stop := range a.Stops {
				text += " " + stop.Routine.Name
			}
			got = append(got, text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A driver ends with the first unload routine that can return with success, or its framework ends it; without either nothing
// unloads it.
func TestEnding(t *testing.T) {
	number := func(n int64) *ir.Value { return &ir.Value{Kind: ir.Const, Int: n} }
	minifilter, framework := register("_FLT_REGISTRATION", "FilterUnloadCallback"), register("_WDF_DRIVER_CONFIG", "EvtDriverDeviceAdd")
	second := register("_DRIVER_OBJECT", "DriverUnload")
	second.Src.Name, second.Span = "Use", ir.Span{From: 5, To: 6}
	for _, c := range []struct {
		name           string
		body, unloaded []ir.Node
		want           string // the function, or who is given the routine that adds devices
	}{
		{"none", nil, nil, "nothing"},
		{"a routine", []ir.Node{register("_DRIVER_OBJECT", "DriverUnload")}, nil, "Routine"},
		{"a routine that succeeds", []ir.Node{minifilter}, []ir.Node{&ir.Return{Value: number(0)}}, "Routine"},
		{"a routine that always refuses", []ir.Node{minifilter}, []ir.Node{&ir.Return{Value: number(-1071906799)}}, "nothing"},
		{"the second of two", []ir.Node{minifilter, second}, []ir.Node{&ir.Return{Value: number(-1071906799)}}, "Use"},
		{"a framework", []ir.Node{framework}, nil, "EvtDriverDeviceAdd"},
		{"a framework with a routine", []ir.Node{framework, second}, nil, "Use"},
	} {
		u := unit([]string{"Start", "Routine", "Use"}, map[string][]ir.Node{"Start": c.body, "Routine": c.unloaded})
		u.Funcs[1].Result = "long"
		d := Prepare([]*ir.Unit{u}, program.Options{}, Plan{})
		d.DemandEnds()
		got, steps := "nothing", []program.PathStep{}
		if e, ok := d.Ending(); ok {
			got, steps = e.Registration.Routine, e.Steps("it is gone")
			if e.Unload != nil {
				got = e.Unload.Name
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		for _, step := range steps[:min(1, len(steps))] {
			if !strings.Contains(step.Text, fmt.Sprintf("`%s`", c.want)) {
				t.Errorf("%s: the path tells %q", c.name, step.Text)
			}
		}
	}
}
