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
	//attack:stdout-closed
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
		{`mkfifo pipe; (exec 3<pipe) & exec 4>pipe; wait; "$0" --no-cache --format json a.c >&4`, 2},
		{`mkfifo pipe; (exec 3<pipe) & exec 4>pipe; wait; "$0" --no-cache bad.c >&4`, 2},
		{`"$0" --no-cache a.c >&-`, 2},
		{`"$0" --no-cache bad.c >&-`, 2},
		{`"$0" --no-cache --format sarif a.c >&-`, 2},
		{`"$0" --no-cache --format sarif=s.sarif a.c >&-`, 0},
		{`"$0" --no-cache --format sarif=s.sarif bad.c >&- && exit 9; test -s s.sarif`, 0},
		{`"$0" --no-cache --format text --format sarif=s.sarif a.c >&-; code=$?; test -s s.sarif && exit $code`, 2},
		{`ln -s /proc/self/fd/1 out; "$0" --no-cache --format json=out a.c >&-; code=$?; test -h out && exit $code`, 2},
		{`ln -s nowhere out; "$0" --no-cache --format json=out a.c; code=$?; test -h out && exit $code`, 2},
		{`"$0" --no-cache --stats a.c >&-`, 2},
		{`"$0" --no-cache --summary a.c >&-`, 2},
		{`"$0" --no-cache --diff bad.c >&-`, 2},
		{`"$0" dump ir a.c >&-`, 2},
		{`"$0" checks >&-`, 2},
		{`"$0" doctor >&-`, 2},
		{`"$0" completion fish >&-`, 2},
		{`"$0" --help >&-`, 2},
		{`"$0" plan -o plan a.c >/dev/full`, 2},
		{`"$0" --no-cache a.c 1</dev/null`, 2},
		{`"$0" --no-cache a.c >&- <&- 2>&-`, 2},
		{`"$0" --no-cache bad.c 3>&- 2>/dev/full >/dev/null`, 1},
	} {
		command := exec.Command("sh", "-c", test.script, drvlint)
		command.Dir = t.TempDir()
		for name, text := range map[string]string{
			"a.c":   "#include <ntddk.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING r) { return STATUS_SUCCESS; }\n",
			"bad.c": "#include <ntddk.h>\nVOID f(PFAST_MUTEX m, PKEVENT e) { ExAcquireFastMutex(m); KeWaitForSingleObject(e, Executive, KernelMode, FALSE, NULL); ExReleaseFastMutex(m); }\n",
		} {
			if err := os.WriteFile(filepath.Join(command.Dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
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
