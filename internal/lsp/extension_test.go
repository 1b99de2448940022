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

// The extension for Visual Studio Code is packed without a complaint, and the package
// holds what it needs.
func TestExtension(t *testing.T) {
	const source = "../../editors/vscode"
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	os.RemoveAll(filepath.Join(folder, "node_modules")) // that of who works on the extension
	if err := os.Symlink(npmtest.ModulesOf(t, source), filepath.Join(folder, "node_modules")); err != nil {
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
	vsix, err := zip.OpenReader(filepath.Join(folder, "drvlint.vsix"))
	if err != nil {
		t.Fatal(err)
	}
	defer vsix.Close()
	var names []string
	for _, file := range vsix.File {
		names = append(names, file.Name)
	}
	for _, want := range []string{"extension/dist/extension.js", "extension/images/icon.png", "extension/readme.md", "extension/package.json"} {
		if !strings.Contains(strings.Join(names, "\n"), want) {
			t.Errorf("the package has no %s: %q", want, names)
		}
	}
}
