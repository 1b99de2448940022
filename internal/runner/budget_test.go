package runner

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks/fastmutexwait"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
)

// What a budget leaves out is named, each driver by itself, and the others are analysed.
func TestBudget(t *testing.T) {
	root := t.TempDir()
	var drivers []project.Driver
	for _, name := range []string{"one", "two", "three"} {
		file := filepath.Join(root, name, name+".c")
		if err := os.Mkdir(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(boundsHead+boundsTail), 0o666); err != nil {
			t.Fatal(err)
		}
		drivers = append(drivers, project.Driver{Name: name, Root: filepath.Dir(file), Units: []project.Unit{{File: file}, {File: file, Defines: []string{"AGAIN"}}}})
	}
	var loaded int
	load := func(task clang.Task) *facts.Unit {
		loaded++
		return facts.Of(clang.NewLoader().Load(task))
	}
	for _, test := range []struct {
		name   string
		budget Budget
		want   string // in what is said of a driver that is left out
		out    string // those that are
		loaded int
	}{
		{"no limit", Budget{}, "", "", 6},
		{"time", Budget{Time: time.Second, End: time.Now()}, "was not reached within the time of the whole run, 1s", "one two three", 0},
		{"memory", Budget{Memory: 5 << 20, Full: func() bool { return true }}, "took nearly 5 MiB", "one two three", 0},
		{"memory of one", Budget{Memory: 5 << 20, Full: func() bool { return loaded == 3 }}, "took nearly 5 MiB", "two three", 3},
		{"much time", Budget{Time: time.Hour, End: time.Now().Add(time.Hour), Memory: 1, Full: func() bool { return false }}, "", "", 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			loaded = 0
			result, err := Run(drivers, []*analysis.Analyzer{fastmutexwait.Check.Analyzer}, Options{Jobs: 1, Trees: []string{root}, Parse: load, Budget: test.budget})
			if err != nil {
				t.Fatal(err)
			}
			if loaded != test.loaded {
				t.Errorf("%d units are loaded, want %d", loaded, test.loaded)
			}
			out := strings.Fields(test.out)
			if len(result.Drivers) != len(drivers)-len(out) {
				t.Errorf("%d drivers are analysed", len(result.Drivers))
			}
			for _, name := range out {
				said := 0
				for _, n := range result.Notifications {
					if n.Incomplete && strings.HasPrefix(n.Message, "driver "+name+" ") && strings.Contains(n.Message, test.want) {
						said++
					}
				}
				if said != 1 {
					t.Errorf("driver %s is named %d times: %v", name, said, result.Notifications)
				}
			}
		})
	}
}
