package cli

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/cache"
)

// timed are the times in a JUnit report.
var timed = regexp.MustCompile(` time(stamp)?="[^"]*"`)

// reportsOf runs drvlint in a folder and returns its report in every format that tells of
// findings, without the times that the run took.
func reportsOf(t *testing.T, folder string, args ...string) map[string]string {
	t.Helper()
	t.Chdir(folder)
	files := t.TempDir()
	formats := []string{"text", "json", "sarif", "github", "azure", "msbuild", "junit", "html"}
	for _, format := range formats {
		args = append(args, "--format", format+"="+filepath.Join(files, format))
	}
	var out, problems bytes.Buffer
	c := Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &problems}
	if code := c.Main(args); code != exitFindings {
		t.Fatalf("%v: exit %d\n%s", args, code, problems.String())
	}
	reports := map[string]string{}
	for _, format := range formats {
		text, err := os.ReadFile(filepath.Join(files, format))
		if err != nil {
			t.Fatal(err)
		}
		reports[format] = timed.ReplaceAllString(seconds.ReplaceAllString(string(text), `"seconds":0`), "")
	}
	return reports
}

// copyTree makes the files anew in another order, so that the disk lists them in another.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	var names []string
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		relative, err := filepath.Rel(from, name)
		if err != nil {
			t.Fatal(err)
		}
		copyFile(t, name, filepath.Join(to, relative))
	}
}

// Jobs, the order of paths and files, the folder and the cache leave no trace in a report.
func TestReportsAreTheSameBytes(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	for _, to := range []string{first, second} {
		for name, from := range map[string]string{"drivers": demo, "unload": "../../checks/unloadwait/testdata", "mutex": "../../checks/fastmutexwait/testdata"} {
			absolute, err := filepath.Abs(from)
			if err != nil {
				t.Fatal(err)
			}
			copyTree(t, absolute, filepath.Join(to, name))
		}
	}
	t.Setenv(cache.Variable, t.TempDir())
	want := reportsOf(t, first, "--no-cache", "-j", "1", "drivers", "unload", "mutex")
	for _, run := range []struct {
		name, folder string
		args         []string
	}{
		{"two jobs, other order", first, []string{"--no-cache", "-j", "2", "mutex", "drivers", "unload"}},
		{"eight jobs, other order", first, []string{"--no-cache", "-j", "8", "unload", "mutex", "drivers"}},
		{"other folder", second, []string{"--no-cache", "-j", "2", "unload", "drivers", "mutex"}},
		{"cold cache", first, []string{"-j", "2", "drivers", "mutex", "unload"}},
		{"warm cache", first, []string{"-j", "8", "unload", "drivers", "mutex"}},
		{"warm cache of another folder", second, []string{"drivers", "unload", "mutex"}},
		{"by absolute paths", first, []string{filepath.Join(first, "mutex"), filepath.Join(first, "drivers"), filepath.Join(first, "unload")}},
	} {
		for format, got := range reportsOf(t, run.folder, run.args...) {
			if got != want[format] {
				t.Errorf("%s: the %s report differs:\n%s", run.name, format, firstDifference(want[format], got))
			}
		}
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range a {
		if i >= len(b) {
			return "-" + a[i]
		}
		if a[i] != b[i] {
			return "-" + a[i] + "\n+" + b[i]
		}
	}
	return "+" + strings.Join(b[min(len(a), len(b)):], "\n+")
}
