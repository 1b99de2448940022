package runner

import (
	"sync"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
)

// A sharing holds the units that several drivers of a run have in common, such as the files of a
// library, or of a folder with many drivers: each is loaded once, and forgotten when the
// last driver that has it is done.
type sharing struct {
	mu    sync.Mutex
	units map[string]*sharedUnit // by task
	left  map[*facts.Unit]int    // drivers that are not done yet, of units that are loaded
	// teachers holds of each unit the one that it learns from, itself if it learns from none: a
	// unit of the first driver that has it, whichever comes to it first.
	teachers map[string]clang.Task
}

type sharedUnit struct {
	left int // drivers that are not done yet
	once sync.Once
	unit *facts.Unit
}

func newSharing(drivers []project.Driver, options Options) *sharing {
	s := &sharing{units: map[string]*sharedUnit{}, left: map[*facts.Unit]int{}, teachers: map[string]clang.Task{}}
	uses := map[string]int{}
	for _, d := range drivers {
		tasks := Tasks(d, options)
		for i, t := range tasks {
			key := taskKey(t)
			if uses[key]++; uses[key] == 1 {
				s.teachers[key] = tasks[teacher(i, len(tasks))]
			}
		}
	}
	for key, n := range uses {
		if n > 1 {
			s.units[key] = &sharedUnit{left: n}
		}
	}
	for _, t := range s.teachers {
		if key := taskKey(t); s.units[key] == nil {
			s.units[key] = &sharedUnit{left: uses[key]}
		}
	}
	return s
}

// teachersFirst returns the indexes of n units of a driver, those first that others learn from.
func teachersFirst(n int) []int {
	var first, rest []int
	for i := range n {
		if teaches(i, n) {
			first = append(first, i)
		} else {
			rest = append(rest, i)
		}
	}
	return append(first, rest...)
}

// teaches reports whether others learn from the i-th of n units of a driver.
func teaches(i, n int) bool { return i == 0 || n >= minMiddle && i == n/2 }

// teacher returns which of n units of a driver the i-th learns from: most from one in the middle,
// and this from the first one, for no two miss quite the same.
func teacher(i, n int) int {
	if n < minMiddle || teaches(i, n) {
		return 0
	}
	return n / 2
}

// A driver with so many units has a second one that others learn from.
const minMiddle = 4

// foreign returns the units of other drivers that units of a driver learn from, and those that
// these learn from.
func (s *sharing) foreign(tasks []clang.Task) []clang.Task {
	seen := map[string]bool{}
	for _, t := range tasks {
		seen[taskKey(t)] = true
	}
	var list []clang.Task
	for _, t := range tasks {
		for {
			t = s.teachers[taskKey(t)]
			key := taskKey(t)
			if seen[key] {
				break
			}
			seen[key] = true
			list = append(list, t)
		}
	}
	return list
}

func taskKey(t clang.Task) string { return string(taskForm.Append(nil, &t)) }

// unit returns the place of a unit that drivers share, nil if only one has it.
func (s *sharing) unit(t clang.Task) *sharedUnit {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.units) == 0 {
		return nil
	}
	return s.units[taskKey(t)]
}

// loaded says that a unit which drivers share is loaded.
func (s *sharing) loaded(u *sharedUnit, unit *facts.Unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u.unit = unit
	s.left[unit] = u.left
}

// drivers returns how many drivers that are not done yet have a unit in common, 0 if it is not
// shared or all of them are.
func (s *sharing) drivers(unit *facts.Unit) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left[unit]
}

// done says that a driver with these units is done.
func (s *sharing) done(tasks []clang.Task) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range tasks {
		key := taskKey(t)
		u := s.units[key]
		if u == nil {
			continue
		}
		if u.left--; u.unit != nil {
			s.left[u.unit] = u.left
		}
		if u.left == 0 {
			delete(s.units, key)
			delete(s.left, u.unit)
		}
	}
}
