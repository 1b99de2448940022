//go:build !linux

package clang

import (
	"fmt"
	"os"
)

// readable makes a text readable under a name of the file system, which is gone with
// the text after free.
func readable(text []byte) (name string, free func(), err error) {
	file, err := os.CreateTemp("", "drvlint-*.json")
	if err != nil {
		return "", nil, fmt.Errorf("make a temporary file: %w: make the folder for temporary files writable, or name another by TMPDIR, on Windows by TMP", err)
	}
	free = func() { os.Remove(file.Name()) }
	_, err = file.Write(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		free()
		return "", nil, fmt.Errorf("write a temporary file: %w", err)
	}
	return file.Name(), free, nil
}
