package cache

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/cache"
)

// The files of a cache are read only as far as they are what a cache writes: anything else that
// lies there, a link to a device, a pipe, a file without an end, would hang drvlint or fill its
// memory. It counts as absent, and makes way for what is written.
const (
	maxIndex  = 1 << 10   // bytes of an index entry
	maxAnswer = 256 << 20 // bytes of what is kept
	maxStamp  = 64        // bytes of the time of the last trimming
)

// get returns what was kept under a key.
func (c *Cache) get(key Key) ([]byte, bool) {
	if !plain(c.file(key, "a"), maxIndex) {
		return nil, false
	}
	entry, err := c.disk.Get(cache.ActionID(key))
	if err != nil || entry.Size > maxAnswer {
		return nil, false
	}
	path := c.file(Key(entry.OutputID), "d")
	if !plain(path, entry.Size) {
		return nil, false
	}
	c.disk.OutputFile(entry.OutputID) // notes that it is used
	in, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, entry.Size+1))
	return data, err == nil && sha256.Sum256(data) == entry.OutputID
}

// put keeps data under a key.
func (c *Cache) put(key Key, data []byte) error {
	if err := clear(c.file(key, "a"), maxIndex); err != nil {
		return err
	}
	if err := clear(c.file(Key(sha256.Sum256(data)), "d"), maxAnswer); err != nil {
		return err
	}
	return c.disk.PutBytes(cache.ActionID(key), data)
}

// file is the file of an index entry, "a", or of what is kept, "d".
func (c *Cache) file(id Key, kind string) string {
	return filepath.Join(c.dir, fmt.Sprintf("%02x", id[0]), fmt.Sprintf("%x-%s", id, kind))
}

// plain reports whether there is a regular file of no more than a size.
func plain(path string, size int64) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() <= size
}

// clear deletes what is no regular file of no more than a size.
func clear(path string, size int64) error {
	if plain(path, size) {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
