package project

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/drvlint/drvlint/internal/paths"
)

// claims are what projects lay hold on. One that makes a driver, or a library of one, has
// the files that it names and its folder. Any other has no more than the files that it
// names, and not even these where one of them is the entry point of a driver that no
// project makes: then it is the view of an editor.
type claims struct {
	files    map[string]bool // named by a project
	inDriver map[string]bool // ... that makes a driver
	drivers  map[string]bool // folders of projects that make drivers
	others   map[string]bool // folders of projects that make something else out of files
	read     map[module]bool // the projects that were taken into account
}

func newClaims() *claims {
	return &claims{files: map[string]bool{}, inDriver: map[string]bool{}, drivers: map[string]bool{}, others: map[string]bool{}, read: map[module]bool{}}
}

// modules takes those of the projects read so far into account that are new.
func (c *claims) modules(f *finder) {
	made := f.made()
	var others []module
	for _, m := range f.sorted() {
		switch {
		case c.read[m]:
		case made[m]:
			c.add(m, c.drivers)
			for _, file := range m.sources() {
				c.inDriver[file] = true
			}
		default:
			others = append(others, m)
		}
		c.read[m] = true
	}
	for _, m := range others {
		if !c.editorsView(f, m) {
			c.add(m, c.others)
		}
	}
}

func (c *claims) add(m module, folders map[string]bool) {
	files := m.sources()
	if len(files) > 0 {
		folders[filepath.Dir(m.source())] = true
	}
	for _, file := range append(files, m.excluded()...) {
		c.files[file] = true
	}
}

// editorsView reports whether a project that makes no driver names the entry point of one.
func (c *claims) editorsView(f *finder, m module) bool {
	return m.mayView() && slices.ContainsFunc(m.sources(), func(file string) bool {
		return !c.inDriver[file] && f.marker(file) == entryMarker && !f.texts.userSide(file)
	})
}

// listed notes the files of a compilation database, which says of the folder around them
// what is compiled there, if drivers come of it.
func (c *claims) listed(f *finder, files []string) {
	if len(files) == 0 {
		return
	}
	for _, file := range files {
		c.files[file] = true
	}
	root := filepath.Dir(files[0])
	for _, file := range files {
		for !paths.Within(file, root) {
			root = filepath.Dir(root)
		}
	}
	if slices.ContainsFunc(f.drivers, func(d Driver) bool { return paths.Within(d.Root, root) }) {
		c.drivers[root] = true
	}
}

// leave keeps the sources that no project claims, and finds their markers: those outside
// of the folders of drivers' projects, and those below one in a tree that has an entry
// point of its own.
func (c *claims) leave(f *finder, sources []source) []source {
	sources = slices.DeleteFunc(slices.Clone(sources), func(s source) bool { return c.files[s.path] })
	if len(sources) > 0 && len(c.inDriver) > 0 {
		included := f.included(slices.Sorted(maps.Keys(c.inDriver)))
		sources = slices.DeleteFunc(sources, func(s source) bool { return included[s.path] })
	}
	entries := map[string]bool{}
	for i := range sources {
		s := &sources[i]
		if s.marker = f.marker(s.path); s.marker == entryMarker {
			entries[filepath.Dir(s.path)] = true
		}
	}
	return slices.DeleteFunc(sources, func(s source) bool { return !c.free(filepath.Dir(s.path), entries) })
}

func (c *claims) free(folder string, entries map[string]bool) bool {
	for ; ; folder = filepath.Dir(folder) {
		if c.drivers[folder] {
			return false
		}
		if entries[folder] || folder == filepath.Dir(folder) {
			return true
		}
	}
}
