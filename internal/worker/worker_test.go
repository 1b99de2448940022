package worker

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
)

// commands are what tests make this program do in a process of its own.
var commands = map[string]func(argument string){}

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == Command {
		if err := Serve(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) == 3 && commands[os.Args[1]] != nil {
		commands[os.Args[1]](os.Args[2])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func task(t *testing.T, name string) clang.Task {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return clang.Task{Checkout: filepath.Dir(file), Unit: clang.Unit{File: file}}
}

func pool(t *testing.T, limits child.Limits) *Pool {
	p := NewPool(limits, time.Time{})
	t.Cleanup(p.Close)
	return p
}

var generous = child.Limits{Time: time.Minute, Memory: 2 << 30}

// What a worker answers is what loading in this process gives.
func TestWorkerLoads(t *testing.T) {
	want := clang.NewLoader().Load(task(t, "good.c"))
	got := pool(t, generous).Load(task(t, "good.c"))
	unit, err := got.IR()
	if err != nil {
		t.Fatal(err)
	}
	if got.Functions != 1 || !reflect.DeepEqual(got.Outline, want.Outline()) || !reflect.DeepEqual(unit, want.Unit) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Whatever a unit does to its worker, it is named with what to do, and the units after it
// are loaded.
func TestFailureCostsOneUnit(t *testing.T) {
	for _, test := range []struct {
		file   string
		limits child.Limits
		want   string
	}{
		{"crash.c", generous, "makes clang crash"},
		{"overflow.c", generous, "makes clang crash"},
		{"hang.c", child.Limits{Time: time.Second, Memory: 2 << 30}, "given up after 1s of processor time"},
		{"memory.c", child.Limits{Time: time.Minute, Memory: 400 << 20}, "more than 400 MiB of memory"},
	} {
		t.Run(test.file, func(t *testing.T) {
			p := pool(t, test.limits)
			for _, fresh := range []bool{true, false} {
				got := p.Load(task(t, test.file))
				if got.File != "" || len(got.Problems) != 1 {
					t.Fatalf("fresh %t: got %+v", fresh, got)
				}
				if p := got.Problems[0]; filepath.Base(p.File) != test.file || !strings.Contains(p.Message, test.want) || !strings.Contains(p.Message, "leave it out") {
					t.Errorf("fresh %t: %s: %s", fresh, p.File, p.Message)
				}
				if good := p.Load(task(t, "good.c")); good.File == "" {
					t.Errorf("fresh %t: the next unit failed too: %v", fresh, good.Problems)
				}
			}
		})
	}
}

// Many at once, good and bad: each gets its own answer.
func TestManyAtOnce(t *testing.T) {
	p := pool(t, generous)
	names := []string{"good.c", "crash.c", "good.c", "overflow.c", "good.c", "crash.c"}
	got := make([]*facts.Unit, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() { got[i] = p.Load(task(t, name)) })
	}
	group.Wait()
	for i, name := range names {
		if loaded := got[i].File != ""; loaded != (name == "good.c") {
			t.Errorf("%s: %+v", name, got[i])
		}
	}
}

// A worker that has told which libclang it loaded, the one that this process would load, loads units; without one it says why.
func TestLibrary(t *testing.T) {
	library, err := clang.Library()
	if err != nil {
		t.Fatal(err)
	}
	p := pool(t, generous)
	got, err := p.Library()
	if want := library.Chosen(); err != nil || got.File != want.File || got.Version != want.Version {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if unit := p.Load(task(t, "good.c")); unit.File == "" {
		t.Errorf("the unit after it failed: %v", unit.Problems)
	}
	t.Setenv("DRVLINT_LIBCLANG", filepath.Join(t.TempDir(), "none.so"))
	if _, err := pool(t, generous).Library(); err == nil || !strings.Contains(err.Error(), "it does not exist") {
		t.Errorf("of a file that does not exist: %v", err)
	}
}
