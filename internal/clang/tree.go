package clang

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/paths"
)

// maxTreeEntries bounds the search for headers in a checkout.
const maxTreeEntries = 100000

// maxLevelsUp is how far above the driver's folder headers are looked for when no
// checkout root is found.
const maxLevelsUp = 2

// A headerTree finds headers by name in the checkout around a driver, regardless of
// case. It reads the folders when it is first asked.
type headerTree struct {
	root  string
	once  sync.Once
	byKey map[string][]string // lower-case base name -> paths, sorted
}

// find returns the header that best fits the name spelled in folder from: the one that
// shares the most trailing folders with the name, then the nearest one.
func (t *headerTree) find(name, from string) string {
	t.once.Do(t.read)
	if absolute, err := filepath.Abs(from); err == nil {
		from = absolute
	}
	best, bestScore := "", math.MinInt
	for _, path := range t.byKey[strings.ToLower(filepath.Base(name))] {
		score := trailing(path, name)<<16 + common(path, from)<<8 - len(paths.Names(path))
		if score > bestScore {
			best, bestScore = path, score
		}
	}
	return best
}

func (t *headerTree) read() {
	t.byKey = map[string][]string{}
	entries := 0
	// With a slash behind it a root that is a link is followed.
	filepath.WalkDir(t.root+"/", func(path string, entry fs.DirEntry, err error) error {
		entries++
		switch {
		case entries > maxTreeEntries:
			return fs.SkipAll
		case err != nil:
			return nil // an unreadable folder holds no header for us
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && filepath.Clean(path) != t.root:
			return fs.SkipDir
		case entry.IsDir() || !isHeaderName(entry.Name()):
			return nil
		}
		key := strings.ToLower(entry.Name())
		t.byKey[key] = append(t.byKey[key], path)
		return nil
	})
	for _, paths := range t.byKey {
		sort.Strings(paths)
	}
}

func isHeaderName(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".h", ".hpp", ".inc", ".inl", ".hxx", ".mc", ".tmh", ".ver":
		return true
	}
	return false
}

// CheckoutRoot returns the folder above start that holds the version control folder,
// or one a bounded number of levels up, but none above a tree: who names a folder to be
// analysed does not ask for what lies around it.
func CheckoutRoot(start string, trees []string) string {
	start, err := filepath.Abs(start)
	if err != nil {
		return start
	}
	folder := start
	for {
		if _, err := os.Stat(filepath.Join(folder, ".git")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			break
		}
		folder = parent
	}
	folder = start
	for range maxLevelsUp {
		parent := filepath.Dir(folder)
		if slices.Contains(trees, folder) || strings.Count(parent, string(filepath.Separator)) < 3 {
			break
		}
		folder = parent
	}
	return folder
}

// trailing counts the path components that path and name share at their ends, without
// the base name.
func trailing(path, name string) int {
	a, b := paths.Names(strings.ToLower(filepath.Dir(path))), paths.Names(strings.ToLower(filepath.Dir(name)))
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// common counts the leading path components that path shares with folder.
func common(path, folder string) int {
	a, b := paths.Names(path), paths.Names(folder)
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
