package project

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Languages of source files.
const (
	langNone = iota
	langC
	langCPP
)

func language(path string) int {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".c":
		return langC
	case ".cpp", ".cc", ".cxx":
		return langCPP
	}
	return langNone
}

// IsSource reports whether a path is that of a C or C++ file or header.
func IsSource(path string) bool { return language(path) != langNone || isHeader(path) }

// A source is a C or C++ file.
type source struct {
	path     string
	language int
	marker   marker // known once it matters
}

// A tree lists what a folder and the folders below it hold, sorted by path.
type tree struct {
	sources  []source
	projects map[int][]string // by the place of their format in formats
}

// walk reads a tree. It neither follows links to folders nor enters hidden folders;
// folders that can't be read become notices.
func (f *finder) walk(root string) *tree {
	t := &tree{projects: map[int][]string{}}
	f.enter(t, root)
	return t
}

func (f *finder) enter(t *tree, folder string) {
	entries, err := os.ReadDir(folder) // sorted by name
	if err != nil {
		f.note(Notice{Message: "this folder can't be read (" + cause(err) + "): " + remedy(err), File: folder, Incomplete: true})
	}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		if entry.IsDir() {
			switch name := entry.Name(); {
			case !strings.HasPrefix(name, "."):
				f.enter(t, path)
			case !slices.Contains([]string{".git", ".hg", ".svn"}, name):
				f.hidden = append(f.hidden, path)
			}
			continue
		}
		if !f.isFile(path, entry) {
			continue
		}
		if i := formatOf(path); i >= 0 && formats()[i].inside != nil {
			t.projects[i] = append(t.projects[i], path)
		}
		if l := language(path); l != langNone && f.admit(path) {
			t.sources = append(t.sources, source{path: path, language: l})
			f.sources[path] = true
		}
	}
}

// isFile reports whether an entry is a file to look at: a regular one, a link to one in
// the tree, or one that its name makes a source, whatever it is.
func (f *finder) isFile(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular() || language(path) != langNone
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		f.disk.stays(path) // not followed; said if it leads out
		return false
	}
	return (formatOf(path) >= 0 || language(path) != langNone) && f.disk.stays(path)
}

// remedy is what to do about a folder that can't be read.
func remedy(err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return "check its permissions"
	}
	return "move it, or name the other folders"
}
