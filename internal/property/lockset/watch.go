package lockset

import (
	"slices"

	"github.com/drvlint/drvlint/internal/simulate"
)

// A HeldLock is a mutex that a function holds at a place, itself or through what it called.
type HeldLock struct {
	Lock
	Always bool // on every way there
	ways   int
}

// heldLocks are those at one place, on some way there, in the order in which they were taken.
type heldLocks struct{ list []HeldLock }

// Note adds the locks that are held to what is known of a place.
func (sim *simulation) Note(s *simulate.State, m *simulate.Snapshot) {
	known, ok := m.Notes[sim.m.slot].(*heldLocks)
	if !ok {
		known = &heldLocks{}
		m.Notes[sim.m.slot] = known
	}
	for _, l := range sim.of(s).held {
		i := slices.IndexFunc(known.list, func(h HeldLock) bool { return h.loc == l.loc })
		if i < 0 {
			i = len(known.list)
			known.list = append(known.list, HeldLock{Lock: l})
		}
		known.list[i].ways++
	}
}

// HeldAt lists the mutexes that are held at a place, on some way there, in the order in which they
// were taken.
func HeldAt(m *simulate.Snapshot) []HeldLock {
	known := simulate.NoteOf[*heldLocks](m)
	if known == nil {
		return nil
	}
	list := slices.Clone(known.list)
	for i := range list {
		list[i].Always = list[i].ways == m.Ways
	}
	return list
}
