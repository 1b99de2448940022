package driver

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
)

// DemandEnds demands what the functions do that the driver begins and ends with. It is the Before of checks that ask
// what a driver leaves behind, and of HandsOn for them.
func (d *Driver) DemandEnds() {
	unloads, _ := d.Unloads()
	entries, _ := d.WithRole(ddi.Entry)
	for _, f := range append(unloads, entries...) {
		if sum := d.Demand(f, profile.Threads); sum != nil {
			for _, o := range sum.Outcomes {
				HandsOn(d, f, o)
			}
		}
	}
}

// SkippedAtEnd reports whether the driver is left without something that f does: nothing but the entry point and unload routines come to f, and on each
// way through those that do, what was done before decides that it is left out. Of rounds the outcomes tell too little: what they do may leave no way out.
func SkippedAtEnd(d *Driver, f *program.Function, done func(*simulate.Outcome) bool) bool {
	unloads, _ := d.Unloads()
	entries, _ := d.WithRole(ddi.Entry)
	above := d.Above([]*program.Function{f})
	for g := range above {
		if slices.Contains(g.Graph.LoopHeads(), true) || len(d.Roles(g)) > 0 && !slices.Contains(unloads, g) && !slices.Contains(entries, g) || len(d.Roles(g)) == 0 && slices.Contains(d.PointsTo.AddressTaken(), g) {
			return false
		}
	}
	found := false
	for _, unload := range unloads {
		if !above[unload] {
			continue
		}
		found = true
		sum := d.Demand(unload, profile.Threads)
		if sum == nil || sum.Loose() || len(sum.Outcomes) == 0 || slices.ContainsFunc(sum.Outcomes, done) {
			return false
		}
	}
	return found
}
