package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/sarif/sariftest"
)

var defect = regexp.MustCompile(`/\* defect: (\w+):`)

// TestSampleDrivers holds the findings in the sample drivers against the comments there:
// one finding on the line below each comment that announces a defect, and no other.
func TestSampleDrivers(t *testing.T) {
	folder := "../../testdata/drivers"
	var out, errs bytes.Buffer
	c := Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs}
	if code := c.Main([]string{"--format", "json", folder}); code != exitFindings {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	got, want := reported(t, out.Bytes()), announced(t, folder)
	if !slices.Equal(got, want) {
		t.Errorf("findings:\n%s\nannounced:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSampleSARIF holds what SARIF viewers get of the sample drivers against the standard.
func TestSampleSARIF(t *testing.T) {
	t.Chdir("../..")
	var out, errs bytes.Buffer
	c := Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs}
	if code := c.Main([]string{"--format", "sarif", "testdata/drivers"}); code != exitFindings {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	sariftest.Schema(t, out.Bytes())
	for _, complaint := range sariftest.Complaints(t, out.Bytes()) {
		t.Error(complaint)
	}
}

// reported lists the findings of a JSON report as FILE:LINE CHECK.
func reported(t *testing.T, data []byte) []string {
	t.Helper()
	var document struct {
		Findings []struct {
			Check, File string
			Line        int
			Path        []json.RawMessage
		}
	}
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range document.Findings {
		list = append(list, fmt.Sprintf("%s:%d %s", filepath.Base(f.File), f.Line, f.Check))
		if len(f.Path) < 2 {
			t.Errorf("%s:%d: the path has %d steps", f.File, f.Line, len(f.Path))
		}
	}
	slices.Sort(list)
	return list
}

// announced lists the comments in the same form.
func announced(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(folder + "/*/*.c")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sample drivers: %v", err)
	}
	var list []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(data), "\n") {
			if m := defect.FindStringSubmatch(line); m != nil {
				list = append(list, fmt.Sprintf("%s:%d %s", filepath.Base(file), i+2, m[1]))
			}
		}
	}
	slices.Sort(list)
	return list
}
