package changes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// text has nine lines, and so have its variants.
const (
	text    = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"
	edited  = "one\ntwo\nthree\n4\nfive\nsix\nseven\neight\nnine\n"
	all     = "123456789"
	windows = "one\r\ntwo\r\nthree\r\n4\r\nfive\r\nsix\r\nseven\r\neight\r\nnine\r\n"
)

func utf16(text string) string {
	out := "\xff\xfe"
	for _, c := range []byte(text) {
		out += string([]byte{c, 0})
	}
	return out
}

// TestNew makes a tree with one commit in which a.c is text, changes it, and says which
// lines of which files are then new.
func TestNew(t *testing.T) {
	//attack:newfrom
	for _, test := range []struct {
		name   string
		change func(w tree)
		files  string // separated by blanks
		want   string // the lines that are new, for each file
	}{
		{"nothing", func(tree) {}, "a.c", ""},
		{"a line", func(w tree) { w.write("a.c", edited) }, "a.c", "4"},
		{"a line, staged", func(w tree) { w.write("a.c", edited); w.git("add", ".") }, "a.c", "4"},
		{"a line, staged and gone again", func(w tree) { w.write("a.c", edited); w.git("add", "."); w.write("a.c", text) }, "a.c", ""},
		{"a deleted line", func(w tree) { w.write("a.c", strings.Replace(text, "four\n", "", 1)) }, "a.c", "34"},
		{"an inserted line", func(w tree) { w.write("a.c", "zero\n"+text) }, "a.c", "1"},
		{"not tracked", func(w tree) { w.write("b.c", edited) }, "b.c", all},
		{"ignored", func(w tree) { w.write(".gitignore", "*.c\n"); w.write("b.c", edited) }, "b.c", all},
		{"excluded", func(w tree) { w.write(".git/info/exclude", "*\n"); w.write("b.c", edited) }, "b.c", all},
		{"to be added", func(w tree) { w.write("b.c", text); w.git("add", "-N", "b.c") }, "b.c", all},
		{"assume unchanged", func(w tree) { w.git("update-index", "--assume-unchanged", "a.c"); w.write("a.c", edited) }, "a.c", "4"},
		{"skip worktree", func(w tree) { w.git("update-index", "--skip-worktree", "a.c"); w.write("a.c", edited) }, "a.c", "4"},
		{"fsmonitor valid", func(w tree) {
			w.git("config", "core.fsmonitor", "true")
			w.git("update-index", "--fsmonitor-valid", "a.c")
			w.write("a.c", edited)
		}, "a.c", "4"},
		{"no index", func(w tree) { w.remove(".git/index"); w.write("a.c", edited) }, "a.c", "4"},
		{"Windows line ends", func(w tree) { w.write("a.c", windows) }, "a.c", "4"},
		{"no line end at the end", func(w tree) { w.write("a.c", strings.TrimSuffix(edited, "\n")) }, "a.c", "4"},
		{"old line ends", func(w tree) { w.write("a.c", strings.ReplaceAll(edited, "\n", "\r")) }, "a.c", "4"},
		{"a byte order mark", func(w tree) { w.write("a.c", "\ufeff"+edited) }, "a.c", "4"},
		{"UTF-16", func(w tree) { w.write("a.c", utf16(edited)) }, "a.c", "4"},
		{"an encoding that it has not", func(w tree) {
			w.write(".gitattributes", "*.c working-tree-encoding=UTF-16LE\n")
			w.write("a.c", edited)
		}, "a.c", "4"},
		{"a binary attribute", func(w tree) { w.write(".gitattributes", "*.c binary -diff\n"); w.write("a.c", edited) }, "a.c", "4"},
		{"a filter", func(w tree) {
			w.write(".gitattributes", "*.c filter=same\n")
			w.git("config", "filter.same.clean", "git show HEAD:a.c")
			w.write("a.c", edited)
		}, "a.c", "4"},
		{"an ident", func(w tree) {
			w.write(".gitattributes", "*.c ident\n")
			w.write("a.c", strings.Replace(text, "four", "$Id: 4$", 1))
		}, "a.c", "4"},
		{"renamed", func(w tree) { w.git("mv", "a.c", "b.c") }, "b.c", ""},
		{"renamed and edited", func(w tree) { w.remove("a.c"); w.write("sub/b.c", edited) }, "sub/b.c", "4"},
		{"renamed with Windows line ends", func(w tree) { w.remove("a.c"); w.write("b.c", windows) }, "b.c", "4"},
		{"a copy", func(w tree) { w.write("b.c", text) }, "b.c", all},
		{"two of one", func(w tree) { w.remove("a.c"); w.write("b.c", text); w.write("c.c", text) }, "b.c c.c", " " + all},
		{"of another kind", func(w tree) { w.remove("a.c"); w.write("b.h", text) }, "b.h", all},
		{"renamed, but sparse", func(w tree) {
			w.git("sparse-checkout", "set", "--no-cone", "/none")
			w.remove("a.c")
			w.write("b.c", text)
		}, "b.c", all},
		{"no longer a link", func(w tree) { w.link("a.c", "l.c"); w.commit(); w.remove("l.c"); w.write("l.c", text) }, "l.c", all},
		{"through a link", func(w tree) { w.link("a.c", "l.c"); w.commit() }, "l.c a.c", " "},
		{"through a new link", func(w tree) { w.link("a.c", "l.c") }, "l.c a.c", all + " "},
		{"through a changed link", func(w tree) {
			w.write("b.c", text)
			w.link("b.c", "l.c")
			w.commit()
			w.remove("l.c")
			w.link("a.c", "l.c")
		}, "l.c", all},
		{"through a new linked folder", func(w tree) { w.write("sub/b.c", text); w.commit(); w.link("sub", "l") }, "l/b.c sub/b.c", all + " "},
		{"a nested repository", func(w tree) { w.write("s/b.c", text); w.nested("s") }, "s/b.c a.c", all + " "},
		{"a nested repository around tracked files", func(w tree) { w.write("s/b.c", text); w.commit(); w.write("s/b.c", edited); w.nested("s") }, "s/b.c", "4"},
		{"an empty .git", func(w tree) { w.write("s/b.c", text); w.commit(); w.write("s/.git/x", ""); w.write("s/b.c", edited) }, "s/b.c", "4"},
		{"a .git that names nothing", func(w tree) { w.write("s/b.c", text); w.write("s/.git", "gitdir: none\n") }, "s/b.c", all},
		{"a bare repository in it", func(w tree) { w.git("init", "-q", "--bare", "s"); w.write("s/b.c", text) }, "s/b.c", all},
		{"a submodule", func(w tree) { w.write("s/b.c", text); w.nested("s"); w.commit() }, "s/b.c", ""},
		{"a submodule, edited", func(w tree) { w.write("s/b.c", text); w.nested("s"); w.commit(); w.write("s/b.c", edited) }, "s/b.c", "4"},
		{"a submodule, moved on", func(w tree) {
			w.write("s/b.c", text)
			s := w.nested("s")
			w.commit()
			s.write("b.c", edited)
			s.commit()
		}, "s/b.c", "4"},
		{"a submodule of a submodule, moved on", func(w tree) {
			w.write("s/t/b.c", text)
			inner := w.nested("s/t")
			w.nested("s")
			w.commit()
			inner.write("b.c", edited)
			inner.commit()
		}, "s/t/b.c", "4"},
		{"a submodule without its commit", func(w tree) {
			w.write("s/b.c", text)
			w.nested("s")
			w.commit()
			w.remove("s/.git")
			w.write("s/c.c", text)
			w.nested("s")
		}, "s/b.c", all},
		{"a replaced commit", func(w tree) {
			first := w.git("rev-parse", "HEAD")
			w.write("a.c", edited)
			w.commit()
			w.git("replace", first, "HEAD")
			w.git("reset", "-q", "--soft", first)
		}, "a.c", "4"},
		{"a replaced blob", func(w tree) {
			w.write("a.c", edited)
			w.git("replace", w.git("rev-parse", "HEAD:a.c"), w.git("hash-object", "-w", "a.c"))
		}, "a.c", "4"},
		{"names with everything", func(w tree) {
			w.write("ü \"x\"\n*.c", text)
			w.write("[a].c", text)
			w.write(":(top)b.c", text)
			w.commit()
			w.write("[a].c", edited)
		}, "[a].c :(top)b.c", "4 "},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newTree(t)
			w.write("a.c", text)
			w.commit()
			test.change(w)
			if got, notes := w.since("HEAD", strings.Split(test.files, " ")...); got != test.want {
				t.Errorf("got %q, want %q; %v", got, test.want, notes)
			}
		})
	}
}

// TestKinds: every kind of repository is understood, and answered alike.
func TestKinds(t *testing.T) {
	history := func(w tree) tree {
		w.write("a.c", text)
		w.commit()
		w.write("a.c", edited)
		w.commit()
		return w
	}
	beside := func(w tree) tree { return tree{w.T, filepath.Join(filepath.Dir(w.root), "beside")} }
	//attack:newfrom
	for _, test := range []struct {
		name string
		make func(t *testing.T) tree
	}{
		{"plain", func(t *testing.T) tree { return history(newTree(t)) }},
		{"packed", func(t *testing.T) tree {
			w := history(newTree(t))
			w.git("gc", "-q")
			w.git("pack-refs", "--all")
			return w
		}},
		{"SHA-256", func(t *testing.T) tree { return history(newTree(t, "--object-format=sha256")) }},
		{"separate", func(t *testing.T) tree {
			return history(newTree(t, "--separate-git-dir="+filepath.Join(t.TempDir(), "dir")))
		}},
		{"shared objects", func(t *testing.T) tree {
			w := history(newTree(t))
			w.git("clone", "-q", "--shared", ".", beside(w).root)
			return beside(w)
		}},
		{"linked working tree", func(t *testing.T) tree {
			w := history(newTree(t))
			w.git("worktree", "add", "-q", "--detach", beside(w).root, "HEAD")
			w.git("checkout", "-q", "--orphan", "other") // its head is another
			return beside(w)
		}},
		{"shallow", func(t *testing.T) tree {
			w := history(newTree(t))
			w.git("clone", "-q", "--depth=2", "file://"+w.root, beside(w).root)
			return beside(w)
		}},
		{"a graft", func(t *testing.T) tree {
			w := history(newTree(t))
			w.write(".git/info/grafts", w.git("rev-parse", "HEAD")+"\n")
			return w
		}},
		{"named by a core.worktree", func(t *testing.T) tree {
			w := history(newTree(t))
			w.git("config", "core.worktree", t.TempDir())
			return w
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := test.make(t)
			if got, _ := w.since("HEAD", "a.c"); got != "" {
				t.Errorf("HEAD: got %q", got)
			}
			if got, _ := w.since("HEAD~1", "a.c"); got != "4" {
				t.Errorf("HEAD~1: got %q", got)
			}
		})
	}
}

// TestElsewhere: the repository of each file is asked, and a file of none is new.
func TestElsewhere(t *testing.T) {
	w, other := newTree(t), newTree(t)
	w.write("a.c", text)
	w.commit()
	other.write("b.c", text)
	other.commit()
	other.write("b.c", edited)
	lonely := filepath.Join(t.TempDir(), "c.c")
	if err := os.WriteFile(lonely, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	got, notes := w.since("HEAD", "a.c", filepath.Join(other.root, "b.c"), lonely)
	if want := " 4 " + all; got != want || len(notes) != 1 || notes[0].Message != "is in no git repository: all of its lines count as new" {
		t.Errorf("got %q, want %q; %v", got, want, notes)
	}
	w.git("tag", "here")
	if got, notes := w.since("here", filepath.Join(other.root, "b.c")); got != all || len(notes) != 1 || !strings.Contains(notes[0].Message, "git knows no such revision in") {
		t.Errorf("got %q, %v", got, notes)
	}
}

// TestPartialClone: what has not been fetched is not fetched, and is new if it has changed.
func TestPartialClone(t *testing.T) {
	w := newTree(t)
	w.write("a.c", text)
	w.write("b.c", text+"b\n")
	w.commit()
	w.git("config", "uploadpack.allowFilter", "true")
	clone := tree{t, filepath.Join(t.TempDir(), "clone")}
	w.git("clone", "-q", "--filter=blob:none", "--no-checkout", "file://"+w.root, clone.root)
	clone.write("a.c", text)
	clone.write("b.c", edited)
	packs := func() int {
		list, err := filepath.Glob(filepath.Join(clone.root, ".git/objects/pack/*.pack"))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	before := packs()
	got, notes := clone.since("HEAD", "a.c", "b.c")
	if got != " "+all || len(notes) != 1 || !strings.Contains(notes[0].Message, "lacks the text of 1 of them") {
		t.Errorf("got %q, %v", got, notes)
	}
	if packs() != before {
		t.Error("something was fetched")
	}
}

// TestNoFile puts what is no regular file in the place of what git would read. The test
// hangs if that is opened.
func TestNoFile(t *testing.T) {
	//attack:git-hang
	for _, name := range []string{
		".git", ".git/HEAD", ".git/config", ".git/packed-refs", ".git/refs/heads/main", ".git/commondir", ".git/shallow", ".git/logs/HEAD",
		".git/objects/pack/pack-1.idx", ".git/objects/info/alternates", ".git/objects/info/commit-graph", ".git/objects/00/00000000000000000000000000000000000000",
	} {
		for kind, make := range map[string]func(string) error{
			"pipe":   func(file string) error { tooltest.Pipe(t, file); return nil },
			"device": func(file string) error { return os.Symlink("/dev/zero", file) },
		} {
			t.Run(kind+" "+name, func(t *testing.T) {
				w := newTree(t)
				w.write("a.c", text)
				w.commit()
				w.remove(name)
				file := filepath.Join(w.root, name)
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := make(file); err != nil {
					t.Fatal(err)
				}
				_, err := Since("HEAD", []string{w.root}, later())
				if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "is no regular file") {
					t.Errorf("the error is %v", err)
				}
			})
		}
	}
}

// TestRevisions: what git takes for a commit is one, and anything else an error of one line.
func TestRevisions(t *testing.T) {
	w := newTree(t)
	w.write("a.c", text)
	w.commit()
	w.git("tag", "-a", "-m", "one", "v1")
	w.write("a.c", edited)
	w.commit()
	clone := tree{t, filepath.Join(t.TempDir(), "clone")}
	w.git("clone", "-q", w.root, clone.root)
	clone.write("a.c", strings.Replace(edited, "five", "5", 1))
	clone.commit()
	for revision, want := range map[string]string{
		"HEAD": "", "@": "", "HEAD~1": "5", "v1": "45", "origin/main": "5", "origin": "5", "main@{upstream}": "5", "@{u}": "5", "HEAD@{1}": "5",
		"refs/tags/v1": "45", clone.git("rev-parse", "--short", "HEAD"): "", "HEAD^{/change}": "", "v1^{commit}": "45",
	} {
		if got, _ := clone.since(revision, "a.c"); got != want {
			t.Errorf("%s: got %q, want %q", revision, got, want)
		}
	}
	for _, revision := range []string{"", "-x", "--all", "nowhere", "HEAD:a.c", "HEAD^{tree}", ":a.c", "HEAD..v1", "^HEAD", "a b", "a\nb", "a\x00b", "HEAD~99", strings.Repeat("0", 40), "\u202e"} {
		s, err := Since(revision, []string{clone.root}, later())
		if err == nil {
			t.Errorf("%q: is taken for a revision", revision)
			s.Close()
		} else if strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "--new-from ") {
			t.Errorf("%q: the error is %q", revision, err)
		}
	}
}
