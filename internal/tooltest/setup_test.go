package tooltest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var need = regexp.MustCompile(`\b(?:tooltest\.Need|tooltest\.NeedFile|needTool|Need)\(t, .*"([^"]+)"\)`)

// What a test asks for is a row of the table in .ci/setup.
func TestSetupInstallsWhatTestsNeed(t *testing.T) {
	setup, err := os.ReadFile("../../.ci/setup")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	err = filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range need.FindAllStringSubmatch(string(text), -1) {
			asked++
			if !regexp.MustCompile(`(?m)^(build|dist|test) ` + regexp.QuoteMeta(m[1]) + ` `).Match(setup) {
				t.Errorf("%s needs %s, which .ci/setup does not install", path, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if asked < 10 {
		t.Errorf("only %d tests are seen to need something", asked)
	}
}

// Without the program a test is skipped with the reason, and with CI=true it fails.
func TestMissing(t *testing.T) {
	for ci, want := range map[string]string{"": "skip", "true": "fail"} {
		t.Setenv("CI", ci)
		seen := &recorder{TB: t}
		func() {
			defer func() { _ = recover() }()
			Need(seen, "no-such-command", "no-such-package")
		}()
		if seen.ended != want {
			t.Errorf("CI=%s: the test ends with %q, want %q", ci, seen.ended, want)
		}
	}
}

// A recorder is a test that only notes how it ends.
type recorder struct {
	testing.TB
	ended string
}

func (r *recorder) Skipf(string, ...any)  { r.ended = "skip"; panic("ended") }
func (r *recorder) Fatalf(string, ...any) { r.ended = "fail"; panic("ended") }
