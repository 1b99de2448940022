// Package locking says which locks, of any kind, functions hold on the ways through them, and with which they return.
// The mutexes that keep APCs out are followed more closely by internal/property/lockset.
package locking

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Analyzer provides the *Locks of a driver for the checks that need it.
var Analyzer = &analysis.Analyzer{
	Name:       "locking",
	Doc:        "find which locks functions hold\n\nOf any kind, on the ways through each function.",
	Requires:   []*analysis.Analyzer{driver.Analyzer},
	ResultType: reflect.TypeFor[*Locks](),
	Run: func(pass *analysis.Pass) (any, error) {
		return New(pass.ResultOf[driver.Analyzer].(*driver.Driver).Graph), nil
	},
}

// Followed are the locks that are followed, regions among them.
const Followed = ddi.Mutexes | ddi.Resource | ddi.PushLock | ddi.SpinLock | ddi.WaitLock | ddi.FrameworkLock | ddi.Mutex | ddi.Semaphore | ddi.CriticalRegion | ddi.GuardedRegion

// A Lock is a lock as a function names it.
type Lock struct {
	Kind  ddi.Object
	Place ir.Place // where it lies; without a root for one that its routines do not name, and for regions
	key   string   // the same for the same lock on a way
	leaf  string   // the same for what may be the same lock under another name
}

// Words spells the lock for a message.
func (l Lock) Words() string {
	if l.Place.Root == nil {
		return l.leaf
	}
	return strings.TrimSuffix(strings.TrimPrefix(ir.Place{Root: l.Place.Root, Path: withoutLast(l.Place.Path)}.Words(), "&"), "(…)")
}

// withoutLast drops the step from a pointer to the lock.
func withoutLast(path []ir.Step) []ir.Step {
	if n := len(path); n > 0 && path[n-1].Kind == ir.Deref {
		return path[:n-1]
	}
	return path
}

// Class names the lock across functions: the structure and the member that it is, with the members that hold that, or the global
// variable; "" where that is not known. A lock in a structure of its own, which a function is given, is not known.
func (l Lock) Class() string {
	if l.Place.Root == nil {
		return l.key
	}
	path, class := withoutLast(l.Place.Path), ""
	for len(path) > 0 && path[len(path)-1].Kind == ir.Index {
		path = path[:len(path)-1]
	}
	for len(path) > 0 && path[len(path)-1].Kind == ir.Field {
		last := path[len(path)-1]
		path, class = path[:len(path)-1], last.Record+"."+last.Name+"/"+class
	}
	onStack := l.Place.Root.Kind == ir.Local && !ir.Place{Root: l.Place.Root, Path: path}.ThroughPointer()
	switch {
	case class != "" && !onStack:
		return class
	case class != "":
		return "" // of an object on the stack, such as a guard: what it points to is the lock
	}
	if r := l.Place.Root; r.Kind == ir.GlobalVar || r.Kind == ir.StaticVar {
		return fmt.Sprintf("%s:%d", r.Name, staticFile(r))
	}
	return ""
}

// staticFile tells static variables of one name in several files apart.
func staticFile(v *ir.Var) int32 {
	if v.Kind == ir.StaticVar {
		return v.From
	}
	return -1
}

// Global reports whether there is one such lock only.
func (l Lock) Global() bool {
	r := l.Place.Root
	one := r == nil || (r.Kind == ir.GlobalVar || r.Kind == ir.StaticVar) && !slices.ContainsFunc(withoutLast(l.Place.Path), func(s ir.Step) bool { return s.Kind != ir.Field })
	return one
}

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
	Held   []Held
	// Given lists the locks that were taken and released on the way.
	Given []Lock
	// Params are the outcomes of tests of parameters, as they are spelt.
	Params map[string]bool
	freed  []Lock // locks of the caller that were released
	doubts []Lock // locks of which is not known whether they are held
}

// A Moment is a call that is made with locks held.
type Moment struct {
	Call *ir.Call
	Held []Held
}

// A Result is what is known of one function.
type Result struct {
	Ends     []End
	Moments  []Moment
	GivenUp  bool   // there are too many ways through it: nothing is known
	Released []Lock // what it releases itself or by a function that only does that, in order
	net      net
}

// A net is what a function does to the locks of its caller.
type net struct {
	held   []Held
	freed  []Lock
	doubts []string // leaves of locks that it may release
	all    bool     // it may release anything
}

func (n net) even() bool { return len(n.held)+len(n.freed)+len(n.doubts) == 0 && !n.all }

// Locks knows the functions of a driver.
type Locks struct {
	*callgraph.Graph
	touches map[*program.Function]bool // what comes to a routine that takes or releases a lock
	direct  map[*program.Function]bool // what calls one
	known   map[*program.Function]*Result
}

// New finds out what the functions of a driver do with locks.
func New(g *callgraph.Graph) *Locks {
	l := &Locks{Graph: g, direct: map[*program.Function]bool{}, known: map[*program.Function]*Result{}}
	var own []*program.Function
	for _, f := range g.Functions {
		f.Instrs(func(in ir.Instr) {
			if call, r := g.RoutineOf(f, in); r != nil && len(l.changes(call, r)) > 0 && !l.direct[f] {
				l.direct[f] = true
				own = append(own, f)
			}
		})
	}
	l.touches = g.Above(own)
	for _, f := range g.Functions {
		l.of(f)
	}
	return l
}

// nothing is what is known of a function that has nothing to do with locks, or that calls itself.
var nothing = &Result{}

// Of is what is known of a function.
func (l *Locks) Of(f *program.Function) *Result { return l.known[f] }

// of finds out what is known of a function.
func (l *Locks) of(f *program.Function) *Result {
	if r, ok := l.known[f]; ok {
		return r
	}
	l.known[f] = nothing
	if !l.touches[f] {
		return nothing
	}
	concerned := l.direct[f]
	for _, callee := range l.Callees(f) {
		concerned = !l.of(callee).net.even() || concerned
	}
	if concerned {
		l.known[f] = l.follow(f)
	}
	return l.known[f]
}

// Takes lists the calls in f, and in what it calls, that take a lock for good, each with the lock as the function has it in
// which it is taken.
func (l *Locks) Takes(f *program.Function) []Taking {
	var list []Taking
	reach := l.Reach(f)
	for _, g := range l.Functions {
		if !reach[g] || !l.direct[g] {
			continue
		}
		g.Instrs(func(in ir.Instr) {
			call, r := l.RoutineOf(g, in)
			for _, c := range l.changes(call, r) {
				if c.acquires && !c.try {
					list = append(list, Taking{c.lock, callgraph.RoutineCall{Call: call, In: g, Routine: r}, c.shared})
				}
			}
		})
	}
	return list
}

// Releases reports whether f, or what it calls, releases what may be a lock.
func (l *Locks) Releases(f *program.Function, lock Lock) bool {
	reach, found := l.Reach(f), false
	for _, g := range l.Functions {
		if !reach[g] || !l.direct[g] || found {
			continue
		}
		g.Instrs(func(in ir.Instr) {
			call, r := l.RoutineOf(g, in)
			for _, c := range l.changes(call, r) {
				found = found || !c.acquires && mayBe(c.lock, lock)
			}
		})
	}
	return found
}

// mayBe reports whether two locks of different functions may be one.
func mayBe(a, b Lock) bool {
	if a.Class() != "" && b.Class() != "" {
		return a.Class() == b.Class()
	}
	return a.Same(b)
}

// A Taking is a call that takes a lock.
type Taking struct {
	Lock
	callgraph.RoutineCall
	Shared bool
}

// Same reports whether two locks of one function may be one, under two names.
func (l Lock) Same(o Lock) bool {
	return l.leaf == o.leaf || (l.leaf == "*" || o.leaf == "*") && l.Kind&o.Kind != 0
}

// Is reports whether two locks of one function are the same as they are spelt.
func (l Lock) Is(o Lock) bool { return l.key == o.key }

// Holds reports whether the function returns with what may be a lock.
func (e End) Holds(l Lock) bool {
	return slices.ContainsFunc(e.Held, func(h Held) bool { return h.Same(l) })
}

// Doubts reports whether it is not known whether the function returns with a lock.
func (e End) Doubts(l Lock) bool {
	return slices.ContainsFunc(e.doubts, func(o Lock) bool { return o.Same(l) })
}

// Retakes reports whether the function has released what may be a lock for its caller before.
func (e End) Retakes(l Lock) bool {
	return slices.ContainsFunc(e.freed, func(o Lock) bool { return o.Same(l) })
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
