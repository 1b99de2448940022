package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// drvlint is the program under the tests, built once.
var drvlint string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "corpus")
	if err != nil {
		panic(err)
	}
	drvlint = filepath.Join(folder, "drvlint")
	build := exec.Command("go", "build", "-o", drvlint, "../../cmd/drvlint")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// samples makes a folder with two of the sample drivers as checkouts, one of them behind
// a link, and with what can't be analysed.
func samples(t *testing.T) string {
	t.Helper()
	corpus := t.TempDir()
	for _, driver := range []string{"kmdfpump", "ntworker"} {
		if err := os.CopyFS(filepath.Join(corpus, "owner+"+driver), os.DirFS("../../testdata/drivers/"+driver)); err != nil {
			t.Fatal(err)
		}
	}
	elsewhere := filepath.Join(t.TempDir(), "pump")
	for _, err := range []error{
		os.Rename(filepath.Join(corpus, "owner+kmdfpump"), elsewhere),
		os.Symlink(elsewhere, filepath.Join(corpus, "owner+kmdfpump")),
		os.Symlink(filepath.Join(corpus, "nowhere"), filepath.Join(corpus, "broken")),
		os.MkdirAll(filepath.Join(corpus, "empty/doc"), 0o777),
		os.Mkdir(filepath.Join(corpus, ".cache"), 0o777),
		os.WriteFile(filepath.Join(corpus, "README"), []byte("not a checkout"), 0o666),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return corpus
}

// analysed runs the command over a corpus and returns the folder with what it wrote and
// what it printed.
func analysed(t *testing.T, corpus string, args ...string) (folder, printed string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "run")
	printed, err := execute(append([]string{"run", "--drvlint", drvlint, "--out", folder, corpus}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	return folder, printed
}

func execute(args ...string) (printed string, err error) {
	var out strings.Builder
	cmd := command()
	cmd.SetOut(&out)
	cmd.SetErr(io.Discard)
	cmd.SetArgs(args)
	err = cmd.Execute()
	return out.String(), err
}

// rows returns the rows of a table that was written, without its columns' names.
func rows(t *testing.T, folder, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	var list [][]string
	for line := range strings.Lines(string(text)) {
		list = append(list, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return list[1:]
}

func TestRun(t *testing.T) {
	folder, printed := analysed(t, samples(t))
	if want := "4 checkouts, 2 not analysed; 2 drivers, 6 findings;"; !strings.HasPrefix(printed, want) {
		t.Errorf("printed %q, want %q", printed, want)
	}
	var failed []string
	for _, row := range rows(t, folder, failuresFile) {
		failed = append(failed, strings.Join(row, ": "))
	}
	if want := []string{
		"broken: can't be read: no such file or directory",
		"empty: has no C file; name a folder that holds the C source of a driver",
	}; !slices.Equal(failed, want) {
		t.Errorf("failures %q, want %q", failed, want)
	}
	found := map[string]int{}
	for _, row := range rows(t, folder, findingsFile) {
		found[strings.Join([]string{row[0], row[2], row[4], row[5]}, " ")]++
	}
	for _, want := range []string{
		"owner+kmdfpump driver.c unloadwait error", "owner+kmdfpump pump.c selfderef error",
		"owner+ntworker logfile.c fastmutexwait error", "owner+ntworker worker.c fastmutexorder error",
	} {
		if found[want] != 1 {
			t.Errorf("finding %q %d times, want once in %v", want, found[want], found)
		}
	}
	for _, row := range rows(t, folder, figuresFile) {
		if row[0] == "owner+kmdfpump" && !slices.Equal(row[3:5], []string{"3", "462"}) {
			t.Errorf("files and lines of %v, want 3 and 462", row)
		}
	}
	for _, row := range rows(t, folder, "costs.tsv") {
		if row[1] == whole && (row[4] == "0" || row[5] == "0" || row[6] == "0.00" || row[7] == "0.00" || len(row[8]) < 2) {
			t.Errorf("no units, parses, time or memory in %v", row)
		}
	}
}

// TestCompare edits a driver between two runs: one defect is cured, another moves down
// a line, and calls vanish in what no compiler understands.
func TestCompare(t *testing.T) {
	corpus := samples(t)
	before, _ := analysed(t, corpus)
	if _, printed := analysed(t, corpus, "--before", before); !strings.HasSuffix(printed, " s\nfindings: 0 vanished, 0 appeared\ncheckouts not analysed: 0 no longer, 0 new\n") {
		t.Errorf("nothing was edited, but the comparison says %q", printed)
	}
	replace(t, corpus+"/owner+ntworker/worker.c", "FALSE, &oneSecond)", "FALSE, NULL)")
	replace(t, corpus+"/owner+ntworker/trim.c", "", "\n")
	replace(t, corpus+"/owner+ntworker/logfile.c", "", "void Unclear(void) { int x = ( { Lost(1); Gone(2); }\n")
	if err := os.Remove(corpus + "/broken"); err != nil {
		t.Fatal(err)
	}
	after, printed := analysed(t, corpus, "--before", before)
	for _, want := range []string{
		"-broken\tcan't be read", "checkouts not analysed: 1 no longer, 0 new\n",
		"-owner+ntworker\towner+ntworker\tworker.c\t239\tunloadwait\terror\t",
		"-owner+ntworker\towner+ntworker\ttrim.c\t44\tselfderef\terror\t",
		"+owner+ntworker\towner+ntworker\ttrim.c\t45\tselfderef\terror\t",
		"understood: owner+ntworker * .: 87.83%, before 100.00%\n",
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("the comparison lacks %q", want)
		}
	}
	if strings.Contains(printed, "kmdfpump") {
		t.Error("the comparison names a repository that did not change")
	}
	again, err := execute("compare", before, after)
	if err != nil || !strings.HasSuffix(printed, again) || again == "" {
		t.Errorf("compare says %q, %v", again, err)
	}
}

// replace puts new where old stands first in a file; "" stands at its start.
func replace(t *testing.T, path, old, new string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s lacks %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestReplacesTheRunItComparesWith keeps the run of before from being lost unread.
func TestReplacesTheRunItComparesWith(t *testing.T) {
	corpus := samples(t)
	folder, _ := analysed(t, corpus)
	replace(t, corpus+"/owner+ntworker/worker.c", "FALSE, &oneSecond)", "FALSE, NULL)")
	printed, err := execute("run", "--drvlint", drvlint, "--out", folder, "--before", folder, corpus)
	if err != nil {
		t.Fatal(err)
	}
	if want := "findings: 1 vanished, 0 appeared\n"; !strings.Contains(printed, want) {
		t.Errorf("%q lacks %q", printed, want)
	}
}

// TestKilled has one analysis killed: the others count, and its own line says so.
func TestKilled(t *testing.T) {
	killed := filepath.Join(t.TempDir(), "drvlint")
	script := "#!/bin/sh\ncase $PWD in *ntworker) kill -KILL $$;; esac\nexec " + drvlint + " \"$@\"\n"
	if err := os.WriteFile(killed, []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	folder, _ := analysed(t, samples(t), "--drvlint", killed)
	if failed := rows(t, folder, failuresFile); !slices.Equal(failed[len(failed)-1], []string{"owner+ntworker", "signal: killed"}) {
		t.Errorf("failures %v", failed)
	}
	if found := rows(t, folder, findingsFile); len(found) != 2 {
		t.Errorf("findings %v, want the two of owner+kmdfpump", found)
	}
}

func TestUsage(t *testing.T) {
	empty := t.TempDir()
	for want, args := range map[string][]string{
		"no such file or directory":             {"run", "--drvlint", drvlint, filepath.Join(empty, "nowhere")},
		"name a folder with one folder for":     {"run", "--drvlint", drvlint, empty},
		"build drvlint first":                   {"run", "--drvlint", filepath.Join(empty, "drvlint"), samples(t)},
		"name a folder that make corpus wrote":  {"run", "--drvlint", drvlint, "--before", empty, samples(t)},
		"failures.tsv: no such file or directo": {"compare", empty, empty},
	} {
		if _, err := execute(args...); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v, want one line with %q", args, err, want)
		}
	}
}
