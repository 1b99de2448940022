package driver

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
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
