// Package pairing holds the rules on how functions take fast and guarded mutexes and release them, which the checks of
// mutexes and of levels share: what is taken is released on every way, and what is released was taken so.
package pairing

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// Rules are those of this package.
var Rules = []*lockset.Rule{leaked, unpaired}

// leaked asks that a function which releases a mutex on some way returns without it on all.
var leaked = &lockset.Rule{
	Name: "returns with a mutex", Apart: true, On: returns,
	Judge:  func(*lockset.Point, *lockset.Obligation) obligation.Verdict { return obligation.Broken },
	Prefer: func(o, other *lockset.Obligation) bool { return o.Note.(*Leak).seen < other.Note.(*Leak).seen },
}

// A Leak is a way through a function that returns with a mutex which others release.
type Leak struct {
	lockset.Lock
	Return   ir.Span // where it returns
	Released ir.Span // where another way releases the mutex
	// Always reports that every way that returns there has the mutex.
	Always bool
	seen   simulate.Distinction // how a caller can tell the way from others
	trace  *simulate.Step
}

// Words spells the leak for dumps.
func (l *Leak) Words(terms *term.Pool, f *program.Function) string {
	return fmt.Sprintf("returns with %s, %s", l.Spelt(terms, f), l.seen.Words())
}

// Path lists the branches from the acquisition to the return.
func (l *Leak) Path() []program.PathStep {
	var out []program.PathStep
	for step := l.trace; step != nil && step != l.Taken && step != l.Taken.Prev; step = step.Prev {
		out = append(out, step.TurnWords()...)
	}
	slices.Reverse(out)
	return append(l.Lock.Path(), out...)
}

func returns(p *lockset.Point, ask func(*lockset.Obligation)) {
	if p.Release != nil {
		return
	}
	for _, l := range p.Held() {
		released, ok := p.ReleasedAt(l)
		if !ok || p.GaveBack(l) || p.Uncertain(l) || mayRelease(p, l) {
			continue
		}
		always := p.Always(l)
		if p.Coarse() && !(always && p.Settled()) {
			continue // its way may be none: only that all agree counts
		}
		seen, others := p.DistinguishedFrom(func(q *lockset.Point) bool { return !q.Holds(l) })
		if !others {
			continue
		}
		ask(&lockset.Obligation{At: p.At(), Terms: [2]term.Ref{l.Location()}, Note: &Leak{l, p.At(), released, always, seen, p.State().Trace}})
	}
}

// mayRelease reports whether the way from an acquisition passes a release that is left out for reasons which nobody can
// judge: in a function that releases sometimes, on a way that is none, or in the body of an `if` whose condition is not known and may have to do with
// the mutex. What was returned only after the acquisition, as the status of a call, has not.
func mayRelease(p *lockset.Point, l lockset.Lock) bool {
	releases := func(call *ir.Call) bool { return p.Releases(call, l) }
	for step := p.State().Trace; step != nil && step != l.Taken && step != l.Taken.Prev; step = step.Prev {
		switch {
		case step.Kind == simulate.StepCall && p.MayRelease(step.Callee, l), step.Kind == simulate.StepBranch && p.Nowhere(l, step):
			return true
		case step.Kind == simulate.StepBranch && !p.Terms().IsConst(step.Tested()) && p.In().Graph.InBetween(step.OtherArm(), to(step), releases):
			if !p.LearntSince(l, step.Tested()) {
				return true
			}
		}
	}
	return false
}

// to is the block that a branch leads to.
func to(branch *simulate.Step) int {
	_, to := branch.Edge()
	return to
}

// Leaks lists the ways through f that return with a mutex which nobody will release: what callers can tell apart, and
// release, is left out.
func Leaks(m *lockset.Machine, f *program.Function) []*Leak {
	var list []*Leak
	for _, o := range m.Broken(f, leaked) {
		l := o.Note.(*Leak)
		inherited := l.Taken.Kind == simulate.StepCall && len(m.Broken(l.Taken.Callee, leaked)) > 0
		released := l.seen == simulate.BySuccess || l.seen != simulate.Never && m.CallersRelease(f) || l.seen == simulate.ByResult && !m.CallersKnown(f)
		if !inherited && !released {
			list = append(list, l)
		}
	}
	return list
}
