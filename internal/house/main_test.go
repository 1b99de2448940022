package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// A file has as many lines as newlines.
func TestLines(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "a.go", "package a\n\nvar x int\n", 0)
	if err != nil {
		t.Fatal(err)
	}
	if n := lines(fset, []*ast.File{f, f}); n != 6 {
		t.Errorf("twice the file has %d lines, want 6", n)
	}
}

// TestBounds keeps the packages of the engine small, and apart within.
func TestBounds(t *testing.T) {
	rooms, err := survey("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(rooms) < len(engine) {
		t.Errorf("%d packages for %d patterns", len(rooms), len(engine))
	}
	for _, r := range rooms {
		if r.lines > maxLines {
			t.Errorf("%s has %d lines, %d are allowed", r.name, r.lines, maxLines)
		}
		if len(r.cycle) > maxCycle {
			t.Errorf("%s: %d files need each other, %d may: %v", r.name, len(r.cycle), maxCycle, r.cycle)
		}
		for _, l := range r.large {
			if !l.reason {
				t.Errorf("%s.%s has %d fields and %d methods: split it, or give a reason behind \"Large:\" in its comment", r.name, l.name, l.fields, l.methods)
			}
		}
	}
}

func TestLargestCycle(t *testing.T) {
	got := largestCycle(map[string][]string{"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": {"e"}, "e": {"f"}, "f": {"d"}})
	if want := []string{"d", "e", "f"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
