package paths

import (
	"net/url"
	"testing"
)

// What others write of paths on Windows is read, too.
func TestOfURL(t *testing.T) {
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
