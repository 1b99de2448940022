package irql

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// returnsAbove asks for the level at which annotations have the function return.
func returnsAbove(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtReturn {
		return
	}
	if c := p.Machine().Contract(p.In()); c.Raises >= 0 {
		ask(&irql.Obligation{At: p.At(), Terms: [2]term.Ref{p.Level()}, Note: irql.Allow(ddi.LevelRange{Max: c.Raises})})
	}
}

// returnsElsewhere asks that a function returns at the level at which it was called, as its annotations
// promise.
func returnsElsewhere(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind == irql.AtReturn && atOtherLevel(p) && !testsLevel(p.State().Trace) {
		ask(&irql.Obligation{At: p.At(), Terms: [2]term.Ref{p.Level()}})
	}
}

// atOtherLevel reports whether the function certainly returns at another level than it was called at, though it
// promises not to.
func atOtherLevel(p *irql.Point) bool {
	c, level := p.Machine().Contract(p.In()), p.Level()
	entry := p.Interval(irql.LevelOnEntry)
	return c.Raises < 0 && c.Same && (level != irql.LevelOnEntry && p.Terms().IsConst(level) && !entry.Single() || entry.Meet(p.Bounds(level)).Nothing())
}

// returnsHigh asks that a function which the system calls returns no higher than it was called.
func returnsHigh(p *irql.Point, ask func(*irql.Obligation)) {
	if p.Kind != irql.AtReturn || !p.BySystem() || p.Joined() && lowers(p) || atOtherLevel(p) || p.Machine().Contract(p.In()).Raises >= 0 {
		return
	}
	level := p.Level()
	if level != irql.LevelOnEntry && p.Terms().IsConst(level) && p.Bounds(level).Lo > int64(p.Entered().Min) && !testsLevel(p.State().Trace) {
		ask(&irql.Obligation{At: p.At(), Terms: [2]term.Ref{level}})
	}
}

// lowers reports whether the function itself lowers the level somewhere: on ways that were taken together, a test may have said where.
func lowers(p *irql.Point) bool {
	found := false
	p.In().Instrs(func(in ir.Instr) {
		_, r := p.Machine().RoutineOf(p.In(), in)
		found = found || r.Does(ddi.RestoreIRQL)
	})
	return found
}
