package clang

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/wdk"
)

// said lists the problems of a unit of the text, which is loaded in a session of its own.
func said(t *testing.T, s *Session, file string) []string {
	t.Helper()
	var list []string
	for _, p := range s.Load(Unit{File: file}).Problems {
		list = append(list, p.File+" "+p.Message)
	}
	return list
}

// A header that is looked for in a checkout too large to be searched is named, whether one was found or not; who needs none
// is told nothing.
func TestCheckoutSearchedInPart(t *testing.T) {
	files := map[string]string{
		"src/needs.c": "#include \"sub/far.h\"\nint f(void) { return FAR; }\n",
		"src/finds.c": "#include \"near.h\"\nint f(void) { return NEAR; }\n",
		"src/alone.c": "#include \"beside.h\"\nint f(void) { return 1; }\n",
		"src/ntddk.c": "#include <ntddk.h>\nint f(void) { return 1; }\n", "src/beside.h": "",
		"a/near.h": "#define NEAR 1\n", "zzz/sub/far.h": "#define FAR 1\n",
	}
	for i := range 20 {
		files[fmt.Sprintf("b/%d.txt", i)] = ""
	}
	root := write(t, files)
	for _, c := range []struct {
		file    string
		entries int
		named   bool
	}{
		{"needs.c", 10, true}, {"finds.c", 10, true}, {"alone.c", 10, false}, {"ntddk.c", 10, false},
		{"needs.c", 100, false}, {"finds.c", 100, false},
	} {
		s := NewSession(root, LoadOptions{Checkout: root, Trees: []string{root}})
		s.disk.treeEntries = c.entries
		list := said(t, s, filepath.Join(root, "src", c.file))
		want := fmt.Sprintf("%s holds more than %d files and folders", root, c.entries)
		if named := slices.ContainsFunc(list, func(p string) bool { return strings.HasPrefix(p, want) }); named != c.named || !c.named && len(list) > 0 {
			t.Errorf("%s with %d entries: said %q, want it named: %t", c.file, c.entries, list, c.named)
		}
	}
}

// What is remembered of a unit is not taken over once the checkout is small enough to be searched.
func TestAnswerOfCheckoutSearchedInPart(t *testing.T) {
	root := write(t, map[string]string{"a/near.h": "", "b.txt": "", "c.txt": ""})
	q := Question{Kind: HeaderOf, Path: "near.h", From: root, Root: root}
	part, whole := NewDisk(), NewDisk()
	part.treeEntries = 3
	if a, b := part.Answer(q), whole.Answer(q); a == b || strings.TrimSpace(a) != b {
		t.Errorf("the answers are %q and %q", a, b)
	}
}

// Classes from templates that are not made are named.
func TestTooManyInstances(t *testing.T) {
	for n, named := range map[int]bool{maxInstances: false, maxInstances + 1: true} {
		var b strings.Builder
		b.WriteString("template <int N> struct Guard { void Take() { take(N); } };\nstruct Plain { void Take() {} };\nvoid f() {\nPlain p; p.Take();\n")
		for i := range n {
			fmt.Fprintf(&b, "Guard<%d> g%d; g%d.Take();\n", i, i, i)
		}
		root := write(t, map[string]string{"a.cpp": b.String() + "}\n"})
		list := said(t, NewSession(root, LoadOptions{Trees: []string{root}}), filepath.Join(root, "a.cpp"))
		if got := slices.ContainsFunc(list, func(p string) bool {
			return strings.Contains(p, "more than 200 classes made from templates: the functions of Guard<200>")
		}); got != named {
			t.Errorf("%d classes: said %q", n, list)
		}
	}
}

// A header of a kit that can't be one is refused by name.
func TestKitHeaderTooLong(t *testing.T) {
	kit := write(t, map[string]string{
		"km/ntddk.h": "#include <long.h>\ntypedef long NTSTATUS;\n", "km/long.h": strings.Repeat("// a long line of a long header\n", 600_000), "shared/ntdef.h": "",
	})
	root := write(t, map[string]string{"a.c": "#include <ntddk.h>\nNTSTATUS f(void) { return 0; }\n"})
	opened, err := wdk.OpenKit(kit)
	if err != nil {
		t.Fatal(err)
	}
	list := said(t, NewSession(root, LoadOptions{Trees: []string{root}, Kit: opened}), filepath.Join(root, "a.c"))
	if !slices.ContainsFunc(list, func(p string) bool {
		return strings.Contains(p, "long.h is a header of a driver kit, but longer than 16 MiB")
	}) {
		t.Errorf("said %q", list)
	}
}
