package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/npmtest"
)

// The library under many editors' clients finds the server to speak the protocol.
func TestNode(t *testing.T) {
	modules := npmtest.Modules(t)
	folder := t.TempDir()
	for name, text := range twoFiles() {
		write(t, filepath.Join(folder, name), text)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "testdata/client.cjs", program, folder)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, problems.String())
	}
	var seen struct {
		Server, Href     string
		Progress         []string
		Versions         []int
		Registered, Path []string
		Hints, Actions   []string
		Pulled, Exit     int
		Finding          struct {
			Code, Href, Source string
			Severity           int
		}
		Edit struct {
			TextDocument struct{ Version int }
			Edits        []struct{ NewText string }
		}
	}
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if f := seen.Finding; f.Code != "fastmutexwait" || !strings.HasSuffix(f.Href, "#fastmutexwait") || f.Severity != 1 || f.Source != "drvlint" || seen.Server != "drvlint" {
		t.Errorf("the finding is %+v", f)
	}
	if want := []string{"holder.c:4", "holder.c:5", "flush.c:4"}; !slices.Equal(seen.Path, want) {
		t.Errorf("the path is %q, want %q", seen.Path, want)
	}
	if n := len(seen.Progress); n < 2 || seen.Progress[0] != "begin" || seen.Progress[n-1] != "end" {
		t.Errorf("progress: %q", seen.Progress)
	}
	if !slices.IsSorted(seen.Versions) {
		t.Errorf("versions out of order: %v", seen.Versions)
	}
	if want := []string{"5: holds e->A", "6: holds e->A"}; !slices.Equal(seen.Hints, want) {
		t.Errorf("the hints are %q, want %q", seen.Hints, want)
	}
	if !slices.Contains(seen.Registered, "workspace/didChangeWatchedFiles") {
		t.Errorf("registered: %q", seen.Registered)
	}
	if seen.Pulled != 1 || seen.Exit != 0 {
		t.Errorf("%d diagnostics pulled, exit code %d", seen.Pulled, seen.Exit)
	}
	if !slices.Equal(seen.Actions, []string{"Suppress fastmutexwait here"}) || seen.Edit.TextDocument.Version != 1 || len(seen.Edit.Edits) != 1 {
		t.Errorf("actions %q, edit %+v", seen.Actions, seen.Edit)
	}
}
