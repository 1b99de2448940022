package runner

import (
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/project"
)

// Mutexes and levels are followed at the same time if that is allowed, with the same result. `make
// test` also runs this with the race detector.
func TestAtOnce(t *testing.T) {
	var all []*analysis.Analyzer
	for _, c := range checks.All() {
		all = append(all, c.Analyzer)
	}
	var drivers []project.Driver
	for _, name := range []string{"irql", "fastmutexwait", "fastmutexpair", "attachleak", "threadexit", "fastmutexrecurse"} {
		folder, err := filepath.Abs("../../checks/" + name + "/testdata")
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(folder, "*.c"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no sources in %s", folder)
		}
		d := project.Driver{Name: name, Root: folder}
		for _, f := range files {
			d.Units = append(d.Units, project.Unit{File: f})
		}
		drivers = append(drivers, d)
	}
	one, err := Run(drivers, all, Options{Jobs: 1, Trees: []string{drivers[0].Root}, Pedantic: true})
	if err != nil {
		t.Fatal(err)
	}
	many, err := Run(drivers, all, Options{Jobs: 8, Trees: []string{drivers[0].Root}, Pedantic: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(one.Findings) < 100 {
		t.Fatalf("%d findings", len(one.Findings))
	}
	if !reflect.DeepEqual(one.Findings, many.Findings) || !reflect.DeepEqual(one.Notifications, many.Notifications) {
		t.Error("what is found depends on how much is done at once")
	}
}
