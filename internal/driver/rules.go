package driver

import (
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/property/irql"
)

var rulesType = reflect.TypeFor[[]*irql.Rule]()

// Asking lists what a check with rules requires: an analyzer whose result is the rules, and Broken. The rules
// of all checks of a run are asked while the driver is simulated (Rules).
func Asking(check string, rules []*irql.Rule) []*analysis.Analyzer {
	if len(rules) == 0 {
		return nil
	}
	return []*analysis.Analyzer{Broken, {
		Name: check + "rules", Doc: "list the rules of " + check + "\n\nThey are asked on every path.", ResultType: rulesType,
		Run: func(*analysis.Pass) (any, error) { return rules, nil },
	}}
}

// Rules lists the rules of checks, each once, in the order of the checks.
func Rules(checks []*analysis.Analyzer) []*irql.Rule {
	var list []*irql.Rule
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if a.ResultType == rulesType {
			rules, _ := a.Run(&analysis.Pass{Analyzer: a}) // it needs nothing, and does not fail
			for _, r := range rules.([]*irql.Rule) {
				if !slices.Contains(list, r) {
					list = append(list, r)
				}
			}
		}
		for _, required := range a.Requires {
			visit(required)
		}
	}
	for _, a := range checks {
		visit(a)
	}
	return list
}
