package project

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// TestFind runs Find over the trees in testdata. A file "want" tells what it must
// return, a file "paths" what to name (the tree itself without one).
func TestFind(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { testFind(t, name) })
	}
}

func testFind(t *testing.T, name string) {
	if runtime.GOOS == "windows" && filepath.Base(name) == "hides.txtar" {
		t.Skip("it names drives of another machine, which are drives of this one")
	}
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "tree")
	if err := txtar.Write(archive, dir); err != nil {
		t.Fatal(err)
	}
	paths := []string{dir}
	if data, err := os.ReadFile(filepath.Join(dir, "paths")); err == nil {
		paths = nil
		for _, path := range strings.Fields(string(data)) {
			paths = append(paths, filepath.Join(dir, path))
		}
	}
	want, err := os.ReadFile(filepath.Join(dir, "want"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := filepath.ToSlash(render(dir, paths)), filepath.ToSlash(string(want)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// render prints what Find returns, with paths relative to dir.
func render(dir string, paths []string) string {
	drivers, notices, err := Find(paths, Options{})
	var b strings.Builder
	for _, d := range drivers {
		fmt.Fprintf(&b, "driver %s in %s %s\n", d.Name, filepath.ToSlash(d.Root), filepath.ToSlash(d.File))
		for _, u := range d.Units {
			fmt.Fprintf(&b, "  %s%s%s%s\n", filepath.ToSlash(u.File), flags(" -D", u.Defines), flags(" -I", u.Includes), flags(" /FI", u.Forced))
		}
	}
	for _, n := range notices {
		fmt.Fprintf(&b, "notice %s: %s%s\n", filepath.ToSlash(n.File), n.Message, when(n.Incomplete, " [incomplete]"))
	}
	if err != nil {
		fmt.Fprintf(&b, "error %v\n", err)
	}
	text := b.String()
	for _, dir := range []string{filepath.ToSlash(dir), dir} {
		text = strings.NewReplacer(dir+"/", "", dir+string(filepath.Separator), "", dir, ".").Replace(text)
	}
	return strings.ReplaceAll(text, " \n", "\n")
}

func flags(flag string, values []string) string {
	var text strings.Builder
	for _, v := range values {
		text.WriteString(flag + filepath.ToSlash(v))
	}
	return text.String()
}

func when(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}

func TestSampleDrivers(t *testing.T) {
	drivers, notices, err := Find([]string{"../../testdata/drivers"}, Options{})
	if err != nil || len(notices) > 0 {
		t.Errorf("notices %v, error %v", notices, err)
	}
	var names []string
	for _, d := range drivers {
		names = append(names, d.Name)
	}
	if got := strings.Join(names, " "); got != "kmdfpump ntworker procmon" {
		t.Errorf("drivers: %s", got)
	}
}

// Root reads every folder, so the test runs itself again without that right.
func TestUnreadableFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a folder has no permissions that Go could take away")
	}
	const again = "DRVLINT_TEST_UNPRIVILEGED"
	if os.Getuid() == 0 && os.Getenv(again) == "" {
		tooltest.Need(t, "setpriv", "util-linux")
		test := exec.Command("setpriv", "--bounding-set", "-dac_override,-dac_read_search", os.Args[0], "-test.run", "^TestUnreadableFolder$")
		test.Env = append(os.Environ(), again+"=true")
		if out, err := test.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "a.c"), nil, 0o644)
	os.Mkdir(filepath.Join(dir, "closed"), 0)
	want := "driver tree in .\n  a.c\nnotice closed: this folder can't be read (permission denied): check its permissions [incomplete]\n"
	if got := strings.Replace(render(dir, []string{dir}), filepath.Base(dir), "tree", 1); got != want {
		t.Errorf("got %s", got)
	}
}
