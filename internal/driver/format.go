package driver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
)

// FormatStates writes what each machine knows on entry of every block of f, one line for each
// property with which control comes there, as `drvlint dump states` prints it. What the callers
// of f hold is not known; its level is the one at which the system or, by contract, everybody
// calls it.
func (d *Driver) FormatStates(f *program.Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s:\n", f.Name)
	paths := d.Paths.Watch(f, simulate.Run{Wanted: simulate.Wanted{Traits: profile.Everything}})
	levels := d.Levels.WatchLevels(f)
	for _, blk := range f.Graph.Blocks {
		fmt.Fprintf(&b, ".%d: # %s\n", blk.Index, blk.Comment)
		for _, group := range []struct {
			name string
			w    *simulate.Watch
		}{{d.Paths.Name(), paths}, {d.Levels.Group.Name(), levels}} {
			if group.w == nil {
				fmt.Fprintf(&b, "\t%s: broken off at a bound\n", group.name)
				continue
			}
			for _, s := range group.w.Block(blk.Index) {
				fmt.Fprintf(&b, "\t%s: %s\n", group.name, s)
			}
		}
	}
	return b.String()
}

// FormatSummary writes what f does for its callers, as `drvlint dump summary` prints it: what it
// does to locks and threads, then, behind "irql", what it does to the IRQL and regions.
func (d *Driver) FormatSummary(f *program.Function) string {
	d.Paths.Ensure(f, simulate.Wanted{Traits: profile.Everything})
	w := &simulate.Writer{Group: d.Paths, Of: f}
	fmt.Fprintf(w, "func %s:\n", f.Name)
	if sum := d.Paths.Summary(f); sum != nil {
		w.Summary(sum)
	} else {
		w.WriteString("\tnothing that a check asks about\n")
	}
	return w.String() + d.Levels.FormatSummary(f)
}

// FormatObligations writes what the rules of f have come to: what is broken for certain, and
// what only a caller can decide, as `drvlint dump obligations` prints it.
func (d *Driver) FormatObligations(f *program.Function) string {
	d.Paths.Ensure(f, simulate.Wanted{Traits: profile.Everything})
	w := &simulate.Writer{Group: d.Paths, Of: f}
	fmt.Fprintf(w, "func %s:\n", f.Name)
	if sum := d.Paths.Summary(f); sum != nil {
		for _, e := range sum.Events {
			w.Event(e)
		}
	}
	for _, line := range slices.Concat(d.Locks.Obligations(f), d.Levels.Obligations(f)) {
		fmt.Fprintf(w, "\t%s\n", line)
	}
	return w.String()
}
