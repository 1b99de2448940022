package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// pathBefore is the PATH without the drvlint that testscript puts there.
var pathBefore = os.Getenv("PATH")

// TestPreCommit runs the scripts in testdata/precommit with the real pre-commit and a
// snapshot of this repository as the one that has the hooks. They find
//
//	$SNAPSHOT                the snapshot
//	python.yaml, golang.yaml, system.yaml
//	                         configurations of pre-commit, with one hook each
//	$PLAIN                   a PATH with git and Python, of which the newest pre-commit is a
//	                         module, and little else
//	$DRVLINT                 a PATH with drvlint, which PATH lacks
func TestPreCommit(t *testing.T) {
	needTool(t, "git", "git")
	needTool(t, "pre-commit", "pre-commit")
	newest := tooltest.Python(t, "testdata/pre-commit-4.7.0.txt")
	plain := plainPath(t)
	hooks := snapshot(t)
	revision, err := exec.Command("git", "-C", hooks, "rev-parse", "HEAD").Output()
	if err != nil {
		t.Fatal(err)
	}
	goEnvironment, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	goes := strings.Split(string(goEnvironment), "\n")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/precommit",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, gitEnvironment...)
			// The modules come from where they are already; only drvlint itself is built.
			env.Vars = append(env.Vars, "GOCACHE="+goes[0], "GOMODCACHE="+goes[1], "GOPROXY="+goes[2], "GOFLAGS=-buildvcs=false",
				"ZIG_GLOBAL_CACHE_DIR="+filepath.Join(goes[0], "drvlint-zig"), "PIP_CACHE_DIR="+filepath.Join(filepath.Dir(goes[0]), "pip"),
				"PYTHONPATH="+newest, "PLAIN="+plain,
				"PRE_COMMIT_HOME="+filepath.Join(env.WorkDir, ".cache"), "PRE_COMMIT_COLOR=never",
				"SNAPSHOT="+hooks, "DRVLINT="+env.Getenv("PATH"), "PATH="+pathBefore)
			for _, variable := range os.Environ() {
				if strings.HasPrefix(variable, "PIP_") || strings.HasPrefix(variable, "SSL_CERT_") {
					env.Vars = append(env.Vars, variable) // where packages come from here
				}
			}
			for file, hook := range map[string]string{"python.yaml": "drvlint", "golang.yaml": "drvlint-golang", "system.yaml": "drvlint-system"} {
				text := fmt.Sprintf("repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: %s\n", hooks, strings.TrimSpace(string(revision)), hook)
				if err := os.WriteFile(filepath.Join(env.WorkDir, file), []byte(text), 0o644); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

// plainPath returns a folder with what git, Python and the scripts of hooks need, for a PATH
// of its own.
func plainPath(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	interpreter, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		tooltest.Missing(t, "python3 does not run: %v", err)
	}
	programs := map[string]string{"python3": strings.TrimSpace(string(interpreter))}
	for _, name := range []string{"bash", "basename", "cat", "dirname", "env", "expr", "git", "ls", "mkdir", "rm", "sed", "sh", "uname"} {
		if programs[name], err = exec.LookPath(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, program := range programs {
		if err := os.Symlink(program, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
