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

// An Unpaired is a release that does not undo what it should.
type Unpaired struct {
	Lock Lock // as it was acquired, on another path unless Mixed
	Call *ir.Call
	In   *program.Function
	// Release is the release itself, in In or below.
	Release *simulate.Step
	// Mixed is set where the lock was acquired by a routine of another kind; Sole where that
	// holds on every path to the release.
	Mixed, Sole bool
	// Before is, if the lock was released before on the path, where.
	Before *simulate.Step
	// Past is the branch that leads past the acquisition, nil if Before is set or the
	// acquisition failed.
	Past *simulate.Step
}

// A pairing is what a simulation learns of acquisitions and releases.
type pairing struct {
	taken     map[releaseSite]Lock // held where it is released, and taken by the function
	bare      []bareRelease        // not held where it is released
	mixed     []*Unpaired
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

// pair notes what a release finds: below tells that a callee makes it.
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
	if l.kind() != gone.kind && !slices.ContainsFunc(sim.pairs.mixed, func(u *Unpaired) bool { return u.Call == call }) {
		sim.pairs.mixed = append(sim.pairs.mixed, &Unpaired{Lock: *l, Call: call, In: sim.In, Release: gone.at, Mixed: true})
	}
}

// unpaired lists the releases that do not undo what they should.
func (sim *simulation) unpaired() []*Unpaired {
	list := slices.Clone(sim.pairs.mixed)
	for _, u := range list {
		u.Sole = sim.pairs.kinds[u.Call] == 1<<u.Lock.kind().bits()
	}
	for _, b := range sim.pairs.bare {
		lock, ok := sim.pairs.taken[b.releaseSite]
		known := slices.ContainsFunc(list, func(u *Unpaired) bool { return u.Call == b.call })
		if !ok || known || sim.unsure(b.loc) {
			continue
		}
		u := &Unpaired{Lock: lock, Call: b.call, In: sim.In, Release: b.release}
		if sim.missed(u, b) {
			list = append(list, u)
		}
	}
	slices.SortStableFunc(list, func(a, b *Unpaired) int { return int(a.Call.From - b.Call.From) })
	return list
}

// unsure reports whether too little is known of a lock to say that it is held, or not.
func (sim *simulation) unsure(loc term.Ref) bool { return sim.Coarse() || sim.uncertain(loc) }

// uncertain is unsure where the function is followed way by way.
func (sim *simulation) uncertain(loc term.Ref) bool {
	return sim.blind || sim.pairs.entrusted[loc] || sim.pairs.havocked[sim.Terms.Leaf(loc)]
}

// missed finds how the path to a release comes past the acquisition; false if that depends
// on what the engine can't know.
func (sim *simulation) missed(u *Unpaired, b bareRelease) bool {
	acquire := sim.In.Graph.WithCall(func(call *ir.Call) bool { return call.Span == u.Lock.Taken.At && sim.Calls(call, u.Lock.Taken.Name) })
	release := sim.In.Graph.WithCall(func(call *ir.Call) bool { return call == b.call })
	var later []*simulate.Step // branches behind the one in question
	for step := b.trace; step != nil && u.Before == nil; step = step.Prev {
		switch {
		case step.Kind == simulate.StepRelease && step.Loc == b.loc:
			u.Before = step
		case step.Kind == simulate.StepCall && step.At != b.call.Span && sim.frees(step.Callee, sim.Terms.Leaf(b.loc)):
			return false
		case step.Kind != simulate.StepBranch || u.Past != nil:
		case sim.In.Graph.Reaches(step.OtherArm(), acquire) && !sim.In.Graph.Reaches(to(step), acquire):
			u.Past = step
		default:
			later = append(later, step)
		}
	}
	r := ddi.Lookup(u.Lock.Taken.Name)
	if u.Before == nil && u.Past == nil && !(r != nil && r.Always) || u.Past != nil && sim.keptByItself(u.Past) {
		return false
	}
	// Where a round of a loop takes the lock and gives it back, another round may follow any.
	inRounds := sim.In.Graph.Reaches(acquire, release) && sim.In.Graph.Reaches(release, acquire)
	return !slices.ContainsFunc(later, func(step *simulate.Step) bool {
		from, _ := step.Edge()
		return !sim.Terms.IsConst(step.Tested()) && !sim.In.Graph.Reaches(step.OtherArm(), release) && !(inRounds && sim.Proc.LoopHead[from])
	})
}

// keptByItself reports whether a branch is about what the function itself keeps up to date,
// such as who owns a lock and how often.
func (sim *simulation) keptByItself(step *simulate.Step) bool {
	tested := term.Names{}
	tested.Mention(step.Condition())
	return tested.Meets(&sim.Proc.Assigned)
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

// ReleaseGuarded reports whether the release is one for guarded mutexes.
func (u *Unpaired) ReleaseGuarded() bool { return kindOf(ddi.Lookup(u.Release.Name)).guarded }

// to is the block that a branch leads to.
func to(branch *simulate.Step) int {
	_, to := branch.Edge()
	return to
}

// put adds to a map that is made when it is first written to.
func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = value
}
