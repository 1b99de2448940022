package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/linker"
	"github.com/drvlint/drvlint/internal/worker"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && slices.Contains([]string{worker.Command, linker.Command, analyst}, os.Args[1]) { // drvlint started itself in a test
		os.Exit((&Command{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}).Main(os.Args[1:]))
	}
	if os.Getenv(cache.Variable) == "" {
		os.Setenv(cache.Variable, cache.Off) // not the user's own
	}
	testscript.Main(m, map[string]func(){"drvlint": func() {
		c := Command{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
		os.Exit(c.Main(os.Args[1:]))
	}})
}

// TestScript runs the command lines in testdata/script. Beside the commands of
// testscript they use
//
//	exits CODE ARG...   run drvlint, which must exit with this code
//	denied CODE ARG...  the same without the right of root to read everything
//
// and find a binary file binary/image.c in their folder. DRVLINT is the path of drvlint.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			drvlint, err := exec.LookPath("drvlint")
			if err != nil {
				return err
			}
			env.Setenv("DRVLINT", drvlint)
			if err := os.Mkdir(filepath.Join(env.WorkDir, "binary"), 0o755); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(env.WorkDir, "binary", "image.c"), []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\xff\xff"), 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "denied": denied},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	exitsAs(ts, args, "drvlint")
}

func denied(ts *testscript.TestScript, _ bool, args []string) {
	if os.Getuid() != 0 {
		exitsAs(ts, args, "drvlint")
		return
	}
	exitsAs(ts, args, "setpriv", "--bounding-set", "-dac_override,-dac_read_search", "drvlint")
}

// exitsAs runs a command, with all arguments but the first, which is the code that it must
// exit with.
func exitsAs(ts *testscript.TestScript, args []string, command ...string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(command[0], slices.Concat(command[1:], args[1:])...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("drvlint did not run: %v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("drvlint exits with %d, want %d", got, want)
	}
}
