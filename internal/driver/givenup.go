package driver

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// A GivenUp is something of a driver that was not looked into as far as it should be: findings
// may be missing for it.
type GivenUp struct {
	Unit *ir.Unit
	At   ir.Span
	Text string // what was given up and what that means
}

// GiveUp says that a check did not look into f as far as it should: why, in words that follow the name of the
// function.
func GiveUp(f *program.Function, check, why string) GivenUp {
	return GivenUp{f.Unit, f.NameSpan, fmt.Sprintf("function %s (line %d) %s: findings of check %s in it may be missing", f.Name, f.Unit.Line(f.NameSpan), why, check)}
}

// GivenUp lists what was given up while the driver was worked out, in order of the functions.
func (d *Driver) GivenUp() []GivenUp {
	var list []GivenUp
	for _, f := range d.Functions {
		short := d.Paths.Shortfall(f) | d.Levels.Shortfall(f)
		for _, words := range shortfall(d, f, short) {
			list = append(list, GivenUp{f.Unit, f.NameSpan, words})
		}
	}
	for _, c := range d.Crowds() {
		list = append(list, GivenUp{c.Unit, c.At, fmt.Sprintf(
			"%s (line %d) may be given more functions than are followed: some are not known to be called by the system, and findings about them may be missing",
			c.Into, c.Unit.Line(c.At))})
	}
	for _, p := range d.PointsTo.Unfollowed() {
		list = append(list, d.unfollowed(p))
	}
	if n := len(d.Unknown()); n > 0 {
		first := slices.MinFunc(d.Unknown(), func(a, b callgraph.Site) int {
			return cmp.Or(a.In.Index-b.In.Index, int(a.Call.From)-int(b.Call.From))
		})
		list = append(list, GivenUp{first.In.Unit, first.Call.Span, fmt.Sprintf(
			"the driver creates more than %d threads: the other %d, from function %s (line %d) on, are not followed, and findings about them may be missing",
			threads.MaxThreads, n, first.In.Name, first.In.Unit.Line(first.Call.Span))})
	}
	return list
}

// shortfall says of f how its simulation fell short, one line each.
func shortfall(d *Driver, f *program.Function, how simulate.Shortfall) []string {
	who := fmt.Sprintf("function %s (line %d)", f.Name, f.Unit.Line(f.NameSpan))
	if how&simulate.BrokenOff != 0 {
		return []string{who + " is too complex: its analysis was broken off, and only what was found up to there is reported from it"}
	}
	var list []string
	if how&simulate.FollowedLoosely != 0 {
		list = append(list, who+" has too many ways through it to tell all apart: findings that depend on which of them is taken may be missing")
	}
	if how&simulate.Overfull != 0 {
		list = append(list, who+" makes more calls that matter to its callers than are kept: findings about the others may be missing")
	}
	if how&simulate.Overflow != 0 {
		for _, words := range d.Paths.Overflows() {
			list = append(list, who+" "+words)
		}
	}
	return list
}

// unfollowed says that a pointer may point to more places than are followed, where it is declared; a member where the
// driver begins.
func (d *Driver) unfollowed(p pointsto.Pointer) GivenUp {
	at, name := GivenUp{Unit: d.Units[0]}, p.Name
	if p.Record != "" {
		name = p.Record + "." + p.Name
	}
	if p.Variable != nil {
		name = p.Variable.Name
		for _, f := range d.Functions {
			if slices.Contains(f.Params, p.Variable) || slices.Contains(f.Locals, p.Variable) {
				at.Unit, at.At, name = f.Unit, f.NameSpan, fmt.Sprintf("%s of function %s (line %d)", name, f.Name, f.Unit.Line(f.NameSpan))
				break
			}
		}
	}
	at.Text = name + " may point to more places than are followed: some functions or threads that go through it are not known, and findings about them may be missing"
	return at
}
