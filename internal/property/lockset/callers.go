package lockset

import (
	"maps"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
)

// callers are functions by what their callers do: one caller, or all of a driver.
type callers struct {
	release map[*program.Function]bool // a caller releases the mutex with which the function returns
	hold    map[*program.Function]bool // a caller holds the mutex that the function releases
}

// takeOver notes that the lock is released with which functions returned.
func (c *callers) takeOver(l Lock) {
	for step := l.Taken; step != nil && step.Kind == simulate.StepCall; step = acquireIn(step.Inner) {
		put(&c.release, step.Callee, true)
	}
}

// SeeCallers puts together what the simulations of all callers have found, once they are made.
func (m *Machine) SeeCallers() {
	all := callers{release: map[*program.Function]bool{}, hold: map[*program.Function]bool{}}
	for _, f := range m.group.Functions {
		one := m.found(f).callers
		maps.Copy(all.release, one.release)
		maps.Copy(all.hold, one.hold)
	}
	m.callers = all
}

// CallersRelease reports whether a caller releases the mutex with which f returns.
func (m *Machine) CallersRelease(f *program.Function) bool { return m.callers.release[f] }

// CallersHold reports whether a caller holds the mutex that f releases.
func (m *Machine) CallersHold(f *program.Function) bool { return m.callers.hold[f] }

// CallersKnown reports whether all callers of f are known, and none of them was broken off.
func (m *Machine) CallersKnown(f *program.Function) bool { return m.group.CallersKnown(f) }
