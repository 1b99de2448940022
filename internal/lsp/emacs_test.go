package lsp

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// What an author does in Emacs with eglot, set up by the lines of docs/editors.md: open, read the diagnostics, ask what a
// routine does, apply a fix, suppress.
func TestEmacs(t *testing.T) {
	tooltest.Need(t, "emacs", "emacs-nox")
	if out, err := exec.Command("emacs", "--batch", "--no-init-file", "--eval", "(require 'eglot)").CombinedOutput(); err != nil {
		tooltest.Missing(t, "this Emacs has no eglot (Debian 12: elpa-eglot): %s", out)
	}
	docs, err := os.ReadFile("../../docs/editors.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(docs), "## Emacs\n")
	_, lines, found := strings.Cut(section, "```elisp\n")
	lines, _, _ = strings.Cut(lines, "```")
	if !found {
		t.Fatal("docs/editors.md has no lines for Emacs")
	}
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	write(t, at("edited.c"), edited)
	write(t, at("lines.el"), lines)
	ctx, cancel := context.WithTimeout(context.Background(), 4*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "emacs", "--batch", "--no-init-file", "--load", "testdata/emacs.el")
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH"), "HOME="+t.TempDir(),
		"DRVLINT_LINES="+at("lines.el"), "DRVLINT_FILE="+at("edited.c"), "DRVLINT_REPORT="+at("report.json"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("emacs: %v\n%s", err, out)
	}
	raw, err := os.ReadFile(at("report.json"))
	if err != nil {
		t.Fatalf("%v; Emacs said %s", err, out)
	}
	var seen struct {
		Problem, Routine, Text string
		Texts                  []string
	}
	if err := json.Unmarshal(raw, &seen); err != nil {
		t.Fatal(err)
	}
	if seen.Problem != "" {
		t.Fatalf("%s; Emacs said %s", seen.Problem, out)
	}
	if texts := strings.Join(seen.Texts, "\n"); !strings.Contains(texts, "drvlint [fastmutexorder]: ") || !strings.Contains(texts, "drvlint [fastmutexwait]: ") {
		t.Errorf("the diagnostics are %q", seen.Texts)
	}
	if !strings.Contains(seen.Routine, "DISPATCH_LEVEL") {
		t.Errorf("of the routine it says %q", seen.Routine)
	}
	for _, want := range []string{"\tExReleaseFastMutex(&e->B);\n\tExReleaseFastMutex(&e->A);\n", "\t// drvlint:ignore fastmutexwait REASON\n\tKeWait"} {
		if !strings.Contains(seen.Text, want) {
			t.Errorf("the source lacks %q:\n%s", want, seen.Text)
		}
	}
}
