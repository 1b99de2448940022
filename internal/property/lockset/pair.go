package lockset

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A mutexKind is the family of routines that a mutex is taken or released by. Those of one
// family undo each other's doing only.
type mutexKind struct{ guarded, unsafe bool }

func kindOf(r *ddi.Routine) mutexKind {
	return mutexKind{
		guarded: r.DoesTo(ddi.Acquire|ddi.Release, ddi.GuardedMutex),
		unsafe:  r.Unsafely(ddi.Acquire | ddi.Release),
	}
}

func (k mutexKind) bits() uint64 { return uint64(term.Truth(k.guarded) + 2*term.Truth(k.unsafe)) }

func (l Lock) kind() mutexKind { return mutexKind{l.Guarded, l.Unsafe} }

// A freedLock is a lock of a caller that was released.
type freedLock struct {
	loc  term.Ref
	kind mutexKind
	at   *simulate.Step // where
}

// A Release is one that does not undo an acquisition on its path.
type Release struct {
	Lock Lock           // as it was acquired, on another path unless Mixed
	Call *ir.Call       // in the function that releases, itself or below
	Step *simulate.Step // the release itself
	// Mixed is set where the mutex was acquired by a routine of another family; Sole where that
	// holds on every path to the release.
	Mixed, Sole bool
	trace       *simulate.Step // the way to it, on which the mutex is not held
}

// A pairing is what a simulation learns of acquisitions and releases.
type pairing struct {
	taken     map[releaseSite]Lock // held where it is released, and taken by the function
	bare      []bareRelease        // not held where it is released
	mixed     []*Release
	kinds     map[*ir.Call]uint64 // a bit for each kind of lock that is held where it is released, and one for none
	released  map[string]ir.Span  // by name of the lock: a release by the function of what it took
	entrusted map[term.Ref]bool   // locks handed to functions of which nothing is known
	havocked  map[string]bool     // names of locks of which it can't be told whether they are held
}

type releaseSite struct {
	call *ir.Call
	loc  term.Ref
}

type bareRelease struct {
	releaseSite
	release, trace *simulate.Step
}

const maxBare = 64 // releases, over all paths of a function, that are looked into

// Entrust notes what a function of which nothing is known is given.
func (sim *simulation) Entrust(args []term.Ref) {
	for _, a := range args {
		if sim.Terms.Term(a).Op == term.Addr {
			put(&sim.pairs.entrusted, sim.Terms.Deref(a), true)
		}
	}
}

// havoc notes the locks that are dropped because nobody can tell whether they are held.
func (sim *simulation) havoc(s *simulate.State, dropped func(Lock) bool) {
	for _, l := range slices.Concat(sim.of(s).held, sim.of(s).unsafe) {
		if dropped(l) {
			put(&sim.pairs.havocked, sim.Terms.Leaf(l.loc), true)
			sim.callers.takeOver(l)
		}
	}
}

// pair notes what a release finds: below says that a callee makes it.
func (sim *simulation) pair(s *simulate.State, call *ir.Call, gone freedLock, below bool) {
	site, name := releaseSite{call, gone.loc}, sim.Terms.Leaf(gone.loc)
	l := sim.of(s).lock(gone.loc)
	if l == nil {
		for _, list := range [][]Lock{sim.of(s).held, sim.of(s).unsafe} {
			if i := sim.alias(list, gone.loc); i >= 0 {
				put(&sim.pairs.havocked, name, true)
				sim.callers.takeOver(list[i])
				return
			}
		}
		put(&sim.pairs.kinds, call, sim.pairs.kinds[call]|1<<4)
		if len(sim.pairs.bare) < maxBare {
			sim.pairs.bare = append(sim.pairs.bare, bareRelease{site, gone.at, s.Trace})
		} else {
			sim.FellShort(simulate.Overfull)
		}
		return
	}
	put(&sim.pairs.kinds, call, sim.pairs.kinds[call]|1<<l.kind().bits())
	sim.callers.takeOver(*l)
	if below {
		put(&sim.callers.hold, gone.at.In, true)
		if target, _ := sim.Callee(sim.In, call); target != nil {
			put(&sim.callers.hold, target, true)
		}
	}
	if _, ok := sim.pairs.released[name]; !ok {
		put(&sim.pairs.released, name, call.Span)
	}
	retaken := slices.ContainsFunc(sim.of(s).freed, func(f freedLock) bool { return f.loc == gone.loc })
	if _, ok := sim.pairs.taken[site]; !ok && !retaken {
		put(&sim.pairs.taken, site, *l)
	}
	if l.kind() != gone.kind && !slices.ContainsFunc(sim.pairs.mixed, func(r *Release) bool { return r.Call == call }) {
		sim.pairs.mixed = append(sim.pairs.mixed, &Release{Lock: *l, Call: call, Step: gone.at, Mixed: true, trace: s.Trace})
	}
}

// releases lists those that find a mutex of another family, then those that find none though others at the same place find
// one that the function has taken.
func (sim *simulation) releases() []*Release {
	list := slices.Clone(sim.pairs.mixed)
	for _, r := range list {
		r.Sole = sim.pairs.kinds[r.Call] == 1<<r.Lock.kind().bits()
	}
	for _, b := range sim.pairs.bare {
		if lock, ok := sim.pairs.taken[b.releaseSite]; ok {
			list = append(list, &Release{Lock: lock, Call: b.call, Step: b.release, trace: b.trace})
		}
	}
	return list
}

// uncertain reports whether too little is known of a lock to say that it is held, or not.
func (sim *simulation) uncertain(loc term.Ref) bool {
	return sim.blind || sim.pairs.entrusted[loc] || sim.pairs.havocked[sim.Terms.Leaf(loc)]
}

// frees reports whether a callee may release, for its caller, a lock of that name.
func (sim *simulation) frees(callee *program.Function, name string) bool {
	return sim.Summary(callee) == nil || slices.ContainsFunc(sim.Summary(callee).Outcomes, func(o *simulate.Outcome) bool {
		return slices.ContainsFunc(outcomePart(o).freed, func(gone freedLock) bool {
			freed := sim.Terms.Leaf(gone.loc)
			return freed == name || freed == "*"
		})
	})
}

// put adds to a map that is made when it is first written to.
func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = value
}
