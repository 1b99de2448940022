package summary

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
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

// A letGo is a lock of a caller that was released.
type letGo struct {
	loc  term.Ref
	kind mutexKind
	at   *Step // where
}

// released lists the locks of the caller that were let go by routines that change the
// IRQL or keep APCs out, in order.
func (s *state) released() []term.Ref {
	var list []term.Ref
	for _, gone := range s.freed {
		if !gone.kind.unsafe {
			list = append(list, gone.loc)
		}
	}
	return list
}

// lock finds the lock that is held at a location, nil if none is known to be.
func (s *state) lock(loc term.Ref) *Lock {
	for _, list := range [][]Lock{s.held, s.soft} {
		if i := slices.IndexFunc(list, func(l Lock) bool { return l.loc == loc }); i >= 0 {
			return &list[i]
		}
	}
	return nil
}

// An Unpaired is a release that does not undo what it should.
type Unpaired struct {
	Lock Lock // as it was acquired, on another path unless Mixed
	Call *ir.Call
	In   *program.Function
	// Release is the release itself, in In or below.
	Release *Step
	// Mixed is set where the lock was acquired by a routine of another kind; Sole where that
	// holds on every path to the release.
	Mixed, Sole bool
	// Before is, if the lock was released before on the path, where.
	Before *Step
	// Past is the branch that leads past the acquisition, nil if Before is set or the
	// acquisition failed.
	Past *Step
}

// A pairing is what a simulation learns of acquisitions and releases.
type pairing struct {
	taken     map[releaseSite]Lock // held where it is released, and taken by the function
	bare      []bareRelease        // not held where it is released
	mixed     []*Unpaired
	kinds     map[*ir.Call]uint64 // a bit for each kind of lock that is held where it is released, and one for none
	released  map[string]ir.Span  // by name of the lock: a release by the function of what it took
	entrusted map[term.Ref]bool   // locks handed to functions of which nothing is known
	doubted   map[string]bool     // names of locks of which it can't be told whether they are held
}

type releaseSite struct {
	call *ir.Call
	loc  term.Ref
}

type bareRelease struct {
	releaseSite
	release, trace *Step
}

func newPairing() pairing {
	return pairing{taken: map[releaseSite]Lock{}, released: map[string]ir.Span{}, kinds: map[*ir.Call]uint64{}, entrusted: map[term.Ref]bool{}, doubted: map[string]bool{}}
}

const maxBare = 64 // releases, over all paths of a function, that are looked into

// entrust notes what a function of which nothing is known is given.
func (sim *simulation) entrust(args []term.Ref) {
	for _, a := range args {
		if sim.p.pool.Term(a).Op == term.Addr {
			sim.pairs.entrusted[sim.p.pool.Deref(a)] = true
		}
	}
}

// doubt notes the locks that are dropped because nobody can tell whether they are held.
func (sim *simulation) doubt(s *state, dropped func(Lock) bool) {
	for _, l := range slices.Concat(s.held, s.soft) {
		if dropped(l) {
			sim.pairs.doubted[sim.p.pool.Leaf(l.loc)] = true
			sim.p.handOver(l)
		}
	}
}

// pair notes what a release finds: below tells that a callee makes it.
func (sim *simulation) pair(s *state, call *ir.Call, gone letGo, below bool) {
	site, name := releaseSite{call, gone.loc}, sim.p.pool.Leaf(gone.loc)
	l := s.lock(gone.loc)
	if l == nil {
		for _, list := range [][]Lock{s.held, s.soft} {
			if i := sim.alias(list, gone.loc); i >= 0 {
				sim.pairs.doubted[name] = true
				sim.p.handOver(list[i])
				return
			}
		}
		sim.pairs.kinds[call] |= 1 << 4
		if len(sim.pairs.bare) < maxBare {
			sim.pairs.bare = append(sim.pairs.bare, bareRelease{site, gone.at, s.trace})
		} else {
			sim.short |= overfull
		}
		return
	}
	sim.pairs.kinds[call] |= 1 << l.kind().bits()
	sim.p.handOver(*l)
	if below {
		sim.p.relieved[gone.at.In] = true
		if target, _ := sim.p.Callee(sim.f, call); target != nil {
			sim.p.relieved[target] = true
		}
	}
	if _, ok := sim.pairs.released[name]; !ok {
		sim.pairs.released[name] = call.Span
	}
	retaken := slices.ContainsFunc(s.freed, func(f letGo) bool { return f.loc == gone.loc })
	if _, ok := sim.pairs.taken[site]; !ok && !retaken {
		sim.pairs.taken[site] = *l
	}
	if l.kind() != gone.kind && !slices.ContainsFunc(sim.pairs.mixed, func(u *Unpaired) bool { return u.Call == call }) {
		sim.pairs.mixed = append(sim.pairs.mixed, &Unpaired{Lock: *l, Call: call, In: sim.f, Release: gone.at, Mixed: true})
	}
}

// handOver notes that a caller releases the lock with which functions returned.
func (p *Program) handOver(l Lock) {
	for step := l.Taken; step != nil && step.Kind == StepCall; step = acquireIn(step.Inner) {
		p.handed[step.Callee] = true
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
		u := &Unpaired{Lock: lock, Call: b.call, In: sim.f, Release: b.release}
		if sim.missed(u, b) {
			list = append(list, u)
		}
	}
	slices.SortStableFunc(list, func(a, b *Unpaired) int { return int(a.Call.From - b.Call.From) })
	return list
}

// unsure reports whether too little is known of a lock to say that it is held, or not.
func (sim *simulation) unsure(loc term.Ref) bool { return sim.states == 1 || sim.uncertain(loc) }

// uncertain is unsure where the function is followed way by way.
func (sim *simulation) uncertain(loc term.Ref) bool {
	return sim.blind || sim.pairs.entrusted[loc] || sim.pairs.doubted[sim.p.pool.Leaf(loc)]
}

// missed finds how the path to a release comes past the acquisition; false if that depends
// on what the engine can't know.
func (sim *simulation) missed(u *Unpaired, b bareRelease) bool {
	acquire := sim.blockOf(func(call *ir.Call) bool { return call.Span == u.Lock.Taken.At && sim.calls(call, u.Lock.Taken.Name) })
	release := sim.blockOf(func(call *ir.Call) bool { return call == b.call })
	var later []*Step // branches behind the one in question
	for step := b.trace; step != nil && u.Before == nil; step = step.Prev {
		switch {
		case step.Kind == StepRelease && step.loc == b.loc:
			u.Before = step
		case step.Kind == StepCall && step.At != b.call.Span && sim.frees(step.Callee, sim.p.pool.Leaf(b.loc)):
			return false
		case step.Kind != StepBranch || u.Past != nil:
		case sim.reaches(sim.otherArm(step), acquire) && !sim.reaches(step.to, acquire):
			u.Past = step
		default:
			later = append(later, step)
		}
	}
	r := ddi.Lookup(u.Lock.Taken.Name)
	if u.Before == nil && u.Past == nil && !(r != nil && r.Always) || u.Past != nil && sim.keptByItself(u.Past) {
		return false
	}
	return !slices.ContainsFunc(later, func(step *Step) bool {
		return !sim.p.pool.IsConst(step.test) && !sim.reaches(sim.otherArm(step), release)
	})
}

// keptByItself reports whether a branch is about what the function itself keeps up to date,
// such as who owns a lock and how often.
func (sim *simulation) keptByItself(step *Step) bool {
	tested := term.Names{}
	tested.Mention(*step.cond)
	return tested.Meets(&sim.proc.Assigned)
}

// blockOf is the index of the first block with such a call, -1 if there is none.
func (sim *simulation) blockOf(wanted func(*ir.Call) bool) int {
	return slices.IndexFunc(sim.f.Graph.Blocks, func(blk *cfg.Block) bool {
		return slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool {
			call, ok := in.(*ir.Call)
			return ok && wanted(call)
		})
	})
}

// calls reports whether a call is one of the function or routine of that name: a macro may
// make several at one place.
func (sim *simulation) calls(call *ir.Call, name string) bool {
	target, routine := sim.p.Callee(sim.f, call)
	return target != nil && target.Name == name || target == nil && (routine == name || routine == "")
}

// otherArm is the block that the other way of a branch leads to, -1 if there is none.
func (sim *simulation) otherArm(step *Step) int {
	for _, e := range sim.f.Graph.Blocks[step.from].Succs {
		if e.Test != nil && e.Taken != step.Taken {
			return e.To.Index
		}
	}
	return -1
}

// reaches reports whether control can come from one block to another, or is there.
func (sim *simulation) reaches(from, to int) bool {
	if from < 0 || to < 0 {
		return false
	}
	return sim.f.Graph.From(from)[to]
}

// frees reports whether a callee may release, for its caller, a lock of that name.
func (sim *simulation) frees(callee *program.Function, name string) bool {
	return sim.p.of(callee).Summary == nil || slices.ContainsFunc(sim.p.of(callee).Summary.Outcomes, func(o *Outcome) bool {
		return slices.ContainsFunc(o.freed, func(gone letGo) bool {
			freed := sim.p.pool.Leaf(gone.loc)
			return freed == name || freed == "*"
		})
	})
}

// ReleaseGuarded reports whether the release is one for guarded mutexes.
func (u *Unpaired) ReleaseGuarded() bool { return kindOf(ddi.Lookup(u.Release.Name)).guarded }
