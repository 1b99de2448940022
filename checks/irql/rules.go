package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// The rules, in the order in which they are asked at a point.
var (
	tooHigh       = &irql.Rule{Name: "level too high", Depth: irql.HandOver, On: callsAbove, Judge: aboveAsked, Prefer: harmsMore}
	tooLow        = &irql.Rule{Name: "level too low", Depth: irql.HandOver, On: callsBelow, Judge: below, LetOff: givesBack}
	raisesToLower = &irql.Rule{Name: "raises to a lower level", Depth: irql.HandOver, On: raises, Judge: above}
	otherLevel    = &irql.Rule{Name: "restored at another level", Depth: irql.HandOver, On: restoresFloat, Judge: sameLevel}
	cancelLevel   = &irql.Rule{Name: "cancel lock released at another level", On: cancels, Judge: always}
	aboveContract = &irql.Rule{Name: "above its annotations", Depth: irql.HandOver, On: goesAbove, Judge: above}
	belowContract = &irql.Rule{Name: "below its annotations", Depth: irql.HandOver, On: goesBelow, Judge: below}
	pagedCode     = &irql.Rule{Name: "paged code raised", Depth: obligation.Unbounded, Once: true, On: raisesPaged, Judge: paged}
	pagedCalled   = &irql.Rule{Name: "paged code called", Depth: irql.HandOver, On: callsPaged, Judge: aboveAsked}
	notSaved      = &irql.Rule{Name: "level not saved", On: saves, Judge: always}
	notRestored   = &irql.Rule{Name: "level not restored", On: restores, Judge: always}
	notRaised     = &irql.Rule{Name: "returns above its annotation", Depth: irql.HandOver, On: returnsAbove, Judge: above}
	notSame       = &irql.Rule{Name: "returns at another level", On: returnsElsewhere, Judge: certain}
	returnsRaised = &irql.Rule{Name: "returns raised", On: returnsHigh, Judge: certain}
)

var rules = []*irql.Rule{
	tooHigh, tooLow, raisesToLower, otherLevel, cancelLevel, aboveContract, belowContract, pagedCode, pagedCalled,
	notSaved, notRestored, notRaised, notSame, returnsRaised,
}

// about asks for a level within a range.
func about(p *irql.Point, level term.Ref, allowed ddi.LevelRange) *irql.Obligation {
	return &irql.Obligation{Name: p.Name, Call: p.Call, Terms: [2]term.Ref{level}, Note: irql.Allow(allowed)}
}

// limits lists between which levels the call at a point may be made: by its documentation or its
// annotations, and by what its routine does with the arguments.
func limits(p *irql.Point) []ddi.LevelRange {
	var list []ddi.LevelRange
	if levels, ok := p.Machine().Allowed(p.In(), p.Callee, p.Name); ok {
		list = append(list, levels)
	}
	list = append(list, p.AllowedWhen()...)
	e := p.Routine.Effect(ddi.LimitIRQL, ddi.Anything)
	if e == nil {
		return list
	}
	bound := e.When == nil && !e.WhenBlocks || e.WhenBlocks && p.Blocks() && !p.ZeroLimit()
	if e.When != nil {
		if v, given := p.Arg(e.When.Arg); given {
			n, constant := p.Terms().ConstOf(v)
			bound = constant && e.When.Holds(n)
		}
	}
	if bound {
		list = append(list, ddi.LevelRange{Max: e.Level})
	}
	return list
}

func callsAbove(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtCall {
		return
	}
	for _, levels := range limits(p) {
		if levels.Max < ddi.HighLevel {
			ask(about(p, p.Level(), levels))
		}
	}
	if e := p.Routine.Effect(ddi.LimitIRQL, ddi.Anything); e != nil && e.When != nil {
		if v, given := p.Arg(e.When.Arg); given && p.FromEntry(v) {
			o := about(p, p.Level(), ddi.LevelRange{Max: e.Level})
			o.Terms[1], irql.LevelsOf(o).When = v, e.When
			ask(o)
		}
	}
}

func callsBelow(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtCall {
		return
	}
	list := p.AllowedWhen()
	if levels, ok := p.Machine().Allowed(p.In(), p.Callee, p.Name); ok {
		list = append(list, levels)
	}
	for _, levels := range list {
		if levels.Min > ddi.PassiveLevel {
			o := about(p, p.Level(), levels)
			irql.LevelsOf(o).GivesBack = p.Routine.Does(ddi.Release) || p.Routine.Does(ddi.RestoreIRQL)
			ask(o)
		}
	}
}

// givesBack reports whether what is called gives back what was taken at the level that it needs: who gives it
// back where nobody knows whether it was taken is not below the level by that.
func givesBack(o *irql.Obligation) bool { return irql.LevelsOf(o).GivesBack }

// aboveAsked is above for calls: they are of interest to callers that have asked about their own level.
func aboveAsked(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	verdict := above(p, o)
	l := irql.LevelsOf(o)
	if l.When != nil && verdict != obligation.Kept {
		n, constant := p.Terms().ConstOf(o.Terms[1])
		switch {
		case constant && l.When.Holds(n):
		case !constant && p.FromEntry(o.Terms[1]) && verdict == obligation.Broken:
			return obligation.Open // the argument decides alone
		case constant, !p.FromEntry(o.Terms[1]):
			return obligation.Kept
		}
	}
	if verdict == obligation.Open && l.Max >= p.Wanted().Level {
		return obligation.Kept
	}
	return verdict
}

// above judges whether a level is at most the highest that is allowed.
func above(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	l, known := p.Measure(o)
	most := int64(l.Max)
	switch {
	case known.Lo > most:
		return obligation.Broken
	case p.FromEntry(o.Terms[0]) && known.Hi > most && p.Interval(o.Terms[0]).Hi > most:
		return obligation.Open
	}
	return obligation.Kept
}

// below judges whether a level is at least the lowest that is allowed.
func below(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	l, known := p.Measure(o)
	if o.Terms[0] == irql.LevelOnEntry { // nobody calls the function at a higher level than it asserts
		known.Hi = min(known.Hi, int64(p.Machine().Asserted(p.In())))
		l.High = irql.Clamp(known.Hi)
	}
	if ofCanceller(p, o) {
		known.Hi, l.Low, l.High = ddi.PassiveLevel, ddi.PassiveLevel, ddi.PassiveLevel
	}
	switch {
	case known.Hi < int64(l.Min):
		return obligation.Broken
	case p.FromEntry(o.Terms[0]) && p.Interval(o.Terms[0]).Lo < int64(l.Min):
		return obligation.Open
	}
	return obligation.Kept
}

// raises asks of a raise that it is none to a lower level.
func raises(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtCall || p.Routine == nil {
		return
	}
	for i := range p.Routine.Effects {
		e := &p.Routine.Effects[i]
		if e.Kind != ddi.RaiseIRQL || e.Level >= 0 {
			continue
		}
		if to, given := p.Arg(e.Arg); given {
			if n, constant := p.Terms().ConstOf(to); constant {
				ask(about(p, p.Level(), ddi.LevelRange{Max: int(n)}))
			}
		}
	}
}

// restoresFloat asks that the state of the processor is restored at the level at which it was saved.
func restoresFloat(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind == irql.AtCall && p.Routine.Does(ddi.RestoreFloat) && len(p.Args) > 0 {
		o := about(p, p.Level(), ddi.LevelRange{})
		o.Terms[1] = p.Saved(p.Args[0])
		ask(o)
	}
}

func sameLevel(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	l, known := p.Measure(o)
	saved := p.Bounds(o.Terms[1])
	if saved.Single() && known.Single() {
		l.Saved = int(saved.Lo)
		if saved.Lo != known.Lo && !known.Nothing() {
			return obligation.Broken
		}
		return obligation.Kept
	}
	if (p.FromEntry(o.Terms[0]) || known.Single()) && (p.FromEntry(o.Terms[1]) || saved.Single()) && o.Terms[0] != o.Terms[1] {
		return obligation.Open
	}
	return obligation.Kept
}

// isCancel reports whether the system calls f to cancel an IRP: with the cancel lock held, which it gives up.
func isCancel(m *irql.Machine, f *program.Function) bool {
	return slices.ContainsFunc(m.Roles(f), func(r callgraph.Registration) bool { return r.Role == ddi.Cancellation })
}

// ofCanceller reports whether a cancel routine has gone back to the level at which its IRP was cancelled: that is the thread's, when it ends
// or asks for that.
func ofCanceller(p *irql.Point, o *irql.Obligation) bool {
	restored := ddi.Lookup(irql.Raised(o)).Effect(ddi.RestoreIRQL, ddi.Anything)
	if restored == nil || restored.Member == "" || !isCancel(p.Machine(), p.In()) {
		return false
	}
	t := p.Terms().Term(o.Terms[0])
	return t.Op == term.Init && p.Terms().Leaf(t.A) == restored.Member
}

// cancels asks a cancel routine for the level of its IRP where it gives up the cancel lock.
func cancels(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtCall || !p.Routine.Does(ddi.RestoreIRQL) {
		return
	}
	for i := range p.Routine.Effects {
		e := &p.Routine.Effects[i]
		if e.Kind != ddi.RestoreIRQL || e.Keep.Kind != ddi.KeepValue || e.Keep.Arg >= len(p.Args) || e.Member == "" {
			continue
		}
		level, constant := p.Terms().ConstOf(p.Args[e.Keep.Arg])
		if constant && level != ddi.DispatchLevel && isCancel(p.Machine(), p.In()) { // there it is lowered later
			ask(&irql.Obligation{Name: p.Name, Call: p.Call})
		}
	}
}

// goesAbove and goesBelow ask that the level which was set is one that the function's annotations allow.
func goesAbove(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtChange {
		return
	}
	if c := p.Machine().Contract(p.In()); c.Highest >= 0 {
		ask(about(p, p.Level(), ddi.LevelRange{Min: ddi.PassiveLevel, Max: c.Highest}))
	}
}

func goesBelow(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtChange {
		return
	}
	if c := p.Machine().Contract(p.In()); c.Lowest >= 0 {
		ask(about(p, p.Level(), ddi.LevelRange{Min: c.Lowest, Max: ddi.HighLevel}))
	}
}

// raisesPaged asks that code which can be paged out does not go to DISPATCH_LEVEL, nor calls what returns
// with the dispatcher locked.
func raisesPaged(p *irql.Point, ask func(*irql.Obligation)) {
	switch p.Kind {
	case irql.AtChange:
		if n, constant := p.Terms().ConstOf(p.Level()); p.Raises && constant && n >= ddi.DispatchLevel {
			note := irql.Allow(ddi.LevelRange{})
			note.Low = irql.Clamp(n)
			ask(&irql.Obligation{Name: p.Name, Call: p.Call, Note: note})
		}
	case irql.AtCall:
		e := p.Routine.Effect(ddi.KeepDispatcher, ddi.Anything)
		if e == nil || e.Arg >= len(p.Args) || !p.Machine().Pageable(p.In()) {
			return
		}
		if n, constant := p.Terms().ConstOf(p.Args[e.Arg]); constant && n != 0 {
			note := irql.Allow(ddi.LevelRange{})
			note.Low = ddi.DispatchLevel
			ask(&irql.Obligation{Name: p.Routine.Name, Call: p.Call, Note: note})
		}
	}
}

// callsPaged asks that a function which can be paged out is not called at DISPATCH_LEVEL, by one that can not: another one has a finding
// of its own.
func callsPaged(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtCall || !p.Machine().LeadsToPaged(p.In(), p.Callee) {
		return
	}
	o := about(p, p.Level(), ddi.LevelRange{Max: ddi.APCLevel})
	o.Name = p.Callee.Name
	ask(o)
}

// paged judges whether the code lies in a section that can be paged out: that of an inlined function lies
// where its callers lie.
func paged(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	if p.Kind != irql.AtCall {
		p.Since(o)
	}
	switch {
	case p.Machine().Contract(p.In()).Inlined && p.Machine().Pages():
		return obligation.Open
	case p.Machine().Pageable(p.In()):
		return obligation.Broken
	}
	return obligation.Kept
}

// saves and restores ask that the parameters which take or give a level have done so.
func saves(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtReturn {
		return
	}
	c := p.Machine().Contract(p.In())
	for _, i := range c.Saves {
		if slices.Contains(c.Restores, i) {
			continue // it gives the lock up in between: the level is that of its caller
		}
		if !p.Keeps(i) && !handsOnParam(p, i) {
			ask(&irql.Obligation{Name: p.In().Params[i].Name, At: p.At()})
		}
	}
}

func restores(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtReturn {
		return
	}
	t, c := p.Terms(), p.Machine().Contract(p.In())
	for _, i := range c.Restores {
		if p.State().Constrained(t, t.Param(i)) {
			continue // it is looked at first, and may be the present level
		}
		if !slices.Contains(c.Saves, i) && !t.Contains(p.Level(), t.Param(i)) {
			ask(&irql.Obligation{Name: p.In().Params[i].Name, At: p.At()})
		}
	}
}

// handsOnParam reports whether the function passes the parameter's value to a function of
// the driver, which may do what it does not.
func handsOnParam(p *irql.Point, param int) bool {
	found := false
	p.In().Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok {
			target, _ := p.Machine().Callee(p.In(), call)
			found = found || target != nil && slices.ContainsFunc(call.Args, func(a ir.Value) bool { return a.Kind == ir.Load && a.Reads(p.In().Params[param]) })
		}
	})
	return found
}

// always and certain judge what is broken wherever it is asked; certain speaks of the level.
func always(*irql.Point, *irql.Obligation) obligation.Verdict { return obligation.Broken }

func certain(p *irql.Point, o *irql.Obligation) obligation.Verdict {
	l, _ := p.Measure(o)
	known := p.Interval(o.Terms[0])
	l.Low, l.High = irql.Clamp(known.Lo), irql.Clamp(known.Hi)
	return obligation.Broken
}

// harmsMore reports whether a call harms wherever its memory is, and another one below the same place only where that is paged out.
func harmsMore(b, other *irql.Obligation) bool { return pageable(other) && !pageable(b) }
