package lockset

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A note is what an event records of locks.
type note struct {
	held  []Lock     // taken by the event's function, itself or through its callees, in order
	freed []term.Ref // locks of the caller let go before, in order
	// order is set on a release out of order: held lists the locks taken after lock and still held.
	order bool
	lock  term.Ref
	// caller reports, of such a release, that the lock was taken by a caller; else taken is the lock
	// as it was taken.
	caller bool
	taken  *Lock
	again  *Lock // of an acquisition: the lock that is held already and taken again
}

// noteOf is what an event records of locks.
func noteOf(e *simulate.Event) *note {
	if n, ok := e.Note.(*note); ok {
		return n
	}
	return unheld
}

// unheld is the note of an event where nothing is held and nothing was let go: it is never changed.
var unheld = &note{}

func newNote(held []Lock, freed []term.Ref) *note {
	if len(held)+len(freed) == 0 {
		return unheld
	}
	return &note{held: held, freed: freed}
}

// Held lists the locks that are held at an event, in the order in which they were taken; at a
// release out of order those that were taken later.
func Held(e *simulate.Event) []Lock { return noteOf(e).held }

// OutOfOrder reports whether an event is the release of a lock while locks taken after it are held.
func OutOfOrder(e *simulate.Event) bool { return noteOf(e).order }

// TakenAgain is the lock that an acquisition takes though it is held already; nil for none.
func TakenAgain(e *simulate.Event) *Lock { return noteOf(e).again }

// Path says how control comes from the function to the routine, with the locks that are held.
// What the routine does is said by last.
func Path(e *simulate.Event, last string) []program.PathStep {
	held, releases := program.Change{}, ""
	for _, l := range Held(e) {
		taking := l.taking()
		held.Takes = append(held.Takes, taking.Takes...)
		held.Level = max(held.Level, taking.Level)
	}
	if OutOfOrder(e) {
		releases = LockName(e)
	}
	var out []program.PathStep
	for ; e.Inner != nil && e.Inner.Call != nil; e = e.Inner {
		out = append(out, program.PathStep{Unit: e.In.Unit, Span: e.Call.Span, Text: fmt.Sprintf("calls `%s`", e.Inner.In.Name), Change: held})
	}
	held.Releases = releases
	return append(out, program.PathStep{Unit: e.In.Unit, Span: e.Call.Span, Text: last, Change: held})
}

// LockName spells the mutex that a release lets go.
func LockName(e *simulate.Event) string {
	if e.Inner == nil {
		if i := e.Routine.Arg(ddi.OpLock); i >= 0 && i < len(e.Call.Args) {
			return program.PlaceWords(e.Call.Args[i].Pointee())
		}
	}
	if taken := noteOf(e).taken; taken != nil && taken.Taken.Words != "" {
		return taken.Taken.Words
	}
	return "?"
}

// OrderPath says how the mutex that is let go too early came to be held.
func OrderPath(e *simulate.Event) []program.PathStep {
	taken := noteOf(e).taken
	if taken == nil {
		return nil
	}
	return Lock{Taken: taken.Taken, Guarded: taken.Guarded, place: ir.Place{Root: &ir.Var{Name: LockName(e)}}}.Path()
}

// Mark adds the locks that are held to an event.
func (sim *simulation) Mark(s *simulate.State, e *simulate.Event) {
	known := sim.of(s)
	e.Note = newNote(slices.Clone(known.held), known.released())
}

// Own reports whether an event is a release out of order.
func (sim *simulation) Own(e *simulate.Event) bool { return OutOfOrder(e) }

// Inherit adds to an event of a callee what the caller holds.
func (sim *simulation) Inherit(s *simulate.State, e *simulate.Event, in *simulate.Instance) bool {
	inner := noteOf(e.Inner)
	if inner.order {
		return sim.inheritOrder(s, e, in)
	}
	known := sim.of(s)
	held, freed := slices.Clone(known.held), known.released()
	for _, r := range inner.freed {
		loc := in.Value(r)
		if i := slices.IndexFunc(held, func(l Lock) bool { return l.loc == loc }); i >= 0 {
			held = slices.Delete(held, i, i+1)
		} else if j := sim.alias(held, loc); j >= 0 {
			held = slices.Delete(held, j, j+1)
		} else {
			freed = append(freed, loc)
		}
	}
	e.Note = newNote(held, freed)
	// Where it is known already that a mutex is taken again, it is the callee's matter.
	return !e.Routine.Safely(ddi.Acquire) || inner.again == nil && sim.reportsAcquisition(e)
}

// inheritOrder looks whether the lock that a callee lets go was taken by this function
// before the callee took those that it still holds.
func (sim *simulation) inheritOrder(s *simulate.State, e *simulate.Event, in *simulate.Instance) bool {
	inner := noteOf(e.Inner)
	if !inner.caller {
		return false
	}
	loc := in.Value(inner.lock)
	taken := sim.heldAt(s, loc)
	above := make([]Lock, len(inner.held))
	for j, l := range inner.held {
		above[j] = Lock{loc: in.Value(l.loc), Guarded: l.Guarded, Taken: l.Taken, place: in.Place(e.Inner.In, l.place)}
	}
	e.Note = &note{held: above, order: true, lock: loc, caller: taken == nil, taken: taken}
	return taken != nil || sim.FromEntry(loc)
}

// orderEvent records the release of a lock while locks taken after it are held.
func (sim *simulation) orderEvent(s *simulate.State, call *ir.Call, r *ddi.Routine, loc term.Ref, above []Lock, inner *simulate.Event) {
	e := sim.NewEvent(s, call, r, nil)
	taken := sim.heldAt(s, loc)
	e.Inner, e.Note = inner, &note{held: above, order: true, lock: loc, caller: taken == nil, taken: taken}
	sim.Record(e)
}

// heldAt is the lock that is held at a location, as it was taken; nil without one.
func (sim *simulation) heldAt(s *simulate.State, loc term.Ref) *Lock {
	held := sim.of(s).held
	i := slices.IndexFunc(held, func(l Lock) bool { return l.loc == loc })
	if i < 0 {
		return nil
	}
	taken := held[i]
	return &taken
}

// MixEvent tells events apart by the locks that are held and those that were let go.
func (sim *simulation) MixEvent(e *simulate.Event, h *term.Fingerprint) bool {
	n := noteOf(e)
	for _, l := range n.held {
		h.Mix(uint64(l.loc))
	}
	h.Mix(^uint64(0))
	for _, r := range n.freed {
		h.Mix(uint64(r))
	}
	h.Mix(uint64(term.Truth(n.order)))
	return len(n.held) > 0
}
