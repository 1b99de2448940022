package callgraph

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

func link(functions ...*ir.Func) *Graph {
	p := program.Link([]*ir.Unit{{File: "a.c", Files: []ir.File{{Name: "a.c"}}, Funcs: functions}}, nil)
	return New(p, pointsto.Solve(p))
}

func call(name string, args ...ir.Value) *ir.Call { return &ir.Call{Callee: name, Args: args} }

func function(name string) ir.Value { return ir.Value{Kind: ir.FuncRef, Name: name} }

// What runs when a function runs is it and what its callees run; Above is the inverse.
func TestReachAndAbove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 5
		var functions []*ir.Func
		for i := range n {
			f := &ir.Func{Name: fmt.Sprint("F", i)}
			for range rapid.IntRange(0, 3).Draw(t, "calls") {
				f.Body = append(f.Body, call(fmt.Sprint("F", rapid.IntRange(0, n).Draw(t, "callee")))) // F5 is not the driver's
			}
			functions = append(functions, f)
		}
		g := link(functions...)
		for _, f := range g.Functions {
			want := map[*program.Function]bool{f: true}
			for _, callee := range g.Callees(f) {
				for reached := range g.Reach(callee) {
					want[reached] = true
				}
			}
			for _, h := range g.Functions {
				if g.Reach(f)[h] != want[h] {
					t.Fatalf("%s runs %s: %t", f.Name, h.Name, !want[h])
				}
				if g.Above([]*program.Function{h})[f] != g.Reach(f)[h] {
					t.Fatalf("%s is above %s, or runs it, not both", f.Name, h.Name)
				}
			}
		}
	})
}

// A way on which a call is repeated goes through a loop; one that is made once has none.
func TestLooped(t *testing.T) {
	wait := call("KeWaitForSingleObject")
	g := link(
		&ir.Func{Name: "Once", Body: []ir.Node{call("Step")}},
		&ir.Func{Name: "Again", Body: []ir.Node{&ir.Loop{Body: []ir.Node{call("Step")}}}},
		&ir.Func{Name: "Step", Body: []ir.Node{wait}},
	)
	wanted := g.RoutineCalls(ddi.Wait, ddi.Dispatcher)
	if len(wanted) != 1 || wanted[0].Call != wait {
		t.Fatalf("waits: %v", wanted)
	}
	any := func(Chain) bool { return true }
	if g.Looped(g.Functions[0], wanted[0], any) != nil {
		t.Error("one call is looped")
	}
	if way := g.Looped(g.Functions[1], wanted[0], any); len(way) != 2 || way[1].Call != wait {
		t.Errorf("the way is %v", way)
	}
	if way := g.ChainTo(g.Functions[0], wanted[0]); len(way) != 2 || way[0].In != g.Functions[0] {
		t.Errorf("the chain is %v", way)
	}
}

// A start routine is a thread, DriverEntry is where the system enters; a function that neither
// they nor a pointer leads to is never reached.
func TestRoles(t *testing.T) {
	handle := ir.Value{Kind: ir.Const}
	g := link(
		&ir.Func{Name: "DriverEntry", Body: []ir.Node{call("PsCreateSystemThread", handle, handle, handle, handle, handle, function("Worker"), handle)}},
		&ir.Func{Name: "Worker", Body: []ir.Node{call("Below")}},
		&ir.Func{Name: "Below"},
		&ir.Func{Name: "Dead"},
	)
	for name, want := range map[string]ddi.Role{"DriverEntry": ddi.Entry, "Worker": ddi.SystemThread} {
		roles := g.Roles(g.Lookup(0, name))
		if len(roles) != 1 || roles[0].Role != want {
			t.Errorf("%s: %v", name, roles)
		}
	}
	for name, want := range map[string]bool{"DriverEntry": true, "Worker": true, "Below": true, "Dead": false} {
		if g.Reached(g.Lookup(0, name)) != want {
			t.Errorf("%s is reached: %t", name, !want)
		}
	}
	if threads, _ := g.WithRole(ddi.SystemThread); len(threads) != 1 || threads[0].Name != "Worker" {
		t.Errorf("threads: %v", threads)
	}
}

// The calls of routines are looked for once, however often checks ask for them.
func TestRoutineCallsAreKept(t *testing.T) {
	var body []ir.Node
	for range 1000 {
		body = append(body, call("KeWaitForSingleObject"), call("KeSetEvent"))
	}
	g := link(&ir.Func{Name: "f", Body: body})
	if waits := g.RoutineCalls(ddi.Wait, ddi.Dispatcher); len(waits) != 1000 {
		t.Fatalf("%d waits", len(waits))
	}
	if signals := g.RoutineCalls(ddi.Signal, ddi.Event); len(signals) != 1000 {
		t.Errorf("%d signals", len(signals))
	}
	if made := testing.AllocsPerRun(10, func() { g.RoutineCalls(ddi.Wait, ddi.Dispatcher) }); made > 0 {
		t.Errorf("asking again makes %v objects", made)
	}
}
