package locking

import (
	"cmp"
	"maps"
	"slices"
	"strings"

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
	Ends    []End
	Under   []CallUnder
	GivenUp bool // there are too many ways through it: nothing is known
	// Levelless means that there are too many ways through it to follow the level that it raises, too.
	Levelless bool
	Overfull  bool   // it may hold more locks at once than are followed
	Released  []Lock // what it releases itself or by a function that only does that, in order
	surplus   []Surplus
	net       net
}

// A Surplus is a call that releases a lock, or leaves a region, on a way on which the function does not hold it, though it takes it on others.
type Surplus struct {
	Lock
	Call  *ir.Call
	Twice bool // the way has taken and released it before
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

// A net is what a function does to the locks of its caller.
type net struct {
	held     []Held
	freed    []Lock
	unknown  []string // leaves of locks that it may release
	all      bool     // it may release anything
	value    int64    // what it returns on every way, if constant
	constant bool
	ring     bool // what it calls again may do more, to locks that it is given
}

func (n net) even() bool { return len(n.held)+len(n.freed)+len(n.unknown) == 0 && !n.all }

// inRing is what is known of a function that calls one again of which nothing was known yet.
func (r *Result) inRing() *Result {
	known := *r
	known.net.ring = true
	return &known
}

// net is what the function does to its caller's locks: the same on all ways, or unknown.
func (w *walk) net() net {
	if len(w.result.Ends) == 0 {
		return net{}
	}
	unknown := map[string]bool{}
	for _, e := range w.result.Ends {
		for _, leaf := range e.may {
			unknown[leaf] = true
		}
	}
	first := w.result.Ends[0]
	same, constant := true, first.Known && !first.Tested
	for _, e := range w.result.Ends[1:] {
		same = same && keys(e) == keys(first)
		constant = constant && e.Known && !e.Tested && e.Value == first.Value
	}
	if same {
		return net{held: first.Held, freed: first.freed, unknown: slices.SortedFunc(maps.Keys(unknown), cmp.Compare[string]), value: first.Value, constant: constant}
	}
	for _, e := range w.result.Ends {
		for _, lock := range e.freed {
			unknown[lock.leaf] = true
		}
	}
	return net{unknown: slices.SortedFunc(maps.Keys(unknown), cmp.Compare[string])}
}

// keys names what an end leaves to the caller.
func keys(e End) string {
	var list []string
	for _, h := range e.Held {
		list = append(list, "+"+h.key)
	}
	for _, lock := range e.freed {
		list = append(list, "-"+lock.key)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
