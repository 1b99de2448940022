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

// Idle is what nothing names that runs: not what the text names elsewhere, nor what C++ calls without its name.
func TestIdle(t *testing.T) {
	runs := func(more ...*ir.Func) []*ir.Func {
		list := []*ir.Func{{Name: "DriverEntry", Body: []ir.Node{call("A"), call("B"), call("C")}}, {Name: "A"}, {Name: "B"}, {Name: "C"}, {Name: "D"}, {Name: "E"}}
		list[1].Body = []ir.Node{call("PsSetLoadImageNotifyRoutine", function("D")), call("E")}
		return append(list, more...)
	}
	elsewhere := func(f *ir.Func) *ir.Func {
		f.Span.File = 1
		return f
	}
	for _, c := range []struct {
		name     string
		function []*ir.Func
		named    []string
		outside  []string
		idle     bool
	}{
		{"nobody calls it", runs(&ir.Func{Name: "X"}), nil, nil, true},
		{"an idle one calls it", runs(&ir.Func{Name: "X"}, &ir.Func{Name: "Y", Body: []ir.Node{call("X")}}), nil, nil, true},
		{"an idle one registers it", runs(&ir.Func{Name: "X"}, &ir.Func{Name: "Y", Body: []ir.Node{call("PsSetLoadImageNotifyRoutine", function("X"))}}), nil, nil, true},
		{"of a class", runs(&ir.Func{Name: "Ns::X"}), nil, nil, true},
		{"left out by the preprocessor", runs(&ir.Func{Name: "X"}), []string{"X"}, nil, false},
		{"assembly", runs(&ir.Func{Name: "X"}), nil, []string{"X"}, false},
		{"a method that an unknown one is named after", runs(&ir.Func{Name: "Ns::X<int>(long)"}, &ir.Func{Name: "DriverUnload", Body: []ir.Node{call("Other::X")}}), []string{"DriverUnload"}, nil, false},
		{"a destructor", runs(&ir.Func{Name: "X::~X"}), nil, nil, false},
		{"a constructor", runs(&ir.Func{Name: "Ns::X::X"}), nil, nil, false},
		{"an operator", runs(&ir.Func{Name: "X::operator()"}), nil, nil, false},
		{"no entry point", []*ir.Func{{Name: "X"}, {Name: "A"}, {Name: "B"}, {Name: "C"}}, nil, nil, false},
		{"a collection of samples", []*ir.Func{{Name: "DriverEntry"}, {Name: "X"}}, nil, nil, false},
		{"a header of such a collection", []*ir.Func{{Name: "DriverEntry"}, {Name: "A"}, elsewhere(&ir.Func{Name: "X"})}, nil, nil, true},
		{"a header that such a collection calls", []*ir.Func{{Name: "DriverEntry"}, {Name: "A", Body: []ir.Node{call("X")}}, elsewhere(&ir.Func{Name: "X"})}, nil, nil, false},
		{"a method", runs(&ir.Func{Name: "A::X", Params: []*ir.Var{{Name: "this"}}}), nil, nil, true},
		{"much beside what runs", runs(&ir.Func{Name: "X"}, &ir.Func{Name: "Y"}, &ir.Func{Name: "Z"}), nil, nil, true},
	} {
		unit := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c"}, {Name: "b.c"}}, Funcs: c.function, Named: c.named}
		for _, absent := range []bool{false, true} {
			units := []*ir.Unit{unit}
			if absent {
				units = append(units, nil)
			}
			p := program.Link(units, nil)
			p.Beside = program.Beside{Outside: c.outside}
			g := New(p, pointsto.Solve(p))
			for _, f := range g.Functions {
				if lastWord(f.Name) == "X" && g.Idle(f) != (c.idle && !absent) || g.Idle(f) && f.Name == "D" {
					t.Errorf("%s: %s, a unit absent %t: idle %t", c.name, f.Name, absent, g.Idle(f))
				}
			}
		}
	}
}

func TestLastWord(t *testing.T) {
	for name, want := range map[string]string{"f": "f", "A::f": "f", "A::B<C::D>::f<E::G>(int, X::Y)": "f", "A::~A": "~A", "A::lambda 1": "1", "Guard<A<B>>::Guard": "Guard"} {
		if got := lastWord(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
