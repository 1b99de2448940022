// Package fix makes the edits that findings propose, in files as they were before the
// analysis and nowhere else.
package fix

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Tree is the files that may be repaired, as they were before the analysis. Positions
// that an analysis finds in a file mean something only in that very text.
type Tree struct {
	roots []string
	sums  map[string][sha256.Size]byte // by absolute path
}

// Open takes down what is in the files. Only those below the roots, each a folder or a
// file, may be repaired. All paths are absolute.
func Open(roots, files []string) *Tree {
	t := &Tree{roots: roots, sums: map[string][sha256.Size]byte{}}
	for _, file := range files {
		// What can't be read now is not known, and is refused later.
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			if raw, err := os.ReadFile(file); err == nil {
				t.sums[file] = sha256.Sum256(raw)
			}
		}
	}
	return t
}

// read returns a file that may be repaired. An error says why it may not.
func (t *Tree) read(file string) (raw []byte, mode fs.FileMode, err error) {
	sum, known := t.sums[file]
	within := func(root string) bool { return below(root, file) }
	if !known || !slices.ContainsFunc(t.roots, within) {
		return nil, 0, errors.New("is outside of the paths that were named: name its folder, or repair it by hand")
	}
	for path := file; ; path = filepath.Dir(path) {
		info, err := os.Lstat(path)
		if err != nil {
			return nil, 0, fmt.Errorf("can't be repaired: %w", err)
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return nil, 0, fmt.Errorf("is not repaired through the link %s: name what it links to", path)
		}
		if path == file {
			mode = info.Mode()
		}
		if slices.Contains(t.roots, path) || path == filepath.Dir(path) {
			break
		}
	}
	if mode.Perm()&0o200 == 0 {
		return nil, 0, errors.New("is write-protected: make it writable, and run again")
	}
	raw, err = os.ReadFile(file)
	if err != nil {
		return nil, 0, fmt.Errorf("can't be repaired: %w", err)
	}
	if sha256.Sum256(raw) != sum {
		return nil, 0, errChanged
	}
	return raw, mode, nil
}

var errChanged = errors.New("has changed since it was analysed: run again")

func below(root, file string) bool {
	rel, err := filepath.Rel(root, file)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
