package profile

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

func profileOf(u *ir.Unit) (*Profile, *term.Pool) {
	u.File, u.Files = "a.c", []ir.File{{Name: "a.c"}}
	linked := program.Link([]*ir.Unit{u}, nil)
	pool := term.New()
	p := New(callgraph.New(linked, pointsto.Solve(linked)), pool)
	p.Spread()
	return p, pool
}

func call(name string) *ir.Call { return &ir.Call{Callee: name, Args: []ir.Value{{Kind: ir.Const}}} }

// effects are routines, with what they give to those who call them.
var effects = map[string]Trait{"ExAcquireFastMutex": Locks | Takes | Shifts, "ExReleaseFastMutex": Locks | Shifts, "PsTerminateSystemThread": Ends, "KeEnterCriticalRegion": Shifts}

// A function has the traits of all that runs when it runs, in cycles of calls too; what it does itself
// is told apart.
func TestTraitsAreThoseOfWhatRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 5
		var functions []*ir.Func
		for i := range n {
			f := &ir.Func{Name: fmt.Sprint("F", i)}
			for range rapid.IntRange(0, 2).Draw(t, "calls") {
				f.Body = append(f.Body, call(fmt.Sprint("F", rapid.IntRange(0, n-1).Draw(t, "callee"))))
			}
			if rapid.Bool().Draw(t, "effect") {
				f.Body = append(f.Body, call(rapid.SampledFrom([]string{"ExAcquireFastMutex", "ExReleaseFastMutex", "PsTerminateSystemThread", "KeEnterCriticalRegion"}).Draw(t, "routine")))
			}
			functions = append(functions, f)
		}
		p, _ := profileOf(&ir.Unit{Funcs: functions})
		for i, f := range p.Functions {
			itself, all := Trait(0), Trait(0)
			for _, node := range functions[i].Body {
				itself |= effects[node.(*ir.Call).Callee]
			}
			for g := range p.Reach(f) {
				all |= p.Of(g).Itself
			}
			if got := p.Of(f); got.Itself != itself || got.Traits != all {
				t.Fatalf("%s has %b and %b, want %b and %b", f.Name, got.Itself, got.Traits, itself, all)
			}
		}
	})
}

// chain is n functions, each of which calls the next.
func chain(n int) []*ir.Func {
	var functions []*ir.Func
	for i := range n {
		f := &ir.Func{Name: fmt.Sprint("F", i)}
		if i < n-1 {
			f.Body = []ir.Node{call(fmt.Sprint("F", i+1))}
		}
		functions = append(functions, f)
	}
	return functions
}

// A chain of calls is deep if recursion along it would need too large a stack. Callees come first.
func TestDeepChains(t *testing.T) {
	for _, n := range []int{10, MaxNesting, MaxNesting + 2} {
		p, _ := profileOf(&ir.Unit{Funcs: chain(n)})
		if got, want := p.Deep(), n > MaxNesting; got != want {
			t.Errorf("a chain of %d is deep: %t", n, got)
		}
		order := p.Order()
		for i, f := range order {
			if f.Index != n-1-i {
				t.Fatalf("function %d stands at %d of %d", f.Index, i, n)
			}
		}
		even := func(f *program.Function) bool { return f.Index < 5 }
		below := p.Below(p.Functions[2], even)
		if len(below) != 2 || below[0].Index != 4 || below[1].Index != 3 {
			t.Errorf("open below F2 are %d functions", len(below))
		}
	}
}

// Each function is weighed once, however deep the chain, and one that comes to itself meanwhile is not
// known yet.
func TestBalances(t *testing.T) {
	functions := chain(MaxNesting + 50)
	functions[len(functions)-1].Body = []ir.Node{call("F0")}
	p, _ := profileOf(&ir.Unit{Funcs: functions})
	b := NewBalances(p)
	weighed := map[*program.Function]int{}
	var of func(*program.Function) Balance
	find := func(f *program.Function) Balance {
		weighed[f]++
		if p.CallsAny(f, func(g *program.Function) bool { return of(g) == Weighed }) {
			return Uneven
		}
		return Even
	}
	of = func(f *program.Function) Balance { return b.Of(f, find, of) }
	of(p.Functions[0])
	for _, f := range p.Functions {
		if weighed[f] != 1 {
			t.Fatalf("%s was weighed %d times", f.Name, weighed[f])
		}
	}
	if !slices.ContainsFunc(p.Functions, func(f *program.Function) bool { return of(f) == Uneven }) {
		t.Error("nobody met the cycle")
	}
}

// What only a function writes that nothing calls is a constant.
func TestConstantsOfIdle(t *testing.T) {
	g := &ir.Global{Var: &ir.Var{Name: "g", Kind: ir.StaticVar}, Defined: true, Init: []ir.FieldInit{{Value: ir.Value{Kind: ir.Const}}}}
	set := &ir.Func{Name: "Set", Body: []ir.Node{&ir.Assign{Dst: ir.Place{Root: g.Var}, Src: ir.Value{Kind: ir.Const, Int: 1}}}}
	for _, called := range []bool{false, true} {
		entry := &ir.Func{Name: "DriverEntry", Body: []ir.Node{call("A"), call("B")}}
		if called {
			entry.Body = append(entry.Body, call("Set"))
		}
		p, pool := profileOf(&ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c"}}, Globals: []*ir.Global{g}, Funcs: []*ir.Func{entry, {Name: "A"}, {Name: "B"}, set}})
		if _, ok := p.Constant(pool.Variable(g.Var)); ok == called {
			t.Errorf("called %t: constant %t", called, ok)
		}
	}
}

// What never runs may test what it writes.
func TestConstantsAmongIdle(t *testing.T) {
	g := &ir.Global{Var: &ir.Var{Name: "g", Kind: ir.StaticVar}, Defined: true, Init: []ir.FieldInit{{Value: ir.Value{Kind: ir.Const}}}}
	set := &ir.Func{Name: "Set", Body: []ir.Node{&ir.Assign{Dst: ir.Place{Root: g.Var}, Src: ir.Value{Kind: ir.Const, Int: 1}}}}
	test := &ir.Func{Name: "Test", Body: []ir.Node{&ir.If{Cond: &ir.Cond{Test: ir.Value{Kind: ir.Load, Place: ir.Place{Root: g.Var}}}, Then: []ir.Node{call("A")}}}}
	entry := &ir.Func{Name: "DriverEntry", Body: []ir.Node{call("A"), call("B")}}
	p, pool := profileOf(&ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c"}}, Globals: []*ir.Global{g}, Funcs: []*ir.Func{entry, {Name: "A"}, {Name: "B"}, set, test}})
	if _, ok := p.Constant(pool.Variable(g.Var)); ok {
		t.Error("a constant, though what never runs either writes it")
	}
}

// A global is a constant if nothing can change what it is initialised with.
func TestConstants(t *testing.T) {
	global := func(name string) *ir.Global {
		return &ir.Global{Var: &ir.Var{Name: name, Kind: ir.StaticVar}, Defined: true, Init: []ir.FieldInit{{Value: ir.Value{Kind: ir.Const, Int: 7}}}}
	}
	kept, set, filled, again := global("kept"), global("set"), global("filled"), global("again")
	u := &ir.Unit{Globals: []*ir.Global{kept, set, filled, again}, Funcs: []*ir.Func{{Name: "F", Body: []ir.Node{
		&ir.Assign{Dst: ir.Place{Root: set.Var}, Src: ir.Value{Kind: ir.Const, Int: 8}},
		&ir.Assign{Dst: ir.Place{Root: again.Var}, Src: ir.Value{Kind: ir.Const, Int: 7}},
		&ir.Call{Callee: "Fill", Args: []ir.Value{{Kind: ir.AddrOf, Place: ir.Place{Root: filled.Var}}}},
	}}}}
	p, pool := profileOf(u)
	for _, g := range []struct {
		global   *ir.Global
		constant bool
	}{{kept, true}, {set, false}, {filled, false}, {again, true}} {
		v, ok := p.Constant(pool.Variable(g.global.Var))
		if ok != g.constant || ok && v != pool.Constant(7) {
			t.Errorf("%s is constant: %t", g.global.Name, ok)
		}
	}
}
