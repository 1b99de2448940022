package changes

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// readRegular reads a regular file of at most limit bytes, or where a link leads to one. It
// never waits: a pipe, a device and a larger file are errors, which name the file.
func readRegular(name string, limit int64) ([]byte, error) {
	if err := checkRegular(name); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular(): // it has taken the place of a file
		return nil, notRegular(name)
	}
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("%s: is larger than %d bytes", name, limit)
	}
	return text, err
}

func checkRegular(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return notRegular(name)
	}
	return nil
}

func notRegular(name string) error {
	return fmt.Errorf("%s: is no regular file", name)
}

// onlyRegular returns an error if a folder has, down to a depth, anything else than regular
// files, folders, and links to these: git would wait for it.
func onlyRegular(folder string, depth int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name, mode := filepath.Join(folder, e.Name()), e.Type()
		if mode&fs.ModeSymlink != 0 {
			info, err := os.Stat(name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return err
			}
			mode = info.Mode().Type()
		}
		switch {
		case mode.IsDir() && depth > 0:
			if err := onlyRegular(name, depth-1); err != nil {
				return err
			}
		case !mode.IsDir() && !mode.IsRegular():
			return notRegular(name)
		}
	}
	return nil
}

// onAnotherMachine reports whether Windows would look for a path elsewhere, and tell its
// user's name and password's hash there.
func onAnotherMachine(path string) bool {
	slashes := strings.ReplaceAll(path, `\`, "/")
	return strings.HasPrefix(slashes, "//")
}

// symlinks returns the links that are followed on the way to an absolute path: each by the
// path without links that it lies at.
func symlinks(path string) []string {
	var links []string
	at := filepath.VolumeName(path) + string(filepath.Separator)
	for _, name := range strings.Split(strings.TrimPrefix(path, at), string(filepath.Separator)) {
		at = filepath.Join(at, name)
		if info, err := os.Lstat(at); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		links = append(links, at)
		target, err := filepath.EvalSymlinks(at)
		if err != nil {
			return links
		}
		at = target
	}
	return links
}
