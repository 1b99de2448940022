package paths

import (
	"net/url"
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

// What others write of paths on Windows is read, too.
func TestOfURL(t *testing.T) {
	if runtime.GOOS != "windows" {
		t.Skip("the paths are those of Windows")
	}
	for text, want := range map[string]string{
		"file:///C:/a.c": `C:\a.c`, "file:///c%3A/a.c": `c:\a.c`, "file://C:/a.c": `C:\a.c`, "file://localhost/C:/a.c": `C:\a.c`,
		"file://server/share/a.c": `\\server\share\a.c`, "src/a.c": `src\a.c`, "/src/a.c": `\src\a.c`,
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := OfURL(u); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	for path, want := range map[string]string{`\\?\C:\a.c`: "file:///C:/a.c", `\\?\UNC\server\share\a.c`: "file://server/share/a.c"} {
		if got := FileURL(path).String(); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
