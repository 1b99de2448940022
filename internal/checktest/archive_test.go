package checktest

import (
	"os"
	"path/filepath"
	"testing"
)

// Each source file of an archive is a driver, and finds the headers there; paths are shown as those of the archive.
func TestArchived(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "alike.txtar")
	if err := os.WriteFile(archive, []byte("-- common.h --\nint x;\n-- one_bad.c --\n#include \"common.h\"\n-- two_ok.cpp --\n#include \"common.h\"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	list := archived(t, archive)
	if len(list) != 2 || list[0].Name != "one_bad.c" || list[1].Name != "two_ok.cpp" {
		t.Fatalf("drivers %v", list)
	}
	for _, d := range list {
		u := d.Units[0]
		if _, err := os.Stat(filepath.Join(u.Includes[0], "common.h")); err != nil {
			t.Error(err)
		}
		if got, want := d.shown(u.File), filepath.ToSlash(archive)+"/"+d.Name; got != want {
			t.Errorf("%s is shown as %s", u.File, got)
		}
	}
}
