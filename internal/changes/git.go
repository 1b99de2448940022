package changes

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// A repository is a working tree. Its root has no links in it.
type repository struct{ root string }

// rootOf finds the root of the working tree that holds a file or folder.
func rootOf(path string) (string, error) {
	folder := path
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		folder = filepath.Dir(path)
	}
	out, err := git(folder, nil, "rev-parse", "--show-toplevel")
	if err != nil {
		if strings.Contains(err.Error(), "not a git repository") {
			return "", fmt.Errorf("--new-from: %s is in no git repository; name a path in one, or leave --new-from out", path)
		}
		return "", err
	}
	root, err := filepath.EvalSymlinks(filepath.FromSlash(strings.TrimSuffix(out, "\n")))
	if err != nil {
		return "", fmt.Errorf("--new-from: find the repository: %w", err)
	}
	return root, nil
}

// commit returns the name of the commit that a revision means.
func (r repository) commit(revision string) (string, error) {
	out, err := git(r.root, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 {
			return "", fmt.Errorf("--new-from %s: git knows no such revision in %s; fetch it, or check the spelling", revision, r.root)
		}
		return "", err
	}
	return strings.TrimSpace(out), nil
}

// diff compares the files on disk with a commit. Nothing that the repository configures
// is run for it: no other program for diffs, no conversion, no filter.
func (r repository) diff(commit string) (string, error) {
	filters, err := r.filters()
	if err != nil {
		return "", err
	}
	return git(r.root, filters, "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--text", "--find-renames", "--no-relative",
		"--ignore-submodules=all", "--inter-hunk-context=0", "-U0", "--src-prefix=a/", "--dst-prefix=b/", commit, "--")
}

// filters lists the settings that turn off the filters which git would run on files
// that may have changed.
func (r repository) filters() ([]string, error) {
	out, err := git(r.root, nil, "config", "--null", "--name-only", "--get-regexp", `^filter\..*\.(clean|smudge|process|required)$`)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 {
		return nil, nil // there are none
	}
	if err != nil {
		return nil, err
	}
	var off []string
	for _, name := range strings.Split(strings.TrimSuffix(out, "\x00"), "\x00") {
		value := ""
		if strings.HasSuffix(name, ".required") {
			value = "false"
		}
		off = append(off, name, value)
	}
	return off, nil
}

// untracked lists the files that git does not know, ignored ones too, relative to the root.
func (r repository) untracked() ([]string, error) {
	out, err := git(r.root, nil, "ls-files", "--others", "--full-name", "-z")
	if err != nil || out == "" {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(out, "\x00"), "\x00"), nil
}

// git runs git in a folder, with further settings: names and values in turn.
func git(folder string, settings []string, args ...string) (string, error) {
	cmd := exec.Command("git", append([]string{"--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=", "-c", "core.quotePath=false"}, args...)...)
	cmd.Dir = folder
	cmd.Env = environment(settings)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case err == nil:
		return stdout.String(), nil
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("--new-from: git is not installed; install it, or leave --new-from out")
	}
	line, _, _ := strings.Cut(strings.TrimPrefix(stderr.String(), "fatal: "), "\n")
	return "", fmt.Errorf("--new-from: git %s failed in %s: %s (%w)", args[0], folder, line, err)
}

// environment keeps git from fetching and asking, and adds settings to those that the
// environment has. What a hook is told of its repository holds for another folder than
// the one that git is run in here.
func environment(settings []string) []string {
	var list []string
	n := 0
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		switch name {
		case "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "LC_ALL", "LANGUAGE":
			continue
		case "GIT_CONFIG_COUNT":
			n, _ = strconv.Atoi(value)
			continue
		}
		list = append(list, entry)
	}
	for i := 0; i+1 < len(settings); i += 2 {
		list = append(list, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n, settings[i]), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n, settings[i+1]))
		n++
	}
	return append(list, fmt.Sprintf("GIT_CONFIG_COUNT=%d", n), "LC_ALL=C", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0")
}
