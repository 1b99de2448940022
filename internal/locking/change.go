package locking

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// A change is what a call of a routine does to one lock.
type change struct {
	lock     Lock
	acquires bool // else it releases
	shared   bool
	try      bool // whether it has the lock, its result says
	status   bool // by being zero, not by being anything else
	sure     bool // it has the lock, and its result need not be asked
}

// changes lists what a call of a routine does to locks; none of what a way can't show.
func (l *Locks) changes(call *ir.Call, r *ddi.Routine) []change {
	if !r.Does(ddi.Acquire | ddi.Release | ddi.LevelChanges | ddi.RegionChanges | ddi.Wait | ddi.Signal) {
		return nil
	}
	var list []change
	for i := range r.Effects {
		e := &r.Effects[i]
		switch {
		case e.Kind == ddi.RaiseIRQL && !r.Does(ddi.Acquire):
			list = append(list, change{lock: region(ddi.Level), acquires: true})
		case e.Kind == ddi.RestoreIRQL && !r.Does(ddi.Release):
			list = append(list, change{lock: region(ddi.Level)})
		case e.Kind == ddi.LeaveRegion:
			list = append(list, change{lock: region(e.On)})
		case e.Kind == ddi.EnterRegion && !e.Try:
			if lock := r.Effect(ddi.Acquire, Followed); lock != nil {
				if c, ok := acquisition(call, r, lock); !ok || c.try {
					continue // entered only with the lock
				}
			}
			list = append(list, change{lock: region(e.On), acquires: true})
		case e.Kind == ddi.Acquire && e.On&Followed != 0:
			if c, ok := acquisition(call, r, e); ok {
				list = append(list, c)
			}
		case e.Kind == ddi.Release && e.On&Followed != 0:
			list = append(list, change{lock: named(call, r, e.On)})
		case e.Kind == ddi.Signal && e.On == ddi.Semaphore:
			list = append(list, change{lock: named(call, r, ddi.Semaphore)})
		case e.Kind == ddi.Wait:
			if c, ok := waited(call, r, e); ok {
				list = append(list, c)
			}
		}
	}
	return list
}

// region is one of APCs that are turned off, or what is done at a level that was raised.
func region(on ddi.Object) Lock {
	name := "the critical region"
	switch on {
	case ddi.GuardedRegion:
		name = "the guarded region"
	case ddi.Level:
		name = "the raised level"
	}
	return Lock{Kind: on, key: name, leaf: name}
}

// acquisition is the change that takes a lock; false where the call may have failed unseen.
func acquisition(call *ir.Call, r *ddi.Routine, e *ddi.Effect) (change, bool) {
	c := change{lock: named(call, r, e.On), acquires: true, shared: e.Shared, try: e.Try || r.Always}
	for _, t := range r.NonBlocking {
		if t.Op == "eq" && t.Arg < len(call.Args) {
			v := call.Args[t.Arg]
			c.try = c.try || call.Dst != nil || v.Kind != ir.Const || v.Int == t.Value
		}
		if t.Op == "zero" && t.Arg < len(call.Args) {
			if !null(call.Args[t.Arg]) {
				return c, false // a wait that may time out
			}
			c.try, c.status, c.sure = call.Dst != nil, true, uninterrupted(call, r) // nobody need look: without a limit it succeeds
		}
	}
	return c, (!c.try || call.Dst != nil) && !c.lock.oneOfMany()
}

// oneOfMany reports whether a lock is an element of an array that a variable selects.
func (l Lock) oneOfMany() bool {
	return slices.ContainsFunc(l.Place.Path, func(s ir.Step) bool { return s.Kind == ir.Index && s.Index.Kind != ir.Const })
}

func null(v ir.Value) bool { return v.Kind == ir.Const && v.Int == 0 }

// waited is the change that a wait without limit makes to a mutex or semaphore.
func waited(call *ir.Call, r *ddi.Routine, e *ddi.Effect) (change, bool) {
	i, timeout := r.Arg(ddi.OpObject), r.Arg(ddi.OpTimeout)
	if i < 0 || i >= len(call.Args) || r.Arg(ddi.OpCount) >= 0 || e.On&(ddi.Dispatcher|ddi.Mutex) == 0 {
		return change{}, false
	}
	on := ddi.ObjectOf(call.Args[i].Type) & (ddi.Mutex | ddi.Semaphore)
	if on == 0 {
		on = e.On & ddi.Mutex
	}
	if on == 0 || timeout < 0 || timeout >= len(call.Args) || !null(call.Args[timeout]) || call.Args[i].Kind != ir.AddrOf && call.Args[i].Kind != ir.Load {
		return change{}, false
	}
	return change{lock: newLock(on, call.Args[i].Pointee()), acquires: true, try: call.Dst != nil, status: true, sure: uninterrupted(call, r)}, true
}

// uninterrupted reports whether a wait without limit ends with what it waits for only: no APC of user mode, and no alert, ends it.
func uninterrupted(call *ir.Call, r *ddi.Routine) bool {
	return !slices.ContainsFunc([]int{r.Arg(ddi.OpMode), r.Arg(ddi.OpAlertable)}, func(i int) bool { return i < 0 || i >= len(call.Args) || !null(call.Args[i]) })
}

// named is the lock that a call is about.
func named(call *ir.Call, r *ddi.Routine, on ddi.Object) Lock {
	for _, role := range []ddi.Operand{ddi.OpLockHandle, ddi.OpLock, ddi.OpObject} {
		if i := r.Arg(role); i >= 0 && i < len(call.Args) && (call.Args[i].Kind == ir.AddrOf || call.Args[i].Kind == ir.Load) {
			lock := newLock(on, call.Args[i].Pointee())
			if j := r.Arg(ddi.OpLock); role == ddi.OpLockHandle && j >= 0 && j < len(call.Args) && (call.Args[j].Kind == ir.AddrOf || call.Args[j].Kind == ir.Load) {
				lock.queue, lock.Place = lock.Place, call.Args[j].Pointee() // known by the handle, called by its name
			}
			return lock
		}
	}
	name := r.Name // it needs no name: the system has one
	if r.Does(ddi.Acquire) && len(r.Pair) > 0 {
		name = r.Pair[0]
	}
	return Lock{Kind: on, key: name, leaf: "the lock that `" + name + "` releases"}
}

func newLock(on ddi.Object, place ir.Place) Lock {
	leaf := place.Leaf()
	if leaf == "" {
		leaf = place.Root.Name
	}
	return Lock{Kind: on, Place: place, key: place.String(), leaf: leaf}
}

// moved is a lock of a callee in the words of a call of it; false where the caller has none.
func moved(lock Lock, params []*ir.Var, call *ir.Call) (Lock, bool) {
	if lock.Place.Root == nil {
		return lock, true
	}
	if lock.queue.Root == nil {
		place, ok := movedPlace(lock.Place, params, call)
		if !ok {
			return lock, false
		}
		return newLock(lock.Kind, place), true
	}
	handle, ok := movedPlace(lock.queue, params, call)
	if !ok {
		return lock, false
	}
	mine := newLock(lock.Kind, handle)
	mine.queue = handle
	if place, ok := movedPlace(lock.Place, params, call); ok {
		mine.Place = place
	}
	return mine, true
}

// movedPlace is a place of a callee in the words of a call of it; false where the caller has none.
func movedPlace(place ir.Place, params []*ir.Var, call *ir.Call) (ir.Place, bool) {
	root := place.Root
	if root.Kind == ir.GlobalVar || root.Kind == ir.StaticVar {
		return place, true
	}
	i := slices.Index(params, root)
	if i < 0 || i >= len(call.Args) {
		return place, false
	}
	v, path := call.Args[i], place.Path
	if len(path) == 0 || path[0].Kind != ir.Deref || v.Kind != ir.AddrOf && v.Kind != ir.Load {
		return place, false
	}
	base := v.Pointee()
	return ir.Place{Root: base.Root, Path: slices.Concat(base.Path, path[1:])}, true
}
