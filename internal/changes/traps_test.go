package changes

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/tooltest"
)

// TestNotAsked: what the configuration and the index of the tree name is never looked at.
func TestNotAsked(t *testing.T) {
	//attack:git-hang
	for _, name := range []string{".git/index", ".gitattributes", ".gitignore", ".gitmodules", ".git/info/attributes", ".git/info/exclude", ".git/info/grafts", ".mailmap", "pipe"} {
		t.Run(name, func(t *testing.T) {
			w := newTree(t)
			w.write("a.c", text)
			w.commit()
			w.write("a.c", edited)
			w.remove(name)
			tooltest.Pipe(t, filepath.Join(w.root, name))
			if name == "pipe" { // git itself would hang on the second of these settings
				pipe := filepath.Join(w.root, name)
				w.write(".git/config", fmt.Sprintf("[include]\npath = %[1]s\n[includeIf \"gitdir:**\"]\npath = %[1]s\n[diff]\norderFile = %[1]s\n"+
					"[core]\nattributesFile = %[1]s\nexcludesFile = %[1]s\n[mailmap]\nfile = %[1]s\n", pipe))
			}
			if got, _ := w.since("HEAD", "a.c"); got != "4" {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestNothingRuns configures every program that git might start, and looks whether one was.
func TestNothingRuns(t *testing.T) {
	w := newTree(t)
	w.write("a.c", text)
	w.commit()
	w.write("a.c", edited)
	ran := filepath.Join(t.TempDir(), "ran")
	w.write("run.sh", "#!/bin/sh\necho \"$0 $*\" >>"+ran+"\n")
	run := filepath.Join(w.root, "run.sh")
	if err := os.Chmod(run, 0o755); err != nil {
		t.Fatal(err)
	}
	hooks := filepath.Join(w.root, ".git", "hooks")
	if err := os.MkdirAll(hooks, 0o755); err != nil {
		t.Fatal(err)
	}
	//attack:git-hook
	for _, hook := range []string{"post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout", "pre-auto-gc"} {
		if err := os.Symlink(run, filepath.Join(hooks, hook)); err != nil {
			t.Fatal(err)
		}
	}
	//attack:git-hook
	for _, key := range []string{
		"core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "core.alternateRefsCommand", "pager.diff", "pager.ls-tree", "pager.config",
		"diff.external", "diff.c.textconv", "diff.c.command", "filter.f.clean", "filter.f.smudge", "filter.f.process", "credential.helper", "interactive.diffFilter",
		"gpg.program", "remote.origin.uploadpack", "trace2.eventTarget",
	} {
		w.git("config", "-f", filepath.Join(w.root, ".git/config"), key, run)
	}
	//attack:git-hook
	for _, alias := range []string{"ls-tree", "rev-parse", "cat-file", "diff", "config"} {
		w.git("config", "-f", filepath.Join(w.root, ".git/config"), "alias."+alias, "!"+run)
	}
	w.write(".gitattributes", "* diff=c filter=f\n")
	index := filepath.Join(w.root, ".git", "index")
	before, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_EXTERNAL_DIFF", run)
	t.Setenv("GIT_PAGER", run)
	t.Setenv("GIT_DIR", filepath.Join(w.root, "none"))
	t.Setenv("GIT_INDEX_FILE", filepath.Join(w.root, "none"))
	if got, _ := w.since("HEAD", "a.c"); got != "4" {
		t.Errorf("got %q", got)
	}
	if text, err := os.ReadFile(ran); err == nil {
		t.Errorf("executed: %s", text)
	}
	if after, err := os.ReadFile(index); err != nil || string(after) != string(before) {
		t.Errorf("the index has changed, %v", err)
	}
}

// TestTraps: objects that unpack to anything are given up, what is compared stays new.
func TestTraps(t *testing.T) {
	w := newTree(t)
	w.write("a.c", strings.Repeat(" ", maxBlob+1))
	w.commit()
	w.write("a.c", text)
	if got, notes := w.since("HEAD", "a.c"); got != all || len(notes) != 1 {
		t.Errorf("a large file: got %q, %v", got, notes)
	}
	w.write("list", "100644 blob "+w.git("hash-object", "-w", "a.c")+"\tx.c")
	make := func() string {
		in, err := os.Open(filepath.Join(w.root, "list"))
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		cmd := exec.Command("git", "mktree")
		cmd.Dir, cmd.Stdin = w.root, in
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	for range 10 { // ten times ten times ... folders
		folder := make()
		list := ""
		for _, name := range "0123456789" {
			list += "040000 tree " + folder + "\t" + string(name) + "\n"
		}
		w.write("list", list)
	}
	if got, notes := w.since(w.git("commit-tree", "-m", "trap", make()), "a.c"); got != all || len(notes) != 0 {
		t.Errorf("a tree of folders: got %q, %v", got, notes)
	}
}

// TestTimeIsOver: git is not asked for a revision once the time is over, but what was analysed
// until then is compared.
func TestTimeIsOver(t *testing.T) {
	w := newTree(t)
	w.write("a.c", text)
	for i := range 300 { // in files of their own, which are copied
		w.write(fmt.Sprintf(".git/refs/heads/b%d", i), strings.Repeat("0", 40)+"\n")
	}
	w.commit()
	w.write("a.c", edited)
	t.Setenv("TMPDIR", t.TempDir())
	if _, err := Since("HEAD", []string{w.root}, time.Now()); !errors.Is(err, ErrOver) {
		t.Errorf("the error is %v", err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	s, err := Since("HEAD", []string{w.root}, later())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.until = time.Now()
	file := filepath.Join(w.root, "a.c")
	s.Compare([]string{file}, nil)
	for line, want := range map[int]bool{3: false, 4: true} {
		if got := s.Touches(report.Finding{Location: report.Location{File: file, Line: line}}); got != want {
			t.Errorf("line %d: got %t, want %t", line, got, want)
		}
	}
}

// TestCleansUp: nothing stays behind.
func TestCleansUp(t *testing.T) {
	w := newTree(t)
	w.write("a.c", text)
	w.commit()
	t.Setenv("TMPDIR", t.TempDir())
	w.since("HEAD", "a.c")
	if s, err := Since("nowhere", []string{w.root}, later()); err == nil {
		s.Close()
		t.Error("no error")
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
