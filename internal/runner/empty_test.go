package runner

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// An empty file of a project is said to be empty, and loses nothing.
func TestEmptyFile(t *testing.T) {
	folder := t.TempDir()
	var units []project.Unit
	for name, text := range map[string]string{"driver.c": "int f(int x) { return x; }\n", "later.cpp": ""} {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		units = append(units, project.Unit{File: file})
	}
	result, err := Run([]project.Driver{{Name: "empty", Root: folder, Units: units}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Notifications) != 1 || result.Notifications[0].Level != report.Note || result.Notifications[0].Incomplete {
		t.Errorf("said: %+v", result.Notifications)
	}
}
