package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/tooltest"
)

// A terminal is one that a test looks at.
type terminal struct {
	*os.File // the side of the program
	shown    chan string
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	t.Setenv("TERM", "xterm")
	screen, program, err := pty.Open()
	if err != nil {
		tooltest.Missing(t, "no pseudo-terminal to test with: %v", err)
	}
	out := &terminal{program, make(chan string, 1)}
	go func() {
		var b bytes.Buffer
		_, _ = io.Copy(&b, screen) // ends in an error when the program's side is closed
		screen.Close()
		out.shown <- b.String()
	}()
	return out
}

// end returns all that was written to the terminal.
func (o *terminal) end() string {
	o.Close()
	return <-o.shown
}

// Two drivers with ten files.
var tenFiles = []*job{
	{drivers: []project.Driver{{Units: make([]project.Unit, 3)}}},
	{drivers: []project.Driver{{Units: make([]project.Unit, 7)}}},
}

func TestProgressIsShownAndCleared(t *testing.T) {
	screen := newTerminal(t)
	c := &Command{Stderr: screen.File}
	p := c.startProgress(tenFiles, time.Hour)
	p.show() // instead of waiting for the timer
	p.advance(0, 4)
	p.render()
	p.stop()
	p.advance(2, 6) // a straggler
	shown := screen.end()
	if !strings.Contains(shown, "0/10 files, 0/2 drivers") {
		t.Errorf("no bar in %q", shown)
	}
	const clear = "\x1b[2K\r"
	if !strings.HasSuffix(shown, clear) || strings.Contains(shown, "\n") {
		t.Errorf("the bar is not cleared, or not in one line: %q", shown)
	}
}

func TestProgressOfAShortRunIsNotShown(t *testing.T) {
	screen := newTerminal(t)
	c := &Command{Stderr: screen.File}
	p := c.startProgress(tenFiles, time.Hour)
	p.advance(2, 10)
	p.stop()
	p.show() // a timer that was just about to go off
	if shown := screen.end(); shown != "" {
		t.Errorf("got %q", shown)
	}
}

func TestNoProgressWithoutATerminal(t *testing.T) {
	for _, w := range []io.Writer{&bytes.Buffer{}, newTerminal(t).File} {
		t.Setenv("TERM", "dumb")
		c := &Command{Stderr: w}
		if p := c.startProgress(tenFiles, 0); p != nil {
			p.stop()
			t.Errorf("progress on %T", w)
		}
	}
}

// What a user at a terminal sees of a short run is the report, in colour, and nothing else.
func TestTerminal(t *testing.T) {
	report := func(arguments ...string) string {
		screen := newTerminal(t)
		run := exec.Command("drvlint", append(arguments, demo)...)
		run.Stdout, run.Stderr = screen.File, screen.File
		exit, _ := errors.AsType[*exec.ExitError](run.Run())
		if exit == nil || exit.ExitCode() != exitFindings {
			t.Errorf("drvlint %s: %v", arguments, exit)
		}
		return strings.ReplaceAll(screen.end(), "\r\n", "\n")
	}
	want := string(reportOn(t, demo, "--color", "always"))
	if got := withoutBar(report()); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	t.Setenv("NO_COLOR", "1")
	if got := withoutBar(report()); strings.Contains(got, "\x1b") {
		t.Errorf("colour in spite of NO_COLOR: %q", got)
	}
}

// withoutBar takes out what is cleared again: on a slow machine the run is not that short.
func withoutBar(shown string) string {
	_, after, cleared := strings.Cut(shown, "\x1b[2K\r")
	for cleared {
		shown = after
		_, after, cleared = strings.Cut(shown, "\x1b[2K\r")
	}
	return shown
}
