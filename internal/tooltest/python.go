package tooltest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Python returns the folder with the packages of PyPI that a file of requirements locks.
// .ci/setup has to know the file. Without them the test is skipped, or fails if the
// environment has CI=true.
func Python(t testing.TB, requirements string) string {
	t.Helper()
	lock, err := os.ReadFile(requirements)
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatalf("finding the user's cache folder: %v", err)
	}
	name := strings.TrimSuffix(filepath.Base(requirements), ".txt")
	packages := filepath.Join(cache, "drvlint-test", fmt.Sprintf("%s-%x", name, sha256.Sum256(lock)))
	if _, err := os.Stat(packages); err != nil {
		Missing(t, "the Python packages of %s are not installed; .ci/setup test installs them", requirements)
	}
	return packages
}
