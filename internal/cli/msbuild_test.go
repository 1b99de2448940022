package cli

import (
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMSBuild runs the scripts in testdata/msbuild with xbuild, Mono's MSBuild, and the targets
// of contrib/msbuild as drvlint.targets. The project files of Visual Studio that a .vcxproj
// imports are not to be had: the scripts have files in their place. They use
//
//	xbuild ARG...   run xbuild, which must succeed, or fail after a !
func TestMSBuild(t *testing.T) {
	needTool(t, "xbuild", "mono-xbuild")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/msbuild",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "HOME="+env.WorkDir, "MONO_REGISTRY_PATH="+filepath.Join(env.WorkDir, ".mono"), "LANG=C.UTF-8")
			copyFile(t, filepath.Join(repository, "contrib/msbuild/drvlint.targets"), filepath.Join(env.WorkDir, "drvlint.targets"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"xbuild": xbuild},
	})
}

// xbuild runs xbuild for five minutes at most: once it did not come to its end on a busy machine.
// Then it and all that it started are to say where they stand, before they are ended.
func xbuild(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("timeout", slices.Concat([]string{"--signal=QUIT", "--kill-after=20", "300", "xbuild", "/nologo"}, args)...)
	exit, failed := errors.AsType[*exec.ExitError](err)
	switch {
	case failed && exit.ExitCode() != 1:
		ts.Fatalf("xbuild took too long, or crashed: %v", err)
	case err != nil && !failed:
		ts.Fatalf("xbuild did not run: %v", err)
	case failed != neg:
		ts.Fatalf("unexpected end of xbuild: %v", err)
	}
}
