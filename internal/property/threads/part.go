package threads

import (
	"slices"

	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
)

// A part is what a state knows of threads, as sets.
type part struct {
	joined uint64     // threads that were waited for to their end
	lost   uint64     // threads for which only a wait that may give up was made
	made   uint64     // threads that were created
	closed uint64     // threads whose handle was closed
	some   uint64     // threads that were waited for to their end on some of the ways that were merged
	waits  []term.Ref // the objects of the waits behind joined and some; the list is not written to
}

// of is what an outcome records of threads. It is not to be changed.
func of(o *simulate.Outcome) *part {
	if known := simulate.Of[*part](o.Parts()); known != nil {
		return known
	}
	return nothing
}

// nothing is what a state knows that has no part: it is never changed.
var nothing = &part{}

// of is what a state knows of threads. It is not to be changed.
func (sim *simulation) of(s *simulate.State) *part {
	if known, ok := s.Part(sim.m.slot).(*part); ok {
		return known
	}
	return nothing
}

// set replaces what a state knows of threads.
func (sim *simulation) set(s *simulate.State, next part) {
	known := sim.of(s)
	if known.unlike(&next) == 0 && known.some == next.some && len(known.waits) == len(next.waits) {
		return
	}
	if len(next.waits) > maxWaits {
		sim.FellShort(simulate.Overfull)
	}
	if s.Owns(sim.m.slot) {
		*known = next
		return
	}
	s.SetPart(sim.m.slot, &next)
}

// update is set for what an instruction does.
func (sim *simulation) update(s *simulate.State, next part) {
	sim.touched |= sim.of(s).unlike(&next)
	sim.set(s, next)
}

// unlike is the threads of which two parts record different things.
func (p *part) unlike(q *part) uint64 {
	return (p.joined ^ q.joined) | (p.lost ^ q.lost) | (p.made ^ q.made) | (p.closed ^ q.closed)
}

// addWait notes the object of a wait, once. One more than are kept says that there are more.
func (p *part) addWait(object term.Ref) {
	if len(p.waits) <= maxWaits && !slices.Contains(p.waits, object) {
		p.waits = append(slices.Clip(p.waits), object)
	}
}

const maxWaits = MaxThreads // objects that were waited for, of one state

// Mentions is false: what a wait was for stays what it was.
func (p *part) Mentions(*term.Pool, term.Ref) bool { return false }

// Rename changes nothing.
func (p *part) Rename(*term.Pool, term.Ref, term.Ref) simulate.Part { return p }

// Locations adds none.
func (p *part) Locations(list []term.Ref) []term.Ref { return list }

// join is what is known of threads where two ways become one. A thread has ended if it has on
// both, or was made on one way only and has ended there. The threads of which the second way records
// how they were left running are turn.
func join(s, t *part) (m part, turn uint64) {
	m = *s
	m.some |= t.some
	if s.unlike(t) == 0 {
		return m, 0
	}
	m.some |= s.joined | t.joined
	other := t.made &^ s.made // made on the other way only
	both := ^(s.made ^ t.made)
	turn = other | both&(s.joined&^t.joined|s.closed&^t.closed)
	m.joined = both&s.joined&t.joined | s.joined&(s.made&^t.made) | t.joined&other
	m.closed = both&s.closed&t.closed | s.closed&(s.made&^t.made) | t.closed&other
	m.lost = both&(s.lost&^s.joined|t.lost&^t.joined) | s.lost&(s.made&^t.made) | t.lost&other
	m.made = s.made | t.made
	for _, w := range t.waits {
		m.addWait(w)
	}
	return m, turn
}

// Before is the step before, on the way on which the thread was left running if two ways have
// become one here; nil at the beginning.
func (t *Thread) Before(s *simulate.Step) *simulate.Step {
	if s.Kind == simulate.StepMerge && s.Turn&t.bit() != 0 {
		return s.Inner
	}
	return s.Prev
}

// MadeBy reports whether the function has created the thread.
func (t *Thread) MadeBy(o *simulate.Outcome) bool { return of(o).made&t.bit() != 0 }

// ClosedBy reports whether the function has closed the handle of the thread.
func (t *Thread) ClosedBy(o *simulate.Outcome) bool { return of(o).closed&t.bit() != 0 }

// ReopenedBy reports whether the function comes to the creation of the thread again while the
// handle that it opened there before is still open.
func (t *Thread) ReopenedBy(s *simulate.Summary) bool {
	return uint64(simulate.Found[reopened](s))&t.bit() != 0
}

// JoinedBy reports whether the function has waited for the end of the thread.
func (t *Thread) JoinedBy(o *simulate.Outcome) bool { return of(o).joined&t.bit() != 0 }

// MayBeJoinedBy reports whether the function has waited for the end of the thread on some of the
// ways that the outcome stands for.
func (t *Thread) MayBeJoinedBy(o *simulate.Outcome) bool {
	return (of(o).joined|of(o).some)&t.bit() != 0
}

// LostBy reports whether the function has waited for the thread by a wait only that may end
// before the thread does.
func (t *Thread) LostBy(o *simulate.Outcome) bool { return of(o).lost&t.bit() != 0 }

// Waited lists the objects that were waited for where threads were joined.
func Waited(o *simulate.Outcome) []term.Ref { return of(o).waits }
