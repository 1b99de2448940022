package wholefile

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Who reads a file while it is replaced sees one text or the other, never a part, and nothing
// is left beside it.
func TestWhole(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "report.txt")
	texts := [][]byte{bytes.Repeat([]byte("a"), 1<<20), bytes.Repeat([]byte("b"), 1<<19)}
	if err := Write(file, texts[0]); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		for i := range 20 {
			if err := Write(file, texts[(i+1)%2]); err != nil {
				t.Errorf("replace it: %v", err)
			}
		}
	})
	for range 20 {
		// On Windows reading fails while the file is put in its place.
		if got, err := os.ReadFile(file); err == nil && !bytes.Equal(got, texts[0]) && !bytes.Equal(got, texts[1]) {
			t.Errorf("%d bytes of neither text", len(got))
		}
	}
	group.Wait()
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, texts[0]) {
		t.Errorf("at last there are %d bytes, %v", len(got), err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

// What can't be written leaves what was there, and nothing else.
func TestRefused(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "a.txt")
	if err := os.Mkdir(file, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, []byte("text")); err == nil {
		t.Error("a folder was replaced")
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 || !entries[0].IsDir() {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	if err := Write(filepath.Join(folder, "none", "a.txt"), []byte("text")); err == nil {
		t.Error("a file was written to a folder that does not exist")
	}
}

// A file that was read-only stays so where that is asked.
func TestMode(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.txt")
	if err := WriteMode(file, []byte("text"), 0o444); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o444 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(file, 0o644); err != nil { // or Windows can't delete it
		t.Error(err)
	}
}
