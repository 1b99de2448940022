// Package npmtest gives tests the programs of npm packages.
package npmtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Install returns the folder node_modules that holds the package at that version. npm
// installs it into the user's cache folder the first time. Where that is not possible the
// test is skipped, or fails if the environment has CI=true.
func Install(t *testing.T, name, version string) string {
	t.Helper()
	modules, err := install(name, version)
	if err == nil {
		return modules
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("no %s to test with: %v", name, err)
	}
	t.Skipf("no %s to test with: %v", name, err)
	return ""
}

func install(name, version string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the user's cache folder: %w", err)
	}
	folder := filepath.Join(cache, "drvlint-test", strings.ReplaceAll(name, "/", "-")+"-"+version)
	if _, err := os.Stat(folder); err != nil {
		if err := download(folder, name+"@"+version); err != nil {
			return "", err
		}
	}
	return filepath.Join(folder, "node_modules"), nil
}

// download installs the package aside and moves it to folder when it is complete, so
// that tests in several processes never see half of it.
func download(folder, packageAtVersion string) error {
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return fmt.Errorf("making the cache folder: %w", err)
	}
	aside, err := os.MkdirTemp(filepath.Dir(folder), "npm-")
	if err != nil {
		return fmt.Errorf("making the cache folder: %w", err)
	}
	defer os.RemoveAll(aside)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--prefix", aside, "--no-audit", "--no-fund", packageAtVersion)
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w\n%s", err, out)
	}
	if err := os.Rename(aside, folder); err != nil && !os.IsExist(err) {
		return fmt.Errorf("moving the package into place: %w", err)
	}
	return nil
}
