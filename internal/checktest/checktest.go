// Package checktest tests a check on C and C++ files annotated as for analysistest:
//
//	ExReleaseFastMutex(&a->Lock); // want "a->Lock.*b->Lock"
//
// Every .c and .cpp file of the check's testdata is a driver of its own; so is every folder
// there, with all of its files; one whose name begins with "pedantic" is run with the findings
// that are made on demand. An archive NAME.txtar holds many drivers that are alike: every .c and .cpp file in it is
// one, and shares the headers in it with the others. What is reported must be what is wanted, line by line,
// and the whole path of each finding must be as testdata/findings.golden has it, which
// `go test -update` rewrites. The Bad and Ok examples of the documentation are run too.
package checktest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Run tests c on ./testdata and on its documentation.
func Run(t *testing.T, c *check.Check) {
	t.Helper()
	var golden strings.Builder
	for _, d := range drivers(t, "testdata") {
		t.Run(d.Name, func(t *testing.T) {
			findings := analyse(t, d.Driver, c)
			compare(t, d.Driver, findings)
			for _, f := range findings {
				print(&golden, f, d.shown)
			}
		})
	}
	if name := ownName.FindString(golden.String()); name != "" {
		t.Errorf("a message says %s, which no driver does: spell places and values by Words", name)
	}
	compareGolden(t, filepath.Join("testdata", "findings.golden"), golden.String())
	examples(t, c)
}

// ownName matches how the IR names a result that a driver gives no name.
var ownName = regexp.MustCompile(`%[0-9]+`)

// A driver is one that is tested, and how its paths are shown.
type driver struct {
	project.Driver
	shown func(path string) string
}

// drivers lists what the folder holds: one driver a source file, also of an archive, one a folder.
func drivers(t *testing.T, folder string) []driver {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []driver
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		d := project.Driver{Name: e.Name(), Root: folder}
		switch {
		case e.IsDir():
			files, err := filepath.Glob(filepath.Join(path, "*.c*"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no C or C++ files in %s (%v)", path, err)
			}
			d.Root = path
			for _, file := range files {
				d.Units = append(d.Units, project.Unit{File: file, Includes: []string{path}})
			}
		case filepath.Ext(path) == ".txtar":
			list = append(list, archived(t, path)...)
			continue
		case filepath.Ext(path) == ".c", filepath.Ext(path) == ".cpp":
			d.Units = []project.Unit{{File: path}}
		default:
			continue
		}
		list = append(list, driver{d, filepath.ToSlash})
	}
	if len(list) == 0 {
		t.Fatalf("nothing to test in %s", folder)
	}
	return list
}

// archived lists the drivers of an archive, which is unpacked for that.
func archived(t *testing.T, archive string) []driver {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	shown := func(path string) string {
		return filepath.ToSlash(archive) + strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(folder))
	}
	var list []driver
	for _, f := range a.Files {
		path := filepath.Join(folder, f.Name)
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
		if ext := filepath.Ext(f.Name); ext == ".c" || ext == ".cpp" {
			d := project.Driver{Name: f.Name, Root: folder, Units: []project.Unit{{File: path, Includes: []string{folder}}}}
			list = append(list, driver{d, shown})
		}
	}
	if len(list) == 0 {
		t.Fatalf("no C or C++ files in %s", archive)
	}
	return list
}

// analyse runs the check; what was not understood fails the test, and what was given up
// unless a comment expects that.
func analyse(t *testing.T, d project.Driver, c *check.Check) []report.Finding {
	t.Helper()
	result, err := runner.Run([]project.Driver{d}, []*analysis.Analyzer{c.Analyzer}, runner.Options{Pedantic: strings.HasPrefix(d.Name, "pedantic")})
	if err != nil {
		t.Fatal(err)
	}
	var expected []*regexp.Regexp
	for _, u := range d.Units {
		for _, list := range expectations(t, u.File, incompleteComment) {
			expected = append(expected, list...)
		}
	}
	for _, n := range result.Notifications {
		if n.Level == report.Note {
			continue
		}
		i := slices.IndexFunc(expected, func(rx *regexp.Regexp) bool { return n.Incomplete && rx.MatchString(n.Message) })
		if i < 0 {
			t.Errorf("%s: %s", n.File, n.Message)
			continue
		}
		expected = slices.Delete(expected, i, i+1)
	}
	for _, rx := range expected {
		t.Errorf("%s: nothing given up that matches %q", d.Name, rx)
	}
	return result.Findings
}

// compare holds the findings against the want comments of the driver's files.
func compare(t *testing.T, d project.Driver, findings []report.Finding) {
	t.Helper()
	wants := map[string]map[int][]*regexp.Regexp{}
	for _, u := range d.Units {
		wants[u.File] = expectations(t, u.File, wantComment)
	}
	for _, f := range findings {
		list := wants[f.File][f.Line]
		i := slices.IndexFunc(list, func(rx *regexp.Regexp) bool { return rx.MatchString(f.Message) })
		if i < 0 {
			t.Errorf("%s:%d: unexpected: %s", f.File, f.Line, f.Message)
			continue
		}
		wants[f.File][f.Line] = slices.Delete(list, i, i+1)
	}
	for _, u := range d.Units {
		for line, list := range wants[u.File] {
			for _, rx := range list {
				t.Errorf("%s:%d: nothing reported that matches %q", u.File, line, rx)
			}
		}
	}
}

var (
	wantComment = regexp.MustCompile(`// want (.*)$`)
	// What a function says that is given up: the result is incomplete.
	incompleteComment = regexp.MustCompile(`// incomplete (.*)$`)
	wantPattern       = regexp.MustCompile("\"((?:[^\"\\\\]|\\\\.)*)\"|`([^`]*)`")
)

func expectations(t *testing.T, file string, comments *regexp.Regexp) map[int][]*regexp.Regexp {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wants := map[int][]*regexp.Regexp{}
	for i, line := range strings.Split(string(text), "\n") {
		comment := comments.FindStringSubmatch(strings.TrimSuffix(line, "\r"))
		if comment == nil {
			continue
		}
		for _, m := range wantPattern.FindAllStringSubmatch(comment[1], -1) {
			rx, err := regexp.Compile(strings.ReplaceAll(m[1], `\\`, `\`) + m[2])
			if err != nil {
				t.Fatalf("%s:%d: %v", file, i+1, err)
			}
			wants[i+1] = append(wants[i+1], rx)
		}
	}
	return wants
}

func print(b *strings.Builder, f report.Finding, shown func(path string) string) {
	fmt.Fprintf(b, "%s:%d:%d: %s: %s\n", shown(f.File), f.Line, f.Column, f.Level, f.Message)
	for i, step := range f.Path {
		fmt.Fprintf(b, "\t%d. %s:%d:%d: %s\n", i+1, shown(step.File), step.Line, step.Column, step.Message)
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("the paths of the findings are not those in %s; run go test -update and read the diff", file)
	}
}

var example = regexp.MustCompile("(?s)\n## (Bad|Ok)\n(.*?)```c\n(.*?)```")

// examples runs the fragments of the documentation: Bad has a finding, Ok has none.
func examples(t *testing.T, c *check.Check) {
	t.Helper()
	found := example.FindAllStringSubmatch(c.Markdown, -1)
	if len(found) < 2 {
		t.Errorf("the documentation of %s has no Bad and Ok examples", c.Analyzer.Name)
	}
	if n := strings.Count(c.Markdown, "```c\n"); n != len(found) {
		t.Errorf("the documentation of %s has %d pieces of C, of which %d are examples that can be run", c.Analyzer.Name, n, len(found))
	}
	for _, m := range found {
		t.Run("documentation/"+m[1], func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, strings.ToLower(m[1])+".c")
			if err := os.WriteFile(file, []byte("#include <fltKernel.h>\n"+m[3]), 0o666); err != nil {
				t.Fatal(err)
			}
			findings := analyse(t, project.Driver{Name: m[1], Root: folder, Units: []project.Unit{{File: file}}}, c)
			if bad := m[1] == "Bad"; bad != (len(findings) > 0) {
				t.Errorf("%d findings in the %s example: %v", len(findings), m[1], findings)
			}
		})
	}
}
