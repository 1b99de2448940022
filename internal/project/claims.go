package project

import (
	"path/filepath"
	"slices"
)

// claims are what projects lay hold on: the files that they name and their folders.
type claims struct {
	files   map[string]bool
	folders map[string]bool
}

// add notes what a project names, the project file first. One that could not be read
// names nothing.
func (c *claims) add(names []string) {
	if len(names) == 0 {
		return
	}
	c.folders[filepath.Dir(names[0])] = true
	for _, name := range names[1:] {
		c.files[name] = true
	}
}

// all notes the files of a compilation database, which says of the folder around them
// what is compiled there.
func (c *claims) all(files []string) {
	if len(files) > 0 {
		root, _ := rooted(files)
		c.add(append([]string{filepath.Join(root, "any")}, files...))
	}
}

// build reads a file "sources", unless other projects lay hold on what it compiles.
func (c *claims) build(f *finder, file string) {
	b := f.build(file)
	if b == nil {
		return
	}
	if slices.ContainsFunc(b.files, func(path string) bool { return c.files[path] }) {
		delete(f.modules, file)
		return
	}
	c.add(append([]string{file}, b.files...))
}

// leave keeps the sources that no project claims, and finds their markers: those outside
// of the projects' folders, and those below one in a tree that has an entry point of its
// own.
func (c *claims) leave(sources []source) []source {
	sources = slices.DeleteFunc(sources, func(s source) bool { return c.files[s.path] })
	entries := map[string]bool{}
	for i := range sources {
		s := &sources[i]
		if s.marker = fileMarker(s.path); s.marker == entryMarker {
			entries[filepath.Dir(s.path)] = true
		}
	}
	return slices.DeleteFunc(sources, func(s source) bool { return !c.free(filepath.Dir(s.path), entries) })
}

func (c *claims) free(folder string, entries map[string]bool) bool {
	for ; ; folder = filepath.Dir(folder) {
		if c.folders[folder] {
			return false
		}
		if entries[folder] || folder == filepath.Dir(folder) {
			return true
		}
	}
}
