package runner

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/project"
)

var update = flag.Bool("update", false, "rewrite golden files")

func allChecks() []*analysis.Analyzer {
	var list []*analysis.Analyzer
	for _, c := range checks.All() {
		list = append(list, c.Analyzer)
	}
	return list
}

// Every archive in testdata begins with a source file; then comes what each stage makes of it.
func TestDump(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives (%v)", err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { dumpArchive(t, file) })
	}
}

func dumpArchive(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	golden := map[string][]byte{}
	for _, f := range archive.Files {
		golden[f.Name] = f.Data
	}
	folder := t.TempDir()
	first := archive.Files[0]
	source := filepath.Join(folder, first.Name)
	if err := os.WriteFile(source, first.Data, 0o666); err != nil {
		t.Fatal(err)
	}
	driver := project.Driver{Name: "source", Root: folder, Units: []project.Unit{{File: source}}}
	made := &txtar.Archive{Comment: archive.Comment, Files: []txtar.File{first}}
	for _, stage := range Stages {
		if stage == "stubs" {
			continue // those of the model headers: of no interest here
		}
		var out bytes.Buffer
		if err := Dump(&out, stage, driver, allChecks(), Options{}, func(string) bool { return true }, ""); err != nil {
			t.Fatal(err)
		}
		made.Files = append(made.Files, txtar.File{Name: stage, Data: out.Bytes()})
		if !*update && !bytes.Equal(out.Bytes(), golden[stage]) {
			t.Errorf("dump %s is not as in %s; run go test -update and read the diff. It is now:\n%s", stage, file, out.Bytes())
		}
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(made), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDumpNamesAMissingFunction(t *testing.T) {
	folder := t.TempDir()
	source := filepath.Join(folder, "source.c")
	if err := os.WriteFile(source, []byte("void f(void) {}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	driver := project.Driver{Name: "source", Root: folder, Units: []project.Unit{{File: source}}}
	err := Dump(&bytes.Buffer{}, "cfg", driver, allChecks(), Options{}, func(string) bool { return true }, "g")
	if err == nil || !strings.Contains(err.Error(), "no function g") {
		t.Errorf("got %v", err)
	}
}

// A value that is computed in many steps from itself costs no more than its steps: as a
// tree it would have 2^60 leaves.
func TestLongComputation(t *testing.T) {
	folder := t.TempDir()
	source := filepath.Join(folder, "hash.c")
	text := "#include <ntddk.h>\nFAST_MUTEX Lock;\nULONG Hash(ULONG h, PULONG p)\n{\nExAcquireFastMutex(&Lock);\n" +
		strings.Repeat("h = (h << 5) ^ (h >> 3) ^ h ^ p[1];\n", 60) + "ExReleaseFastMutex(&Lock);\nreturn h;\n}\n"
	if err := os.WriteFile(source, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	driver := project.Driver{Name: "hash", Root: folder, Units: []project.Unit{{File: source}}}
	if err := Dump(&out, "summary", driver, allChecks(), Options{}, func(string) bool { return true }, "Hash"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "func Hash:") {
		t.Errorf("no summary: %s", out.String())
	}
}
