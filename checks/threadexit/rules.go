package threadexit

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/term"
)

// The rules: what a thread must not be in when it ends.
var (
	endsInRegion = &irql.Rule{Name: "thread ends in a region", Depth: irql.HandOver, On: atEnd(regions), Judge: inRegion}
	endsAttached = &irql.Rule{Name: "thread ends attached", Depth: irql.HandOver, On: atEnd(attachment), Judge: attached}
	endsHolding  = &irql.Rule{Name: "thread ends with a lock", Depth: obligation.Unbounded, On: atEnd(ownership), Judge: holding}
)

// scopes are what the rules are about.
var scopes = map[*irql.Rule]irql.Scope{endsInRegion: irql.Region, endsAttached: irql.Attachment, endsHolding: irql.Ownership}

// atEnd asks where a thread ends: where it says so, and where the routine returns that it was created with.
func atEnd(owes func(p *irql.Point) []*irql.Obligation) func(p *irql.Point, ask func(*irql.Obligation)) {
	return func(p *irql.Point, ask func(*irql.Obligation)) {
		switch p.Kind {
		case irql.AtCall:
			if !p.Routine.Does(ddi.EndThread) {
				return
			}
			for _, o := range owes(p) {
				o.Name, o.Call = p.Name, p.Call
				ask(o)
			}
		case irql.AtReturn:
			if _, thread := p.Machine().HasRole(p.In(), []ddi.Role{ddi.SystemThread, ddi.IoThread}); !thread {
				return
			}
			for _, o := range owes(p) {
				o.At = p.At()
				ask(o)
			}
		}
	}
}

func regions(p *irql.Point) []*irql.Obligation {
	in := func(region string, depth term.Ref) *irql.Obligation {
		note := irql.Allow(ddi.LevelRange{})
		note.What = region
		return &irql.Obligation{Terms: [2]term.Ref{depth}, Note: note}
	}
	return []*irql.Obligation{in(irql.CriticalRegion, p.Critical()), in(irql.GuardedRegion, p.Guarded())}
}

// inRegion judges whether the thread is in a region that it has entered itself.
func inRegion(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	deeper, certain := p.Deeper(irql.LevelsOf(o).What, o.Terms[0])
	switch {
	case certain && deeper > 0:
		return obligation.Broken
	case p.FromEntry(o.Terms[0]):
		return obligation.Open
	}
	return obligation.Kept
}

func attachment(p *irql.Point) []*irql.Obligation {
	return []*irql.Obligation{{Terms: [2]term.Ref{p.Attached()}}}
}

func attached(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	known := p.Interval(o.Terms[0])
	switch {
	case known.Lo > 0:
		return obligation.Broken
	case p.FromEntry(o.Terms[0]) && known.Hi > 0:
		return obligation.Open
	}
	return obligation.Kept
}

func ownership(*irql.Point) []*irql.Obligation { return []*irql.Obligation{{}} }

// holding judges whether the thread owns a lock; if it is not known to, a caller may know.
func holding(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	lock, owned := p.Owned()
	if !owned {
		return obligation.Open
	}
	note := irql.Allow(ddi.LevelRange{})
	note.Lock, note.What = lock, p.Terms().Spell(lock, p.In().Params)
	o.Note = note
	return obligation.Broken
}
