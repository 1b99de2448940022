// Package simulate follows properties of threads along the paths of functions. It is property
// simulation (Das, Lerner, Seigle: ESP, PLDI 2002): along a path a state carries what each machine
// knows (machine.go) together with what is known of the values that were tested. Functions are
// summarised bottom-up over the components of the call graph, in terms of their parameters and of
// globals; callers substitute their own values. Where a bound is reached the function goes quiet,
// and says so.
package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/internal/trace"
)

// A Group is machines whose states are told apart together, and what was found out about each
// function of a driver by simulating it. Groups share nothing that they write, so that they can be
// simulated at the same time.
type Group struct {
	*profile.Profile
	Terms *term.Pool // the values and locations that summaries speak of
	// Stop is asked now and then, if there is one: once it reports true the analysis ends with
	// a panic whose value is Stopped.
	Stop func() bool
	Log  *trace.Log // records what is simulated; nil for nothing

	options      Options
	machines     []Machine
	functions    []procedure // by index
	short        map[*program.Function]Shortfall
	marks        marks
	nesting      int  // of what is worked out by recursion along calls
	calleesFirst bool // what lies below a function is worked out first
}

// Options say how the functions of a group are simulated.
type Options struct {
	// Retry simulates a function again that was broken off, when it is asked for more, and one that
	// has called itself.
	Retry bool
	// Apart keeps more states apart in the middle of a block.
	Apart bool
	// EveryCall makes each call a step of its way, not only those that machines ask about.
	EveryCall bool
}

// A procedure is what the simulations of one function have found.
type procedure struct {
	summary   *Summary
	answers   Wanted // what the summary reports
	busy      bool   // being simulated
	recursive bool   // calls itself, directly or through others
}

// Wanted says what a summary is to report beyond outcomes.
type Wanted struct {
	Traits profile.Trait // calls that have these effects
	Level  int           // calls that must not be made at this IRQL or above, below it
}

// Covers reports whether all that u wants is wanted.
func (w Wanted) Covers(u Wanted) bool { return u.Traits&^w.Traits == 0 && w.Level >= u.Level }

// Join is what either wants.
func (w Wanted) Join(u Wanted) Wanted {
	return Wanted{Traits: w.Traits | u.Traits, Level: max(w.Level, u.Level)}
}

// NewGroup makes a group of machines over a driver, in order of importance: where too many states
// differ, what the last one knows is given up first.
func NewGroup(p *profile.Profile, terms *term.Pool, options Options, machines ...Machine) *Group {
	g := &Group{
		Profile: p, Terms: terms, options: options, machines: machines,
		functions: make([]procedure, len(p.Functions)), short: map[*program.Function]Shortfall{},
	}
	for slot, m := range machines {
		m.Bind(g, slot)
	}
	return g
}

func (g *Group) procedure(f *program.Function) *procedure { return &g.functions[f.Index] }

// Summary is what a function was found to do for its callers; nil where nothing asked for it.
func (g *Group) Summary(f *program.Function) *Summary { return g.seen(f).summary }

// Busy reports whether f is being simulated.
func (g *Group) Busy(f *program.Function) bool { return g.seen(f).busy }

func (g *Group) seen(f *program.Function) *procedure {
	k := g.procedure(f)
	g.Log.Saw(f.Index, k.summary, k.summary == nil, k.busy)
	return k
}

// Ensure makes the summary of f report what is wanted. Within a cycle of calls a function that is
// not summarised yet is taken to do nothing; one that has called itself may then be summarised once
// more, with what it was found to do. Deeper recursion adds nothing to the report.
func (g *Group) Ensure(f *program.Function, wanted Wanted) {
	wanted.Traits &= g.Of(f).Traits // of what it does not do, nothing more can be reported
	k := g.procedure(f)
	g.Log.Asked(f.Index, int(wanted.Traits), wanted.Level, !k.busy && g.answered(k, wanted))
	if k.busy || g.answered(k, wanted) {
		if g.seen(f); k.busy {
			k.recursive = true
		}
		return
	}
	open := func(h *program.Function) bool {
		here := Wanted{wanted.Traits & g.Of(h).Traits, wanted.Level}
		known := g.procedure(h)
		if known.summary == nil && g.options.Retry && here.Traits == 0 && len(h.Graph.Blocks) > SmallFunction {
			return false
		}
		return !known.busy && !g.answered(known, here)
	}
	work := func(h *program.Function) { g.summarise(h, Wanted{wanted.Traits & g.Of(h).Traits, wanted.Level}) }
	if !g.nested(f, open, work) && k.summary == nil {
		k.summary, k.answers = &Summary{Bounded: true}, Wanted{Traits: profile.Everything}
		g.FellShort(f, k.summary)
	}
}

// Answered reports whether nothing has to be simulated for the summary of f to report what is wanted.
func (g *Group) Answered(f *program.Function, wanted Wanted) bool {
	wanted.Traits &= g.Of(f).Traits
	return g.answered(g.procedure(f), wanted)
}

// answered reports whether a function need not be simulated to report what is wanted.
func (g *Group) answered(k *procedure, wanted Wanted) bool {
	return k.summary != nil && (k.answers.Covers(wanted) || k.summary.Bounded && !g.options.Retry)
}

// summarise makes the summary of f report what is wanted, too.
func (g *Group) summarise(f *program.Function, wanted Wanted) {
	k := g.procedure(f)
	if k.busy || g.answered(k, wanted) {
		return
	}
	k.busy = true
	k.answers = k.answers.Join(wanted)
	if g.options.Retry && slices.Contains(g.Callees(f), f) {
		k.answers.Traits |= g.Of(f).Traits & (profile.Blocks | profile.Takes) // what it would report itself under a mutex
	}
	run := Run{Wanted: k.answers}
	for _, m := range g.machines {
		run.Constraints = append(run.Constraints, m.Entry(f)...)
	}
	if known, ok := g.Log.Begin(f.Index, int(k.answers.Traits), k.answers.Level, false, k.recursive && g.options.Retry).(*Summary); ok {
		k.summary = known
	} else if k.summary = g.Simulate(f, run); k.recursive && !k.summary.Bounded && g.options.Retry {
		k.summary = g.Simulate(f, run)
	}
	g.Log.End(k.summary, k.recursive && g.options.Retry)
	k.busy = false
	g.FellShort(f, k.summary)
}

// nested runs work that recurs along calls, unless that is nested too deep already. Where chains of
// calls are long, it first runs it for what lies below f and still has to be looked into.
func (g *Group) nested(f *program.Function, open func(*program.Function) bool, work func(*program.Function)) bool {
	if g.nesting >= 2*profile.MaxNesting {
		return false
	}
	g.nesting++
	defer func() { g.nesting-- }()
	if g.Deep() && !g.calleesFirst {
		g.calleesFirst = true
		for _, h := range g.Below(f, open) {
			work(h)
		}
		g.calleesFirst = false
	}
	work(f)
	return true
}

// Terminating is whether the current thread is ending.
func (g *Group) Terminating() term.Ref {
	return g.Terms.Apply("the current thread ends: ", g.Terms.Constant(0))
}

// Stopped is what an analysis panics with that somebody wants no more.
type Stopped struct{}

func (g *Group) unlessStopped() {
	if g.Stop != nil && g.Stop() {
		panic(Stopped{})
	}
}

// FellShort notes it if a summary does not stand for all that its function does.
func (g *Group) FellShort(f *program.Function, sum *Summary) {
	how := sum.short
	if sum.Bounded {
		how |= BrokenOff
	}
	if how != 0 {
		g.short[f] |= how
	}
}

// Shortfall is how far the simulations of f fell short so far; 0 if they did not.
func (g *Group) Shortfall(f *program.Function) Shortfall { return g.short[f] }

// Overflows says what becomes of what a function has too much of to be followed.
func (g *Group) Overflows() (list []string) {
	for _, m := range g.machines {
		if words := m.Overflow(); words != "" {
			list = append(list, words)
		}
	}
	return list
}
