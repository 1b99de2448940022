package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// BreachKind tells which rule of levels is broken.
type BreachKind uint8

// The kinds of Breach.
const (
	TooHigh       BreachKind = iota // a call above the highest level at which it may be made
	TooLow                          // a call below the lowest
	RaisesToLower                   // a raise to a level below the present one
	AboveContract                   // the function goes above what its annotations allow
	BelowContract                   // below
	OtherLevel                      // what was saved at one level is restored at another
	NotSame                         // the function does not return at the level it was called at
	NotRaised                       // the function returns above the level that its annotation names
	ReturnsRaised                   // a function that the system calls returns above the level at which it was called
	NotSaved                        // a parameter that is to take the level does not
	NotRestored                     // the level is not set to what a parameter says
	PagedCode                       // a function in a pageable section goes to DISPATCH_LEVEL or above
	CancelLevel                     // a cancel routine gives the cancel lock up for another level than that of its IRP
	WhileAttached                   // a message is sent, or I/O waited for, while attached to another process
	APCsOn                          // a lock is taken while the thread can be suspended
	EndsInRegion                    // the thread ends inside a region that it entered
	EndsAttached                    // the thread ends while attached to another process
	EndsHolding                     // the thread ends while it holds a lock
)

// A Breach is a point at which a rule of levels is broken, or is if a caller's level is one
// that the function can't know.
//
// Large: one type for all rules of levels; each kind needs some of the fields, and all are handed on
// through calls in the same way.
type Breach struct {
	Kind     BreachKind
	Name     string // the routine or function that is called
	In       *program.Function
	Call     *ir.Call // in In; nil at a return
	At       ir.Span
	Inner    *Breach // the breach in the function called, nil for the point itself
	Min, Max int     // the levels that are allowed
	// Low and High bound the level at the point, as far as In knows.
	Low, High int
	Saved     int    // OtherLevel: the level at which it was saved
	Lock      string // EndsHolding: the lock, as In knows it
	Region    string // EndsInRegion: criticalRegion or guardedRegion
	Found     bool
	Trace     *simulate.Step // the way to the point
	raised    *simulate.Step // what set the level last, nil on entry

	level, other term.Ref
	lock         term.Ref
	facts        []term.Constraint
}

// demandLevel looks whether a level is what a point needs. Where only a caller can know,
// the demand is handed on.
func (sim *simulation) demandLevel(s *simulate.State, b *Breach) {
	p := sim.Terms
	known := sim.boundsOf(s, b.level)
	if b.Kind == WhileAttached || b.Kind == EndsAttached {
		known = s.IntervalOf(p, b.level)
	}
	b.Low, b.High = clampLevel(known.Lo), clampLevel(known.Hi)
	b.In, b.Trace, b.raised = sim.In, s.Trace, sim.raised(s)
	if b.Call != nil {
		b.At = b.Call.Span
	}
	open := sim.FromEntry(b.level)
	switch b.Kind {
	case APCsOn:
		b.Found = sim.apcsOn(s)
		open = sim.wanted(profile.Owns) && !sim.apcsOff(s)
	case EndsInRegion:
		delta, certain := sim.deeper(s, b)
		b.Found = certain && delta > 0
	case OtherLevel:
		saved := sim.boundsOf(s, b.other)
		if saved.Single() && known.Single() {
			b.Found, b.Saved = saved.Lo != known.Lo && !known.Nothing(), int(saved.Lo)
			if !b.Found {
				return
			}
		}
		open = (open || known.Single()) && (sim.FromEntry(b.other) || saved.Single()) && b.level != b.other
	case TooLow, BelowContract:
		if b.level == levelOnEntry { // nobody calls the function at a higher level than it asserts
			known.Hi = min(known.Hi, int64(sim.m.Asserted(sim.In)))
			b.High = clampLevel(known.Hi)
		}
		b.Found = known.Hi < int64(b.Min)
		open = open && s.IntervalOf(p, b.level).Lo < int64(b.Min)
	case WhileAttached, EndsAttached:
		b.Found = known.Lo > 0
		open = open && known.Hi > 0 && (b.Kind != WhileAttached || sim.wanted(profile.Blocks))
	default:
		b.Found = known.Lo > int64(b.Max)
		open = open && known.Hi > int64(b.Max) && s.IntervalOf(p, b.level).Hi > int64(b.Max) && (b.Kind != TooHigh || b.Max < sim.Run.Wanted.Level)
	}
	if !b.Found && !open {
		return
	}
	b.facts = sim.EntryFacts(s)
	sim.recordBreach(b)
}

// deeper is how much deeper the thread is in a region than where the function was called; false if that is not
// known. A callee may have counted on from a depth that is known.
func (sim *simulation) deeper(s *simulate.State, b *Breach) (int64, bool) {
	p := sim.Terms
	if delta, certain := p.Distance(b.level); certain {
		return delta, true
	}
	loc := criticalVar
	if b.Region == guardedRegion {
		loc = guardedVar
	}
	depth, constant := p.ConstOf(b.level)
	entry := s.IntervalOf(p, p.Initial(loc))
	return depth - entry.Lo, constant && entry.Single()
}

// The regions, by their names.
const (
	criticalRegion = "critical region"
	guardedRegion  = "guarded region"
)

// A demand that lies deeper than so many calls hangs on counts of references and the like.
const maxDemandDepth = 3

func clampLevel(n int64) int {
	return int(min(max(n, ddi.PassiveLevel), ddi.HighLevel))
}

const (
	maxBreaches = 60 // per function
	maxAlike    = 3  // of those that speak of the same call
)

func (sim *simulation) recordBreach(b *Breach) {
	alike := 0
	for _, other := range sim.breaches {
		if other.Kind == PagedCode && b.Kind == PagedCode {
			return // the section is the defect, not each raise
		}
		if other.Kind != b.Kind || other.At != b.At || other.Found != b.Found {
			continue
		}
		if b.Found {
			return // one for each place is enough
		}
		if other.Final().At == b.Final().At && other.Final().In == b.Final().In {
			alike++
		}
	}
	switch {
	case alike >= maxAlike:
	case len(sim.breaches) >= maxBreaches:
		sim.FellShort(simulate.Overfull)
	default:
		sim.breaches = append(sim.breaches, b)
	}
}

// Call looks whether a call may be made at the level in s.
func (sim *simulation) Call(s *simulate.State, call *ir.Call, target *program.Function, name string, args []term.Ref) {
	word := name
	if target != nil {
		word = target.Name
	} else if sim.Known.Lookup(name).Safely(ddi.Release) {
		sim.forgetCounted(s, sim.Known.Lookup(name), args)
	}
	if levels, ok := sim.m.boundTo(sim.In, target, name); ok {
		sim.demandRange(s, call, word, levels)
	}
	if target != nil {
		return
	}
	r := sim.Known.Lookup(name)
	if r == nil && name != "" && changes(sim.m.ContractOf(sim.In.UnitIndex, name, nil)) {
		sim.forget(s, levelVar) // its body is not here
	}
	sim.demandRoutine(s, call, r, args)
	sim.demandPaged(s, call, r, args)
	e := r.Effect(ddi.LimitIRQL, ddi.Anything)
	if e == nil {
		return
	}
	bound := e.When == nil && !e.WhenBlocks || e.WhenBlocks && sim.Blocks(s, r, args) && !sim.IsZeroLimit(r, sim.Limit(s, r, args))
	if e.When != nil && e.When.Arg < len(args) {
		n, constant := sim.Terms.ConstOf(s.Known(sim.Terms, args[e.When.Arg]))
		bound = constant && (e.When.Op == "eq") == (n == e.When.Value)
	}
	if bound {
		sim.demandRange(s, call, word, ddi.LevelRange{Max: e.Level})
	}
}

// demandPaged looks whether a pageable function makes a call that returns with the
// dispatcher locked, at DISPATCH_LEVEL.
func (sim *simulation) demandPaged(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	e := r.Effect(ddi.KeepDispatcher, ddi.Anything)
	if e == nil || e.Arg >= len(args) || !sim.m.Pageable(sim.In) {
		return
	}
	if n, constant := sim.Terms.ConstOf(args[e.Arg]); constant && n != 0 {
		sim.recordBreach(&Breach{Kind: PagedCode, Name: r.Name, Call: call, At: call.Span, In: sim.In, Found: true, Low: ddi.DispatchLevel, Trace: s.Trace})
	}
}

// mayKeepDispatcher reports whether f calls a routine that can return with the dispatcher locked.
func (m *Machine) mayKeepDispatcher(f *program.Function) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok {
			return
		}
		_, name := m.Callee(f, call)
		e := m.Known.Lookup(name).Effect(ddi.KeepDispatcher, ddi.Anything)
		found = found || e != nil && e.Arg < len(call.Args) && !(call.Args[e.Arg].Kind == ir.Const && call.Args[e.Arg].Int == 0)
	})
	return found
}

// Pageable reports whether the driver puts f into a section that can be paged out, and
// does not lock such sections itself.
func (m *Machine) Pageable(f *program.Function) bool {
	_, found := slices.BinarySearch(f.Unit.Paged, f.Name)
	return found && !m.locksCode
}

// pages reports whether the driver puts any function into a section that can be paged out.
func (m *Machine) pages() bool {
	return slices.ContainsFunc(m.Units, func(u *ir.Unit) bool { return len(u.Paged) > 0 })
}

// demandRoutine looks at the rules that a kind of routine has whatever its level.
func (sim *simulation) demandRoutine(s *simulate.State, call *ir.Call, r *ddi.Routine, args []term.Ref) {
	switch {
	case withAPC(r) && sim.Blocks(s, r, args):
		attached := s.Known(sim.Terms, sim.Load(s, attachedVar))
		sim.demandLevel(s, &Breach{Kind: WhileAttached, Name: r.Name, Call: call, level: attached})
	case r.Unguarded():
		sim.demandLevel(s, &Breach{Kind: APCsOn, Name: r.Name, Call: call, level: sim.levelOf(s)})
	case r.Does(ddi.EndThread):
		sim.threadEnds(s, call, r.Name, call.Span)
	}
}

// withAPC reports whether the routine waits for I/O in which APCs of the calling thread take part.
func withAPC(r *ddi.Routine) bool {
	e := r.Effect(ddi.Wait, ddi.Message|ddi.IO)
	return e != nil && !e.NoAPC
}

// apcsOff reports whether normal kernel APCs are known to be off.
func (sim *simulation) apcsOff(s *simulate.State) bool {
	for _, loc := range []term.Ref{levelVar, criticalVar, guardedVar} {
		v := sim.Load(s, loc)
		if delta, certain := sim.Terms.Distance(v); certain && delta > 0 && loc != levelVar || s.IntervalOf(sim.Terms, s.Known(sim.Terms, v)).Lo > 0 {
			return true
		}
	}
	return false
}

// allAPCsOff reports whether special kernel APCs are known to be off, too.
func (sim *simulation) allAPCsOff(s *simulate.State) bool {
	p := sim.Terms
	return sim.boundsOf(s, sim.levelOf(s)).Lo > ddi.PassiveLevel || s.IntervalOf(p, s.Known(p, sim.Load(s, guardedVar))).Lo > 0
}

func (sim *simulation) demandRange(s *simulate.State, call *ir.Call, name string, levels ddi.LevelRange) {
	if levels.Max < ddi.HighLevel {
		sim.demandLevel(s, &Breach{Kind: TooHigh, Name: name, Call: call, level: sim.levelOf(s), Min: levels.Min, Max: levels.Max})
	}
	if levels.Min > ddi.PassiveLevel {
		sim.demandLevel(s, &Breach{Kind: TooLow, Name: name, Call: call, level: sim.levelOf(s), Min: levels.Min, Max: levels.Max})
	}
}

// Happens looks at the demands that a callee hands on.
func (sim *simulation) Happens(in *simulate.Instance, _ *program.Function, sum *simulate.Summary) {
	for _, b := range foundIn(sum).breaches {
		sim.inheritBreach(in, b)
	}
}

// inheritBreach looks at a demand that a callee hands on.
func (sim *simulation) inheritBreach(in *simulate.Instance, b *Breach) {
	if b.Found {
		return // it is the callee's matter
	}
	s, call := in.Fulfil(b.facts), in.Call
	if s == nil {
		return
	}
	if b.Kind == PagedCode {
		sim.raisesPaged(s, &Breach{Kind: PagedCode, Name: b.Name, Call: call, Inner: b, Low: b.Low})
		return
	}
	if b.Kind == EndsHolding {
		sim.endsHolding(s, &Breach{Kind: EndsHolding, Name: b.Name, Call: call, At: call.Span, Inner: b})
		return
	}
	if b.Kind == APCsOn {
		sim.demandLevel(s, &Breach{Kind: APCsOn, Name: b.Name, Call: call, Inner: b, level: sim.levelOf(s)})
		return
	}
	if b.depth() >= maxDemandDepth {
		return
	}
	inherited := &Breach{Kind: b.Kind, Name: b.Name, Call: call, Inner: b, Min: b.Min, Max: b.Max, Region: b.Region, level: in.Value(b.level)}
	if b.other != 0 {
		inherited.other = in.Value(b.other)
	}
	sim.demandLevel(s, inherited)
}
