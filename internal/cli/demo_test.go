package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/sarif/sariftest"
)

const (
	repository = "../.."
	demo       = repository + "/testdata/drivers"
)

type place struct {
	check, file string
	line        int
}

var defectComment = regexp.MustCompile(`/\* defect: (\w+):`)

// marked lists the places that the sample drivers mark as defects: the line below the comment.
func marked(t *testing.T) []place {
	t.Helper()
	var list []place
	err := filepath.WalkDir(demo, func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".c" {
			return err
		}
		text, err := os.ReadFile(path)
		for i, line := range strings.Split(string(text), "\n") {
			if m := defectComment.FindStringSubmatch(line); m != nil {
				list = append(list, place{m[1], filepath.Base(path), i + 2})
			}
		}
		return err
	})
	if err != nil || len(list) == 0 {
		t.Fatalf("no marked defects in %s (%v)", demo, err)
	}
	return list
}

type finding struct {
	Check, File string
	Line        int
	Path        []struct{ Message string }
}

// reportOn returns the report on the drivers at path, which must have findings.
func reportOn(t *testing.T, path string, args ...string) (stdout []byte) {
	t.Helper()
	var out, errs bytes.Buffer
	command := &Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs}
	if status := command.Main(append(args, path)); status != 1 {
		t.Fatalf("status %d, want 1 (findings); standard error:\n%s", status, errs.String())
	}
	return out.Bytes()
}

// The findings in the sample drivers are the defects that are marked there, no more and
// no less: what is marked as correct stays without any.
func TestDemo(t *testing.T) {
	var result struct{ Findings []finding }
	if err := json.Unmarshal(reportOn(t, demo, "--format", "json"), &result); err != nil {
		t.Fatal(err)
	}
	want := marked(t)
	for _, f := range result.Findings {
		at := place{f.Check, filepath.Base(f.File), f.Line}
		i := slices.Index(want, at)
		if i < 0 {
			t.Errorf("unexpected finding %v", at)
			continue
		}
		want = slices.Delete(want, i, i+1)
		if len(f.Path) < 2 {
			t.Errorf("%v: a path of %d steps explains nothing", at, len(f.Path))
		}
	}
	for _, missed := range want {
		t.Errorf("not found: %v", missed)
	}
}

// The order of jobs leaves no trace in the output.
func TestDemoIsDeterministic(t *testing.T) {
	seconds := regexp.MustCompile(`"seconds": [0-9.e-]+`)
	first := seconds.ReplaceAll(reportOn(t, demo, "--format", "json", "-j", "1"), nil)
	for _, jobs := range []string{"2", "8"} {
		again := seconds.ReplaceAll(reportOn(t, demo, "--format", "json", "-j", jobs), nil)
		if !bytes.Equal(first, again) {
			t.Errorf("the output with -j %s is not that with -j 1", jobs)
		}
	}
}

// The demo's SARIF, with paths relative to the repository, satisfies the schema and
// Microsoft's validator.
func TestDemoSARIF(t *testing.T) {
	t.Chdir(repository)
	log := reportOn(t, "testdata/drivers", "--format", "sarif")
	if bytes.Contains(log, []byte("file://")) {
		t.Error("a file below the working folder has an absolute URI")
	}
	sariftest.Schema(t, log)
	for _, complaint := range sariftest.Complaints(t, log, sariftest.OfGitHub) {
		t.Errorf("multitool: %s", complaint)
	}
}

// The finding that README.md shows is one of the demo's, word for word.
func TestREADMEExample(t *testing.T) {
	t.Chdir(repository)
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "\n```\n")
	example, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("README.md shows no finding")
	}
	if !strings.Contains(string(reportOn(t, "testdata/drivers")), example) {
		t.Errorf("the demo does not print this any more:\n%s", example)
	}
}
