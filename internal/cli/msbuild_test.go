package cli

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMSBuild runs the scripts in testdata/msbuild with xbuild, Mono's MSBuild, and the targets
// of contrib/msbuild as drvlint.targets. The project files of Visual Studio that a .vcxproj
// imports are not to be had: the scripts have files in their place.
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
	})
}
