package changes

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/tooltest"
)

// later is an end that no test comes to.
func later() time.Time { return time.Now().Add(time.Hour) }

// A tree is a working tree that a test makes with git itself.
type tree struct {
	*testing.T
	root string
}

func newTree(t *testing.T, options ...string) tree {
	t.Helper()
	tooltest.Need(t, "git", "git")
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := tree{t, root}
	w.git(append([]string{"init", "-q", "-b", "main"}, options...)...)
	return w
}

func (w tree) git(args ...string) string {
	w.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=Author", "-c", "user.email=author@example.com", "-c", "protocol.file.allow=always", "-c", "advice.addEmbeddedRepo=false"}, args...)...)
	cmd.Dir = w.root
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w tree) write(name, text string) {
	w.Helper()
	file := filepath.Join(w.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		w.Fatal(err)
	}
}

func (w tree) commit() {
	w.Helper()
	w.git("add", "-A")
	w.git("commit", "-q", "--allow-empty", "-m", "change")
}

func (w tree) remove(name string) {
	w.Helper()
	if err := os.RemoveAll(filepath.Join(w.root, name)); err != nil {
		w.Fatal(err)
	}
}

func (w tree) link(target, name string) {
	w.Helper()
	if err := os.Symlink(target, filepath.Join(w.root, name)); err != nil {
		w.Fatal(err)
	}
}

// nested makes a repository in a folder of the tree, with one commit of the files there.
func (w tree) nested(name string) tree {
	w.Helper()
	inner := tree{w.T, filepath.Join(w.root, name)}
	if err := os.MkdirAll(inner.root, 0o755); err != nil {
		w.Fatal(err)
	}
	inner.git("init", "-q", "-b", "main")
	inner.commit()
	return inner
}

// since compares files of the tree with a revision, and returns of each the lines that are
// new as one digit each, and the notes.
func (w tree) since(revision string, files ...string) (string, []report.Notification) {
	w.Helper()
	s, err := Since(revision, []string{w.root}, later())
	if err != nil {
		w.Fatal(err)
	}
	defer s.Close()
	var all []string
	for _, file := range files {
		if !filepath.IsAbs(file) {
			file = filepath.Join(w.root, file)
		}
		all = append(all, file)
	}
	notes := s.Compare(all, all)
	var lists []string
	for _, file := range all {
		list := ""
		for line := 1; line <= len(strings.Split(text, "\n"))-1; line++ {
			if s.Touches(report.Finding{Location: report.Location{File: file, Line: line}}) {
				list += string(rune('0' + line))
			}
		}
		lists = append(lists, list)
	}
	return strings.Join(lists, " "), notes
}
