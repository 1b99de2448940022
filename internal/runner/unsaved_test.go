package runner

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks/fastmutexwait"
	"github.com/drvlint/drvlint/internal/project"
)

// The text that counts is the unsaved one, of a source and of a header, and the places of
// findings are those in it.
func TestUnsaved(t *testing.T) {
	folder := t.TempDir()
	source, header := filepath.Join(folder, "a.c"), filepath.Join(folder, "a.h")
	for file, text := range map[string]string{source: "int saved;\n", header: "int alsoSaved;\n"} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	driver := project.Driver{Name: "a", Root: folder, Units: []project.Unit{{File: source}}}
	unsaved := map[string][]byte{
		source: []byte("#include \"a.h\"\n"),
		header: []byte("\n\n" + boundsHead + boundsTail),
	}
	result, err := Run([]project.Driver{driver}, []*analysis.Analyzer{fastmutexwait.Check.Analyzer}, Options{Unsaved: unsaved})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Findings) != 1 || result.Findings[0].File != header || result.Findings[0].Line != 9 {
		t.Errorf("want the defect in line 9 of the unsaved header, got %+v", result.Findings)
	}
}
