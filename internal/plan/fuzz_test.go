package plan

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
)

// What a unit file says comes back as it was written; anything else is refused with the name of the
// file.
func FuzzUnitFile(f *testing.F) {
	f.Add([]byte(`{"drvlint": "b", "file": "a.c", "checkout": ".", "args": ["-DX", "-Iinc"], "trees": ["."]}`))
	f.Add([]byte(`{"drvlint": "b", "file": "../a.cpp", "checkout": "..", "cplusplus": true, "kit": "k"}`))
	f.Add([]byte(`{"drvlint": "b", "other": 1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), "u.json")
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		u, err := here.ReadUnit(file)
		if err != nil {
			return
		}
		here.TaskOf(u)
		again := filepath.Join(t.TempDir(), "again.json")
		if err := WriteUnit(again, u); err != nil {
			t.Fatal(err)
		}
		if v, err := here.ReadUnit(again); err != nil || v.key() != u.key() {
			t.Errorf("%v becomes %v (%v)", u, v, err)
		}
	})
}

// A file of facts that was changed behind its hashes is read or refused, never more.
func FuzzFactsFile(f *testing.F) {
	p := Plan{}
	f.Add(planForm.Append(nil, &p), true)
	f.Add(new(facts.Unit).Append(nil), false)
	parsed := &clang.Parsed{Files: []string{"a.c"}, Stubs: []string{"X"}, Problems: []clang.Problem{{File: "a.c", Message: "m"}}}
	f.Add(facts.Of(parsed).Append(nil), false)
	if loaded := clang.Load(".", []clang.Unit{{File: "../../testdata/drivers/procmon/driver.c"}}, clang.LoadOptions{}); len(loaded.Units) == 1 && loaded.Units[0] != nil {
		parsed.Unit = loaded.Units[0]
		f.Add(facts.Of(parsed).Append(nil), false)
	}
	f.Fuzz(func(t *testing.T, rest []byte, isPlan bool) {
		folder := t.TempDir()
		unit := Unit{Drvlint: here.Build, File: "a.c", Checkout: "."}
		if isPlan {
			if err := write(filepath.Join(folder, PlanFile), planMagic, here.Build, [sha256.Size]byte{}, rest); err != nil {
				t.Fatal(err)
			}
		} else if err := here.WritePlan(filepath.Join(folder, PlanFile), Plan{}); err != nil {
			t.Fatal(err)
		}
		if err := write(filepath.Join(folder, "u"+Extension), unitMagic, here.Build, unit.key(), rest); err != nil {
			t.Fatal(err)
		}
		opened, err := here.OpenFacts([]string{folder})
		if err != nil {
			return
		}
		if got := opened.Load(here.TaskOf(unit)); reflect.ValueOf(got).IsNil() {
			t.Error("a unit without even a problem")
		}
	})
}
