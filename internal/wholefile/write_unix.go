//go:build unix

package wholefile

import (
	"io/fs"
	"path/filepath"

	"github.com/google/renameio/v2"
)

func write(file string, text []byte) error {
	return renameio.WriteFile(file, text, 0o644, renameio.WithTempDir(filepath.Dir(file)), renameio.WithExistingPermissions())
}

func writeMode(file string, text []byte, mode fs.FileMode) error {
	return renameio.WriteFile(file, text, mode, renameio.WithTempDir(filepath.Dir(file)), renameio.IgnoreUmask())
}
