package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/wholefile"
)

// destination is where a report really goes: links in its path are followed.
func destination(file string) string {
	folder, err := filepath.EvalSymlinks(filepath.Dir(file))
	if err != nil {
		return filepath.Clean(file)
	}
	path := filepath.Join(folder, filepath.Base(file))
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}

// writable tells before the analysis why a report can't be written to file, so that
// nobody waits for what then is lost.
func writable(file string) error {
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder; name a file in it", file)
	} else if err == nil && !info.Mode().IsRegular() {
		return nil // a pipe or a terminal
	}
	if _, err := os.Stat(file); err != nil {
		if _, err := os.Lstat(file); err == nil {
			return fmt.Errorf("%s is a link that leads nowhere; name another file", file)
		}
	}
	if path := destination(file); isInput(path) {
		return fmt.Errorf("%s is there and is input of an analysis; name another file", file)
	}
	folder := filepath.Dir(file)
	probe, err := os.CreateTemp(folder, ".drvlint-")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist; make it first, or name another file", folder)
	case err != nil:
		return fmt.Errorf("nothing can be written to the folder %s: %w; name another file", folder, errors.Unwrap(err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// isInput reports whether a file exists whose name makes it a source, a project or a
// configuration: a report in its place would destroy what nobody wants to lose.
func isInput(path string) bool {
	_, err := os.Lstat(path)
	return err == nil && (project.IsSource(path) || project.IsProject(path) || filepath.Base(path) == config.Name)
}

// writeFile replaces file by text as a whole: a reader sees the old report or the new
// one, and a run that is stopped leaves the old one.
func writeFile(file string, text []byte) error {
	info, err := os.Stat(file)
	if err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(file, text, 0) // a pipe or a terminal can't be replaced
	}
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target // replace what a link leads to, not the link
	}
	return wholefile.Write(file, text)
}
