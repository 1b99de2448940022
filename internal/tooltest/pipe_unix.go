//go:build unix

package tooltest

import (
	"syscall"
	"testing"
)

// Pipe makes a named pipe: who opens it for reading waits forever.
func Pipe(t testing.TB, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
}
