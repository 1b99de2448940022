package irql

import (
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
)

// Kept lists, by one of each, what the machine's parts of summaries are made of.
func (m *Machine) Kept() []any { return []any{&part{}, &results{}, &Levels{}} }

// Rules are those that are asked.
func (m *Machine) Rules() []*Rule { return m.rules }

// Balance is what callers have to know of what f does to the thread's state.
func (m *Machine) Balance(f *program.Function) profile.Balance { return m.balance(f) }

// Needs says between which levels the calls that f makes, itself or below, are allowed, and whether what it calls itself is limited for some
// values of a parameter.
func (m *Machine) Needs(f *program.Function) (most, least int, hangs bool) {
	n := m.needs(f)
	return n.most, n.least, n.hangs
}
