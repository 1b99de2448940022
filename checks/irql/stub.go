package irql

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/ir"
)

// isStub reports whether an annotation binds a function of the driver that does nothing yet which needs its level, nor does what it calls: at most
// it prints, and returns.
func isStub(pass *check.Pass, b *irql.Obligation) bool {
	point := b.Final()
	if point.Call == nil {
		return false
	}
	callee, _ := pass.Driver.Callee(point.In, point.Call)
	if callee == nil {
		return false
	}
	for f := range pass.Driver.Reach(callee) {
		if pass.Driver.Levels.Pageable(f) || !idles(pass.Driver, f, irql.LevelsOf(b).Low) {
			return false
		}
	}
	return true
}

// idles reports whether f touches only its own variables, and calls nothing of the system but what has no effect, as what prints, at a level.
func idles(d *driver.Driver, f *program.Function, level int) bool {
	own := func(p ir.Place) bool {
		return p.Root != nil && !p.ThroughPointer() && p.Root.Kind != ir.GlobalVar && p.Root.Kind != ir.StaticVar
	}
	var reads func(v ir.Value) bool // only what f owns
	reads = func(v ir.Value) bool {
		return (v.Kind != ir.Load || own(v.Place)) && !slices.ContainsFunc(v.Args, func(a ir.Value) bool { return !reads(a) })
	}
	idle := true
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			idle = idle && own(in.Dst) && reads(in.Src)
		case *ir.Return:
			idle = idle && (in.Value == nil || reads(*in.Value))
		case *ir.Call:
			idle = idle && !slices.ContainsFunc(in.Args, func(a ir.Value) bool { return !reads(a) })
			if target, name := d.Callee(f, in); target == nil {
				idle = idle && hasNoEffect(d, name, level)
			}
		}
	})
	for _, block := range f.Graph.Blocks {
		for _, e := range block.Succs {
			idle = idle && (e.Test == nil || reads(*e.Test))
		}
	}
	return idle
}

func hasNoEffect(d *driver.Driver, name string, level int) bool {
	r := d.Known.Lookup(name)
	levels, known := d.Known.Levels(name)
	return (r != nil || known) && (!known || levels.Max >= level) && (r == nil || !slices.ContainsFunc(r.Effects, func(e ddi.Effect) bool { return e.Kind&^ddi.Trace != 0 }))
}
