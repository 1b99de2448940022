package lockset

import (
	"maps"
	"slices"

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
	m.decides = make([][]int, len(m.group.Functions))
	for i, f := range m.group.Functions {
		one := m.found(f).callers
		m.decides[i] = one.decisions()
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

// decisions lists of which callees a caller decides: twice the index of a function whose mutex it releases, and one more for a
// function whose mutex it holds. Indices keep no driver in memory.
func (c *callers) decisions() []int {
	var list []int
	for f := range c.release {
		list = append(list, 2*f.Index)
	}
	for f := range c.hold {
		list = append(list, 2*f.Index+1)
	}
	slices.Sort(list)
	return list
}

// DecidesAlike reports whether the functions in part decide of the same callees as before, in a driver of the same functions: else
// something else may be wrong in those, though they are not in part.
func (m *Machine) DecidesAlike(before *Machine, part map[*program.Function]bool) bool {
	return !slices.ContainsFunc(m.group.Functions, func(f *program.Function) bool {
		return part[f] && !slices.Equal(m.decides[f.Index], before.decides[f.Index])
	})
}

// TakeOver takes over what functions that are not in part decide, which were not simulated again, from a driver of the same functions.
func (m *Machine) TakeOver(before *Machine, part map[*program.Function]bool) {
	for i, f := range m.group.Functions {
		if !part[f] {
			m.decides[i] = before.decides[i]
		}
	}
}
