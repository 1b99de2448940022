package changes

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// copyReferences copies what git finds commits by, until the end.
func copyReferences(from, to string, end time.Time) error {
	for _, name := range []string{"HEAD", "packed-refs", "shallow", "ORIG_HEAD", "FETCH_HEAD"} {
		err := copyFile(filepath.Join(from, name), filepath.Join(to, name), maxTable)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(to, "refs"), 0o700); err != nil {
		return err
	}
	count := 0
	table, err := readTable(filepath.Join(to, "packed-refs"))
	if err != nil {
		return err
	}
	for _, name := range []string{"refs", "logs", "reftable"} {
		if err := copyFolder(from, to, name, table, &count, end); err != nil {
			return err
		}
	}
	return table.write()
}

// copyFolder copies a folder of a repository, if there is one. What it links to is no part of
// it. References go into the table if they can.
func copyFolder(repository, to, folder string, table *table, count *int, end time.Time) error {
	from := filepath.Join(repository, folder)
	if info, err := os.Stat(from); err != nil || !info.IsDir() {
		return nil
	}
	from, err := filepath.EvalSymlinks(from)
	if err != nil {
		return err
	}
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if *count++; *count > maxRefs {
			return fmt.Errorf("%s: has more than %d references; pack them by git pack-refs --all", from, maxRefs)
		}
		if !time.Now().Before(end) {
			return ErrOver
		}
		copied := filepath.Join(to, folder, name)
		if entry.IsDir() {
			return os.MkdirAll(copied, 0o700)
		}
		text, err := readRegular(path, maxTable)
		if err != nil || table.take(filepath.ToSlash(filepath.Join(folder, name)), text) {
			return err
		}
		return os.WriteFile(copied, text, 0o600)
	})
}

func copyFile(from, to string, limit int64) error {
	text, err := readRegular(from, limit)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o600)
}

// A table is the packed references of a copied repository. Those that lie in files of their own
// are added to it: thousands of files take seconds to write.
type table struct {
	file  string
	known map[string]string // the lines of each reference, by its name
	added bool
	other bool // it has lines that are not understood, and is left alone
}

// sorted begins a table in which git may search. What tags lead to it need not say.
const sorted = "# pack-refs with: sorted \n"

// readTable reads the packed references in a file, which need not exist.
func readTable(file string) (*table, error) {
	t := &table{file: file, known: map[string]string{}}
	text, err := readRegular(file, maxTable)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	last := ""
	for line := range strings.Lines(string(text)) {
		object, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "^") && last != "":
			t.known[last] += line
		case ok && objectName.MatchString(object) && strings.HasSuffix(line, "\n"):
			last = name
			t.known[name] = line
		default:
			t.other = true
		}
	}
	return t, nil
}

var (
	objectName = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
	// safeName matches names that git takes for sure; it has rules for more.
	safeName = regexp.MustCompile(`^refs(/[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*)+$`)
	// ownName matches references that belong to one working tree, which git packs never.
	ownName = regexp.MustCompile(`^refs/(bisect|worktree|rewritten)/`)
)

// take adds a reference that lies in a file of its own, which counts before a packed one. It
// reports false if it must stay there.
func (t *table) take(name string, text []byte) bool {
	object := strings.TrimSuffix(string(text), "\n")
	if t.other || !objectName.MatchString(object) || !safeName.MatchString(name) || ownName.MatchString(name) || strings.HasSuffix(name, ".lock") || strings.Contains(name, ".lock/") {
		return false
	}
	t.known[name] = object + " " + name + "\n"
	t.added = true
	return true
}

func (t *table) write() error {
	if !t.added {
		return nil
	}
	var text strings.Builder
	text.WriteString(sorted)
	for _, name := range slices.Sorted(maps.Keys(t.known)) {
		text.WriteString(t.known[name])
	}
	return os.WriteFile(t.file, []byte(text.String()), 0o600)
}
