// Package npmtest gives tests the programs of npm packages.
package npmtest

import (
	"context"
	"crypto/sha256"
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
	return modules(t, name, strings.ReplaceAll(name, "/", "-")+"-"+version, "install", nil, name+"@"+version)
}

// InstallLocked returns the folder node_modules for the package in a folder, as its lock
// file has it, in the same way.
func InstallLocked(t *testing.T, folder string) string {
	t.Helper()
	lock, err := os.ReadFile(filepath.Join(folder, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	kept := fmt.Sprintf("%s-%x", filepath.Base(folder), sha256.Sum256(lock))
	return modules(t, "packages of "+folder, kept, "ci", []string{filepath.Join(folder, "package.json"), filepath.Join(folder, "package-lock.json")})
}

// modules returns the folder that an npm command makes where it is run beside some files.
// It is kept under a name in the user's cache folder.
func modules(t *testing.T, what, kept, command string, files []string, args ...string) string {
	t.Helper()
	folder, err := cached(kept, append([]string{command}, args...), files)
	if err == nil {
		return filepath.Join(folder, "node_modules")
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("no %s to test with: %v", what, err)
	}
	t.Skipf("no %s to test with: %v", what, err)
	return ""
}

func cached(name string, command, files []string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the user's cache folder: %w", err)
	}
	folder := filepath.Join(cache, "drvlint-test", name)
	if _, err := os.Stat(folder); err != nil {
		if err := download(folder, command, files); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// download installs packages aside and moves them to folder when they are complete, so
// that tests in several processes never see half of them.
func download(folder string, command, files []string) error {
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
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(filepath.Join(aside, filepath.Base(file)), text, 0o644)
		}
		if err != nil {
			return fmt.Errorf("copying the package: %w", err)
		}
	}
	npm := exec.CommandContext(ctx, "npm", append(command, "--prefix", aside, "--no-audit", "--no-fund")...)
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm %s: %w\n%s", command[0], err, out)
	}
	if err := os.Rename(aside, folder); err != nil && !os.IsExist(err) {
		return fmt.Errorf("moving the package into place: %w", err)
	}
	return nil
}
