package clang

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/wdk"
)

// maxTreeEntries bounds the search for headers in a checkout: files and folders. What is not searched is named where
// a header was looked for.
const maxTreeEntries = 300_000

// maxLevelsUp is how far above the driver's folder headers are looked for when no
// checkout root is found.
const maxLevelsUp = 2

// A headerTree finds headers by name in the checkout around a driver, regardless of
// case. It reads the folders when it is first asked.
type headerTree struct {
	root  string
	most  int // entries that are looked at
	once  sync.Once
	byKey map[string][]treeHeader // lower-case base name -> headers, sorted by path
	cut   bool                    // there are more entries
}

// A treeHeader is one of the checkout.
type treeHeader struct {
	path   string
	folder string // in lower case, with slashes
	depth  int

	system  string // another one than Windows, after which one of the folders of the checkout is named, between slashes; "" if none is
	windows bool   // one is named after Windows
}

// otherSystems are the names of folders for what a driver for Windows does not compile.
var otherSystems = map[string]bool{
	"linux": true, "freebsd": true, "netbsd": true, "openbsd": true, "dragonfly": true, "bsd": true, "darwin": true, "macos": true, "macosx": true, "osx": true, "apple": true, "ios": true, "android": true,
	"unix": true, "posix": true, "solaris": true, "illumos": true, "sunos": true, "haiku": true, "beos": true, "os2": true, "vxworks": true, "qnx": true, "uefi": true, "efi": true,
}

// forWindows are the names of folders for what it compiles and others do not.
var forWindows = map[string]bool{"windows": true, "win": true, "win32": true, "winnt": true, "nt": true}

// find returns the header that best fits the name spelled in folder from: none of another system before one of this, then the one that
// shares the most trailing folders with the name, then the nearest one, then one in a folder named after Windows, or after the system that the name or from tells.
func (t *headerTree) find(name, from string) string {
	t.once.Do(t.read)
	if absolute, err := filepath.Abs(from); err == nil {
		from = absolute
	}
	best, bestScore := "", math.MinInt
	wanted, from := lowerFolder(name), filepath.ToSlash(from)
	folders := "/" + strings.ToLower(from) + "/" + wanted + "/" // that may name a system
	for _, h := range t.byKey[strings.ToLower(filepath.Base(name))] {
		score := trailing(h.folder, wanted)<<16 + common(filepath.ToSlash(h.path), from)<<8 - h.depth
		switch {
		case h.system != "" && strings.Contains(folders, h.system):
			score += 1 << 7
		case h.system != "":
			score -= 1 << 40
		case h.windows:
			score += 1 << 6
		}
		if score > bestScore {
			best, bestScore = h.path, score
		}
	}
	return best
}

// answer is what the disk answers to the question for a header: its path, and whether the search was cut short.
func (t *headerTree) answer(name, from string) string {
	found := t.find(name, from)
	if t.cut {
		found += cutShort
	}
	return found
}

// cutShort ends the answer of a tree that was not searched as a whole.
const cutShort = "\n"

// headerOf asks the disk for a header of the checkout, and notes it if not all of that was searched.
func (s *sources) headerOf(name, from string) string {
	question := Question{Kind: HeaderOf, Path: name, From: from, Root: s.session.options.Checkout}
	s.ask(question)
	found, cut := strings.CutSuffix(s.session.disk.Answer(question), cutShort)
	s.treeCut = s.treeCut || cut
	return found
}

// cutProblems says where not all was searched for headers that the unit needs.
func (s *sources) cutProblems() []Problem {
	var list []Problem
	if s.treeCut {
		list = append(list, Problem{File: s.session.options.Checkout, Message: fmt.Sprintf(
			"holds more than %d files and folders: headers were looked for in so many of them only, so findings may be missing; name the folders of the headers under includes: in .drvlint.yaml",
			s.session.disk.treeEntries)})
	}
	if s.kit != nil && s.kit.Cut != "" {
		list = append(list, Problem{File: s.kit.Cut, Message: fmt.Sprintf(
			"holds more than %d files and folders, so not all headers of this driver kit were found: name its include folder, with km and shared, and nothing else", wdk.MaxKitFiles)})
	}
	return list
}

func (t *headerTree) read() {
	t.byKey = map[string][]treeHeader{}
	entries := 0
	// With a slash behind it a root that is a link is followed.
	filepath.WalkDir(t.root+"/", func(path string, entry fs.DirEntry, err error) error {
		entries++
		switch {
		case entries > t.most:
			t.cut = true
			return fs.SkipAll
		case err != nil:
			return nil // an unreadable folder holds no header for us
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && filepath.Clean(path) != t.root:
			return fs.SkipDir
		case entry.IsDir() || !isHeaderName(entry.Name()):
			return nil
		}
		key := strings.ToLower(entry.Name())
		h := treeHeader{path: path, folder: lowerFolder(path), depth: len(paths.Names(path))}
		for folder := range strings.SplitSeq(strings.TrimPrefix(h.folder, strings.ToLower(filepath.ToSlash(t.root))), "/") {
			if otherSystems[folder] {
				h.system = "/" + folder + "/"
			}
			h.windows = h.windows || forWindows[folder]
		}
		t.byKey[key] = append(t.byKey[key], h)
		return nil
	})
	for _, headers := range t.byKey {
		slices.SortFunc(headers, func(a, b treeHeader) int { return strings.Compare(a.path, b.path) })
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

// lowerFolder is the folder of a path in lower case, with slashes.
func lowerFolder(path string) string { return strings.ToLower(filepath.ToSlash(filepath.Dir(path))) }

// trailing counts the components that two folders share at their ends. It is asked of every header
// of a name for every #include of that name, so it makes nothing.
func trailing(a, b string) int {
	for n := 0; ; n++ {
		i, j := strings.LastIndexByte(a, '/'), strings.LastIndexByte(b, '/')
		if a[i+1:] != b[j+1:] {
			return n
		}
		if i < 0 || j < 0 {
			return n + 1
		}
		a, b = a[:i], b[:j]
	}
}

// common counts the leading path components that path shares with folder.
func common(path, folder string) int {
	for n := 0; ; n++ {
		a, restA, moreA := strings.Cut(path, "/")
		b, restB, moreB := strings.Cut(folder, "/")
		if a != b {
			return n
		}
		if !moreA || !moreB {
			return n + 1
		}
		path, folder = restA, restB
	}
}
