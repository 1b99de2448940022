package summary

import "github.com/drvlint/drvlint/ddi"

// What a simulation of the thread's regime asks of routines.
const (
	mutexes = ddi.FastMutex | ddi.GuardedMutex
	// ownedLocks are the locks that have an owner and belong to no IRQL.
	ownedLocks = mutexes | ddi.Resource | ddi.PushLock
	// anyLock are the locks that a routine makes.
	anyLock = ddi.Lock | mutexes | ddi.Mutex | ddi.Semaphore | ddi.SpinLock | ddi.Resource | ddi.PushLock | ddi.Rundown
	regions = ddi.EnterRegion | ddi.LeaveRegion
	levels  = ddi.RaiseIRQL | ddi.RestoreIRQL
	// regimeChanges are the effects on the level and on the regions of the thread, and the questions for them.
	regimeChanges = levels | regions | ddi.QueryIRQL | ddi.QueryRegion | ddi.Attach | ddi.Detach | ddi.SaveFloat | ddi.RestoreFloat
)

// safely reports whether the routine does it to a fast or guarded mutex, and so changes the level or the APCs.
func safely(r *ddi.Routine, does ddi.Kind) bool {
	e := r.Effect(does, mutexes)
	return e != nil && !e.Unsafe
}

// unsafely reports whether the routine does it to a fast or guarded mutex and changes neither the level nor APCs.
func unsafely(r *ddi.Routine, does ddi.Kind) bool {
	e := r.Effect(does, mutexes)
	return e != nil && e.Unsafe
}

// unguarded reports whether the routine takes a lock that must not be held while APCs are on, and does not turn them off.
func unguarded(r *ddi.Routine) bool {
	return (unsafely(r, ddi.Acquire) || r.DoesTo(ddi.Acquire, ddi.Resource|ddi.PushLock)) && !r.Does(regimeChanges)
}
