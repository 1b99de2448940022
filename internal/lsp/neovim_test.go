package lsp

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

const edited = `#include <ntddk.h>
typedef struct _E { FAST_MUTEX A; FAST_MUTEX B; KEVENT Event; } E, *PE;
VOID OrderBad(PE e)
{
	ExAcquireFastMutex(&e->A);
	ExAcquireFastMutex(&e->B);
	ExReleaseFastMutex(&e->A);
	ExReleaseFastMutex(&e->B);
}

VOID WaitBad(PE e, BOOLEAN later)
{
	ExAcquireFastMutex(&e->A);
	if (!later)
	KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
	ExReleaseFastMutex(&e->A);
}
`

// What an author does in neovim, started by the lines of docs/editors.md: open, read the diagnostics, ask what a routine does and
// what is held, edit, undo, apply a fix, suppress.
func TestNeovim(t *testing.T) {
	tooltest.Need(t, "nvim", "neovim")
	file, report := filepath.Join(t.TempDir(), "edited.c"), filepath.Join(t.TempDir(), "report.json")
	write(t, file, edited)
	docs, err := os.ReadFile("../../docs/editors.md")
	if err != nil {
		t.Fatal(err)
	}
	_, older, _ := strings.Cut(string(docs), "For Neovim 0.7 to 0.10:\n\n```lua\n")
	older, _, _ = strings.Cut(older, "```")
	lines := filepath.Join(t.TempDir(), "lines.lua")
	write(t, lines, older)
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile testdata/neovim.lua")
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH"), "DRVLINT_LINES="+lines, "DRVLINT_FILE="+file, "DRVLINT_REPORT="+report, "XDG_STATE_HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("neovim: %v\n%s", err, out)
	}
	raw, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("%v; neovim said %s", err, out)
	}
	var seen struct {
		Problem, Routine, State, Mark string
		Steps                         int
		Order                         []string
	}
	if err := json.Unmarshal(raw, &seen); err != nil {
		t.Fatal(err)
	}
	if seen.Problem != "" {
		t.Fatal(seen.Problem)
	}
	if seen.Steps < 2 {
		t.Errorf("%d steps of the path", seen.Steps)
	}
	if !strings.Contains(seen.Routine, "DISPATCH_LEVEL") || !strings.Contains(seen.Routine, "unless argument 5 points to zero") {
		t.Errorf("of the routine it says %q", seen.Routine)
	}
	if !strings.Contains(seen.State, "IRQL: APC_LEVEL") || !strings.Contains(seen.State, "holds `e->A`, taken in line 13") {
		t.Errorf("of the state it says %q", seen.State)
	}
	if want := []string{"\tExReleaseFastMutex(&e->B);", "\tExReleaseFastMutex(&e->A);"}; !slices.Equal(seen.Order, want) {
		t.Errorf("the fix made %q", seen.Order)
	}
	if seen.Mark != "\t// drvlint:ignore fastmutexwait REASON" {
		t.Errorf("the mark is %q", seen.Mark)
	}
}
