// Package locking says which locks, of any kind, functions hold on the ways through them, and with which they return.
// The mutexes that keep APCs out are followed more closely by internal/property/lockset.
package locking

import (
	"maps"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/kept"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// Analyzer provides the *Locks of a driver for the checks that need it.
var Analyzer = &analysis.Analyzer{
	Name:       "locking",
	Doc:        "find which locks functions hold\n\nOf any kind, on the ways through each function.",
	Requires:   []*analysis.Analyzer{driver.Linked},
	ResultType: reflect.TypeFor[*Locks](),
	Run: func(pass *analysis.Pass) (any, error) {
		links := pass.ResultOf[driver.Linked].(*driver.Links)
		return New(links.Graph, links.Whole, links.Kept), nil
	},
}

// Locks knows the functions of a driver.
type Locks struct {
	*callgraph.Graph
	whole   bool // all functions are followed, so that nothing changes any more
	asked   sync.Mutex
	touches map[*program.Function]bool    // what comes to a routine that takes or releases a lock
	direct  map[*program.Function][]doing // the calls of such routines
	known   map[*program.Function]*Result
	open    map[*program.Function]int // what is being worked out, in which order: a call of it closes a ring
	lost    givenUp
	rings   map[*program.Function]int // of what was worked out meanwhile without a function that is open, where the ring begins
	kept    *kept.Store               // what an earlier run has found out; nil for nothing
	returns *ways.Returns
	memory  *memory
}

// givenUp is what was given up.
type givenUp struct {
	list    []lost
	callers map[*program.Function][]*program.Function // once something was
}

// A lost function is one that was given up.
type lost struct {
	above    map[*program.Function]bool // itself and those that come to it
	released []Lock                     // by it, or by what it calls
}

// New finds out what the functions of a driver do with locks: of all that are there, or of each once somebody asks. What it finds out of
// functions is kept in the store, if there is one.
func New(g *callgraph.Graph, whole bool, store *kept.Store) *Locks {
	l := &Locks{kept: store, returns: ways.NewReturns(g), Graph: g, whole: whole, direct: map[*program.Function][]doing{}, known: map[*program.Function]*Result{}, open: map[*program.Function]int{}, rings: map[*program.Function]int{}, memory: &memory{g, map[*program.Function][]int{}}}
	var own []*program.Function
	for _, f := range g.Functions {
		f.Instrs(func(in ir.Instr) {
			call, r := g.RoutineOf(f, in)
			if list := l.changes(call, r); len(list) > 0 {
				l.direct[f] = append(l.direct[f], doing{callgraph.RoutineCall{Call: call, In: f, Routine: r}, list})
			}
		})
		if l.direct[f] != nil {
			own = append(own, f)
		}
	}
	l.touches = g.Above(own)
	if whole {
		for _, f := range g.Functions {
			l.of(f)
		}
	}
	return l
}

// Of is what is known of a function.
func (l *Locks) Of(f *program.Function) *Result {
	if !l.whole {
		l.asked.Lock() // checks ask at once
		defer l.asked.Unlock()
	}
	return l.of(f)
}

// of finds out what is known of a function.
func (l *Locks) of(f *program.Function) *Result {
	if r, ok := l.known[f]; ok {
		return r
	}
	l.known[f] = nothing
	if !l.touches[f] {
		return nothing
	}
	depth := len(l.open) + 1
	l.open[f] = depth
	defer delete(l.open, f)
	concerned, first := l.direct[f] != nil, depth
	for _, callee := range l.Callees(f) {
		concerned = !l.of(callee).net.even() || concerned
		for _, at := range []int{l.open[callee], l.rings[callee]} {
			if at > 0 {
				first = min(first, at)
			}
		}
	}
	if concerned {
		l.known[f] = l.recalled(f)
	}
	if l.known[f].GivenUp {
		l.lose(f)
	}
	if first < depth {
		l.rings[f] = first
		l.known[f] = l.known[f].inRing()
		return l.known[f]
	}
	maps.DeleteFunc(l.rings, func(_ *program.Function, at int) bool { return at >= depth })
	return l.known[f]
}

// Takes lists the calls in f, and in what it calls, that take a lock for good, each with the lock as the function has it in
// which it is taken.
func (l *Locks) Takes(f *program.Function) []Taking {
	var list []Taking
	reach := l.Reach(f)
	for _, g := range l.Functions {
		if !reach[g] {
			continue
		}
		for _, at := range l.direct[g] {
			for _, c := range at.changes {
				if c.acquires && !c.try {
					list = append(list, Taking{c.lock, at.RoutineCall, c.shared})
				}
			}
		}
	}
	return list
}

// Releases reports whether f, or what it calls, releases what may be a lock.
func (l *Locks) Releases(f *program.Function, lock Lock) bool {
	return l.releases(f, func(o Lock) bool { return mayBe(o, lock) })
}

// mayRelease reports whether f comes to a function that was given up, and that releases what may be a lock.
func (l *Locks) mayRelease(f *program.Function, lock Lock) bool {
	return slices.ContainsFunc(l.lost.list, func(g lost) bool {
		return g.above[f] && slices.ContainsFunc(g.released, func(o Lock) bool { return mayBe(o, lock) })
	})
}

// lose notes that a function was given up.
func (l *Locks) lose(f *program.Function) {
	g := lost{above: l.comesTo(f)}
	reach := l.Reach(f)
	for _, below := range l.Functions {
		if !reach[below] {
			continue
		}
		for _, at := range l.direct[below] {
			for _, c := range at.changes {
				if !c.acquires {
					g.released = append(g.released, c.lock)
				}
			}
		}
	}
	l.lost.list = append(l.lost.list, g)
}

// comesTo lists a function and those that run it when they run.
func (l *Locks) comesTo(f *program.Function) map[*program.Function]bool {
	if l.lost.callers == nil {
		l.lost.callers = map[*program.Function][]*program.Function{}
		for _, g := range l.Functions {
			for _, callee := range l.Callees(g) {
				l.lost.callers[callee] = append(l.lost.callers[callee], g)
			}
		}
	}
	above := map[*program.Function]bool{}
	for work := []*program.Function{f}; len(work) > 0; {
		g := work[len(work)-1]
		work = work[:len(work)-1]
		if !above[g] {
			above[g] = true
			work = append(work, l.lost.callers[g]...)
		}
	}
	return above
}

// releases reports whether f, or what it calls, releases such a lock.
func (l *Locks) releases(f *program.Function, such func(Lock) bool) bool {
	releases := func(c change) bool { return !c.acquires && such(c.lock) }
	for g := range l.Reach(f) {
		if slices.ContainsFunc(l.direct[g], func(at doing) bool { return slices.ContainsFunc(at.changes, releases) }) {
			return true
		}
	}
	return false
}

// A doing is a call that takes or releases locks.
type doing struct {
	callgraph.RoutineCall
	changes []change
}

// A Taking is a call that takes a lock.
type Taking struct {
	Lock
	callgraph.RoutineCall
	Shared bool
}

// ReleasedBy lists the locks that a call in f lets go.
func (l *Locks) ReleasedBy(f *program.Function, call *ir.Call) []Lock {
	target, name := l.Callee(f, call)
	var list []Lock
	if target == nil {
		for _, c := range l.changes(call, l.Known.Lookup(name)) {
			if !c.acquires {
				list = append(list, c.lock)
			}
		}
		return list
	}
	for _, lock := range l.Of(target).net.freed {
		if mine, ok := moved(lock, target.Params, call); ok {
			list = append(list, mine)
		}
	}
	return list
}
