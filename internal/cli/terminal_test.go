package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/creack/pty"
)

// On a terminal lines are wrapped at its width, and the run's time is told.
func TestTextOnTerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	t.Setenv("FORCE_HYPERLINK", "0")
	folder := t.TempDir()
	source := "#include <ntddk.h>\nFAST_MUTEX Lock;\nVOID Wait(PKEVENT Event)\n{\n\tExAcquireFastMutex(&Lock);\n\tKeWaitForSingleObject(Event, Executive, KernelMode, FALSE, NULL);\n\tExReleaseFastMutex(&Lock);\n}\n"
	if err := os.WriteFile(filepath.Join(folder, "wait.c"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	screen := newTerminal(t)
	if err := pty.Setsize(screen.File, &pty.Winsize{Cols: 60, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	c := &Command{Stdout: screen.File, Stderr: &strings.Builder{}}
	if status := c.Main([]string{"--no-cache", "wait.c"}); status != exitFindings {
		t.Fatalf("status %d", status)
	}
	shown := strings.ReplaceAll(screen.end(), "\r", "")
	if !strings.Contains(shown, " s)\n") {
		t.Errorf("the time is not told:\n%s", shown)
	}
	for line := range strings.SplitSeq(shown, "\n") {
		if n := utf8.RuneCountInString(line); n > 60 {
			t.Errorf("a line has %d columns: %s", n, line)
		}
	}
}

func TestLinksKnown(t *testing.T) {
	for _, name := range []string{"FORCE_HYPERLINK", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	for _, test := range []struct {
		name, value string
		want        bool
	}{
		{"TERM", "xterm", false}, {"TERM", "dumb", false}, {"TERM", "xterm-kitty", true}, {"VTE_VERSION", "4999", false},
		{"VTE_VERSION", "7006", true}, {"TERM_PROGRAM", "Apple_Terminal", false}, {"TERM_PROGRAM", "vscode", true}, {"FORCE_HYPERLINK", "0", false},
	} {
		t.Setenv(test.name, test.value)
		if got := linksKnown(); got != test.want {
			t.Errorf("%s=%s: got %v", test.name, test.value, got)
		}
		if test.name != "TERM" {
			os.Unsetenv(test.name)
		} else {
			os.Setenv("TERM", "xterm")
		}
	}
}
