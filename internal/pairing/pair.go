package pairing

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// unpaired asks that a release undoes an acquisition: on every path, and of its own family.
var unpaired = &lockset.Rule{
	Name: "releases what was not taken so", On: releases,
	Judge: func(*lockset.Point, *lockset.Obligation) obligation.Verdict { return obligation.Broken },
}

// An Unpaired is a release that does not undo what it should.
type Unpaired struct {
	*lockset.Release
	In *program.Function
	// Before is, if the mutex was released before on the path, where.
	Before *simulate.Step
	// Past is the branch that leads past the acquisition, nil if Before is set or the
	// acquisition failed.
	Past *simulate.Step
}

// Words spells the release for dumps.
func (u *Unpaired) Words(terms *term.Pool, f *program.Function) string {
	name := u.Lock.Spelt(terms, f)
	switch {
	case u.Mixed && u.Sole:
		return fmt.Sprintf("releases %s by a routine of another kind", name)
	case u.Mixed:
		return fmt.Sprintf("releases %s by a routine of another kind on some path", name)
	case u.Before != nil:
		return fmt.Sprintf("releases %s again", name)
	}
	return fmt.Sprintf("releases %s on a path that has not taken it", name)
}

// ReleaseGuarded reports whether the release is one for guarded mutexes.
func (u *Unpaired) ReleaseGuarded() bool {
	return ddi.Lookup(u.Step.Name).DoesTo(ddi.Acquire|ddi.Release, ddi.GuardedMutex)
}

func releases(p *lockset.Point, ask func(*lockset.Obligation)) {
	if p.Release == nil {
		return
	}
	u := &Unpaired{Release: p.Release, In: p.In()}
	if u.Mixed || !p.Coarse() && !p.Uncertain(u.Lock) && u.missed(p) {
		ask(&lockset.Obligation{Call: u.Call, Note: u})
	}
}

// missed finds how the path to a release comes past the acquisition; false if that depends
// on what nobody can know.
func (u *Unpaired) missed(p *lockset.Point) bool {
	g, terms := p.In().Graph, p.Terms()
	acquire := g.WithCall(func(call *ir.Call) bool { return call.Span == u.Lock.Taken.At && p.Calls(call, u.Lock.Taken.Name) })
	release := g.WithCall(func(call *ir.Call) bool { return call == u.Call })
	var later []*simulate.Step // branches behind the one in question
	for step := p.State().Trace; step != nil && u.Before == nil; step = step.Prev {
		switch {
		case step.Kind == simulate.StepRelease && step.Loc == u.Lock.Location():
			u.Before = step
		case step.Kind == simulate.StepCall && step.At != u.Call.Span && p.MayRelease(step.Callee, u.Lock):
			return false
		case step.Kind != simulate.StepBranch || u.Past != nil:
		case g.Reaches(step.OtherArm(), acquire) && !g.Reaches(to(step), acquire):
			u.Past = step
		default:
			later = append(later, step)
		}
	}
	r := ddi.Lookup(u.Lock.Taken.Name)
	if u.Before == nil && u.Past == nil && !(r != nil && r.Always) || u.Past != nil && keptByItself(p, u.Past) {
		return false
	}
	// Where a round of a loop takes the mutex and gives it back, another round may follow any.
	inRounds := g.Reaches(acquire, release) && g.Reaches(release, acquire)
	return !slices.ContainsFunc(later, func(step *simulate.Step) bool {
		from, _ := step.Edge()
		return !terms.IsConst(step.Tested()) && !g.Reaches(step.OtherArm(), release) && !(inRounds && g.EndsRounds(from))
	})
}

// keptByItself reports whether a branch is about what the function itself keeps up to date,
// such as who owns a mutex and how often.
func keptByItself(p *lockset.Point, step *simulate.Step) bool {
	tested := term.Names{}
	tested.Mention(step.Condition())
	return tested.Meets(&p.Proc().Assigned)
}

// Mispaired lists the releases of f that do not undo what they should, in source order. Those of a mutex that a
// caller of f was seen to hold are left out.
func Mispaired(m *lockset.Machine, f *program.Function) []*Unpaired {
	var list []*Unpaired
	for _, o := range m.Broken(f, unpaired) {
		if u := o.Note.(*Unpaired); u.Mixed || u.Before != nil || !m.CallersHold(f) {
			list = append(list, u)
		}
	}
	slices.SortStableFunc(list, func(a, b *Unpaired) int { return int(a.Call.From - b.Call.From) })
	return list
}
