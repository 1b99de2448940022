package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The check that is created passes its test. It lies in a module of its own here, so that the
// repository stays as it is.
func TestCreatedCheckPasses(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "example")
	if err := write(folder, "example"); err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	const path = "github.com/drvlint/drvlint"
	module = bytes.Replace(module, []byte("module "+path), []byte("module "+path+"/checks/example"), 1)
	module = fmt.Appendf(module, "\nrequire %s v0.0.0\n\nreplace %[1]s => %s\n", path, root)
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"go.mod": module, "go.sum": sums} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"test", ".", "-update"}, {"vet", "."}, {"test", "."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, text)
		}
	}
	golden, err := os.ReadFile(filepath.Join(folder, "testdata", "findings.golden"))
	if err != nil || !strings.Contains(string(golden), "example.c") {
		t.Errorf("the check finds nothing in its fixture: %v\n%s", err, golden)
	}
	if text, err := exec.Command("gofmt", "-l", folder).CombinedOutput(); err != nil || len(text) > 0 {
		t.Errorf("gofmt: %v\n%s", err, text)
	}
}

// What can't become a check is refused before anything is written.
func TestRefused(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "checks", "there"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"there": "already", "Upper": "lower-case", "two-words": "lower-case", "": "lower-case", "../x": "lower-case", "func": "lower-case", "gen": "lower-case",
	} {
		err := create(new(bytes.Buffer), root, name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := create(new(bytes.Buffer), t.TempDir(), "example"); err == nil || !strings.Contains(err.Error(), "root of the repository") {
		t.Errorf("outside of the repository: %v", err)
	}
	if list, err := os.ReadDir(filepath.Join(root, "checks")); err != nil || len(list) != 1 {
		t.Errorf("something was written: %v %v", list, err)
	}
}

// The row of a check comes last in the table of checks, and nothing else changes.
func TestAddToREADME(t *testing.T) {
	file := filepath.Join(t.TempDir(), "README.md")
	before, after := "# x\n\n| check | finds |\n|---|---|\n| `one` | a |\n| `two` | b |\n", "\ntext\n"
	if err := os.WriteFile(file, []byte(before+after), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := addToREADME(file, "three"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != before+"| `three` | TODO |\n"+after {
		t.Errorf("%v\n%s", err, text)
	}
}
