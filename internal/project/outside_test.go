package project

import (
	"path/filepath"
	"slices"
	"testing"
)

// What assembly and lists of exports name is known of the drivers beside whose sources they lie; what assembly names, of those above
// or beside its folder, too.
func TestOutside(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a/a.c": entryText, "a/A.ASM": "\tcall _OnTrap@4\n", "a/a.def": "EXPORTS\n  Query\n", "a/a.txt": "Nobody", "a/x86/far.asm": "call _Deep@4", "b/b.c": entryText, "c/c/c.c": entryText} {
		plant(t, dir, name, text)
	}
	drivers, _, err := Find([]string{dir}, Options{})
	if err != nil || len(drivers) == 0 {
		t.Fatal(drivers, err)
	}
	for _, d := range drivers {
		of := func(name string) bool {
			return slices.ContainsFunc(d.Units, func(u Unit) bool { return u.File == filepath.Join(dir, filepath.FromSlash(name)) })
		}
		for word, want := range map[string]bool{"OnTrap": of("a/a.c") || of("b/b.c"), "Query": of("a/a.c"), "Deep": of("a/a.c")} {
			if slices.Contains(d.Outside, word) != want {
				t.Errorf("%s: %s in %v", d.Root, word, d.Outside)
			}
		}
		if slices.Contains(d.Outside, "Nobody") {
			t.Errorf("%v", d.Outside)
		}
	}
}
