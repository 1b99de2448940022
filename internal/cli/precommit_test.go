package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// pathBefore is the PATH without the drvlint that testscript puts there.
var pathBefore = os.Getenv("PATH")

// TestPreCommit runs the scripts in testdata/precommit with the real pre-commit and a
// snapshot of this repository as the one that has the hooks. They find
//
//	$SNAPSHOT                the snapshot
//	golang.yaml, system.yaml configurations of pre-commit, with one hook each
//	$BARE                    a PATH without drvlint, as PATH is; $DRVLINT has one
func TestPreCommit(t *testing.T) {
	needTool(t, "git", "git")
	needTool(t, "pre-commit", "pre-commit")
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
				"PRE_COMMIT_HOME="+filepath.Join(env.WorkDir, ".cache"), "PRE_COMMIT_COLOR=never",
				"SNAPSHOT="+hooks, "DRVLINT="+env.Getenv("PATH"), "PATH="+pathBefore)
			for file, hook := range map[string]string{"golang.yaml": "drvlint", "system.yaml": "drvlint-system"} {
				text := fmt.Sprintf("repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: %s\n", hooks, strings.TrimSpace(string(revision)), hook)
				if err := os.WriteFile(filepath.Join(env.WorkDir, file), []byte(text), 0o644); err != nil {
					return err
				}
			}
			return nil
		},
	})
}
