// Package fastmutexwait finds calls that can block while a fast mutex is held.
package fastmutexwait

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

//go:embed fastmutexwait.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function,
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-667", "external/cwe/cwe-833"},
}, run)

func run(pass *check.Pass) {
	for _, f := range pass.Driver.Functions {
		if pass.Driver.Summary(f) == nil {
			continue
		}
		reported := map[*ir.Call]bool{}
		var sections [][]*simulate.Event
		for _, e := range pass.Driver.Summary(f).Events {
			if !blocks(e) || len(lockset.Held(e)) == 0 || reported[e.Call] || takesLock(pass.Driver, e) || !atAPCLevel(pass.Driver, e) {
				continue
			}
			reported[e.Call] = true
			i := slices.IndexFunc(sections, func(s []*simulate.Event) bool {
				return together(s[0], e) && short(pass, s[0]) == short(pass, e)
			})
			if i < 0 {
				i, sections = len(sections), append(sections, nil)
			}
			sections[i] = append(sections[i], e)
		}
		for _, s := range sections {
			report(pass, f, s)
		}
	}
}

// atAPCLevel reports whether a wait of a function further down is come to at the level at which who holds the mutex runs: one that looks
// at the level first may only wait at PASSIVE_LEVEL.
func atAPCLevel(d *driver.Driver, e *simulate.Event) bool {
	if held(e).Guarded {
		return true // the level stays
	}
	for in := e.Inner; in != nil; in = in.Inner {
		if !profile.ComesAt(d.Profile, in.In, in.Call, ddi.APCLevel) {
			return false
		}
	}
	return true
}

// together reports whether two calls are told as one: functions that come to a wait by the same routine, between one acquisition and the
// release.
func together(e, other *simulate.Event) bool {
	return e.Inner != nil && other.Inner != nil && e.Name == other.Name && held(e).Taken.At == held(other).Taken.At
}

// The longest wait that nobody minds, and the longest of all waits of a loop that tries something again, in 100 ns.
const oneSecond, tenSeconds = 10_000_000, 100_000_000

// What is not negative is a time since 1601; below this one it has passed, before 1830.
const longAgo = 1 << 56

// short reports whether a wait is known to end after a second at most, whatever happens, and is made once only while the mutex is held; or in
// a loop that tries something again, and waits ten seconds at most in all. A time that has passed ends it at once.
func short(pass *check.Pass, e *simulate.Event) bool {
	limit, known := pass.Driver.Paths.Limit(e)
	switch {
	case !known || !e.Routine.DoesTo(ddi.Wait, ddi.Time|ddi.Dispatcher) || limit < -oneSecond || limit >= longAgo:
		return false
	case limit >= 0:
		return true
	}
	times := int64(1)
	for ; e != nil; e = e.Inner {
		again := func(in ir.Instr) bool { return in == ir.Instr(e.Call) }
		released := func(in ir.Instr) bool {
			_, r := pass.Driver.RoutineOf(e.In, in)
			return r.DoesTo(ddi.Release, ddi.Mutexes)
		}
		if e.In.Graph.Next(e.Call, false, again, released) != nil {
			n := rounds(e.In.Func, e.Call, released)
			if n <= 0 || n > tenSeconds {
				return false
			}
			times *= n
			if times*-limit > tenSeconds {
				return false
			}
		}
	}
	return true
}

// held is the mutex that was taken last.
func held(e *simulate.Event) lockset.Lock { return lockset.Held(e)[len(lockset.Held(e))-1] }

// blocks reports whether the event is a call that can block.
func blocks(e *simulate.Event) bool {
	return !lockset.OutOfOrder(e) && e.Routine.Does(ddi.Wait)
}

// report tells of calls that can block, at the first of them.
func report(pass *check.Pass, f *program.Function, section []*simulate.Event) {
	e := section[0]
	lock := held(e)
	state := "at APC_LEVEL"
	kind := "fast mutex"
	if lock.Guarded {
		kind, state = "guarded mutex", "in a guarded region"
	}
	last := fmt.Sprintf("calls `%s`, which can block, with `%s` still held", e.Name, lock.Name())
	through := ""
	if e.Inner != nil {
		last = fmt.Sprintf("calls `%s`, which can block", e.Name)
		through = fmt.Sprintf(" (through `%s`)", e.Inner.In.Name)
	}
	path := append(lock.Path(), lockset.Path(e, last)...)
	more := ""
	for _, other := range section[1:] {
		path = append(path, program.PathStep{Unit: f.Unit, Span: other.Call.Span, Text: fmt.Sprintf("`%s` can block here, too (through `%s`)", other.Name, other.Inner.In.Name)})
	}
	switch n := len(section) - 1; {
	case n == 1:
		more = ", as at one more place"
	case n > 1:
		more = fmt.Sprintf(", as at %d more places", n)
	}
	level := check.Error
	if short(pass, e) || serialises(pass.Driver, f, e) {
		level = check.Pedantic
	}
	pass.Report(check.Finding{
		Level: level, Unit: f.Unit, At: e.Call.Span, Path: path,
	}, "`%s` can block here%s while the %s `%s` is held%s: the thread waits %s, where no APC reaches it, and everyone who wants the mutex waits with it", e.Name, through, kind, lock.Name(), more, state)
}
