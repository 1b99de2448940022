// Package driver links the units of one driver and simulates its functions: what locks, threads and
// levels each leaves to its callers, and where rules are broken. Checks ask it.
package driver

import (
	"fmt"
	"go/token"
	"slices"
	"sync"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/kept"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/remember"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Driver is one driver and what is found out about it. The IRQL is followed apart from locks and
// threads, so that neither multiplies the paths of the other.
type Driver struct {
	*threads.Set
	Paths  *simulate.Group  // follows locks and threads
	Locks  *lockset.Machine // of Paths
	Levels *irql.Machine    // follows the IRQL, in a group of its own
	Kept   *kept.Store      // what earlier runs have worked out of single functions; nil for nothing

	part    map[*program.Function]bool // what alone is asked about; nil for everything
	files   map[string]*token.File
	plan    Plan
	settled bool // all that checks ask is worked out
	under   map[under]*simulate.Summary
}

// Link builds a driver of its units and simulates it. Units that are nil are left out. What is known
// of the driver's own routines stands for their bodies, if there are any. The plan is what checks need.
func Link(units []*ir.Unit, own ddi.Table, plan Plan) *Driver {
	d := Prepare(units, program.Options{Known: own}, plan)
	d.summarise()
	d.Follow(nil, func() {}, false)
	return d
}

// Prepare is Link but for the simulations: Follow makes those.
func Prepare(units []*ir.Unit, options program.Options, plan Plan) *Driver {
	linked := program.With(units, options)
	terms := irql.NewPool()
	known := profile.New(callgraph.New(linked, pointsto.Solve(linked)), terms)
	set := threads.Find(known)
	known.Spread()
	d := &Driver{Set: set, Locks: lockset.New(plan.mutexRules...), Levels: irql.New(plan.rules...), plan: plan, under: map[under]*simulate.Summary{}}
	simulate.NewGroup(known, terms.Clone(), simulate.Options{EveryCall: true}, d.Levels)
	d.Paths = simulate.NewGroup(known, terms, simulate.Options{Retry: true, Apart: true}, d.Locks, threads.New(set))
	return d
}

// StopWhen has the analysis end with a panic whose value is simulate.Stopped once stop, which is
// asked now and then, reports true.
func (d *Driver) StopWhen(stop func() bool) { d.Paths.Stop, d.Levels.Stop = stop, stop }

// summarise makes the summaries of the functions that have to do with locks and threads, callees first.
// What else a caller wants to know is worked out when it asks. Checks are shown the functions in part
// only; what those call is worked out too.
func (d *Driver) summarise() {
	for _, f := range d.Functions {
		if d.Concerned(f) && (d.Of(f).Traits&profile.Threads != 0 || d.Locks.Handles(f)) {
			d.Paths.Ensure(f, simulate.Wanted{Traits: profile.Locks | profile.Threads})
		}
	}
}

// Follow works out what the plan needs, of the functions in part, of all if that is nil. From then on the driver does not
// change: checks may ask it at once. Beside is called, too, which asks nothing of what is followed; with atOnce at the same
// time as levels are followed, and locks and threads: which of the three takes longest differs from driver to driver.
func (d *Driver) Follow(part map[*program.Function]bool, beside func(), atOnce bool) {
	d.part = part
	keep := remember.Levels(d.Levels, d.Kept)
	work := []func(){d.followPaths, d.followLevels, beside}
	if atOnce {
		together(work)
	} else {
		for _, do := range work {
			do()
		}
	}
	keep()
	d.settled = true
}

// followPaths works out what the plan needs of locks and threads.
func (d *Driver) followPaths() {
	for _, before := range d.plan.before {
		before(d)
	}
	if d.plan.paths {
		d.summarise()
	}
	d.Locks.SeeCallers()
}

// followLevels works out what the plan needs of levels. It may be called at the same time as followPaths.
func (d *Driver) followLevels() {
	if d.plan.levels {
		d.Levels.Broken(d.part)
	}
	for _, before := range d.plan.beforeLevels {
		before(d)
	}
}

// together does all pieces of work at the same time. It ends when all have ended, with the panic of the first that has one:
// simulate.Stopped, or a defect.
func together(work []func()) {
	reasons := make([]any, len(work))
	var group sync.WaitGroup
	for i, do := range work {
		group.Go(func() {
			defer func() { reasons[i] = recover() }()
			do()
		})
	}
	group.Wait()
	for _, reason := range reasons {
		if reason != nil {
			panic(reason)
		}
	}
}

// Concerned reports whether a function is among those that are asked about.
func (d *Driver) Concerned(f *program.Function) bool { return d.part == nil || d.part[f] }

// Plain reports whether a function does nothing, itself or through what it calls, that
// checks of the whole driver ask about: it neither waits nor creates threads, references
// objects or ends the thread, and the system does not call it for anything but requests
// and events.
func (d *Driver) Plain(f *program.Function) bool {
	ordinary := func(r callgraph.Registration) bool {
		return slices.Contains([]ddi.Role{ddi.Dispatch, ddi.Request, ddi.PortRequest, ddi.DeviceAdd, ddi.Callback}, r.Role)
	}
	special := slices.ContainsFunc(d.Roles(f), func(r callgraph.Registration) bool { return !ordinary(r) })
	return d.Of(f).Traits&(profile.Waits|profile.Threads|profile.Refers|profile.Ends) == 0 && !special
}

// Same reports whether two drivers of the same functions have the same threads, take as many mutexes, and play
// the same roles.
func (d *Driver) Same(other *Driver) bool {
	mutexes := func(d *Driver) int { return len(d.RoutineCalls(ddi.Acquire, ddi.Mutexes)) }
	return len(d.Threads) == len(other.Threads) && mutexes(d) == mutexes(other) && d.Graph.Same(other.Graph)
}

// Does reports whether a function may have an effect, itself or through what it calls.
func (d *Driver) Does(f *program.Function, t profile.Trait) bool { return d.Of(f).Traits&t != 0 }

// Demand returns what a function does for its callers, with the calls that are wanted; nil if that
// could not be worked out within the bounds. Once the driver is settled nothing more is worked out: a check that
// asks then for what its Before did not panics.
func (d *Driver) Demand(f *program.Function, t profile.Trait) *simulate.Summary {
	wanted := simulate.Wanted{Traits: t}
	if d.plan.paths && !d.settled {
		wanted.Traits |= profile.Locks | profile.Threads
	}
	if d.settled && !d.Paths.Answered(f, wanted) {
		panic(fmt.Sprintf("the effects %b of function %s were not demanded before", t, f.Name))
	}
	d.Paths.Ensure(f, wanted)
	if sum := d.Paths.Summary(f); sum != nil && !sum.Bounded {
		return sum
	}
	return nil
}

// An under is a function that is called in a certain way, and what is to be reported of it.
type under struct {
	f      *program.Function
	traits profile.Trait
}

// Under simulates a function once more, for callers that fulfil the constraints on its
// parameters and on Terminating; nil if that could not be worked out within the bounds. A
// function that does nothing of what is wanted has an empty summary. What is asked once is kept, for one set of constraints
// for each function and each effect; once the driver is settled nothing more is worked out.
func (d *Driver) Under(f *program.Function, t profile.Trait, constraints ...term.Constraint) *simulate.Summary {
	if d.Of(f).Traits&t == 0 {
		return &simulate.Summary{}
	}
	sum, known := d.under[under{f, t}]
	if !known {
		if d.settled {
			panic(fmt.Sprintf("function %s was not simulated under constraints before", f.Name))
		}
		sum = d.Paths.Simulate(f, simulate.Run{Constraints: constraints, Wanted: simulate.Wanted{Traits: t}})
		d.Paths.FellShort(f, sum)
		d.under[under{f, t}] = sum
	}
	if sum.Bounded {
		return nil
	}
	return sum
}

// Summary is what a function does for its callers; nil where nothing asked for it.
func (d *Driver) Summary(f *program.Function) *simulate.Summary { return d.Paths.Summary(f) }

// Terms is the pool of the values and locations that summaries speak of.
func (d *Driver) Terms() *term.Pool { return d.Paths.Terms }

// Terminating is whether the current thread is ending.
func (d *Driver) Terminating() term.Ref { return d.Paths.Terminating() }

// Fails reports whether an outcome of f is a failure: it returns a status that is an error.
func (d *Driver) Fails(f *program.Function, o *simulate.Outcome) bool { return d.Paths.Fails(f, o) }

// CanFinish reports whether a teardown routine ever ends in success. A filter's unload
// callback that always fails keeps the driver loaded.
func (d *Driver) CanFinish(f *program.Function) bool {
	sum := d.Demand(f, profile.Threads)
	if sum == nil || len(sum.Outcomes) == 0 {
		return true
	}
	return slices.ContainsFunc(sum.Outcomes, func(o *simulate.Outcome) bool { return !d.Fails(f, o) })
}

// HeldSnapshots simulates f once more and says what is held before each of its instructions and
// tests that is reached, in order of their places. What f's callers hold is not known. It
// reports false if the function is too complex for that.
func (d *Driver) HeldSnapshots(f *program.Function) ([]*simulate.Snapshot, bool) {
	return snapshots(d.Paths.Watch(f, simulate.Run{Wanted: simulate.Wanted{Traits: profile.Locks}}))
}

// LevelSnapshots is HeldSnapshots for levels, where f is called as it says or as its roles have it; at
// any level if it has none.
func (d *Driver) LevelSnapshots(f *program.Function) ([]*simulate.Snapshot, bool) {
	return snapshots(d.Levels.WatchLevels(f))
}

func snapshots(w *simulate.Watch) ([]*simulate.Snapshot, bool) {
	if w == nil {
		return nil, false
	}
	return w.Snapshots(), true
}
