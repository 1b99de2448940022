package runner

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/ir"
)

// Functions of headers are kept once, but for static ones that a unit needs, and what those need.
func TestFunctionsOfHeadersAreKeptOnce(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"shared.h": `#pragma once
#include <ntddk.h>
static inline LONG Inner(LONG n) { return n + 1; }
static inline LONG Outer(LONG n) { return Inner(n) * 2; }
static inline LONG Idle(LONG n) { return n; }
static inline LONG Stored(LONG n) { return -n; }
`,
		"late.h": `#pragma once
#include "shared.h"
static inline LONG Late(LONG n) { return Idle(n); }
`,
		"a.c": "#include \"shared.h\"\nLONG A(LONG n) { return Outer(n); }\nstatic LONG Mine(void) { return 3; }\n",
		"b.c": "#include \"shared.h\"\nLONG B(LONG n) { return Outer(n); }\nLONG (*Pointer)(LONG) = Stored;\nstatic LONG Mine(void) { return 3; }\n",
		"c.c": "#include \"late.h\"\nLONG C(LONG n) { return n; }\n",
		"d.c": "#include \"late.h\"\nLONG D(LONG n) { return n; }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var units []clang.Unit
	for _, name := range []string{"a.c", "b.c", "c.c", "d.c"} {
		units = append(units, clang.Unit{File: filepath.Join(dir, name)})
	}
	loaded := clang.Load(dir, units, clang.LoadOptions{})
	if len(loaded.Problems) > 0 {
		t.Fatal(loaded.Problems)
	}
	want := [][]string{
		{"Inner", "Outer", "Idle", "Stored", "A", "Mine"},
		{"Inner", "Outer", "Stored", "B", "Mine"},
		{"Idle", "Late", "C"}, // Late is new, and calls Idle
		{"D"},
	}
	for i, u := range once(slices.Values(loaded.Units)) {
		var names []string
		for _, f := range u.Funcs {
			if !clang.IsModel(u.Files[f.Span.File].Name) {
				names = append(names, f.Name)
			}
		}
		if !slices.Equal(names, want[i]) {
			t.Errorf("unit %d keeps %v, want %v", i, names, want[i])
		}
		if len(loaded.Units[i].Funcs) < len(u.Funcs) {
			t.Errorf("unit %d was changed", i)
		}
	}
}

// Units have the lines of a file that they include in common, unless the files differ.
func TestLinesAreShared(t *testing.T) {
	unit := func(name string, lines ...int) *ir.Unit {
		return &ir.Unit{File: name, Files: []ir.File{{Name: name, Lines: []int{0}}, {Name: "shared.h", Lines: lines}}}
	}
	read := []*ir.Unit{unit("a.c", 0, 5, 9), unit("b.c", 0, 5, 9), unit("c.c", 0, 7)}
	list := once(slices.Values(read))
	first := func(u *ir.Unit) *int { return &u.Files[1].Lines[0] }
	if first(list[1]) != first(list[0]) {
		t.Error("the lines of the same file are there twice")
	}
	if first(list[2]) == first(list[0]) || len(list[2].Files[1].Lines) != 2 {
		t.Error("another file of the same name has the lines of the first")
	}
	if first(read[1]) == first(read[0]) {
		t.Error("a unit that other drivers may have was changed")
	}
}
