package runner

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/drvlint/drvlint/checks/fastmutexwait"
	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
)

// A file that several drivers have in common is loaded once, and counts in each of them.
func TestSharedUnits(t *testing.T) {
	root := t.TempDir()
	library := filepath.Join(root, "library.c")
	if err := os.WriteFile(library, []byte(boundsHead+boundsTail), 0o666); err != nil {
		t.Fatal(err)
	}
	var drivers []project.Driver
	for _, name := range []string{"one", "two", "three"} {
		own := filepath.Join(root, name+".c")
		if err := os.WriteFile(own, []byte("void "+name+"(void) {}\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		drivers = append(drivers, project.Driver{Name: name, Root: root, Units: []project.Unit{{File: own}, {File: library}}})
	}
	drivers = append(drivers, project.Driver{Name: "other", Root: root, Units: []project.Unit{{File: library, Defines: []string{"OTHER"}}}})
	var mu sync.Mutex
	loads := map[string]int{}
	parse := func(task clang.Task) *facts.Unit {
		mu.Lock()
		loads[filepath.Base(task.Unit.File)]++
		mu.Unlock()
		return facts.Of(clang.NewLoader().Load(task))
	}
	result, err := Run(drivers, []*analysis.Analyzer{fastmutexwait.Check.Analyzer}, Options{Jobs: 4, Trees: []string{root}, Parse: parse})
	if err != nil {
		t.Fatal(err)
	}
	if loads["library.c"] != 2 || loads["one.c"] != 1 {
		t.Errorf("loaded %v; the library is built in two ways", loads)
	}
	for _, d := range result.Drivers {
		if d.Files == 0 || d.Calls != 3 {
			t.Errorf("driver %s: %d files, %d calls", d.Name, d.Files, d.Calls)
		}
	}
	if len(result.Drivers) != 4 || len(result.Findings) == 0 {
		t.Errorf("%d drivers, %d findings", len(result.Drivers), len(result.Findings))
	}
}
