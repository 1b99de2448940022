package main

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/pprof/profile"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/runner"
)

// nameOf is the name under which a profile lists a function.
func nameOf(function any) string {
	return runtime.FuncForPC(reflect.ValueOf(function).Pointer()).Name()
}

// A sample belongs to the innermost function that has a stage.
func TestStageOf(t *testing.T) {
	for want, stack := range map[string][]string{
		"project":   {"os.ReadFile", nameOf(project.Find), "main.main"},
		"parse":     {nameOf((*clang.Session).Load), nameOf(runner.Run)},
		"walk":      {"runtime.cgocall", module + "internal/clang.walk.func2", module + "internal/clang.lowerUnit", nameOf(clang.Load)},
		"lower":     {"runtime.mallocgc", module + "internal/clang.(*lowerer).stmt", module + "internal/clang.lowerUnit"},
		"summaries": {module + "internal/driver.Link", nameOf(runner.Conclude)},
		"checks":    {module + "checks/irql.run", nameOf(runner.Conclude)},
		"garbage":   {"runtime.scanObject", "runtime.gcBgMarkWorker"},
		"other":     {nameOf(runner.Run), "main.main"},
	} {
		s := &profile.Sample{Value: []int64{1, 10}}
		for _, name := range stack {
			s.Location = append(s.Location, &profile.Location{Line: []profile.Line{{Function: &profile.Function{Name: name}}}})
		}
		if got := stageOf(s); got != want {
			t.Errorf("%v belongs to %q, want %q", stack, got, want)
		}
		if spent, total := byStage(&profile.Profile{Sample: []*profile.Sample{s, s}}); spent[want] != 20 || total != 20 {
			t.Errorf("%s: spent %v of %d", want, spent, total)
		}
	}
}

// A generated driver has the size asked for, and all of it is understood.
func TestGenerate(t *testing.T) {
	folder := t.TempDir()
	lines, err := generate(folder, 2500, linesOfFile)
	if err != nil || lines < 2500 || lines > 2600 {
		t.Fatalf("%d lines, %v", lines, err)
	}
	drivers, _, err := project.Find([]string{folder}, project.Options{})
	if err != nil || len(drivers) != 1 || len(drivers[0].Units) != 3 {
		t.Fatalf("drivers %v, %v", drivers, err)
	}
	loaded := clang.Load(folder, runner.Units(drivers[0]), clang.LoadOptions{})
	for i, s := range loaded.Stats {
		if s.Errors > 0 || s.Missed > 0 || s.Calls == 0 || len(loaded.Units[i].Funcs) < 20 {
			t.Errorf("unit %d: %+v", i, s)
		}
	}
}

// The headers of every unit are written where the arguments look for them.
func TestPrepare(t *testing.T) {
	path, err := filepath.Abs("../../testdata/drivers")
	if err != nil {
		t.Fatal(err)
	}
	c, err := prepare(path, t.TempDir())
	if err != nil || c.skipped > 0 || len(c.units) < 10 || c.lines < 1000 {
		t.Fatalf("%+v, %v", c, err)
	}
	for _, u := range c.units {
		if len(u.headers) != 2 {
			t.Errorf("%s: headers %v", u.file, u.headers)
		}
		for _, header := range u.headers {
			if _, err := os.Stat(header); err != nil || !strings.HasPrefix(header, u.folder) {
				t.Errorf("%s: %v", header, err)
			}
		}
	}
}

// One line says what a run took, under a name without blanks.
func TestRecord(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out.txt")
	r := &record{}
	r.add("../drivers/one tree/drvlint -j 2", cost{clock: 2 * time.Millisecond, processor: 3 * time.Millisecond})
	r.add("generated/1000 lines in one file", cost{clock: 1, processor: 2})
	if err := r.write(file); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	const want = "Benchmark/drivers/one_tree/drvlint_-j_2 1 2000000 ns/op 3000000 cpu-ns/op\nBenchmark/generated/1000_lines_in_one_file 1 1 ns/op 2 cpu-ns/op\n"
	if err != nil || string(got) != want {
		t.Errorf("%q, want %q: %v", got, want, err)
	}
	if err := r.write(filepath.Join(file, "none")); err == nil {
		t.Error("a file that can't be written is no error")
	}
}

func TestMedian(t *testing.T) {
	if got := median([]time.Duration{5, 1, 3}); got != 3 {
		t.Errorf("median %v", got)
	}
}
