package tooltest

import "testing"

// Pipe skips the test: on Windows named pipes have a folder of their own, \\.\pipe.
func Pipe(t testing.TB, _ string) {
	t.Helper()
	t.Skip("Windows has no named pipes among files")
}
