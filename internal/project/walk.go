package project

import (
	"io/fs"
	"os"
	"path/filepath"
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

// A source is a C or C++ file.
type source struct {
	path     string
	language int
	marker   marker // known once it matters
}

// A tree lists what a folder and the folders below it hold, sorted by path.
type tree struct {
	sources  []source
	projects []string
}

// walk reads a tree. It neither follows links to folders nor enters hidden folders;
// folders that can't be read become notices.
func (f *finder) walk(root string) *tree {
	t := &tree{}
	f.enter(t, root)
	return t
}

func (f *finder) enter(t *tree, folder string) {
	entries, err := os.ReadDir(folder) // sorted by name
	if err != nil {
		f.note(Notice{Message: "this folder can't be read (" + cause(err) + "): check its permissions", File: folder, Incomplete: true})
	}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		if entry.IsDir() {
			if !strings.HasPrefix(entry.Name(), ".") {
				f.enter(t, path)
			}
			continue
		}
		if !isFile(path, entry) {
			continue
		}
		if isProject(path) {
			t.projects = append(t.projects, path)
		}
		if l := language(path); l != langNone && f.admit(path) {
			t.sources = append(t.sources, source{path: path, language: l})
		}
	}
}

// isFile reports whether an entry is a regular file or a link to one.
func isFile(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular() // who reads a dangling link reports it
}
