package libclang

import (
	"path/filepath"
	"slices"
	"testing"
)

// What pipx and uv put on the path of Windows is a copy, whose libclang stays in their folders.
func TestToolEnvironments(t *testing.T) {
	for _, variable := range []string{"PIPX_HOME", "LOCALAPPDATA", "USERPROFILE", "UV_TOOL_DIR", "APPDATA"} {
		t.Setenv(variable, "")
	}
	for _, test := range []struct{ variable, environment string }{
		{"PIPX_HOME", "venvs/drvlint"}, {"LOCALAPPDATA", "pipx/pipx/venvs/drvlint"}, {"USERPROFILE", "pipx/venvs/drvlint"},
		{"UV_TOOL_DIR", "drvlint"}, {"APPDATA", "uv/tools/drvlint"}, {"APPDATA", "uv/data/tools/drvlint"},
	} {
		file := test.environment + "/Lib/site-packages/clang/native/libclang.dll"
		root := tree(t, file)
		t.Setenv(test.variable, root)
		if got := (place{folders: pythonFolders(pythonPrefixes())}).files(); !slices.Contains(got, filepath.Join(root, file)) {
			t.Errorf("%s: %s is not found among %q", test.variable, file, got)
		}
		t.Setenv(test.variable, "")
	}
}
