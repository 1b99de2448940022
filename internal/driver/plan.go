package driver

import (
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/property/lockset"
)

// Needs is what a check needs of a driver before it runs. Checks run at once, so nothing may be worked out
// while they do.
type Needs struct {
	Rules      []*irql.Rule    // asked on every path
	MutexRules []*lockset.Rule // asked of every function
	Before     func(*Driver)   // works out what the check will ask of Demand and Under; nil for nothing
	// BeforeLevels works out what the check will ask of Levels, at the same time as Before is called; nil for nothing.
	BeforeLevels func(*Driver)
}

var needsType = reflect.TypeFor[Needs]()

// Analyzer makes an analyzer whose result is the needs of the check of that name: Plan collects those of all
// checks of a run.
func (n Needs) Analyzer(check string) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: check + "needs", Doc: "say what " + check + " needs\n\nIt is worked out before any check runs.", ResultType: needsType,
		Run: func(*analysis.Pass) (any, error) { return n, nil },
	}
}

// A Plan is what the checks of a run need of a driver.
type Plan struct {
	rules         []*irql.Rule
	mutexRules    []*lockset.Rule
	before        []func(*Driver)
	beforeLevels  []func(*Driver)
	paths, levels bool
}

// PlanFor is what checks need, in their order.
func PlanFor(checks []*analysis.Analyzer) Plan {
	var p Plan
	seen := map[*analysis.Analyzer]bool{}
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		p.paths, p.levels = p.paths || a == Followed, p.levels || a == Broken
		if a.ResultType == needsType {
			result, _ := a.Run(&analysis.Pass{Analyzer: a}) // it requires nothing, and does not fail
			needs := result.(Needs)
			p.rules, p.mutexRules = union(p.rules, needs.Rules), union(p.mutexRules, needs.MutexRules)
			if needs.Before != nil {
				p.before = append(p.before, needs.Before)
			}
			if needs.BeforeLevels != nil {
				p.beforeLevels = append(p.beforeLevels, needs.BeforeLevels)
			}
		}
		for _, required := range a.Requires {
			visit(required)
		}
	}
	for _, a := range checks {
		visit(a)
	}
	return p
}

// union adds to a list what is not in it.
func union[T comparable](list, more []T) []T {
	for _, x := range more {
		if !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}
