package ddi

// Sets of objects and kinds that rules speak of.
const (
	// Mutexes are the locks that keep APCs out: fast and guarded mutexes.
	Mutexes = FastMutex | GuardedMutex
	// OwnedLocks are the locks that have an owner and belong to no IRQL.
	OwnedLocks = Mutexes | Resource | PushLock
	// AnyLock are the locks that a routine makes.
	AnyLock = Lock | Mutexes | Mutex | Semaphore | SpinLock | Resource | PushLock | Rundown
	// LevelChanges set the IRQL of the thread.
	LevelChanges = RaiseIRQL | RestoreIRQL
	// RegionChanges turn APCs of the thread off and on.
	RegionChanges = EnterRegion | LeaveRegion
	// ThreadState are the effects on the IRQL, the regions and the attachment of the thread, and the
	// questions for them.
	ThreadState = LevelChanges | RegionChanges | QueryIRQL | QueryRegion | Attach | Detach | SaveFloat | RestoreFloat
)

// Safely reports whether the routine does it to a fast or guarded mutex, and so changes the level
// or the APCs.
func (r *Routine) Safely(does Kind) bool {
	e := r.Effect(does, Mutexes)
	return e != nil && !e.Unsafe
}

// Unsafely reports whether the routine does it to a fast or guarded mutex and changes neither the
// level nor APCs.
func (r *Routine) Unsafely(does Kind) bool {
	e := r.Effect(does, Mutexes)
	return e != nil && e.Unsafe
}

// Unguarded reports whether the routine takes a lock that must not be held while APCs are on, and
// does not turn them off.
func (r *Routine) Unguarded() bool {
	return (r.Unsafely(Acquire) || r.DoesTo(Acquire, Resource|PushLock)) && !r.Does(ThreadState)
}
