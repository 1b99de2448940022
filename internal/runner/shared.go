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
}

type sharedUnit struct {
	left int // drivers that are not done yet
	once sync.Once
	unit *facts.Unit
}

func newSharing(drivers []project.Driver, options Options) *sharing {
	s := &sharing{units: map[string]*sharedUnit{}, left: map[*facts.Unit]int{}}
	if len(drivers) < 2 {
		return s
	}
	uses := map[string]int{}
	for _, d := range drivers {
		for _, t := range Tasks(d, options) {
			uses[taskKey(t)]++
		}
	}
	for key, n := range uses {
		if n > 1 {
			s.units[key] = &sharedUnit{left: n}
		}
	}
	return s
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
