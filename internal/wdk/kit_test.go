package wdk

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// A folder with more in it than is searched is said.
func TestKitSearchedInPart(t *testing.T) {
	folder := t.TempDir()
	for i := range 20 {
		if err := os.WriteFile(filepath.Join(folder, strconv.Itoa(i)+".h"), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if k := newKit([]string{folder}, 10); k.Cut != folder {
		t.Errorf("cut short at %q", k.Cut)
	}
	if k := newKit([]string{folder}, 21); k.Cut != "" {
		t.Errorf("cut short at %q", k.Cut)
	}
}
