package summary

import (
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A tell says of which calls a regime summary tells whose rules hang on the caller's regime.
type tell struct {
	level    int  // calls that are bound to a lower level than this
	blocking bool // messages and I/O that must not be waited for while attached
	owning   bool // locks that must not be taken while APCs are on
}

func (t tell) covers(u tell) bool {
	return t.level >= u.level && (t.blocking || !u.blocking) && (t.owning || !u.owning)
}

func (t tell) join(u tell) tell {
	return tell{level: max(t.level, u.level), blocking: t.blocking || u.blocking, owning: t.owning || u.owning}
}

// need says between which levels the calls that a function makes, itself or below, are
// allowed: at most at most, at least at least.
type need struct{ most, least int }

// needs finds what f needs, whatever the path.
func (p *Program) needs(f *program.Function) need {
	if p.needed == nil {
		p.findNeeds()
	}
	return p.needed[f]
}

func (p *Program) findNeeds() {
	p.needed = map[*program.Function]need{}
	for _, f := range p.Functions {
		n := need{most: ddi.HighLevel}
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				target, name := p.Callee(f, call)
				if levels, ok := p.boundTo(f, target, name); ok {
					n.most, n.least = min(n.most, levels.Max), max(n.least, levels.Min)
				}
				if e := p.Known.Lookup(name).Effect(ddi.LimitIRQL, ddi.Anything); target == nil && e != nil {
					n.most = min(n.most, e.Level)
				}
			}
		})
		p.needed[f] = n
	}
	for changed := true; changed; {
		changed = false
		for _, f := range p.Order() {
			n := p.needed[f]
			for _, callee := range p.Callees(f) {
				below := p.needed[callee]
				if !p.Contract(callee).Bound {
					n.most, n.least = min(n.most, below.most), max(n.least, below.least)
				}
			}
			if n != p.needed[f] {
				p.needed[f], changed = n, true
			}
		}
	}
}

// boundTo is the range of levels at which a routine, or a function with a contract, may be called.
func (p *Program) boundTo(f *program.Function, target *program.Function, name string) (ddi.LevelRange, bool) {
	if target != nil {
		c := p.Contract(target)
		entry := c.Entry
		if strings.Contains(target.Name, "::~") {
			entry.Min = ddi.PassiveLevel // the object may have given up what it held already
		}
		return entry, c.Bound
	}
	if name == "" {
		return ddi.LevelRange{}, false
	}
	if c := p.ContractOf(f.UnitIndex, name, nil); c.Bound {
		return c.Entry, true
	}
	levels, ok := ddi.Levels(name)
	if !ok || levels.Conditional && levels.Max != ddi.DispatchLevel {
		return ddi.LevelRange{}, false
	}
	if levels.Conditional {
		levels.Min = ddi.PassiveLevel
	}
	return levels, true
}

// regimeOf is the regime summary of a callee, if it matters here.
func (sim *simulation) regimeOf(s *state, target *program.Function) *Summary {
	asked := sim.asks(s, target)
	if sim.p.of(target).Traits&ends == 0 && !sim.p.tellsRegime(target) && asked == (tell{}) && len(target.Graph.Blocks) > smallFunction {
		return nil
	}
	sim.p.ensureRegime(target, asked)
	if sim.p.of(target).Regime == nil || sim.p.of(target).Regime.Bounded {
		return nil
	}
	return sim.p.of(target).Regime
}

// tellsRegime reports whether a caller learns something of the regime from the summary of f.
func (p *Program) tellsRegime(f *program.Function) bool {
	return p.regimeBalance(f) != even && p.handlesRegime(f)
}

// asks says what a callee must tell: what may break a rule in the regime of s, or in that of
// a caller who has asked.
func (sim *simulation) asks(s *state, target *program.Function) tell {
	p := sim.p.pool
	needs := sim.p.needs(target)
	var asked tell
	level := sim.levelOf(s)
	if known := sim.boundsOf(s, level); known.Lo > int64(needs.most) {
		asked.level = clampLevel(known.Lo)
	}
	if sim.fromEntry(level) && !p.IsConst(level) && sim.asked.level > needs.most {
		asked.level = max(asked.level, sim.asked.level)
	}
	if sim.p.of(target).Traits&blocks != 0 && (sim.asked.blocking || s.IntervalOf(p, sim.load(s, attachedVar)).Lo > 0) {
		asked.blocking = true
	}
	if sim.p.of(target).Traits&owns != 0 && (sim.asked.owning || sim.apcsOn(s)) {
		asked.owning = true
	}
	return asked
}

// onlyPromised reports whether what an outcome says of the level on entry says nothing of the
// present one: it is what annotations promise, and not what the callee tests, or the promise
// is broken, and the callee goes on all the same.
func (sim *simulation) onlyPromised(s *state, target *program.Function, says term.Interval) bool {
	c := sim.p.Contract(target)
	promised := term.Interval{Lo: int64(c.Entry.Min), Hi: int64(c.Entry.Max)}
	return c.Bound && (says.Equal(promised) || s.IntervalOf(sim.p.pool, sim.levelOf(s)).Meet(promised).Nothing())
}

// apcsOn reports whether normal kernel APCs are known to be on: no region was entered, and
// the level is still that at which the function was called.
func (sim *simulation) apcsOn(s *state) bool {
	level := sim.levelOf(s)
	known := s.IntervalOf(sim.p.pool, level)
	if known.Lo > 0 || known.Hi > 0 && level != levelOnEntry {
		return false
	}
	for _, loc := range []term.Ref{criticalVar, guardedVar} {
		if s.IntervalOf(sim.p.pool, s.Known(sim.p.pool, sim.load(s, loc))).Hi > 0 {
			return false
		}
	}
	return true
}
