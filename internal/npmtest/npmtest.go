// Package npmtest gives tests the programs of npm packages: real readers of what drvlint
// writes. package.json lists them, and .ci/setup test installs what the lock file says.
package npmtest

import (
	"crypto/sha256"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

//go:embed package-lock.json
var lock []byte

// Modules returns the folder node_modules with the packages that package.json lists.
// Without it the test is skipped, or fails if the environment has CI=true.
func Modules(t *testing.T) string {
	t.Helper()
	return installed(t, "npmtest", lock)
}

// ModulesOf returns the folder node_modules for the package in a folder in the same way.
// .ci/setup has to know the folder.
func ModulesOf(t *testing.T, folder string) string {
	t.Helper()
	lock, err := os.ReadFile(filepath.Join(folder, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	return installed(t, filepath.Base(folder), lock)
}

// installed finds where .ci/setup has put the packages of a lock file.
func installed(t *testing.T, name string, lock []byte) string {
	t.Helper()
	tooltest.Need(t, "node", "nodejs")
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatalf("finding the user's cache folder: %v", err)
	}
	modules := filepath.Join(cache, "drvlint-test", fmt.Sprintf("%s-%x", name, sha256.Sum256(lock)), "node_modules")
	if _, err := os.Stat(modules); err != nil {
		tooltest.Missing(t, "the npm packages of %s are not installed; .ci/setup test installs them", name)
	}
	return modules
}
