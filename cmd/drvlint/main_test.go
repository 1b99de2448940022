package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// What is written to a closed standard output, or to a reader that is gone, is not written: exit
// code 2. The null device is a place like any other, however it was opened.
func TestStandardOutput(t *testing.T) {
	drvlint := filepath.Join(t.TempDir(), "drvlint")
	if out, err := exec.Command("go", "build", "-o", drvlint, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, test := range []struct {
		script string
		want   int
	}{
		{`"$0" version >&-`, 2},
		{`"$0" version >&- 2>&-`, 2},
		{`"$0" version <&- >/dev/null`, 0},
		{`"$0" version 2>&- >/dev/null`, 0},
		{`"$0" version 1<>/dev/null`, 0},
		{`mkfifo pipe; (exec 3<pipe) & exec 4>pipe; wait; "$0" explain irql >&4`, 2},
	} {
		command := exec.Command("sh", "-c", test.script, drvlint)
		command.Dir = t.TempDir()
		command.Stderr = os.Stderr
		got := 0
		if err := command.Run(); err != nil {
			exit, ok := errors.AsType[*exec.ExitError](err)
			if !ok {
				t.Fatal(err)
			}
			got = exit.ExitCode()
		}
		if got != test.want {
			t.Errorf("%s: exit code %d, want %d", test.script, got, test.want)
		}
	}
}
