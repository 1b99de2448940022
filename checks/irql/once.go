package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/pairing"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
)

// reportedOtherwise reports whether what is broken is told by another finding: that a mutex is not released as it should be, or that a lock
// is taken at the level at which it is released.
func reportedOtherwise(d *driver.Driver, b *irql.Obligation, broken []*irql.Obligation) bool {
	if leftBehind(d, b) {
		return true
	}
	return b.Rule == tooLow && ddi.Lookup(b.Name).Does(ddi.Release) && slices.ContainsFunc(broken, func(other *irql.Obligation) bool {
		return other.Rule == tooLow && other.In == b.In && ddi.Lookup(other.Name).Does(ddi.Acquire)
	})
}

// leftBehind reports whether the level is what a mutex has left that the driver forgets to release, releases by a routine of another
// kind, or releases out of order: findings of their own. So is a release at a level at which nobody holds
// the mutex.
func leftBehind(d *driver.Driver, b *irql.Obligation) bool {
	if final := b.Final(); b.Rule == tooLow && slices.ContainsFunc(pairing.Mispaired(d.Locks, final.In), func(u *pairing.Unpaired) bool { return u.Call == final.Call }) {
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
	if slices.ContainsFunc(pairing.Leaks(d.Locks, step.In), func(l *pairing.Leak) bool { return taken(l.Lock) && (b.In != step.In || b.Rule == returnsRaised) }) ||
		slices.ContainsFunc(pairing.Mispaired(d.Locks, step.In), func(u *pairing.Unpaired) bool { return u.Mixed && taken(u.Lock) }) {
		return true
	}
	sum := d.Summary(step.In)
	return sum != nil && slices.ContainsFunc(sum.Events, func(e *simulate.Event) bool { return lockset.OutOfOrder(e) && e.Call.Span == step.At })
}
