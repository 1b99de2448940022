package summary

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A GivenUp is something of a driver that was not looked into as far as it should be: findings
// may be missing for it.
type GivenUp struct {
	Unit *ir.Unit
	At   ir.Span
	Text string // what was given up and what that means
}

// A shortfall says how far the simulation of a function fell short.
type shortfall uint8

const (
	brokenOff       shortfall = 1 << iota
	followedLoosely           // on all ways, with too many of them to tell all apart
	overfull                  // more was found than there is room for in what callers are told
	unheld                    // more locks were held at once than are followed
)

// fellShort notes it if a summary does not stand for all that its function does.
func (p *Program) fellShort(f *program.Function, sum *Summary) {
	how := sum.short
	if sum.Bounded {
		how |= brokenOff
	}
	if how == 0 {
		return
	}
	if p.short == nil {
		p.short = map[*program.Function]shortfall{}
	}
	p.short[f] |= how
}

// GivenUp lists what was given up so far, in order of the functions.
func (p *Program) GivenUp() []GivenUp {
	short := map[*program.Function]shortfall{}
	for _, q := range []*Program{p, p.ofRegime()} {
		for f, how := range q.short {
			short[f] |= how
		}
	}
	var list []GivenUp
	for _, f := range p.Functions {
		for _, words := range short[f].words(f) {
			list = append(list, GivenUp{f.Unit, f.NameSpan, words})
		}
	}
	for _, c := range p.Crowds() {
		list = append(list, GivenUp{c.Unit, c.At, fmt.Sprintf(
			"%s (line %d) may be given more functions than are followed: some are not known to be called by the system, and findings about them may be missing",
			c.Into, c.Unit.Line(c.At))})
	}
	if n := len(p.unknown); n > 0 {
		first := slices.MinFunc(p.unknown, func(a, b callgraph.Site) int {
			return cmp.Or(a.In.Index-b.In.Index, int(a.Call.From)-int(b.Call.From))
		})
		list = append(list, GivenUp{first.In.Unit, first.Call.Span, fmt.Sprintf(
			"the driver creates more than %d threads: the other %d, from function %s (line %d) on, are not followed, and findings about them may be missing",
			maxThreads, n, first.In.Name, first.In.Unit.Line(first.Call.Span))})
	}
	return list
}

// words says of a function how its simulation fell short, one line each.
func (how shortfall) words(f *program.Function) []string {
	who := fmt.Sprintf("function %s (line %d)", f.Name, f.Unit.Line(f.NameSpan))
	if how&brokenOff != 0 {
		return []string{who + " is too complex: its analysis was broken off, and only what was found up to there is reported from it"}
	}
	var list []string
	if how&followedLoosely != 0 {
		list = append(list, who+" has too many ways through it to tell all apart: findings that depend on which of them is taken may be missing")
	}
	if how&overfull != 0 {
		list = append(list, who+" makes more calls that matter to its callers than are kept: findings about the others may be missing")
	}
	if how&unheld != 0 {
		list = append(list, fmt.Sprintf("%s may hold more than %d locks at once: some are not followed, and findings about those may be missing", who, maxHeld))
	}
	return list
}
