package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A workshop is a folder with the sample drivers, in which build engines analyse them.
type workshop struct {
	t       *testing.T
	folder  string
	drvlint string
}

func newWorkshop(t *testing.T) *workshop {
	drvlint, err := exec.LookPath("drvlint")
	if err != nil {
		t.Fatal(err)
	}
	w := &workshop{t, t.TempDir(), drvlint}
	if err := os.CopyFS(filepath.Join(w.folder, "drivers"), os.DirFS(filepath.Join(repository, "testdata", "drivers"))); err != nil {
		t.Fatal(err)
	}
	return w
}

// run runs a command in the folder; it must exit with the status.
func (w *workshop) run(status int, name string, args ...string) string {
	w.t.Helper()
	command := exec.Command(name, args...)
	command.Dir = w.folder
	out, _ := command.CombinedOutput()
	if got := command.ProcessState.ExitCode(); got != status {
		w.t.Fatalf("%s %s: status %d, want %d\n%s", name, strings.Join(args, " "), got, status, out)
	}
	return string(out)
}

func (w *workshop) read(name string) []byte {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.folder, name))
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

// same compares a SARIF log with that of one process.
func (w *workshop) same(name string) {
	w.t.Helper()
	w.run(1, w.drvlint, "--no-cache", "--format", "sarif=one.sarif", "drivers")
	if !bytes.Equal(w.read(name), w.read("one.sarif")) {
		w.t.Errorf("%s is not the log that one process writes", name)
	}
}

func (w *workshop) facts() []string {
	w.t.Helper()
	list, err := filepath.Glob(filepath.Join(w.folder, "plan", "*.*.facts"))
	if err != nil || len(list) == 0 {
		w.t.Fatalf("no facts (%v)", err)
	}
	return list
}

// ninja does a plan, does the rest of an interrupted one, and after a change of one
// header what includes it.
func TestNinja(t *testing.T) {
	needTool(t, "ninja", "ninja-build")
	w := newWorkshop(t)
	w.run(0, w.drvlint, "plan", "--ninja", "-o", "plan", "drivers")
	w.run(0, "ninja", "-f", "plan/build.ninja")
	w.same("plan/drvlint.sarif")
	if out := w.run(0, "ninja", "-f", "plan/build.ninja"); !strings.Contains(out, "no work to do") {
		t.Errorf("a second run: %s", out)
	}
	if err := os.Remove(w.facts()[0]); err != nil {
		t.Fatal(err)
	}
	if out := w.run(0, "ninja", "-f", "plan/build.ninja"); !strings.Contains(out, "[2/2]") {
		t.Errorf("a run with one unit undone: %s", out)
	}
	header := filepath.Join(w.folder, "drivers", "procmon", "procmon.h")
	if err := os.WriteFile(header, append(w.read("drivers/procmon/procmon.h"), '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
	w.run(0, w.drvlint, "plan", "--ninja", "-o", "plan", "drivers")
	if out := w.run(0, "ninja", "-f", "plan/build.ninja"); strings.Contains(out, "ntworker.") || !strings.Contains(out, "procmon.") {
		t.Errorf("a run after a header changed: %s", out)
	}
	w.same("plan/drvlint.sarif")
}

// GNU parallel does the units, and with its log those that are left.
func TestParallel(t *testing.T) {
	needTool(t, "parallel", "parallel")
	w := newWorkshop(t)
	w.run(0, w.drvlint, "plan", "-o", "plan", "drivers")
	do := "parallel --joblog plan/log --resume-failed " + w.drvlint + " unit {} -o {.}.facts ::: plan/*.json"
	w.run(0, "sh", "-c", do)
	w.run(1, w.drvlint, "link", "plan", "--format", "sarif=parallel.sarif")
	w.same("parallel.sarif")

	all := w.facts()
	if err := os.Remove(all[0]); err != nil {
		t.Fatal(err)
	}
	if out := w.run(1, w.drvlint, "link", "plan"); !strings.Contains(out, "its facts are missing") || !strings.Contains(out, "incomplete") {
		t.Errorf("a unit is not done, and linking says: %s", out)
	}
	log := strings.SplitAfter(string(w.read("plan/log")), "\n")
	kept := log[:0]
	for _, line := range log {
		if !strings.Contains(line, strings.TrimSuffix(filepath.Base(all[0]), ".facts")) {
			kept = append(kept, line)
		}
	}
	if err := os.WriteFile(filepath.Join(w.folder, "plan", "log"), []byte(strings.Join(kept, "")), 0o666); err != nil {
		t.Fatal(err)
	}
	w.run(0, "sh", "-c", do)
	w.run(1, w.drvlint, "link", "plan", "--format", "sarif=resumed.sarif")
	w.same("resumed.sarif")
}

// Bazel does the units in its sandbox, with the rules and the example of contrib/bazel.
func TestBazel(t *testing.T) {
	needTool(t, "bazel", "bazel-bootstrap")
	w := newWorkshop(t)
	w.run(0, w.drvlint, "plan", "-o", "drvlint-plan", "drivers")
	rules := filepath.Join(repository, "contrib", "bazel")
	copyFile(t, filepath.Join(rules, "drvlint.bzl"), filepath.Join(w.folder, "contrib", "bazel", "drvlint.bzl"))
	copyFile(t, filepath.Join(rules, "BUILD.example"), filepath.Join(w.folder, "BUILD"))
	copyFile(t, w.drvlint, filepath.Join(w.folder, "tools", "drvlint"))
	for _, empty := range []string{"WORKSPACE", "contrib/bazel/BUILD"} {
		if err := os.WriteFile(filepath.Join(w.folder, empty), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	base := t.TempDir()
	bazel := func(args ...string) string {
		return w.run(0, "bazel", append([]string{"--output_user_root=" + base, "--host_jvm_args=-Xmx512m"}, args...)...)
	}
	defer bazel("shutdown")
	bazel("build", "--verbose_failures", "--sandbox_debug", "--symlink_prefix=out-", "//:report")
	w.same("out-bin/report.sarif")
}
