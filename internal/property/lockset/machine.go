// Package lockset follows the fast and guarded mutexes that a thread holds.
package lockset

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Machine follows the mutexes that threads hold, and knows what functions do with them.
type Machine struct {
	group    *simulate.Group
	slot     int
	balances *profile.Balances
	rules    []*Rule
	callers  callers
	decides  [][]int // of each function, by index: of which callees it decides as their caller, as decisions spells it
}

// New makes the machine, which asks the rules of every function.
func New(rules ...*Rule) *Machine { return &Machine{rules: rules} }

// Name is the property.
func (m *Machine) Name() string { return "locks" }

// Bind gives the machine its group.
func (m *Machine) Bind(g *simulate.Group, slot int) {
	m.group, m.slot = g, slot
	m.balances = profile.NewBalances(g.Profile)
}

// Entry is nothing: what callers hold is not known.
func (m *Machine) Entry(*program.Function) []term.Constraint { return nil }

// Detail is more for functions that handle mutexes.
func (m *Machine) Detail(f *program.Function) int {
	if m.group.Of(f).Traits&profile.Locks != 0 {
		return 3
	}
	return 1
}

// Overflow says that too many locks were held.
func (m *Machine) Overflow() string {
	return fmt.Sprintf("may hold more than %d locks at once: some are not followed, and findings about those may be missing", maxHeld)
}

// Changes reports whether f may return with other mutexes held than it was called with.
func (m *Machine) Changes(f *program.Function) bool { return m.balance(f) != profile.Even }

func (m *Machine) balance(f *program.Function) profile.Balance {
	if m.group.Of(f).Traits&profile.Locks == 0 {
		return profile.Even
	}
	return m.balances.Of(f, m.weigh, m.balance)
}

func (m *Machine) weigh(f *program.Function) profile.Balance {
	if !m.Handles(f) {
		return profile.Even
	}
	m.group.Ensure(f, simulate.Wanted{Traits: profile.Locks})
	changed := func(o *simulate.Outcome) bool { return len(outcomePart(o).freed) > 0 || !outcomePart(o).holdsNone() }
	if sum := m.group.Summary(f); m.group.Busy(f) || sum.Bounded || slices.ContainsFunc(sum.Outcomes, changed) {
		return profile.Uneven
	}
	return profile.Even
}

// Handles reports whether f takes or releases a mutex itself, or calls what changes those of its
// caller.
func (m *Machine) Handles(f *program.Function) bool {
	known := m.group.Of(f)
	return known.Itself&profile.Locks != 0 || known.Traits&profile.Locks != 0 && m.group.CallsAny(f, m.Changes)
}

// results are what a summary reports of mutexes beyond outcomes and events.
type results struct {
	obligations []*Obligation
	callers     callers // what the function does as a caller of others
	// perhaps are locks with which it returns on some ways. A caller that lets one go where no way holds it does not let go one of its
	// own caller's: it is the condition that nobody can tell.
	perhaps []term.Ref
}

// found is what was found out about the mutexes of f.
func (m *Machine) found(f *program.Function) *results {
	if sum := m.group.Summary(f); sum != nil {
		if r := simulate.Found[*results](sum); r != nil {
			return r
		}
	}
	return &results{}
}

// A simulation follows the mutexes through one function.
//
// Large: the methods are what the simulation asks (simulate.Follower), acquisitions and releases; all
// need the state of one function.
type simulation struct {
	*simulate.Simulation
	simulate.Base
	m          *Machine
	pairs      pairing                   // of acquisitions and releases
	callers    callers                   // what the function does as a caller of others
	results    *results                  // once all ways were followed
	perhaps    map[term.Ref]bool         // locks with which callees return on some ways; false: they are let go here
	blind      bool                      // a function that has to do with locks, but can't tell what, was called
	unfollowed map[ir.Span]bool          // the calls whose locks are not followed: they took too many
	neglected  map[string]bool           // the names of those locks
	forgotten  map[int]map[term.Ref]bool // by block: the locks of which nobody can tell whether they are held
	freed      []freedLock               // by the callee whose outcome is applied, in the caller's words
}

// Follow begins to follow the mutexes in a simulation.
func (m *Machine) Follow(sim *simulate.Simulation) simulate.Follower {
	return &simulation{Simulation: sim, m: m}
}

// Routine executes the acquisition or the release of a mutex.
func (sim *simulation) Routine(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) ([]*simulate.State, bool) {
	switch {
	case r.Safely(ddi.Acquire):
		return sim.acquire(s, call, r, args), true
	case r.Unsafely(ddi.Acquire):
		sim.acquireUnsafe(s, call, r, args)
	case r.DoesTo(ddi.Release, ddi.Mutexes):
		if i := r.Arg(ddi.OpLock); i < len(args) {
			sim.release(s, call, r, sim.Terms.Deref(args[i]))
		}
	case r.Does(ddi.QueryIRQL) && len(sim.of(s).held) > 0 && !sim.raises():
		level := sim.Unmodelled(s)
		s.Narrow(sim.Terms, level, term.AtMost(ddi.APCLevel)) // else the mutex could not have been taken
		sim.Result(s, call, level)
	default:
		return nil, false
	}
	return []*simulate.State{s}, true
}

// raises reports whether the function itself raises the level, other than by the mutexes.
func (sim *simulation) raises() bool {
	found := false
	sim.In.Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok && !found {
			_, name := sim.Callee(sim.In, call)
			r := sim.Known.Lookup(name)
			found = r.Does(ddi.RaiseIRQL) && !r.DoesTo(ddi.Acquire, ddi.Mutexes) || r.DoesTo(ddi.Acquire, ddi.SpinLock)
		}
	})
	return found
}

// Wants is all that blocks or takes a mutex while one is held.
func (sim *simulation) Wants(s *simulate.State) profile.Trait {
	if len(sim.of(s).held) > 0 {
		return profile.Blocks | profile.Takes
	}
	return 0
}

// Asks is for what a callee does to mutexes, and under them.
func (sim *simulation) Asks(s *simulate.State, callee *program.Function) (simulate.Wanted, bool) {
	wanted := sim.Run.Wanted.Traits&(profile.Locks|profile.Blocks|profile.Takes) | sim.Wants(s)
	concerns := sim.Of(callee).Traits & wanted
	if concerns&profile.Locks != 0 && !sim.m.Changes(callee) {
		concerns &^= profile.Locks
	}
	return simulate.Wanted{Traits: wanted}, concerns != 0
}

// Unknown notes that nobody can tell what was done to mutexes.
func (sim *simulation) Unknown(_ *simulate.State, callee *program.Function) {
	sim.blind = sim.blind || sim.m.Changes(callee)
}

// Happens notes the locks with which a callee returns on some ways.
func (sim *simulation) Happens(in *simulate.Instance, _ *program.Function, sum *simulate.Summary) {
	r := simulate.Found[*results](sum)
	if r == nil {
		return
	}
	for _, loc := range r.perhaps {
		if mine := in.Value(loc); !sim.ownPerhaps(mine) {
			put(&sim.perhaps, mine, true)
		}
	}
}

// ownPerhaps reports whether a callee returns with a lock on some ways.
func (sim *simulation) ownPerhaps(loc term.Ref) bool {
	_, known := sim.perhaps[loc]
	return known
}

// Found is what the function owes, and what its callees need not.
func (sim *simulation) Found() any {
	sim.results = &results{obligations: sim.reach(), callers: sim.callers}
	for loc, open := range sim.perhaps {
		if open && sim.FromEntry(loc) {
			sim.results.perhaps = append(sim.results.perhaps, loc)
		}
	}
	slices.SortFunc(sim.results.perhaps, sim.Terms.Compare)
	return sim.results
}
