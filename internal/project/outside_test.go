package project

import (
	"path/filepath"
	"slices"
	"testing"
)

// What assembly and lists of exports name is known of the drivers beside whose sources they lie.
func TestOutside(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a/a.c": entryText, "a/A.ASM": "\tcall _OnTrap@4\n", "a/a.def": "EXPORTS\n  Query\n", "a/a.txt": "Nobody", "b/b.c": entryText} {
		plant(t, dir, name, text)
	}
	drivers, _, err := Find([]string{dir}, Options{})
	if err != nil || len(drivers) == 0 {
		t.Fatal(drivers, err)
	}
	for _, d := range drivers {
		beside := slices.ContainsFunc(d.Units, func(u Unit) bool { return u.File == filepath.Join(dir, "a", "a.c") })
		for _, word := range []string{"OnTrap", "Query"} {
			if slices.Contains(d.Outside, word) != beside {
				t.Errorf("%s: %s in %v", d.Root, word, d.Outside)
			}
		}
		if slices.Contains(d.Outside, "Nobody") {
			t.Errorf("%v", d.Outside)
		}
	}
}
