package driver

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// needing is an analyzer that needs something.
func needing(name string, n Needs, requires ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{Name: name, Doc: name, Requires: append(requires, n.Analyzer(name))}
}

// A plan has what checks need, itself or through what they require: each rule once, in the order of the checks.
func TestPlanFor(t *testing.T) {
	nothing := func(*irql.Point, func(*irql.Obligation)) {}
	first, second := &irql.Rule{Name: "first", On: nothing}, &irql.Rule{Name: "second", On: nothing}
	var ran []string
	before := func(name string) func(*Driver) { return func(*Driver) { ran = append(ran, name) } }
	shared := needing("shared", Needs{Rules: []*irql.Rule{second}, Before: before("shared")}, Broken)
	p := PlanFor([]*analysis.Analyzer{
		needing("a", Needs{Rules: []*irql.Rule{first}, Before: before("a")}), needing("b", Needs{Rules: []*irql.Rule{first}}, shared), needing("c", Needs{}, shared),
	})
	if !slices.Equal(p.rules, []*irql.Rule{first, second}) || !p.levels || p.paths {
		t.Errorf("rules %v, levels %t, paths %t", p.rules, p.levels, p.paths)
	}
	Link([]*ir.Unit{locking()}, nil, p)
	if !slices.Equal(ran, []string{"a", "shared"}) {
		t.Errorf("worked out before: %v", ran)
	}
}

// What no check requires is not followed.
func TestUnneededMachinesRest(t *testing.T) {
	for _, test := range []struct {
		plan          []*analysis.Analyzer
		paths, levels bool
	}{{nil, false, false}, {[]*analysis.Analyzer{Followed}, true, false}, {[]*analysis.Analyzer{Broken}, false, true}, {[]*analysis.Analyzer{Followed, Broken}, true, true}} {
		for _, atOnce := range []bool{false, true} {
			d := Prepare([]*ir.Unit{locking()}, program.Options{}, PlanFor(test.plan))
			d.Follow(nil, func() {}, atOnce)
			paths, levels := false, false
			for _, f := range d.Functions {
				paths, levels = paths || d.Paths.Summary(f) != nil, levels || d.Levels.Summary(f) != nil
			}
			if paths != test.paths || levels != test.levels {
				t.Errorf("%v: paths %t, levels %t", test.plan, paths, levels)
			}
		}
	}
}

// Once a driver is settled nothing more is simulated: what was demanded is there, anything else is a defect of
// the check that asks for it.
func TestSettled(t *testing.T) {
	constraint := func(d *Driver) term.Constraint { return term.Constraint{Value: d.Terminating(), In: term.Exactly(1)} }
	plan := PlanFor([]*analysis.Analyzer{needing("check", Needs{Before: func(d *Driver) {
		d.Demand(d.Functions[1], profile.Locks|profile.Waits)
		d.Under(d.Functions[1], profile.Locks, constraint(d))
	}})})
	d := Link([]*ir.Unit{locking()}, nil, plan)
	size := d.Terms().Size()
	if d.Demand(d.Functions[1], profile.Waits) == nil || d.Under(d.Functions[1], profile.Locks, constraint(d)) == nil {
		t.Error("what was demanded is not there")
	}
	for name, ask := range map[string]func(){
		"Demand": func() { d.Demand(d.Functions[0], profile.Everything) },
		"Under":  func() { d.Under(d.Functions[0], profile.Locks, constraint(d)) },
	} {
		func() {
			defer func() {
				if words, _ := recover().(string); !strings.Contains(words, "before") {
					t.Errorf("%s: no panic that says it", name)
				}
			}()
			ask()
		}()
	}
	if d.Terms().Size() != size {
		t.Error("terms were made")
	}
}
