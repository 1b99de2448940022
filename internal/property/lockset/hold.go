package lockset

import (
	"slices"

	"github.com/drvlint/drvlint/internal/simulate"
)

const maxHeld = 12 // locks held at once, of each kind

// hold adds a lock to a list of those that a state holds. Beyond the bound the calls that took too
// many are not followed any more: those of the new lock's own call, as in a loop over an array,
// or of the one that took the oldest. Each time there is one call less that is followed, so
// that a loop comes to an end.
func (sim *simulation) hold(list []Lock, lock Lock) []Lock {
	if sim.unfollowed[lock.Taken.At] {
		sim.neglect(lock)
		return list
	}
	if len(list) < maxHeld {
		return append(list, lock)
	}
	at := lock.Taken.At
	own := slices.ContainsFunc(list, func(l Lock) bool { return l.Taken.At == at })
	if !own {
		at = list[0].Taken.At
	}
	sim.FellShort(simulate.Overflow)
	put(&sim.unfollowed, at, true)
	list = sim.followed(list)
	if own {
		sim.neglect(lock)
		return list
	}
	return append(list, lock)
}

// followed leaves those locks of a list of which the call that took them is followed.
func (sim *simulation) followed(list []Lock) []Lock {
	return slices.DeleteFunc(list, func(l Lock) bool {
		if !sim.unfollowed[l.Taken.At] {
			return false
		}
		sim.neglect(l)
		return true
	})
}

// neglect notes that a lock may be held which no state records: nothing is concluded from
// what becomes of it.
func (sim *simulation) neglect(l Lock) {
	name := sim.Terms.Leaf(l.loc)
	put(&sim.neglected, name, true)
	put(&sim.pairs.havocked, name, true)
	sim.callers.takeOver(l)
}
