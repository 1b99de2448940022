package runner

import (
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
)

// While the first unit of the only driver is loaded, what loads a second one is made ready, if there is one, and if two are
// loaded at once; and what links the driver.
func TestWarm(t *testing.T) {
	root := t.TempDir()
	units := []project.Unit{{File: filepath.Join(root, "a.c")}, {File: filepath.Join(root, "b.c")}, {File: filepath.Join(root, "c.c")}}
	one := []project.Driver{{Name: "one", Root: root, Units: units}}
	for _, test := range []struct {
		name    string
		drivers []project.Driver
		jobs    int
		want    int32
		linkers int32
	}{
		{"two jobs", one, 2, 1, 1},
		{"one job", one, 1, 0, 0},
		{"one unit", []project.Driver{{Name: "one", Root: root, Units: units[:1]}}, 2, 0, 1},
		{"two drivers", []project.Driver{one[0], {Name: "two", Root: root, Units: units[1:]}}, 2, 0, 0},
	} {
		var warmed, linkers atomic.Int32
		_, err := Run(test.drivers, nil, Options{
			Jobs: test.jobs, Trees: []string{root}, Warm: func() { warmed.Add(1) }, WarmLink: func() { linkers.Add(1) },
			Parse: func(task clang.Task) *facts.Unit { return facts.Problem(task.Unit.File, "is not read") },
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := warmed.Load(); got != test.want || linkers.Load() != test.linkers {
			t.Errorf("%s: made ready %d times, want %d; to link %d times, want %d", test.name, got, test.want, linkers.Load(), test.linkers)
		}
	}
}
