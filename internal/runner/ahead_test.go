package runner

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/driver"
)

// Only what asks for nothing that is simulated may run while the driver is simulated.
func TestEarly(t *testing.T) {
	requiring := func(list ...*analysis.Analyzer) *analysis.Analyzer { return &analysis.Analyzer{Requires: list} }
	for _, test := range []struct {
		name string
		a    *analysis.Analyzer
		want bool
	}{
		{"the graph alone", requiring(driver.Linked), true},
		{"what asks for the graph alone", requiring(requiring(driver.Linked)), true},
		{"the simulated driver", requiring(driver.Analyzer), false},
		{"both", requiring(driver.Linked, driver.Analyzer), false},
		{"broken rules", requiring(driver.Linked, driver.Broken), false},
		{"what asks for the simulated driver", requiring(driver.Linked, requiring(driver.Followed)), false},
		{"the root itself", driver.Analyzer, false},
	} {
		if got := early(test.a); got != test.want {
			t.Errorf("%s: %t", test.name, got)
		}
	}
}
