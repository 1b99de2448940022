//go:build unix

package wholefile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// What is no regular file is not replaced: not even a link that leads nowhere, as /dev/stdout does where that is closed.
func TestNoFile(t *testing.T) {
	folder := t.TempDir()
	link := filepath.Join(folder, "link")
	if err := os.Symlink("nowhere", link); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func() error{
		"Write": func() error { return Write(link, nil) }, "WriteMode": func() error { return WriteMode(link, nil, 0o644) },
	} {
		if err := write(); !errors.Is(err, ErrNoFile) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	if target, err := os.Readlink(link); err != nil || target != "nowhere" {
		t.Errorf("the link leads to %s, %v", target, err)
	}
}
