package summary

import (
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
)

// nested runs work that recurs along calls, unless that is nested too deep already. Where chains of
// calls are long, it first runs it for what lies below f and still has to be looked into.
func (p *Program) nested(f *program.Function, open func(*program.Function) bool, work func(*program.Function)) bool {
	if p.nesting >= 2*profile.MaxNesting {
		return false
	}
	p.nesting++
	defer func() { p.nesting-- }()
	if p.Deep() && !p.calleesFirst {
		p.calleesFirst = true
		for _, g := range p.Below(f, open) {
			work(g)
		}
		p.calleesFirst = false
	}
	work(f)
	return true
}
