package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/robustio"
)

// write leaves the permissions to the folder, from which Windows takes them.
func write(file string, text []byte) error { return writeMode(file, text, 0o644) }

// writeMode puts a file in the place of another, which fails while somebody has that one open,
// such as a scanner for viruses: robustio waits a while for it. Of the mode Windows
// knows only whether a file is read-only.
func writeMode(file string, text []byte, mode fs.FileMode) error {
	aside, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"*")
	if err != nil {
		return err
	}
	_, err = aside.Write(text)
	if err == nil {
		err = aside.Sync()
	}
	err = errors.Join(err, aside.Close())
	if err == nil {
		err = os.Chmod(aside.Name(), mode)
	}
	if err == nil {
		err = robustio.Rename(aside.Name(), file)
	}
	if err != nil {
		os.Remove(aside.Name())
	}
	return err
}
