package apcenabled

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/ir"
)

// A lock is a global variable, or a member of whatever structure of that tag.
type lock struct{ record, name string }

// lockOf is the lock that the call of a routine is for; false if it is reached by a pointer only, which may be to any.
func lockOf(r *ddi.Routine, call *ir.Call) (lock, bool) {
	i := r.Arg(ddi.OpLock)
	if call == nil || i < 0 || i >= len(call.Args) {
		return lock{}, false
	}
	place := call.Args[i].Pointee()
	for _, step := range slices.Backward(place.Path) {
		if step.Kind == ir.Field {
			return lock{step.Record, step.Name}, true
		}
	}
	return lock{name: place.Root.Name}, place.Root.Kind == ir.GlobalVar || place.Root.Kind == ir.StaticVar
}

// guarded reports whether the driver keeps APCs out at some place where it takes the lock: then the others, which are given, were
// forgotten one by one.
func guarded(p *driver.Driver, l lock, others []*irql.Obligation) bool {
	return slices.ContainsFunc(p.Functions, func(f *program.Function) bool {
		found := false
		f.Instrs(func(in ir.Instr) {
			call, r := p.RoutineOf(f, in)
			if of, known := lockOf(r, call); !known || of != l || !r.Does(ddi.Acquire) {
				return
			}
			forgotten := slices.ContainsFunc(others, func(b *irql.Obligation) bool { return b.Final().Call == call })
			found = found || r.Does(ddi.EnterRegion) || !forgotten && (entersRegion(p, f) || slices.ContainsFunc(p.Callees(f), func(g *program.Function) bool { return entersRegion(p, g) }))
			found = found || slices.ContainsFunc(p.Functions, func(g *program.Function) bool {
				return slices.Contains(p.Callees(g), f) && entersRegion(p, g) && !slices.ContainsFunc(others, func(b *irql.Obligation) bool { return b.In == g })
			})
		})
		return found
	})
}

// entersRegion reports whether f itself keeps APCs out for a while.
func entersRegion(p *driver.Driver, f *program.Function) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		_, r := p.RoutineOf(f, in)
		found = found || r.Does(ddi.EnterRegion)
	})
	return found
}
