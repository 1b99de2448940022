package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// needTool is tooltest.Need.
func needTool(t *testing.T, command, debianPackage string) {
	t.Helper()
	tooltest.Need(t, command, debianPackage)
}

// snapshot makes a repository of its own, with one commit, of the files that git knows or
// would add in this one, as they are now. Its path is returned.
func snapshot(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	list, err := exec.Command("git", "-C", repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		tooltest.Missing(t, "this is no checkout of git: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		copyFile(t, filepath.Join(repository, name), filepath.Join(folder, name))
	}
	for _, args := range [][]string{{"init", "--quiet"}, {"add", "--all"}, {"commit", "--quiet", "--message=snapshot"}} {
		git := exec.Command("git", args...)
		git.Dir, git.Env = folder, append(os.Environ(), gitEnvironment...)
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return folder
}

// gitEnvironment keeps git apart from the user's settings.
var gitEnvironment = []string{
	"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
	"GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@example.com", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@example.com",
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if os.IsNotExist(err) {
		return // deleted, and not committed yet
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o755)
	}
	if err == nil {
		err = os.WriteFile(to, text, info.Mode().Perm())
	}
	if err != nil {
		t.Fatal(err)
	}
}
