package main

import (
	"path/filepath"
	"testing"
)

// The table must follow the source: each text stands where the table says, once.
func TestTableFitsTheSource(t *testing.T) {
	names := map[string]bool{}
	for _, m := range table {
		if names[m.name] {
			t.Errorf("two mutants are called %s", m.name)
		}
		names[m.name] = true
		if m.function == "" && m.old == m.new {
			t.Errorf("%s changes nothing", m.name)
		}
		if _, err := m.apply(filepath.Join("..", "..")); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
	}
}

// A text that stands nowhere, or twice, is an error that names the file.
func TestApplyRefusesWhatDoesNotFit(t *testing.T) {
	for _, m := range []mutant{{old: "no such text anywhere"}, {old: "package"}, {function: "mutant.fly"}} {
		m.file = "internal/mutants/main.go"
		if _, err := m.apply(filepath.Join("..", "..")); err == nil {
			t.Errorf("%v was applied", m)
		}
	}
}
