package lockset

import (
	"slices"

	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Rule asks something of how a thread takes and releases mutexes.
type Rule = obligation.Rule[*Point]

// An Obligation is what a rule asks at one place. Its note is a Note.
type Obligation = obligation.Obligation[*Point]

// A Note is what a rule knows of an obligation.
type Note interface {
	// Words spells it for dumps, in terms of the function.
	Words(terms *term.Pool, f *program.Function) string
}

// A Point is a place on a path with what is known there of mutexes. Rules are asked once all ways through the function
// were followed: of each state in which it returned, and of each release that does not undo an acquisition on its path.
type Point struct {
	sim     *simulation
	state   *simulate.State
	Release *Release // nil at a return
}

// State is what is known at the point; of a release it holds the way there only.
func (p *Point) State() *simulate.State { return p.state }

// In is the function.
func (p *Point) In() *program.Function { return p.sim.In }

// Proc is what the function is before it is simulated.
func (p *Point) Proc() *profile.Function { return p.sim.Proc }

// Terms is the pool of the values.
func (p *Point) Terms() *term.Pool { return p.sim.Terms }

// At is where a return stands.
func (p *Point) At() ir.Span { return p.state.Trace.At }

// Coarse reports whether the states of the function are merged wherever they meet: a way may be none.
func (p *Point) Coarse() bool { return p.sim.Coarse() }

// Settled reports whether all ways to the return were followed.
func (p *Point) Settled() bool { return p.sim.Settled(p.At()) }

// Held lists the mutexes that are held, in the order in which they were taken; those taken by unsafe routines last.
func (p *Point) Held() []Lock {
	known := p.sim.of(p.state)
	return slices.Concat(known.held, known.unsafe)
}

// Holds reports whether a mutex of the name of l is held.
func (p *Point) Holds(l Lock) bool {
	return slices.ContainsFunc(p.Held(), func(h Lock) bool { return p.name(h) == p.name(l) })
}

// GaveBack reports whether a mutex of the name of l that a caller holds was released on the way.
func (p *Point) GaveBack(l Lock) bool {
	return slices.ContainsFunc(p.sim.of(p.state).freed, func(gone freedLock) bool { return p.sim.Terms.Leaf(gone.loc) == p.name(l) })
}

// Always reports whether every way to the return holds l.
func (p *Point) Always(l Lock) bool {
	return !slices.ContainsFunc(p.sim.Finals(), func(t *simulate.State) bool { return t.Trace.At == p.At() && p.sim.of(t).lock(l.loc) == nil })
}

// ReleasedAt is where the function first releases a mutex of the name of l that it has taken; false if it releases none.
func (p *Point) ReleasedAt(l Lock) (ir.Span, bool) {
	at, ok := p.sim.pairs.released[p.name(l)]
	return at, ok
}

// Uncertain reports whether too little is known of l to say that it is held, or not: it was handed to functions of which
// nothing is known, or forgotten.
func (p *Point) Uncertain(l Lock) bool { return p.sim.uncertain(l.loc) }

// DistinguishedFrom finds how a caller can tell the state from those that are unlike it, and whether there are any.
func (p *Point) DistinguishedFrom(unlike func(*Point) bool) (best simulate.Distinction, others bool) {
	return p.sim.DistinguishedFrom(p.state, func(t *simulate.State) bool { return unlike(&Point{sim: p.sim, state: t}) })
}

// MayRelease reports whether a callee may release, for its caller, a mutex of the name of l.
func (p *Point) MayRelease(callee *program.Function, l Lock) bool {
	return p.sim.frees(callee, p.name(l))
}

// Releases reports whether a call releases, or may release, a mutex of the name of l.
func (p *Point) Releases(call *ir.Call, l Lock) bool {
	_, r := p.sim.RoutineOf(p.sim.In, call)
	if by, ok := profile.ReleasedBy(call, r); ok {
		return by == p.name(l)
	}
	target, _ := p.sim.Callee(p.sim.In, call)
	return target != nil && p.sim.Summary(target) != nil && p.MayRelease(target, l)
}

// LearntSince reports whether a test is of what a call returned that the function makes once it has taken l, and never before: that
// can't tell whether l was taken.
func (p *Point) LearntSince(l Lock, test term.Ref) bool { return p.sim.learntSince(l, test) }

// Nowhere reports whether a branch is that on which a pointer is null which leads to l: no thread that has taken l comes there.
func (p *Point) Nowhere(l Lock, branch *simulate.Step) bool {
	terms := p.sim.Terms
	v, other := branch.Tested(), branch.Taken
	t := terms.Term(v)
	for ; t.Op == term.Unary && t.S == "!"; t = terms.Term(v) {
		v, other = t.A, !other
	}
	if t.Op == term.Binary && (t.S == "==" || t.S == "!=") && t.B == terms.Constant(0) {
		v, other = t.A, other == (t.S == "!=")
	}
	return !other && terms.Contains(l.loc, terms.Deref(v))
}

// Calls reports whether a call is one of a function or routine of that name.
func (p *Point) Calls(call *ir.Call, name string) bool { return p.sim.Calls(call, name) }

func (p *Point) name(l Lock) string { return p.sim.Terms.Leaf(l.loc) }

// reach asks the rules of each final state and each release, in order.
func (sim *simulation) reach() []*Obligation {
	if len(sim.m.rules) == 0 {
		return nil
	}
	book := obligation.NewBook(sim.Simulation, sim.m.rules)
	for _, s := range sim.Finals() {
		book.Reach(&Point{sim: sim, state: s})
	}
	if !sim.Bounded() {
		for _, r := range sim.releases() {
			book.Reach(&Point{sim: sim, state: &simulate.State{Trace: r.trace}, Release: r})
		}
	}
	return book.List()
}

// Broken lists where f breaks a rule, in the order in which it was found.
func (m *Machine) Broken(f *program.Function, rule *Rule) []*Obligation {
	return slices.DeleteFunc(slices.Clone(m.found(f).obligations), func(o *Obligation) bool { return o.Rule != rule })
}
