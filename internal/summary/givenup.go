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
	followedLoosely shortfall = 1 + iota // on all ways, with too many of them to tell all apart
	brokenOff
)

// fellShort notes it if a summary does not stand for all ways through its function.
func (p *Program) fellShort(f *program.Function, sum *Summary) {
	how := shortfall(0)
	switch {
	case sum.Bounded:
		how = brokenOff
	case sum.loose:
		how = followedLoosely
	default:
		return
	}
	if p.short == nil {
		p.short = map[*program.Function]shortfall{}
	}
	p.short[f] = max(p.short[f], how)
}

// GivenUp lists what was given up so far, in order of the functions.
func (p *Program) GivenUp() []GivenUp {
	short := map[*program.Function]shortfall{}
	for _, q := range []*Program{p, p.ofRegime()} {
		for f, how := range q.short {
			short[f] = max(short[f], how)
		}
	}
	var list []GivenUp
	for _, f := range p.Functions {
		if how := short[f]; how != 0 {
			list = append(list, GivenUp{f.Unit, f.NameSpan, how.words(f)})
		}
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

func (how shortfall) words(f *program.Function) string {
	line := f.Unit.Line(f.NameSpan)
	if how == brokenOff {
		return fmt.Sprintf("function %s (line %d) is too complex: its analysis was broken off, and only what was found up to there is reported from it", f.Name, line)
	}
	return fmt.Sprintf("function %s (line %d) has too many ways through it to tell all apart: findings that depend on which of them is taken may be missing", f.Name, line)
}
