package cache

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder that was named by mistake keeps what is in it.
func TestCleanLeavesOtherFoldersAlone(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(dir); err != nil {
		t.Fatal(err)
	}
	thesis := filepath.Join(dir, "thesis.tex")
	if err := os.WriteFile(thesis, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Clean(dir); err == nil || !strings.Contains(err.Error(), "thesis.tex") {
		t.Errorf("got %v, want an error that names what is there", err)
	}
	if _, err := os.Stat(thesis); err != nil {
		t.Error(err)
	}
	if err := os.Remove(thesis); err != nil {
		t.Fatal(err)
	}
	if _, err := Clean(dir); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the cache is still there: %v", err)
	}
}
