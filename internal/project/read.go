package project

import (
	"errors"
	"fmt"
	"os"

	"github.com/drvlint/drvlint/internal/paths"
)

// maxSize bounds a file that is read, in bytes. No source or project comes near it.
const maxSize = 64 << 20

var (
	errNotRegular = errors.New("is not a regular file")
	errVirtual    = errors.New("is no file, but something that the system tells of itself")
	errTooLarge   = fmt.Errorf("is larger than %d MiB", maxSize>>20)
)

// unusable says what a file is that must not be opened: reading from a named pipe never
// ends, and what is far too large takes the memory of everything else. It is nil for
// other files, also for those that do not exist.
func unusable(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil
	case !info.Mode().IsRegular():
		return errNotRegular
	case info.Size() > maxSize:
		return errTooLarge
	case paths.Virtual(path, info):
		return errVirtual
	}
	return nil
}

// readFile reads a file of the analysed tree.
func readFile(path string) ([]byte, error) {
	if err := unusable(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// admit reports whether a source can be read without harm, and makes a notice if not.
func (f *finder) admit(path string) bool {
	err := unusable(path)
	if err != nil {
		f.note(Notice{Message: err.Error() + ": take it out, or name the other files", File: path, Incomplete: true})
	}
	return err == nil
}
