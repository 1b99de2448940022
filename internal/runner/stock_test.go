package runner

import (
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/report"
)

// The checks are ordinary analyzers: the stock driver of x/tools runs them too, on a
// driver that is dressed up as a package.
func TestStockChecker(t *testing.T) {
	const folder = "../../testdata/drivers/ntworker/"
	var units []clang.Unit
	for _, name := range []string{"logfile.c", "ntworker.c", "trim.c", "worker.c"} {
		units = append(units, clang.Unit{File: folder + name})
	}
	loaded := clang.Load(folder, units, clang.LoadOptions{})
	fset := token.NewFileSet()
	pkg := &packages.Package{
		ID: "ntworker", Name: "driver", PkgPath: "ntworker", Fset: fset,
		Types: types.NewPackage("ntworker", "driver"), TypesInfo: new(types.Info),
		TypesSizes: &types.StdSizes{WordSize: 8, MaxAlign: 8},
	}
	var analyzers []*analysis.Analyzer
	for _, c := range checks.All() {
		analyzers = append(analyzers, c.Analyzer)
	}
	driver.Bind(pkg.Types, fset, driver.Link(loaded.Units, nil, driver.PlanFor(analyzers)))
	graph, err := checker.Analyze(analyzers, []*packages.Package{pkg}, &checker.Options{SanityCheck: true})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, root := range graph.Roots {
		if root.Err != nil {
			t.Errorf("%s: %v", root.Analyzer, root.Err)
		}
		for _, d := range root.Diagnostics {
			if d.Category != string(report.Pedantic) {
				found++
			}
		}
	}
	if found != 4 {
		t.Errorf("%d diagnostics, want the 4 defects of the sample driver", found)
	}
}
