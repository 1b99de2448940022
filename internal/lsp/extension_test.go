package lsp

import (
	"archive/zip"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/npmtest"
)

// packExtension packs the extension for Visual Studio Code, without a complaint and with the
// program, and returns the package.
func packExtension(t *testing.T) string {
	t.Helper()
	const source = "../../editors/vscode"
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	os.RemoveAll(filepath.Join(folder, "node_modules")) // that of who works on the extension
	if err := os.Symlink(npmtest.ModulesOf(t, source), filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(program, filepath.Join(folder, "bin", "drvlint")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npx", "vsce", "package", "--out", "drvlint.vsix")
	cmd.Dir = folder
	raw, err := cmd.CombinedOutput()
	out := string(raw)
	if err != nil {
		t.Fatalf("vsce package: %v\n%s", err, out)
	}
	if complaint := regexp.MustCompile(`(?m)^.*\b(WARNING|ERROR)\b.*$`).FindString(out); complaint != "" {
		t.Errorf("vsce complains: %s", complaint)
	}
	return filepath.Join(folder, "drvlint.vsix")
}

// The package of the extension holds what it needs.
func TestExtension(t *testing.T) {
	vsix, err := zip.OpenReader(packExtension(t))
	if err != nil {
		t.Fatal(err)
	}
	defer vsix.Close()
	var names []string
	for _, file := range vsix.File {
		names = append(names, file.Name)
	}
	for _, want := range []string{"extension/dist/extension.js", "extension/bin/drvlint", "extension/images/icon.png", "extension/readme.md", "extension/package.json"} {
		if !strings.Contains(strings.Join(names, "\n"), want) {
			t.Errorf("the package has no %s: %q", want, names)
		}
	}
}
