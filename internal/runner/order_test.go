package runner

import (
	"math/rand"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// What a summary says does not hang on which function was simulated first: the driver is summarised from its
// first function on, and then in orders by lot.
func TestSummariesInAnyOrder(t *testing.T) {
	var all []*analysis.Analyzer
	for _, c := range checks.All() {
		all = append(all, c.Analyzer)
	}
	plan := driver.PlanFor(all)
	compared := 0
	for _, c := range checks.All() {
		folder, err := filepath.Abs("../../checks/" + c.Analyzer.Name + "/testdata")
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(folder, "*.c"))
		if err != nil {
			t.Fatal(err)
		}
		var list []clang.Unit
		for _, f := range files {
			list = append(list, clang.Unit{File: f})
		}
		units := clang.Load(folder, list, Options{}.Loading()).Units
		want, _ := summaries(units, plan, nil)
		for seed := range int64(2) {
			got, d := summaries(units, plan, rand.New(rand.NewSource(seed)))
			for i, f := range d.Functions {
				compared++
				if got[i] != want[i] && !recurs(d, f) {
					t.Errorf("%s, seed %d: in one order\n%s\nin another\n%s", c.Analyzer.Name, seed, want[i], got[i])
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d summaries were compared", compared)
	}
}

// summaries are those of a driver, by function, asked for in an order by lot.
func summaries(units []*ir.Unit, plan driver.Plan, random *rand.Rand) ([]string, *driver.Driver) {
	d := driver.Prepare(units, program.Options{}, plan)
	order := make([]int, len(d.Functions))
	for i := range order {
		order[i] = i
	}
	list := make([]string, len(order))
	if random != nil {
		random.Shuffle(len(order), func(i, k int) { order[i], order[k] = order[k], order[i] })
	}
	for _, i := range order {
		list[i] = d.FormatSummary(d.Functions[i])
	}
	return list, d
}

// recurs reports whether f comes to a function that calls itself: what that is taken to do hangs on who asks first.
func recurs(d *driver.Driver, f *program.Function) bool {
	for g := range d.Reach(f) {
		for _, h := range append(d.Callees(g), d.MayCall(g)...) {
			if d.Reach(h)[g] {
				return true
			}
		}
	}
	return false
}
