// Package cache keeps what earlier runs found out, in the user's cache folder. What is
// kept is found by the contents of what it was made from: it is never wrong, it can only
// be absent.
//
// The files are those of the cache of the go command (rogpeppe/go-internal/cache), which
// many processes may use at once and which takes what is truncated or damaged for absent.
package cache

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/cache"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
)

// MaxSize is what the cache is trimmed to, in bytes.
const MaxSize = 4 << 30

// A Cache is a folder of what was kept. The nil pointer keeps nothing.
type Cache struct {
	dir  string
	disk *cache.Cache

	mu      sync.Mutex
	problem error // the first
}

// Variable names the environment variable that puts the cache into another folder, or turns it
// off.
const Variable = "DRVLINT_CACHE"

// Off is what Variable says where there is to be no cache.
const Off = "off"

// Folder returns where the cache of this user lies; "" if there is to be none.
func Folder() (string, error) {
	dir := os.Getenv(Variable)
	switch {
	case dir == Off:
		return "", nil
	case dir == "":
	case !filepath.IsAbs(dir):
		return "", fmt.Errorf("%s is %s, which is no absolute path; name a folder from the root on, or say %s", Variable, dir, Off)
	default:
		return dir, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w; set HOME, or %s", err, Variable)
	}
	return filepath.Join(dir, "drvlint"), nil
}

// Open opens the cache in a folder, which is made if need be.
func Open(dir string) (*Cache, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("make the cache folder: %w", err)
	}
	disk, err := cache.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the cache: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read the cache folder: %w", err)
	}
	for _, e := range entries {
		if len(e.Name()) == 2 && !e.IsDir() {
			return nil, fmt.Errorf("open the cache: %s is no folder; delete it", filepath.Join(dir, e.Name()))
		}
	}
	return &Cache{dir: dir, disk: disk}, nil
}

// Problem says why something could not be kept or trimmed, which costs later runs time only;
// nil if all could.
func (c *Cache) Problem() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.problem
}

// failed notes a problem. Which file of the cache it was does not matter, and depends on the
// order of the work.
func (c *Cache) failed(doing string, err error) {
	if err == nil {
		return
	}
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.problem == nil {
		c.problem = fmt.Errorf("%s the cache %s: %w", doing, c.dir, err)
	}
}

// A Key stands for what something is made from.
type Key [sha256.Size]byte

// KeyOf returns the key of a list of texts.
func KeyOf(parts ...string) Key {
	sum := sha256.New()
	var length []byte
	for _, part := range parts {
		length = binary.AppendUvarint(length[:0], uint64(len(part)))
		sum.Write(length)
		sum.Write([]byte(part))
	}
	return Key(sum.Sum(nil))
}

var questions = facts.NewForm[[]clang.Question]()

// Recall returns what was kept under the key, if the disk still answers as it did then;
// false if nothing was, or something else.
func (c *Cache) Recall(key Key, disk *clang.Disk) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	text, ok := c.get(KeyOf("questions", string(key[:])))
	if !ok {
		return nil, false
	}
	asked, err := questions.Read(text)
	if err != nil {
		return nil, false
	}
	inputs := make([]clang.Input, len(*asked))
	for i, q := range *asked {
		inputs[i] = clang.Input{Question: q, Answer: disk.Answer(q)}
	}
	return c.get(answered(key, inputs))
}

// answered is the key of what was made from these answers.
func answered(key Key, inputs []clang.Input) Key {
	parts := []string{"answers", string(key[:])}
	for _, in := range inputs {
		parts = append(parts, string(byte(in.Kind)), in.Path, in.From, in.Root, in.Answer)
	}
	return KeyOf(parts...)
}

// Keep keeps what was made from what the key stands for and from the inputs. Where it can't,
// Problem tells.
func (c *Cache) Keep(key Key, inputs []clang.Input, data []byte) {
	if c == nil || len(data) > maxAnswer {
		return
	}
	asked := make([]clang.Question, len(inputs))
	for i, in := range inputs {
		asked[i] = in.Question
	}
	err := c.put(answered(key, inputs), data)
	if err == nil {
		err = c.put(KeyOf("questions", string(key[:])), questions.Append(nil, &asked))
	}
	c.failed("write to", err)
}

// Trim deletes, once a day, what was not used for five days, and then what was not used
// for the longest time until the rest has MaxSize. Where it can't, Problem tells.
func (c *Cache) Trim() {
	if c != nil {
		c.failed("trim", c.trim())
	}
}

func (c *Cache) trim() error {
	stamp := filepath.Join(c.dir, "trim.txt")
	if err := clear(stamp, maxStamp); err != nil {
		return err
	}
	before, _ := os.Lstat(stamp) // absent at first
	if err := c.disk.Trim(); err != nil {
		return err
	}
	if after, err := os.Lstat(stamp); err != nil || before != nil && after.ModTime().Equal(before.ModTime()) {
		return nil // not today
	}
	return c.shrink(MaxSize)
}

// shrink deletes files, the longest unused first, until the rest has the size.
func (c *Cache) shrink(size int64) error {
	type file struct {
		path string
		size int64
		used time.Time
	}
	var files []file
	total := int64(0)
	err := filepath.WalkDir(c.dir+"/", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || filepath.Dir(path) == c.dir {
			return nil // what another process deleted meanwhile is no loss
		}
		info, err := entry.Info()
		if err != nil {
			return nil
		}
		files = append(files, file{path, info.Size(), info.ModTime()})
		total += info.Size()
		return nil
	})
	slices.SortFunc(files, func(a, b file) int { return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.path, b.path)) })
	for _, f := range files {
		if total <= size {
			break
		}
		if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		total -= f.size
	}
	return err
}

// own matches what a cache has in its folder.
var own = regexp.MustCompile(`^([0-9a-f]{2}|trim\.txt|log\.txt|README)$`)

// Clean deletes the cache in a folder. It returns the number of bytes that were in it. A folder
// that holds anything else, so that somebody must have named it by mistake, is left alone.
func Clean(dir string) (int64, error) {
	size := int64(0)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the cache folder: %w", err)
	}
	for _, e := range entries {
		if !own.MatchString(e.Name()) {
			return 0, fmt.Errorf("%s holds %s, which is no part of a cache: nothing is deleted; let %s name a folder of its own", dir, e.Name(), Variable)
		}
	}
	err = filepath.WalkDir(dir+"/", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := entry.Info(); err == nil && entry.Type().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read the cache folder: %w", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		return 0, fmt.Errorf("delete the cache: %w", err)
	}
	return size, nil
}
