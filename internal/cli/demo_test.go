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

const demo = "../../testdata/drivers"

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

func analyseDemo(t *testing.T, args ...string) (stdout []byte) {
	t.Helper()
	var out, errs bytes.Buffer
	command := &Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs}
	if status := command.Main(append(args, demo)); status != 1 {
		t.Fatalf("status %d, want 1 (findings); standard error:\n%s", status, errs.String())
	}
	return out.Bytes()
}

// The findings in the sample drivers are the defects that are marked there, no more and
// no less: what is marked as correct stays without any.
func TestDemo(t *testing.T) {
	var result struct{ Findings []finding }
	if err := json.Unmarshal(analyseDemo(t, "--format", "json"), &result); err != nil {
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
	first := seconds.ReplaceAll(analyseDemo(t, "--format", "json", "-j", "1"), nil)
	for _, jobs := range []string{"2", "8"} {
		again := seconds.ReplaceAll(analyseDemo(t, "--format", "json", "-j", jobs), nil)
		if !bytes.Equal(first, again) {
			t.Errorf("the output with -j %s is not that with -j 1", jobs)
		}
	}
}

// The demo's SARIF satisfies the schema and Microsoft's validator.
func TestDemoSARIF(t *testing.T) {
	log := analyseDemo(t, "--format", "sarif")
	sariftest.Schema(t, log)
	for _, complaint := range sariftest.Complaints(t, log) {
		t.Errorf("multitool: %s", complaint)
	}
}
