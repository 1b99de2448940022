// Package wholefile writes files as a whole: who reads one sees what it was or what it becomes,
// and a run that is stopped leaves the old one.
package wholefile

import (
	"errors"
	"io/fs"
	"os"
)

// ErrNoFile is the error where something else than a regular file is there: a link, such as /dev/stdout, or a
// device would be lost.
var ErrNoFile = errors.New("is there and is no regular file")

// Write replaces a file by text, or makes it. One that was there keeps its permissions.
func Write(file string, text []byte) error {
	if err := replaceable(file); err != nil {
		return err
	}
	return write(file, text)
}

// WriteMode replaces a file by text, or makes it, with these permissions, whatever the umask.
func WriteMode(file string, text []byte, mode fs.FileMode) error {
	if err := replaceable(file); err != nil {
		return err
	}
	return writeMode(file, text, mode)
}

func replaceable(file string) error {
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "write", Path: file, Err: ErrNoFile}
	}
	return nil
}
