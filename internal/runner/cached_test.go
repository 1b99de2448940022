package runner

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks/fastmutexwait"
	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// A cachedRun analyses a driver of two files with a cache and counts what is parsed.
type cachedRun struct {
	t      *testing.T
	folder string // of the driver
	kept   string // the folder of the cache
	parsed atomic.Int32
}

func newCachedRun(t *testing.T) *cachedRun {
	r := &cachedRun{t: t, folder: t.TempDir(), kept: t.TempDir()}
	r.write("a.h", boundsHead)
	r.write("a.c", "#include \"a.h\"\n"+boundsTail)
	r.write("b.c", "#include <Lock.h>\nVOID Other(PVOID p);\nVOID Use(PVOID p) { Other(p); }\n")
	return r
}

func (r *cachedRun) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.folder, name), []byte(text), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

// run returns the result without its times, and how many units were parsed for it.
func (r *cachedRun) run(options Options) (*report.Result, int) {
	r.t.Helper()
	var err error
	if options.Cache, err = cache.Open(r.kept); err != nil {
		r.t.Fatal(err)
	}
	before := r.parsed.Load()
	options.Parse = func(t clang.Task) *facts.Unit {
		r.parsed.Add(1)
		return facts.Of(clang.NewLoader().Load(t))
	}
	var units []project.Unit
	for _, name := range []string{"a.c", "b.c"} {
		units = append(units, project.Unit{File: filepath.Join(r.folder, name)})
	}
	driver := project.Driver{Name: "a", Root: r.folder, Units: units}
	result, err := Run([]project.Driver{driver}, []*analysis.Analyzer{fastmutexwait.Check.Analyzer}, options)
	if err != nil {
		r.t.Fatal(err)
	}
	result.Drivers[0].Seconds = 0
	return result, int(r.parsed.Load() - before)
}

// What has not changed is not parsed again, and the result is the same.
func TestCache(t *testing.T) {
	r := newCachedRun(t)
	cold, parsed := r.run(Options{})
	if parsed != 2 || len(cold.Findings) != 1 {
		t.Fatalf("%d units parsed, findings %v", parsed, cold.Findings)
	}
	for _, step := range []struct {
		name   string
		change func()
		parsed int
	}{
		{"nothing", func() {}, 0},
		{"a file", func() { r.write("b.c", "VOID Use(VOID) {}\n#include <Lock.h>\n") }, 1},
		{"a file back", func() { r.write("b.c", "#include <Lock.h>\nVOID Other(PVOID p);\nVOID Use(PVOID p) { Other(p); }\n") }, 0},
		{"a header", func() { r.write("a.h", boundsHead+"\n") }, 1},
		{"a header that was missing", func() { r.write("lock.h", "int lock;\n") }, 1},
	} {
		step.change()
		warm, parsed := r.run(Options{})
		if parsed != step.parsed {
			t.Errorf("changed %s: %d units parsed, want %d", step.name, parsed, step.parsed)
		}
		fresh := &cachedRun{t: t, folder: r.folder, kept: t.TempDir()}
		if want, _ := fresh.run(Options{}); !reflect.DeepEqual(warm, want) {
			t.Errorf("changed %s: warm %+v\ncold %+v", step.name, warm, want)
		}
	}
}

// Damaged files are no more than absent ones.
func TestDamagedCache(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"truncated": func(path string) error { return os.Truncate(path, 5) },
		"emptied":   func(path string) error { return os.Truncate(path, 0) },
		"garbage":   func(path string) error { return os.WriteFile(path, []byte("garbage of any length, \x00\xff"), 0o666) },
		"deleted":   os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			r := newCachedRun(t)
			cold, _ := r.run(Options{})
			damaged := 0
			err := filepath.WalkDir(r.kept, func(path string, entry fs.DirEntry, err error) error {
				if err != nil || entry.IsDir() {
					return err
				}
				damaged++
				return damage(path)
			})
			if err != nil || damaged == 0 {
				t.Fatalf("%d files damaged: %v", damaged, err)
			}
			again, parsed := r.run(Options{})
			if parsed != 2 || !reflect.DeepEqual(again, cold) {
				t.Errorf("%d units parsed; %+v, want %+v", parsed, again, cold)
			}
			if _, parsed := r.run(Options{}); parsed != 0 {
				t.Errorf("%d units parsed after the cache was filled again", parsed)
			}
		})
	}
}

// Runs may share a cache at the same time.
func TestConcurrentCache(t *testing.T) {
	r := newCachedRun(t)
	want, _ := r.run(Options{})
	kept := r.kept
	r.kept = t.TempDir()
	results := make([]*report.Result, 8)
	var group sync.WaitGroup
	for i := range results {
		group.Go(func() { results[i], _ = (&cachedRun{t: t, folder: r.folder, kept: r.kept}).run(Options{}) })
	}
	group.Wait()
	for i, got := range results {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("run %d: %+v, want %+v", i, got, want)
		}
	}
	if size, err := cache.Clean(kept); err != nil || size == 0 {
		t.Errorf("cleaned %d bytes: %v", size, err)
	}
	if _, err := os.Stat(kept); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}
