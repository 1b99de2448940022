package locking

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A Held is a lock that a function has taken.
type Held struct {
	Lock
	Call    *ir.Call          // that took it
	Through *program.Function // the function of the driver that Call leads to, if the lock is taken there
	Routine *ddi.Routine      // by which it was taken
	Shared  bool
}

// An End is a way to a return.
type End struct {
	Return *ir.Return
	Value  int64 // what is returned, if Known
	Known  bool
	// Tested means that Value is known from a test only: the way may be none.
	Tested bool
	Failed bool     // right before, Value was tested to be the status of a failure
	Raised *ir.Call // has raised an exception, which a handler of the function has caught
	Held   []Held
	// Given lists the locks that were taken and released on the way.
	Given []Lock
	// Params are the outcomes of tests of parameters, as they are spelt.
	Params  map[string]bool
	freed   []Lock   // locks of the caller that were released
	may     []string // leaves of locks of the caller that may have been released
	unknown []Lock   // locks of which is not known whether they are held
}

// A CallUnder is a call that is made with locks held.
type CallUnder struct {
	Call *ir.Call
	Held []Held
}

// A Result is what is known of one function.
type Result struct {
	Ends     []End
	Under    []CallUnder
	GivenUp  bool   // there are too many ways through it: nothing is known
	Overfull bool   // it may hold more locks at once than are followed
	Released []Lock // what it releases itself or by a function that only does that, in order
	surplus  []Surplus
	net      net
}

// nothing is what is known of a function that has nothing to do with locks, or that calls itself.
var nothing = &Result{}

// Holds reports whether the function returns with what may be a lock.
func (e End) Holds(l Lock) bool {
	return slices.ContainsFunc(e.Held, func(h Held) bool { return h.Same(l) })
}

// MayHold reports whether it is not known whether the function returns with a lock.
func (e End) MayHold(l Lock) bool {
	return slices.ContainsFunc(e.unknown, func(o Lock) bool { return o.Same(l) })
}

// Retakes reports whether the function has released what may be a lock for its caller before.
func (e End) Retakes(l Lock) bool {
	return slices.ContainsFunc(e.freed, func(o Lock) bool { return o.Same(l) })
}
