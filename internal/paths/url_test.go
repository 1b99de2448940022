package paths

import (
	"runtime"
	"testing"
)

// A path is the same after its way through a URL.
func TestFileURL(t *testing.T) {
	tests := []struct{ path, want string }{{"/a b/c%20d.c", "file:///a%20b/c%2520d.c"}, {"/C:/a.c", "file:///C:/a.c"}, {"/", "file:///"}}
	if runtime.GOOS == "windows" {
		tests = []struct{ path, want string }{
			{`C:\a b\c.c`, "file:///C:/a%20b/c.c"}, {`\\server\share\a.c`, "file://server/share/a.c"}, {`z:\`, "file:///z:/"},
		}
	}
	for _, test := range tests {
		u := FileURL(test.path)
		if u.String() != test.want {
			t.Errorf("%s: got %s, want %s", test.path, u, test.want)
		}
		if got := OfURL(u); got != test.path {
			t.Errorf("%s comes back as %s", test.path, got)
		}
	}
}
