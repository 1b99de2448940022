// Package tooltest says what a test needs of the machine. .ci/setup test installs all of it.
package tooltest

import (
	"os"
	"os/exec"
	"testing"
)

// Need skips a test where a command of a Debian package is missing; it fails the test if the
// environment has CI=true.
func Need(t testing.TB, command, debianPackage string) {
	t.Helper()
	if _, err := exec.LookPath(command); err != nil {
		Missing(t, "%s is not installed (Debian: %s); .ci/setup test installs all that tests use", command, debianPackage)
	}
}

// NeedFile is Need for a file of a Debian package.
func NeedFile(t testing.TB, path, debianPackage string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		Missing(t, "%v (Debian: %s); .ci/setup test installs all that tests use", err, debianPackage)
	}
}

// Missing skips a test for want of what the message says. It fails the test if the
// environment has CI=true.
func Missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
