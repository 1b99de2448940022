package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/pairing"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
)

// reportedOtherwise reports whether what is broken is the matter of another finding: that a mutex or another lock is not released as it should
// be, that a call blocks under a mutex, or that a lock is taken at the level at which it is released.
func reportedOtherwise(pass *check.Pass, b *irql.Obligation, broken []*irql.Obligation) bool {
	d := pass.Driver
	if byMode(pass, b) || leftBehind(d, b) || leaked(pass.ResultOf[locking.Analyzer].(*locking.Locks), b) || blocksUnder(d, b) {
		return true
	}
	return b.Rule == tooLow && ddi.Lookup(b.Name).Does(ddi.Release) && slices.ContainsFunc(broken, func(other *irql.Obligation) bool {
		return other.Rule == tooLow && other.In == b.In && ddi.Lookup(other.Name).Does(ddi.Acquire)
	})
}

// leftBehind reports whether the level is what a mutex has left that the driver forgets to release, releases by a routine of another
// kind, or releases out of order: findings of their own. So is a release at a level at which nobody holds
// the mutex, and what else is released, and called, at the level that a release out of order has left.
func leftBehind(d *driver.Driver, b *irql.Obligation) bool {
	final := b.Final()
	if b.Rule == tooLow && slices.ContainsFunc(pairing.Mispaired(d.Locks, final.In), func(u *pairing.Unpaired) bool { return u.Call == final.Call }) {
		return true
	}
	if b.Rule == tooLow && ddi.Lookup(final.Name).DoesTo(ddi.Release, ddi.Mutexes) && outOfOrder(d, final.In) {
		return true
	}
	step := irql.RaisedBy(b)
	if step == nil || !ddi.Lookup(step.Name).DoesTo(ddi.Acquire|ddi.Release, ddi.Mutexes) {
		return false
	}
	r := ddi.Lookup(step.Name)
	if b.Rule == returnsRaised && r.Safely(ddi.Release) && r.DoesTo(ddi.Release, ddi.FastMutex) {
		return true
	}
	taken := func(l lockset.Lock) bool { return l.Taken.At == step.At }
	if slices.ContainsFunc(pairing.Leaks(d.Locks, step.In), func(l *pairing.Leak) bool { return taken(l.Lock) && (!within(b, step.In) || b.Rule == returnsRaised) }) ||
		slices.ContainsFunc(pairing.Mispaired(d.Locks, step.In), func(u *pairing.Unpaired) bool { return u.Mixed && taken(u.Lock) }) {
		return true
	}
	return r.DoesTo(ddi.Release, ddi.Mutexes) && outOfOrder(d, step.In)
}

// outOfOrder reports whether a function releases a mutex out of order: each release in it may leave a level that is wrong.
func outOfOrder(d *driver.Driver, f *program.Function) bool {
	sum := d.Summary(f)
	return sum != nil && slices.ContainsFunc(sum.Events, func(e *simulate.Event) bool { return lockset.OutOfOrder(e) && lockset.OrderPath(e) != nil })
}

// leaked reports whether the level is what another lock, or a raise alone, has left that the driver forgets to undo: where the function returns
// with it, and in callers.
func leaked(locks *locking.Locks, b *irql.Obligation) bool {
	step := irql.RaisedBy(b)
	if step == nil || ddi.Lookup(step.Name).DoesTo(ddi.Acquire, ddi.Mutexes) || within(b, step.In) && b.Rule != returnsRaised {
		return false
	}
	return slices.ContainsFunc(locks.Leaks(step.In), func(l locking.Leak) bool {
		return l.Call.Span == step.At && (!within(b, step.In) || l.End.Return.Span == b.At)
	})
}

// within reports whether the point lies in a function, or in one that it calls there.
func within(b *irql.Obligation, f *program.Function) bool {
	for ; b != nil; b = b.Inner {
		if b.In == f {
			return true
		}
	}
	return false
}

// blocksUnder reports whether the call that is too high also blocks under the mutex that has raised the level.
func blocksUnder(d *driver.Driver, b *irql.Obligation) bool {
	step := irql.RaisedBy(b)
	if b.Rule != tooHigh || step == nil || !ddi.Lookup(step.Name).DoesTo(ddi.Acquire, ddi.Mutexes) {
		return false
	}
	sum := d.Summary(b.In)
	return sum != nil && slices.ContainsFunc(sum.Events, func(e *simulate.Event) bool {
		return e.Call.Span == b.At && e.Final().Call == b.Final().Call && e.Routine.Does(ddi.Wait) && len(lockset.Held(e)) > 0 && !lockset.OutOfOrder(e)
	})
}
