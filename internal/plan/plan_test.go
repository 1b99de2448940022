package plan

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
)

var (
	here  = Base{Dir: "/home/somebody/driver", Build: "b"}
	there = Base{Dir: "/sandbox", Build: "b"}
)

// What a unit file asks for is the task, with the folder that the commands run in in
// place of the one where the plan was made.
func TestTaskMoves(t *testing.T) {
	task := func(dir string) clang.Task {
		return clang.Task{
			Checkout: filepath.Dir(dir), Trees: []string{dir, dir + "/sys"}, Kit: "/opt/kit", FollowLinks: false,
			Unit: clang.Unit{File: dir + "/sys/a.c", CPlusPlus: true, Args: []string{
				"-DX=" + here.Dir, "-I" + dir + "/inc", "-I/opt/inc", "-include", dir + "/pre.h", "-include", "warning.h", "-include", "/opt/all.h",
			}},
		}
	}
	unit := here.UnitOf(task(here.Dir))
	if got := here.TaskOf(unit); !reflect.DeepEqual(got, task(here.Dir)) {
		t.Errorf("in place: %+v", got)
	}
	if got := there.TaskOf(unit); !reflect.DeepEqual(got, task(there.Dir)) {
		t.Errorf("elsewhere: %+v", got)
	}
	if name := unit.Name("my driver"); !strings.HasPrefix(name, "my_driver.a.c.") || name != there.UnitOf(task(there.Dir)).Name("my driver") {
		t.Errorf("the name is %s", name)
	}
}

func TestPlanMoves(t *testing.T) {
	folder := t.TempDir()
	plan := func(dir string) Plan {
		return Plan{
			Config: dir + "/x.yaml", Paths: []string{"sys"}, Found: []Found{{
				Paths: []string{"sys"}, Notices: []project.Notice{{Message: "skipped", File: dir + "/user.vcxproj"}},
				Drivers: []project.Driver{{Name: "a", Root: dir + "/sys", File: dir + "/sys/a.vcxproj", Units: []project.Unit{
					{File: dir + "/sys/a.c", Defines: []string{"X"}, Includes: []string{dir + "/inc", "/opt/inc"}, Forced: []string{dir + "/pre.h", "warning.h"}},
				}}},
			}},
		}
	}
	file := filepath.Join(folder, PlanFile)
	if err := here.WritePlan(file, plan(here.Dir)); err != nil {
		t.Fatal(err)
	}
	facts, err := there.OpenFacts([]string{folder})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(facts.Plan, plan(there.Dir)) {
		t.Errorf("got %+v", facts.Plan)
	}
	other := Base{Dir: there.Dir, Build: "another"}
	if _, err := other.OpenFacts([]string{folder}); err == nil || !strings.Contains(err.Error(), "written by another build") {
		t.Errorf("another build: %v", err)
	}
}

func TestFactsOfUnit(t *testing.T) {
	folder := t.TempDir()
	task := clang.Task{Checkout: here.Dir, Unit: clang.Unit{File: here.Dir + "/a.c"}}
	unit := here.UnitOf(task)
	known := facts.Of(&clang.Parsed{Problems: []clang.Problem{{File: here.Dir + "/a.c", Message: "is empty"}}, Inputs: []clang.Input{{Answer: "x"}}})
	if err := here.WriteFacts(filepath.Join(folder, "a.facts"), unit, known); err != nil {
		t.Fatal(err)
	}
	if err := here.WritePlan(filepath.Join(folder, PlanFile), Plan{}); err != nil {
		t.Fatal(err)
	}
	load := func() *facts.Unit {
		opened, err := there.OpenFacts([]string{folder})
		if err != nil {
			t.Fatal(err)
		}
		return opened.Load(there.TaskOf(unit))
	}
	want := facts.Problem(there.Dir+"/a.c", "is empty")
	if got := load(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	text, err := os.ReadFile(filepath.Join(folder, "a.facts"))
	if err != nil {
		t.Fatal(err)
	}
	for cut := len(unitMagic) + hashes; cut < len(text); cut++ {
		if err := os.WriteFile(filepath.Join(folder, "a.facts"), text[:cut], 0o666); err != nil {
			t.Fatal(err)
		}
		if got := load(); !strings.Contains(got.Problems[0].Message, "its facts are damaged") {
			t.Fatalf("%d bytes: %v", cut, got.Problems)
		}
	}
}

func TestDepfile(t *testing.T) {
	if got, want := Depfile("a b.facts", []string{"x.json", "my file#1.c"}), "a\\ b.facts: \\\n  x.json \\\n  my\\ file\\#1.c\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
