package project

import (
	"path/filepath"
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

// leave lists the sources that no project claims: those outside of the projects'
// folders, and those below one in a tree that has an entry point of its own.
func (c *claims) leave(sources []source) []source {
	entries := map[string]bool{}
	for _, s := range sources {
		if s.marker == entryMarker && !c.files[s.path] {
			entries[filepath.Dir(s.path)] = true
		}
	}
	var list []source
	for _, s := range sources {
		if !c.files[s.path] && c.free(filepath.Dir(s.path), entries) {
			list = append(list, s)
		}
	}
	return list
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
