package paths

import (
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

func TestWithin(t *testing.T) {
	for _, test := range []struct {
		path, folder string
		want         bool
	}{
		{"/a/b", "/a", true}, {"/a", "/a", true}, {"/a/b/c", "/a/b", true}, {"/a", "/", true},
		{"/ab", "/a", false}, {"/a", "/a/b", false}, {"/a/..b", "/a", true}, {"a/b", "a", true}, {"b", "a", false},
	} {
		path, folder := filepath.FromSlash(test.path), filepath.FromSlash(test.folder)
		if got := Within(path, folder); got != test.want {
			t.Errorf("%s within %s: %t", path, folder, got)
		}
	}
}

func TestNames(t *testing.T) {
	if got := Names(filepath.FromSlash("/a/b.c")); !slices.Equal(got, []string{"", "a", "b.c"}) {
		t.Errorf("got %q", got)
	}
	if path := filepath.FromSlash("/a/sys/b.h"); !EndsIn(path, "sys/b.h") || EndsIn(path, "ys/b.h") {
		t.Errorf("the end of %s is misread", path)
	}
}

// A file has one name, however a source spells it; where it lies behind a junction that stays.
func TestSpelled(t *testing.T) {
	for _, test := range []struct{ path, real, windows string }{
		{"C:/a/Inc/B.H", `C:\A\inc\b.h`, `C:\A\inc\b.h`}, {"C:/link/B.H", `C:\there\b.h`, `C:\link\B.H`}, {"C:/a/none.h", "", `C:\a\none.h`},
	} {
		want := test.path
		if runtime.GOOS == "windows" {
			want = test.windows
		}
		if got := Spelled(test.path, func(string) string { return test.real }); got != want {
			t.Errorf("%s is spelled %s, want %s", test.path, got, want)
		}
	}
}
