package changes

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Thousands of references in files of their own are copied as one table, and each means what it
// meant: the file counts before the table.
func TestLooseReferences(t *testing.T) {
	w := newTree(t)
	w.write("a.c", text)
	w.commit()
	first := w.git("rev-parse", "HEAD")
	w.git("tag", "-a", "-m", "kept", "annotated")
	w.git("branch", "moved")
	w.git("pack-refs", "--all")
	w.write("a.c", edited)
	w.commit()
	second := w.git("rev-parse", "HEAD")
	w.git("branch", "-f", "moved")
	for i := range 2000 {
		w.write(fmt.Sprintf(".git/refs/heads/team-%d/topic.%d", i%7, i), second+"\n")
	}
	w.git("symbolic-ref", "refs/heads/alias", "refs/heads/team-3/topic.3")
	w.write(".git/refs/heads/left.lock", first+"\n")
	w.write(".git/refs/heads/broken", "nothing\n")
	w.git("update-ref", "refs/worktree/own", first)

	scratch, end := t.TempDir(), later()
	r, err := openRepository(call{scratch: scratch, until: &end}, w.root)
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(filepath.Join(r.dir, "refs"), func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files++
		}
		return err
	})
	if err != nil || files > 10 {
		t.Errorf("%d references are files of their own: %v", files, err)
	}
	for name, want := range map[string]string{
		"annotated^{commit}": first, "moved": second, "team-0/topic.1995": second, "team-6/topic.6": second, "alias": second, "HEAD": second, "refs/worktree/own": first,
	} {
		out, err := r.run("find a commit", "rev-parse", "--verify", name)
		if got := out; err != nil || got != want+"\n" {
			t.Errorf("%s: got %q, want %s: %v", name, got, want, err)
		}
	}
	if _, err := r.run("find a commit", "rev-parse", "--verify", "refs/heads/broken"); err == nil {
		t.Error("a broken reference means something")
	}
}

// A table with lines of another kind is copied as it is.
func TestStrangeTable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "packed-refs")
	const strange = "# pack-refs with: peeled\nno object refs/heads/a\n"
	if err := os.WriteFile(file, []byte(strange), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := readTable(file)
	if err != nil {
		t.Fatal(err)
	}
	if table.take("refs/heads/b", []byte("0123456789012345678901234567890123456789\n")) {
		t.Error("a reference was added to a table that is not understood")
	}
	if err := table.write(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != strange {
		t.Errorf("the table became %q: %v", got, err)
	}
}
