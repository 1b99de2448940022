package paths

import (
	"os"
	"path/filepath"
	"testing"
)

// What the kernel makes up is told from files, also through a link.
func TestVirtual(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "a.h"), filepath.Join(dir, "b.h")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/proc/self/environ", link); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{file: false, dir: false, link: true, "/proc/self/environ": true, "/proc/self/maps": true, "/proc/version": true, "/proc": true, "/etc/passwd": false} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time it is remembered
			if got := Virtual(path, info); got != want {
				t.Errorf("%s: %t", path, got)
			}
		}
	}
}
