// Package irql follows the interrupt request level (IRQL) of a thread, the depth of its critical and
// guarded regions, and whether it is attached to another process.
package irql

import (
	"slices"
	"sync"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Machine follows the IRQL of threads, their regions and their attachments.
//
// Large: the methods are what the simulation asks (simulate.Machine) and questions about one function.
type Machine struct {
	*simulate.Group
	slot      int
	balances  *profile.Balances
	rules     []*Rule
	needed    map[*program.Function]need          // nil until asked for
	own       map[*ir.Call]bool                   // whether a call attaches to the process in which the thread runs, as far as asked
	locksCode bool                                // whether the driver keeps its pageable code in memory
	highest   map[*program.Function][]*Obligation // AtHighest, as far as asked
	once      sync.Once
	broken    []*Obligation              // found once
	detached  map[*program.Function]bool // whether a caller detaches from the process with which it returns
}

// New makes the machine, which asks the rules on every path.
func New(rules ...*Rule) *Machine {
	return &Machine{rules: rules, own: map[*ir.Call]bool{}, highest: map[*program.Function][]*Obligation{}}
}

// Name is the property.
func (m *Machine) Name() string { return "irql" }

// Bind gives the machine its group.
func (m *Machine) Bind(g *simulate.Group, slot int) {
	m.Group, m.slot = g, slot
	m.balances = profile.NewBalances(g.Profile)
	m.locksCode = len(g.RoutineCalls(ddi.LockCode, ddi.Anything)) > 0
}

// Entry is the level that the annotations of f promise.
func (m *Machine) Entry(f *program.Function) []term.Constraint {
	if c := m.Contract(f); c.Bound {
		return levelFact(c.Entry)
	}
	return nil
}

// Detail is more for functions that change the level.
func (m *Machine) Detail(f *program.Function) int {
	if m.Of(f).Traits&profile.Shifts != 0 {
		return 2
	}
	return 1
}

// Words is nothing: what an outcome does to the level is what it stores.
func (m *Machine) Words(*program.Function, *simulate.Outcome) []string { return nil }

// EventWords is nothing: no events are recorded.
func (m *Machine) EventWords(*program.Function, *simulate.Event) (string, []string) { return "", nil }

// Overflow is nothing.
func (m *Machine) Overflow() string { return "" }

// balance is what callers have to know of what f does to the thread's state. A function that
// leaves it as it was, but makes demands of it, is uneven.
func (m *Machine) balance(f *program.Function) profile.Balance {
	if m.Of(f).Traits&profile.Shifts == 0 {
		return profile.Even
	}
	return profile.Balance(m.Log.Weighed(f.Index, func() int { return int(m.balances.Of(f, m.weigh, m.balance)) }))
}

func (m *Machine) weigh(f *program.Function) profile.Balance {
	if !m.handles(f) {
		if m.CallsAny(f, func(g *program.Function) bool { return m.balance(g) != profile.Even }) {
			return profile.Havocked
		}
		return profile.Even
	}
	m.Ensure(f, simulate.Wanted{})
	sum := m.Summary(f)
	if m.Busy(f) || sum.Bounded || obligation.AnyOpen(foundIn(sum).obligations) {
		return profile.Uneven
	}
	result := profile.Even
	for _, o := range sum.Outcomes {
		result = max(result, m.outcomeBalance(o))
	}
	return result
}

// handles reports whether f changes the thread's state itself, or calls what certainly changes
// that of its caller.
func (m *Machine) handles(f *program.Function) bool {
	known := m.Of(f)
	return known.Itself&profile.Shifts != 0 || known.Traits&profile.Shifts != 0 && m.CallsAny(f, func(g *program.Function) bool {
		b := m.balance(g)
		return b == profile.Uneven || b == profile.Weighed
	})
}

func (m *Machine) outcomeBalance(o *simulate.Outcome) profile.Balance {
	result := profile.Even
	for _, b := range o.Stores() {
		switch {
		case b.At > attachedVar && (m.Terms.Term(b.At).S != ownedBy || b.Value == m.Terms.Constant(0)):
		case m.Terms.Given(b.Value):
			return profile.Uneven
		default:
			result = profile.Havocked
		}
	}
	return result
}

// A part is what a state knows of the level beyond its memory.
type part struct {
	raised *simulate.Step // what set the level last; nil while it is that on entry
}

// Mentions is false: a step is no value.
func (p *part) Mentions(*term.Pool, term.Ref) bool { return false }

// Rename changes nothing.
func (p *part) Rename(*term.Pool, term.Ref, term.Ref) simulate.Part { return p }

// Locations adds none.
func (p *part) Locations(list []term.Ref) []term.Ref { return list }

// raised is what set the level last in s; nil while it is that on entry.
func (sim *simulation) raised(s *simulate.State) *simulate.Step {
	if known, ok := s.Part(sim.m.slot).(*part); ok {
		return known.raised
	}
	return nil
}

func (sim *simulation) setRaised(s *simulate.State, by *simulate.Step) {
	s.SetPart(sim.m.slot, &part{by})
}

// raisedBy is what set the level last on the way to an outcome.
func raisedBy(o *simulate.Outcome) *simulate.Step {
	if known := simulate.Of[*part](o.Parts()); known != nil {
		return known.raised
	}
	return nil
}

// results are what a summary reports of levels beyond outcomes.
type results struct {
	obligations []*Obligation
	detached    map[*program.Function]bool // functions from whose process this caller detaches
}

// foundIn is what a summary reports of levels.
func foundIn(sum *simulate.Summary) *results {
	if r := simulate.Found[*results](sum); r != nil {
		return r
	}
	return &results{}
}

// A simulation follows the level through one function.
//
// Large: the methods are what the simulation asks (simulate.Follower), effects of routines and rules; all
// need the state of one function.
type simulation struct {
	*simulate.Simulation
	simulate.Base
	m          *Machine
	entry      ddi.LevelRange // the levels at which it is entered
	book       *obligation.Book[*Point]
	point      Point                      // where the rules are asked
	detachedAt *ir.Span                   // where the function, attached to a process, detaches
	detached   map[*program.Function]bool // whom it called to attach, and then detaches
	forgotten  map[int][]term.Ref         // by block: the variables that are not known there
}

// Follow begins to follow the level in a simulation.
func (m *Machine) Follow(sim *simulate.Simulation) simulate.Follower {
	entry := m.Contract(sim.In).Entry
	if sim.Run.BySystem {
		at := slices.IndexFunc(sim.Run.Constraints, func(c term.Constraint) bool { return c.Value == LevelOnEntry })
		in := sim.Run.Constraints[at].In // what inSystem says; the contract comes after it
		entry = ddi.LevelRange{Min: int(in.Lo), Max: int(in.Hi)}
	}
	return &simulation{Simulation: sim, m: m, entry: entry, book: obligation.NewBook(sim, m.rules)}
}

// Conditional is true of functions that change the level: merged, two conditions say nothing any
// more.
func (sim *simulation) Conditional() bool { return sim.Proc.Traits&profile.Shifts != 0 }

// Outlasts is false for the ownership of a lock that is handed to code of which nothing is known.
func (sim *simulation) Outlasts(member term.Ref) bool { return sim.Terms.Term(member).S != ownedBy }

// Found is what the function owes, with what its final states together show.
func (sim *simulation) Found() any {
	if !sim.Bounded() {
		for _, s := range sim.Finals() {
			sim.book.Reach(sim.at(s, Point{Kind: AtEnd}))
		}
	}
	if len(sim.book.List())+len(sim.detached) == 0 {
		return nil
	}
	return &results{obligations: sim.book.List(), detached: sim.detached}
}

// Coarsen gives up one of the variables.
func (sim *simulation) Coarsen(states []*simulate.State, b int, keep bool) bool {
	loc, differs := sim.different(states)
	if !differs {
		return false
	}
	sim.FellShort(simulate.FollowedLoosely)
	if keep {
		if sim.forgotten == nil {
			sim.forgotten = map[int][]term.Ref{}
		}
		sim.forgotten[b] = append(sim.forgotten[b], loc)
	}
	for _, s := range states {
		sim.blur(s, loc, b)
	}
	return true
}

// Arrive forgets the variables that are not known at a block.
func (sim *simulation) Arrive(s *simulate.State, b int) {
	for _, loc := range sim.forgotten[b] {
		sim.blur(s, loc, b)
	}
}

// blur makes a variable one that nobody knows.
func (sim *simulation) blur(s *simulate.State, loc term.Ref, b int) {
	s.Set(sim.Terms, loc, sim.Terms.Merged(-(b+1), loc))
}

// different finds a variable in which states differ; the level last.
func (sim *simulation) different(states []*simulate.State) (term.Ref, bool) {
	for _, loc := range []term.Ref{attachedVar, guardedVar, criticalVar, levelVar} {
		known := func(s *simulate.State) term.Ref {
			v, ok := s.At(sim.Terms, loc)
			if !ok {
				return sim.Terms.Initial(loc)
			}
			if !sim.Terms.Given(v) {
				return 0
			}
			return v
		}
		if slices.ContainsFunc(states, func(s *simulate.State) bool { return known(s) != known(states[0]) }) {
			return loc, true
		}
	}
	return 0, false
}
