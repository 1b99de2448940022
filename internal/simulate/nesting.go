package simulate

import (
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
)

// nested runs work that recurs along calls, unless that is nested too deep already. Where chains of
// calls are long, it first runs it for what lies below f and still has to be looked into.
func (g *Group) nested(f *program.Function, open func(*program.Function) bool, work func(*program.Function)) bool {
	if g.nesting >= 2*profile.MaxNesting {
		return false
	}
	g.nesting++
	defer func() { g.nesting-- }()
	if g.Deep() && !g.calleesFirst {
		g.calleesFirst = true
		for _, h := range g.Below(f, open) {
			work(h)
		}
		g.calleesFirst = false
	}
	work(f)
	return true
}
