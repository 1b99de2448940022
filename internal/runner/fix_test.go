package runner

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// renames suggests another name for the first function and a comment behind it.
var renames = &analysis.Analyzer{
	Name: "renames", Doc: "renames the first function", Requires: []*analysis.Analyzer{driver.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		f := pass.ResultOf[driver.Analyzer].(*driver.Driver).Functions[0]
		from, to := pass.ResultOf[driver.Analyzer].(*driver.Driver).Range(f.Unit, f.NameSpan)
		pass.Report(analysis.Diagnostic{Pos: from, End: to, Category: "note", Message: "a poor name", SuggestedFixes: []analysis.SuggestedFix{{
			Message: "rename it",
			TextEdits: []analysis.TextEdit{
				{Pos: from, End: to, NewText: []byte("Better")},
				{Pos: to, NewText: []byte("/**/")}, // without End: an insertion
			},
		}}})
		return nil, nil
	},
}

// What an analyzer suggests reaches the finding, in both forms of its ranges.
func TestFixes(t *testing.T) {
	const text = "int x;\r\n  int\tPoor(void) { return 0; }\r\n"
	file := filepath.Join(t.TempDir(), "a.c")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	driver := project.Driver{Name: "a", Root: filepath.Dir(file), Units: []project.Unit{{File: file}}}
	result, err := Run([]project.Driver{driver}, []*analysis.Analyzer{renames}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := func(column, endColumn int) report.Location {
		return report.Location{File: file, Line: 2, Column: column, EndLine: 2, EndColumn: endColumn}
	}
	want := []report.Fix{{Message: "rename it", Edits: []report.Edit{
		{Location: at(7, 11), Start: 14, End: 18, NewText: "Better"},
		{Location: at(11, 11), Start: 18, End: 18, NewText: "/**/"},
	}}}
	if len(result.Findings) != 1 || !reflect.DeepEqual(result.Findings[0].Fixes, want) {
		t.Errorf("got %+v, want %+v", result.Findings, want)
	}
}
