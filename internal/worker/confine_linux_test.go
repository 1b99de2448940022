package worker

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	syscalls "github.com/landlock-lsm/go-landlock/landlock/syscall"

	"github.com/drvlint/drvlint/internal/clang"
)

// confinedCommand makes the test's own program try what a confined worker could.
const confinedCommand = "confined"

func init() { commands[confinedCommand] = tryOut }

// needLandlock skips a test that shows nothing on a kernel without Landlock.
func needLandlock(t *testing.T) {
	t.Helper()
	if version, err := syscalls.LandlockGetABIVersion(); err == nil && version > 0 {
		return
	}
	const why = "this kernel has no Landlock: nothing but the overlay in internal/clang keeps libclang in"
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// tryOut confines itself to a folder and prints what it can still do.
func tryOut(base string) {
	if err := confine([]string{filepath.Join(base, "inside")}); err != nil {
		fmt.Println(err)
	}
	report := func(what string, err error) {
		if err == nil {
			fmt.Println(what)
		}
	}
	read := func(what, path string) {
		_, err := os.ReadFile(path)
		report(what, err)
	}
	read("read inside", filepath.Join(base, "inside", "a.h"))
	read("read outside", filepath.Join(base, "outside", "a.h"))
	read("read by a link", filepath.Join(base, "inside", "link.h"))
	read("read by dots", filepath.Join(base, "inside")+"/../outside/a.h")
	read("read by the root", "/proc/self/root"+filepath.Join(base, "outside", "a.h"))
	read("read passwd", "/etc/passwd")
	read("read environ", "/proc/self/environ")
	_, err := os.ReadDir(filepath.Join(base, "outside"))
	report("list outside", err)
	_, err = os.ReadDir(filepath.Join(base, "inside"))
	report("list inside", err)
	report("write inside", os.WriteFile(filepath.Join(base, "inside", "new"), nil, 0o644))
	report("overwrite", os.WriteFile(filepath.Join(base, "inside", "a.h"), nil, 0o644))
	report("remove", os.Remove(filepath.Join(base, "inside", "a.h")))
	report("rename", os.Rename(filepath.Join(base, "inside", "a.h"), filepath.Join(base, "inside", "b.h")))
	report("make a folder", os.Mkdir(filepath.Join(base, "inside", "f"), 0o755))
	report("link", os.Symlink("a.h", filepath.Join(base, "inside", "l")))
	_, err = os.CreateTemp("", "")
	report("write a temporary file", err)
	report("execute", exec.Command("/bin/true").Run())
	read("see its memory", "/proc/self/statm")
}

func TestConfined(t *testing.T) {
	needLandlock(t)
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"inside", "outside"} {
		if err := os.Mkdir(filepath.Join(base, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(base, folder, "a.h"), []byte("int a;\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../outside/a.h", filepath.Join(base, "inside", "link.h")); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(os.Args[0], confinedCommand, base).CombinedOutput()
	if got := strings.ReplaceAll(strings.TrimSpace(string(out)), "\n", ", "); err != nil || got != "read inside, list inside, see its memory" {
		t.Errorf("a confined worker can: %s (%v)", got, err)
	}
}

// A worker takes a unit of another driver only if it may read it: no worker loads a unit
// whose files it cannot open, and none may read what no unit of its own needs.
func TestWorkerForEachFence(t *testing.T) {
	needLandlock(t)
	p := pool(t, generous)
	for range 2 {
		for _, folder := range []string{t.TempDir(), t.TempDir()} {
			if err := os.WriteFile(filepath.Join(folder, "a.h"), []byte("int f(void) { return g(); }\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(folder, "a.c")
			if err := os.WriteFile(file, []byte("#include \"a.h\"\nint g(void) { return 1; }\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			got := p.Load(clang.Task{Checkout: folder, Unit: clang.Unit{File: file}})
			if got.File == "" || got.Functions != 2 || len(got.Problems) != 0 {
				t.Errorf("%+v", got)
			}
		}
	}
}

// A kit that the user names may consist of links: what they lead to is read.
func TestKitOfLinks(t *testing.T) {
	needLandlock(t)
	store, kit, tree := t.TempDir(), t.TempDir(), t.TempDir()
	for path, text := range map[string]string{
		store + "/w.h": "typedef long NTSTATUS;\ntypedef struct { int a; } STORED;\n", tree + "/a.c": "#include <ntddk.h>\nint f(STORED *s) { return s->a; }\n", kit + "/wdm.h": "",
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(store+"/w.h", kit+"/ntddk.h"); err != nil {
		t.Fatal(err)
	}
	got := pool(t, generous).Load(clang.Task{Checkout: tree, Kit: kit, Unit: clang.Unit{File: tree + "/a.c"}})
	if got.File == "" || len(got.Problems) != 0 || got.Stats.Errors != 0 || len(got.Stubs) != 0 {
		t.Errorf("%+v", got)
	}
}
