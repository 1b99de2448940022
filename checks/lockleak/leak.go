package lockleak

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/program"
)

// regions are what turns APCs off without a lock.
const regions = ddi.CriticalRegion | ddi.GuardedRegion

// A leak is a way through a function that returns with a lock which others release.
type leak struct {
	locking.Held
	end locking.End
	all bool // every way to that return has it
}

// leaks lists those of a function, one for each lock and return.
func leaks(locks *locking.Locks, f *program.Function) []leak {
	r := locks.Of(f)
	var list []leak
	for _, e := range r.Ends {
		for _, h := range e.Held {
			again := slices.ContainsFunc(list, func(l leak) bool { return l.end.Return == e.Return && (l.Same(h.Lock) || h.Kind&regions != 0) })
			if h.Kind&ddi.Mutexes != 0 || again || hidden(e, h) || !undone(r, h) || e.Retakes(h.Lock) || e.MayHold(h.Lock) || mayKnow(locks, f, r, e, h) {
				continue
			}
			list = append(list, leak{h, e, !slices.ContainsFunc(r.Ends, func(o locking.End) bool { return o.Return == e.Return && !o.Holds(h.Lock) })})
		}
	}
	return list
}

// hidden reports whether a region is held along with a lock, which is what is told.
func hidden(e locking.End, h locking.Held) bool {
	return h.Kind&regions != 0 && slices.ContainsFunc(e.Held, func(o locking.Held) bool { return o.Kind&regions == 0 })
}

// undone reports whether the function releases the lock on some way.
func undone(r *locking.Result, h locking.Held) bool {
	return slices.ContainsFunc(r.Released, func(l locking.Lock) bool { return l.Same(h.Lock) })
}

// mayKnow reports whether whoever calls the function may know that it returns with the lock, and release it.
func mayKnow(locks *locking.Locks, f *program.Function, r *locking.Result, e locking.End, h locking.Held) bool {
	if e.Tested || e.Known && e.Value == statusPending {
		return true // no way, perhaps; what goes on may have it
	}
	told, others := false, false
	for _, o := range r.Ends {
		if o.Holds(h.Lock) || o.MayHold(h.Lock) || !slices.ContainsFunc(o.Given, h.Same) || asked(e, o) {
			continue
		}
		others = true
		switch {
		case f.Result == "void" || !e.Known && !o.Known || e.Known && o.Known && e.Value == o.Value:
			return false // nobody can
		case succeeds(f, e) && !succeeds(f, o):
			told = true
		}
	}
	return !others || told || released(locks, f, h) || !fails(f, e) && len(locks.Roles(f)) == 0
}

// asked reports whether a parameter tells two ends apart: the caller has asked for the one or the other.
func asked(a, b locking.End) bool {
	for spelt, holds := range a.Params {
		if other, ok := b.Params[spelt]; ok && other != holds {
			return true
		}
	}
	return false
}

const statusPending = 0x103 // STATUS_PENDING (ntstatus.h)

// succeeds reports whether an end is one of success, as far as its value tells.
func succeeds(f *program.Function, e locking.End) bool {
	switch {
	case !e.Known:
		return true
	case status(f):
		return e.Value >= 0
	}
	return e.Value != 0
}

// fails reports whether an end certainly is one of failure.
func fails(f *program.Function, e locking.End) bool { return e.Known && !succeeds(f, e) }

// status reports whether the result of a function is an NTSTATUS.
func status(f *program.Function) bool {
	return f.Result == "int" || f.Result == "long" || strings.HasSuffix(f.Result, "NTSTATUS")
}

// released reports whether a caller of the function releases such a lock.
func released(locks *locking.Locks, f *program.Function, h locking.Held) bool {
	for _, g := range locks.Functions {
		if g != f && slices.Contains(locks.Callees(g), f) && slices.ContainsFunc(locks.Of(g).Released, func(l locking.Lock) bool { return l.Same(h.Lock) }) {
			return true
		}
	}
	return false
}
