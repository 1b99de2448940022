package summary

import (
	"slices"

	"github.com/drvlint/drvlint/internal/program"
)

// CanFinish reports whether a teardown routine ever ends in success. A filter's unload
// callback that always fails keeps the driver loaded.
func (p *Program) CanFinish(f *program.Function) bool {
	sum := p.Demand(f, Threads)
	if sum == nil || len(sum.Outcomes) == 0 {
		return true
	}
	return slices.ContainsFunc(sum.Outcomes, func(o *Outcome) bool { return !p.Fails(f, o) })
}

// Fails reports whether an outcome of f is a failure: it returns a status that is an error.
func (p *Program) Fails(f *program.Function, o *Outcome) bool {
	return f.Result != "void" && o.result != 0 && p.ResultIn(o).Hi < 0
}
