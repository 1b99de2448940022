package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// On a terminal Markdown is laid out, and what is longer than the terminal goes to the pager.
func TestShowOnTerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	seen := filepath.Join(t.TempDir(), "seen")
	t.Setenv("PAGER", "tee "+seen)
	screen := newTerminal(t)
	if err := pty.Setsize(screen.File, &pty.Winsize{Cols: 70, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	c := &Command{Stdin: screen.File, Stdout: screen.File, Stderr: &strings.Builder{}}
	if err := c.show("# irql: levels\n\nSome `code` and " + strings.Repeat("many words ", 30) + "\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(seen); err == nil {
		t.Error("a short text is paged")
	}
	if status := c.Main([]string{"explain", "irql"}); status != exitClean {
		t.Fatalf("status %d", status)
	}
	text := strings.ReplaceAll(screen.end(), "\r", "")
	for line := range strings.SplitSeq(text, "\n") {
		if len([]rune(line)) > 70 && strings.Contains(line, "many") {
			t.Errorf("a line has %d columns: %s", len(line), line)
		}
	}
	paged, err := os.ReadFile(seen)
	if err != nil || !strings.Contains(string(paged), "What it flags") {
		t.Errorf("a long text is not paged: %v", err)
	}
}
