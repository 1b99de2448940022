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

// add notes what a project names; a project that could not be read claims nothing.
func (c *claims) add(project string, p *msbuild) {
	if p == nil {
		return
	}
	c.folders[filepath.Dir(project)] = true
	for _, item := range p.items {
		c.files[item.path] = true
	}
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
