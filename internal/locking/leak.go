package locking

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
)

// A Leak is a way through a function that returns with a lock which others release.
type Leak struct {
	Held
	End End  // of the way
	All bool // every way to that return has it
}

// Leaks lists those of a function, one for each lock and return, but for the mutexes that keep APCs out, and for the level of what the
// system calls.
func (locks *Locks) Leaks(f *program.Function) []Leak {
	r := locks.Of(f)
	var list []Leak
	for _, e := range r.Ends {
		for _, h := range e.Held {
			again := slices.ContainsFunc(list, func(l Leak) bool { return l.End.Return == e.Return && (l.Same(h.Lock) || h.Kind&Regions != 0) })
			if h.Kind&ddi.Mutexes != 0 || again || hidden(e, h) || !undone(r, h) || e.Retakes(h.Lock) || e.MayHold(h.Lock) || h.Kind == ddi.Level && len(locks.Roles(f)) > 0 || mayKnow(locks, f, r, e, h) {
				continue
			}
			list = append(list, Leak{h, e, !slices.ContainsFunc(r.Ends, func(o End) bool { return o.Return == e.Return && !o.Holds(h.Lock) })})
		}
	}
	return list
}

// hidden reports whether a region is held along with a lock, which is what is reported.
func hidden(e End, h Held) bool {
	return h.Kind&Regions != 0 && slices.ContainsFunc(e.Held, func(o Held) bool { return o.Kind&Regions == 0 })
}

// undone reports whether the function releases the lock on some way.
func undone(r *Result, h Held) bool {
	return slices.ContainsFunc(r.Released, func(l Lock) bool { return l.Same(h.Lock) })
}

// mayKnow reports whether whoever calls the function may know that it returns with the lock, and release it.
func mayKnow(locks *Locks, f *program.Function, r *Result, e End, h Held) bool {
	if e.Tested || e.Known && e.Value == statusPending {
		return true // no way, perhaps; what goes on may have it
	}
	if acquires(f, r, h) {
		return true
	}
	distinguished, others := false, false
	for _, o := range r.Ends {
		if o.Holds(h.Lock) || o.MayHold(h.Lock) || !slices.ContainsFunc(o.Given, h.Same) || asked(e, o) && !(isStatus(f) && fails(f, e) && succeeds(f, o)) {
			continue
		}
		others = true
		switch {
		case f.Result == "void" || !e.Known && !o.Known || e.Known && o.Known && e.Value == o.Value:
			return false // nobody can
		case succeeds(f, e) && !succeeds(f, o):
			distinguished = true
		}
	}
	return !others || distinguished || released(locks, f, h) || !fails(f, e) && len(locks.Roles(f)) == 0
}

// acquires reports whether a function is there to take the lock: it has it on each way but for those of failure.
func acquires(f *program.Function, r *Result, h Held) bool {
	return !slices.ContainsFunc(r.Ends, func(e End) bool { return !e.Holds(h.Lock) && !e.Failed && !(isStatus(f) && fails(f, e)) })
}

// asked reports whether a parameter tells two ends apart: the caller has asked for the one or the other.
func asked(a, b End) bool {
	for spelt, holds := range a.Params {
		if other, ok := b.Params[spelt]; ok && other != holds {
			return true
		}
	}
	return false
}

const statusPending = 0x103 // STATUS_PENDING (ntstatus.h)

// succeeds reports whether an end is one of success, as far as its value tells.
func succeeds(f *program.Function, e End) bool {
	switch {
	case !e.Known:
		return e.Raised == nil // else the code of an exception
	case isStatus(f):
		return e.Value >= 0
	}
	return e.Value != 0
}

// fails reports whether an end certainly is one of failure.
func fails(f *program.Function, e End) bool { return (e.Known || e.Raised != nil) && !succeeds(f, e) }

// isStatus reports whether the result of a function is an NTSTATUS.
func isStatus(f *program.Function) bool {
	return f.Result == "int" || f.Result == "long" || strings.HasSuffix(f.Result, "NTSTATUS")
}

// released reports whether a caller of the function releases such a lock.
func released(locks *Locks, f *program.Function, h Held) bool {
	for _, g := range locks.Functions {
		if g != f && slices.Contains(locks.Callees(g), f) && slices.ContainsFunc(locks.Of(g).Released, func(l Lock) bool { return l.Same(h.Lock) }) {
			return true
		}
	}
	return false
}
