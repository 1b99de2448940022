package driver

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

var (
	mutex  = &ir.Var{Name: "Lock", Kind: ir.GlobalVar}
	handle = &ir.Var{Name: "Handle", Kind: ir.GlobalVar}
	null   = ir.Value{Kind: ir.Const}
)

func address(v *ir.Var) ir.Value { return ir.Value{Kind: ir.AddrOf, Place: ir.Place{Root: v}} }

// places makes calls at places of their own.
type places struct{ next int32 }

func (p *places) call(name string, args ...ir.Value) *ir.Call {
	p.next += 10
	return &ir.Call{Callee: name, Args: args, Span: ir.Span{From: p.next, To: p.next + 5}}
}

// unit is one of functions whose bodies are given in order of their names.
func unit(names []string, bodies map[string][]ir.Node) *ir.Unit {
	u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 1 << 20, Lines: []int{0}}}}
	for i, name := range names {
		u.Funcs = append(u.Funcs, &ir.Func{Name: name, Result: "void", Body: bodies[name], Span: ir.Span{From: int32(i * 1000), To: int32(i*1000 + 999)}})
	}
	return u
}

func locking() *ir.Unit {
	at := &places{}
	return unit([]string{"Take", "Use", "Plain"}, map[string][]ir.Node{
		"Take":  {at.call("ExAcquireFastMutex", address(mutex))},
		"Use":   {at.call("Take"), at.call("KeWaitForSingleObject", address(handle), null, null, null, null), at.call("ExReleaseFastMutex", address(mutex))},
		"Plain": nil,
	})
}

// What a function leaves held is known to its caller, and so is what blocks under it.
func TestCallersKnowWhatIsHeld(t *testing.T) {
	d := Link([]*ir.Unit{locking()}, nil, Plan{})
	use := d.Functions[1]
	var waits []*simulate.Event
	for _, e := range d.Summary(use).Events {
		if e.Name == "KeWaitForSingleObject" {
			waits = append(waits, e)
		}
	}
	if len(waits) != 1 {
		t.Fatalf("%d waits", len(waits))
	}
	held := lockset.Held(waits[0])
	if len(held) != 1 || held[0].Name() != "Lock" {
		t.Errorf("held: %v", held)
	}
	path := held[0].Path()
	if len(path) != 2 || !strings.Contains(path[0].Text, "calls `Take`") || !strings.Contains(path[1].Text, "acquires `Lock`") {
		t.Errorf("path %v", path)
	}
	if o := d.Summary(use).Outcomes; len(o) != 1 || len(d.Locks.Words(use, o[0])) != 0 {
		t.Errorf("%d outcomes", len(o))
	}
}

// A function that does nothing of what is wanted has an empty summary under any constraints.
func TestUnderOfWhatDoesNothing(t *testing.T) {
	d := Link([]*ir.Unit{locking()}, nil, Plan{})
	sum := d.Under(d.Functions[2], profile.Waits)
	if sum == nil || len(sum.Outcomes)+len(sum.Events) != 0 {
		t.Errorf("summary %+v", sum)
	}
	if d.Does(d.Functions[2], profile.Locks) || !d.Does(d.Functions[1], profile.Locks) {
		t.Error("the wrong function takes a mutex")
	}
}

// What is found does not depend on whether levels and locks are followed at the same time. What is to be done beside is done.
func TestLevelsMeanwhile(t *testing.T) {
	found := func(atOnce bool) []string {
		d := Prepare([]*ir.Unit{locking()}, program.Options{}, Plan{paths: true, levels: true})
		beside := false
		if d.Follow(nil, func() { beside = true }, atOnce); !beside {
			t.Error("nothing was done beside")
		}
		var list []string
		for _, f := range d.Functions {
			list = append(list, d.FormatSummary(f), d.FormatObligations(f), d.FormatStates(f))
		}
		return list
	}
	apart, together := found(false), found(true)
	if !reflect.DeepEqual(apart, together) {
		t.Errorf("apart:\n%s\ntogether:\n%s", strings.Join(apart, ""), strings.Join(together, ""))
	}
}

// An analysis that nobody wants any more ends, whatever it is at.
func TestStopped(t *testing.T) {
	for name, plan := range map[string]Plan{"locks": {paths: true}, "levels": {levels: true}} {
		d := Prepare([]*ir.Unit{locking()}, program.Options{}, plan)
		d.StopWhen(func() bool { return true })
		func() {
			defer func() {
				if _, stopped := recover().(simulate.Stopped); !stopped {
					t.Errorf("%s went on", name)
				}
			}()
			d.Follow(nil, func() {}, true)
		}()
	}
}

// Threads beyond those that are followed are named.
func TestTooManyThreadsAreNamed(t *testing.T) {
	at := &places{}
	start := ir.Value{Kind: ir.FuncRef, Name: "Worker"}
	var body []ir.Node
	for range 70 {
		body = append(body, at.call("PsCreateSystemThread", address(handle), null, null, null, null, start, null))
	}
	d := Link([]*ir.Unit{unit([]string{"Start", "Worker"}, map[string][]ir.Node{"Start": body})}, nil, Plan{})
	list := d.GivenUp()
	found := false
	for _, g := range list {
		found = found || strings.Contains(g.Text, "more than 64 threads: the other 6, from function Start")
	}
	if !found {
		t.Errorf("given up: %v", list)
	}
}

// Along a path locks stay held until they are released, and a level until the next is told.
func TestAlong(t *testing.T) {
	u := locking()
	d := Link([]*ir.Unit{u}, nil, Plan{})
	step := func(from int32, change program.Change) program.PathStep {
		return program.PathStep{Unit: d.Units[0], Span: ir.Span{From: from, To: from + 1}, Change: change}
	}
	got := (&Way{Driver: d}).Along([]program.PathStep{
		step(10, program.Change{Takes: []string{"A"}, Level: "APC_LEVEL"}),
		step(20, program.Change{Takes: []string{"A", "B"}}),
		step(1010, program.Change{Releases: "A"}),
		step(900000, program.Change{}),
	})
	want := []Circumstance{
		{Function: "Take", Held: []string{"A"}, Level: "APC_LEVEL"},
		{Function: "Take", Held: []string{"A", "B"}, Level: "APC_LEVEL"},
		{Function: "Use", Held: []string{"B"}},
		{Held: []string{"B"}},
	}
	for i := range want {
		if fmt.Sprint(got[i]) != fmt.Sprint(want[i]) {
			t.Errorf("step %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

// What runs a function is told if it is one thing only, however many functions there are between.
func TestContext(t *testing.T) {
	at := &places{}
	role := func(name string) ir.Node {
		at.next += 10
		f := ir.Value{Kind: ir.FuncRef, Name: name}
		return &ir.Call{Callee: "PsCreateSystemThread", Args: []ir.Value{address(handle), null, null, null, null, f, null}, Span: ir.Span{From: at.next, To: at.next + 5}}
	}
	u := unit([]string{"Own", "Both", "Low", "First", "Second", "Nobody", "Start"}, map[string][]ir.Node{
		"Own": {at.call("Low")}, "Both": {at.call("Both")}, "Low": nil, "First": {at.call("Own"), at.call("Both")}, "Second": {at.call("Both"), at.call("First")},
		"Nobody": {at.call("Low")}, "Start": {role("First"), role("Second")},
	})
	for i, want := range []string{"", "", "", "system thread `First`", "system thread `Second`", "", ""} {
		w := &Way{Driver: Link([]*ir.Unit{u}, nil, Plan{})}
		if got := w.context(w.Functions[i]); got != want {
			t.Errorf("%s: %q, want %q", w.Functions[i].Name, got, want)
		}
	}
	u.Funcs[4].Body = []ir.Node{at.call("Both")} // no longer calls First
	w := &Way{Driver: Link([]*ir.Unit{u}, nil, Plan{})}
	for i, want := range []string{"system thread `First`", "", "system thread `First`"} {
		if got := w.context(w.Functions[i]); got != want {
			t.Errorf("%s: %q, want %q", w.Functions[i].Name, got, want)
		}
	}
}

// A step lies in the first function around it, also where one lies in another.
func TestAround(t *testing.T) {
	u := unit([]string{"Outer", "Inner", "After"}, map[string][]ir.Node{})
	u.Funcs[0].Span, u.Funcs[1].Span, u.Funcs[2].Span = ir.Span{From: 10, To: 100}, ir.Span{From: 20, To: 30}, ir.Span{From: 200, To: 300}
	w := &Way{Driver: Link([]*ir.Unit{u}, nil, Plan{})}
	for _, c := range []struct {
		from, to int32
		want     string
	}{{5, 6, ""}, {10, 12, "Outer"}, {22, 23, "Outer"}, {40, 41, "Outer"}, {99, 100, "Outer"}, {99, 101, ""}, {150, 151, ""}, {200, 300, "After"}, {300, 301, ""}} {
		got := ""
		if f := w.around(program.PathStep{Unit: u, Span: ir.Span{From: c.from, To: c.to}}); f != nil {
			got = f.Name
		}
		if got != c.want {
			t.Errorf("%d to %d: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// Snapshots tell what is held and at which level, instruction by instruction.
func TestSnapshots(t *testing.T) {
	d := Link([]*ir.Unit{locking()}, nil, Plan{})
	use := d.Functions[1]
	held, ok := d.HeldSnapshots(use)
	levels, known := d.LevelSnapshots(use)
	if !ok || !known || len(levels) != len(held) {
		t.Fatalf("%d and %d snapshots, %t and %t", len(held), len(levels), ok, known)
	}
	want := []int{0, 1, 1} // locks before each call
	for i, m := range held {
		if !m.Call {
			continue
		}
		got, level := lockset.HeldAt(m), irql.At(levels[i]).Level
		if len(want) == 0 || len(got) != want[0] || len(got) > 0 && !got[0].Always {
			t.Errorf("before the call at %d: held %v", m.At.From, got)
			continue
		}
		if want[0] == 1 && (level.Min != 1 || level.Max != 1) {
			t.Errorf("before the call at %d: level %v", m.At.From, level)
		}
		want = want[1:]
	}
	if len(want) > 0 {
		t.Errorf("%d calls are missing", len(want))
	}
}
