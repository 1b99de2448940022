package obligation_test

import (
	"fmt"
	"testing"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A point shows a call in a state, and nothing else.
type point struct {
	state  *simulate.State
	sim    *simulate.Simulation
	call   *ir.Call
	name   string
	args   []term.Ref
	handed bool
}

func (p *point) State() *simulate.State { return p.state }

type (
	rule    = obligation.Rule[*point]
	obliged = obligation.Obligation[*point]
)

// A machine follows nothing but obligations.
type machine struct {
	rules []*rule
	found map[string][]*obliged
}

func (m *machine) Name() string                                        { return "obligations" }
func (m *machine) Bind(*simulate.Group, int)                           {}
func (m *machine) Entry(*program.Function) []term.Constraint           { return nil }
func (m *machine) Detail(*program.Function) int                        { return 1 }
func (m *machine) Overflow() string                                    { return "" }
func (m *machine) Words(*program.Function, *simulate.Outcome) []string { return nil }
func (m *machine) EventWords(*program.Function, *simulate.Event) (string, []string) {
	return "", nil
}

func (m *machine) Follow(sim *simulate.Simulation) simulate.Follower {
	return &follower{m: m, sim: sim, book: obligation.NewBook(sim, m.rules)}
}

type follower struct {
	simulate.Base
	m    *machine
	sim  *simulate.Simulation
	book *obligation.Book[*point]
}

func (f *follower) Asks(*simulate.State, *program.Function) (simulate.Wanted, bool) {
	return simulate.Wanted{}, true
}

func (f *follower) Call(s *simulate.State, call *ir.Call, target *program.Function, name string, args []term.Ref) {
	if target == nil {
		f.book.Reach(&point{state: s, sim: f.sim, call: call, name: name, args: args})
	}
}

func (f *follower) Happens(in *simulate.Instance, target *program.Function, sum *simulate.Summary) {
	for _, o := range f.m.found[target.Name] {
		f.book.Inherit(in, o, func(s *simulate.State) *point { return &point{state: s, sim: f.sim, name: o.Name, handed: true} })
	}
}

func (f *follower) Found() any {
	f.m.found[f.sim.In.Name] = f.book.List()
	return nil
}

// simulated is what a rule finds in functions, callees first.
func simulated(t *testing.T, r *rule, funcs ...*ir.Func) map[string][]*obliged {
	t.Helper()
	linked := program.Link([]*ir.Unit{{File: "a.c", Funcs: funcs}}, ddi.Table{})
	terms := term.New()
	known := profile.New(callgraph.New(linked, pointsto.Solve(linked)), terms)
	known.Spread()
	m := &machine{rules: []*rule{r}, found: map[string][]*obliged{}}
	g := simulate.NewGroup(known, terms, simulate.Options{}, m)
	for _, f := range known.Functions {
		g.Ensure(f, simulate.Wanted{})
	}
	return m.found
}

// notFive asks of the argument of a call that it is not 5.
func notFive(depth int, once bool) *rule {
	return &rule{
		Name: "five", Depth: depth, Once: once,
		On: func(p *point, ask func(*obliged)) {
			ask(&obliged{Name: p.name, Call: p.call, Terms: [2]term.Ref{p.args[0]}})
		},
		Judge: func(p *point, o *obliged) obligation.Verdict {
			switch n, constant := p.sim.Terms.ConstOf(p.state.Known(p.sim.Terms, o.Terms[0])); {
			case constant && n == 5:
				return obligation.Broken
			case !constant && p.sim.FromEntry(o.Terms[0]):
				return obligation.Open
			}
			return obligation.Kept
		},
	}
}

func span(n int) ir.Span { return ir.Span{From: int32(n), To: int32(n + 1)} }

func call(at int, name string, args ...ir.Value) *ir.Call {
	return &ir.Call{Span: span(at), Callee: name, Args: args}
}

func number(n int64) ir.Value { return ir.Value{Kind: ir.Const, Int: n} }

func load(v *ir.Var) ir.Value { return ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}} }

// through is a function that hands its parameter on.
func through(at int, name, callee string) *ir.Func {
	v := &ir.Var{Name: "v", Kind: ir.Param}
	return &ir.Func{Name: name, Params: []*ir.Var{v}, Body: []ir.Node{call(at, callee, load(v))}}
}

// An obligation is handed on through as many calls as its rule says, in each caller's own terms, until one decides.
func TestHandedOn(t *testing.T) {
	chain := []*ir.Func{
		through(10, "first", "Use"), through(20, "second", "first"), through(30, "third", "second"),
		{Name: "fourth", Body: []ir.Node{call(40, "third", number(5)), call(50, "third", number(6))}},
	}
	for depth, want := range []string{"first:open", "first:open second:open", "first:open second:open third:open", "first:open second:open third:open fourth:broken"} {
		found := simulated(t, notFive(depth, false), chain...)
		got := ""
		for _, f := range chain {
			for _, o := range found[f.Name] {
				if got != "" {
					got += " "
				}
				got += fmt.Sprintf("%s:%s", f.Name, map[obligation.Verdict]string{obligation.Open: "open", obligation.Broken: "broken"}[o.Verdict])
				if o.Final().In.Name != "first" || o.Final().At != span(10) || o.In.Name != f.Name {
					t.Errorf("%s: the point lies in %s at %v", f.Name, o.Final().In.Name, o.Final().At)
				}
			}
		}
		if got != want {
			t.Errorf("handed on through %d calls: %s, want %s", depth, got, want)
		}
	}
}

// What is broken is the callee's matter: its callers hear nothing of it.
func TestBrokenIsNotHandedOn(t *testing.T) {
	found := simulated(t, notFive(obligation.Unbounded, false),
		&ir.Func{Name: "callee", Body: []ir.Node{call(10, "Use", number(5))}},
		&ir.Func{Name: "caller", Body: []ir.Node{call(20, "callee")}})
	if len(found["callee"]) != 1 || len(found["caller"]) != 0 {
		t.Errorf("callee %d, caller %d", len(found["callee"]), len(found["caller"]))
	}
}

// A condition under which control comes to the point goes along: a caller that does not fulfil it owes nothing.
func TestConditionGoesAlong(t *testing.T) {
	v, on := &ir.Var{Name: "v", Kind: ir.Param}, &ir.Var{Name: "on", Kind: ir.Param}
	callee := &ir.Func{Name: "callee", Params: []*ir.Var{v, on}, Body: []ir.Node{
		&ir.If{Cond: &ir.Cond{Test: load(on)}, Then: []ir.Node{call(10, "Use", load(v))}},
	}}
	found := simulated(t, notFive(obligation.Unbounded, false), callee,
		&ir.Func{Name: "off", Body: []ir.Node{call(20, "callee", number(5), number(0))}},
		&ir.Func{Name: "on", Body: []ir.Node{call(30, "callee", number(5), number(1))}})
	if len(found["callee"]) != 1 || len(found["callee"][0].Facts()) != 1 {
		t.Fatalf("the callee: %v", found["callee"])
	}
	if len(found["off"]) != 0 || len(found["on"]) != 1 {
		t.Errorf("off %d, on %d", len(found["off"]), len(found["on"]))
	}
}

// Where one in a function is enough, the first is kept; where not, one broken for each place.
func TestOnce(t *testing.T) {
	body := []ir.Node{call(10, "Use", number(5)), call(20, "Use", number(5)), call(20, "Use", number(5))}
	for once, want := range map[bool]int{true: 1, false: 2} {
		found := simulated(t, notFive(0, once), &ir.Func{Name: "f", Body: body})
		if len(found["f"]) != want {
			t.Errorf("once %t: %d, want %d", once, len(found["f"]), want)
		}
	}
}

// A function keeps a bounded number, and says that it fell short.
func TestBound(t *testing.T) {
	var body []ir.Node
	for i := range 500 {
		body = append(body, call(10+10*i, "Use", number(5)))
	}
	linked := program.Link([]*ir.Unit{{File: "a.c", Funcs: []*ir.Func{{Name: "f", Body: body}}}}, ddi.Table{})
	terms := term.New()
	known := profile.New(callgraph.New(linked, pointsto.Solve(linked)), terms)
	known.Spread()
	m := &machine{rules: []*rule{notFive(0, false)}, found: map[string][]*obliged{}}
	g := simulate.NewGroup(known, terms, simulate.Options{}, m)
	f := known.Functions[0]
	g.Ensure(f, simulate.Wanted{})
	if len(m.found["f"]) != 400 || g.Shortfall(f)&simulate.Overfull == 0 {
		t.Errorf("%d kept, shortfall %d", len(m.found["f"]), g.Shortfall(f))
	}
}
