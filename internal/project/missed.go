package project

import (
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/drvlint/drvlint/internal/paths"
)

// missed says what was seen and is in no driver, but should be: an entry point, and all of
// a named folder whose sources are for the kernel.
func (f *finder) missed() {
	compiled := map[string]bool{}
	for _, d := range f.drivers {
		for _, u := range d.Units {
			compiled[f.disk.canonical(u.File)] = true
		}
	}
	f.missedEntries(compiled)
	f.leftOutEntries(compiled)
	f.missedProjects()
	for _, root := range f.roots {
		f.missedTree(root)
	}
}

// missedEntries names the entry points that no driver compiles, directly or by an #include.
// One that a project leaves out in this configuration, or that is for user mode, is none.
func (f *finder) missedEntries(compiled map[string]bool) {
	excused := f.excused()
	var list []string
	for _, file := range slices.Sorted(maps.Keys(f.sources)) {
		if compiled[f.disk.canonical(file)] || excused[file] || f.texts.userSide(file) {
			continue
		}
		if f.isEntry(file) {
			list = append(list, file)
		}
	}
	if len(list) == 0 {
		return
	}
	var units []string
	for _, d := range f.drivers {
		for _, u := range d.Units {
			units = append(units, u.File)
		}
	}
	included := f.included(units)
	for _, file := range list {
		if !included[file] {
			f.note(Notice{
				Message: "defines the entry point of a driver, but no driver compiles it: add it to its project, or name it with the other files of its driver",
				File:    file, Incomplete: true,
			})
		}
	}
}

// leftOutEntries names the entry points that projects list and do not compile. A driver that
// has no other is not the one that is meant.
func (f *finder) leftOutEntries(compiled map[string]bool) {
	entered := map[string]bool{} // projects of drivers that have an entry point
	for _, d := range f.drivers {
		entered[d.File] = entered[d.File] || slices.ContainsFunc(d.Units, func(u Unit) bool { return f.isEntry(u.File) })
	}
	for _, m := range f.sorted() {
		for _, file := range m.excluded() {
			if compiled[f.disk.canonical(file)] || f.texts.userSide(file) || !f.isEntry(file) {
				continue
			}
			n := Notice{Message: "defines an entry point that its project leaves out in this configuration", File: file, Routine: true}
			if !entered[m.source()] && !m.isLibrary() {
				n = Notice{
					Message: "defines the only entry point of its driver, but the project leaves it out in this configuration: name another with --configuration, or name the file",
					File:    file, Incomplete: true,
				}
			}
			f.note(n)
		}
	}
}

func (f *finder) isEntry(file string) bool {
	m := f.marker(file)
	return m == entryMarker || m == initMarker
}

// missedProjects says which of the projects that the user named list nothing, and do not
// say either that they make something for user mode.
func (f *finder) missedProjects() {
	for _, file := range f.projects {
		if m := f.modules[file]; m != nil && len(m.sources())+len(m.excluded()) == 0 && m.userMode() == noDriver {
			f.note(Notice{Message: "this project lists no C or C++ file: name the folder, or the C files of the driver", File: file, Incomplete: true})
		}
	}
}

// excused are the files that are in no driver for a reason that a project gives.
func (f *finder) excused() map[string]bool {
	list := map[string]bool{}
	made := f.made()
	for _, m := range f.sorted() {
		for _, file := range m.excluded() {
			list[file] = true
		}
		if !made[m] && !m.mayView() {
			for _, file := range m.sources() {
				list[file] = true
			}
		}
	}
	return list
}

// included are what the files include, as far as it lies where the including file says.
func (f *finder) included(files []string) map[string]bool {
	includes := newIncludes(f.disk, f.texts, "")
	includes.tree = map[string][]string{}
	seen := map[string]bool{}
	for _, file := range files {
		includes.follow(Unit{File: file}, seen)
	}
	return seen
}

// missedTree says that there is no driver in a folder that the user named, although it
// holds sources for the kernel.
func (f *finder) missedTree(root string) {
	for _, d := range f.drivers {
		if slices.ContainsFunc(d.Units, func(u Unit) bool { return paths.Within(u.File, root) }) || paths.Within(d.File, root) {
			return
		}
	}
	excused := f.excused()
	for _, file := range slices.Sorted(maps.Keys(f.sources)) {
		if paths.Within(file, root) && !excused[file] && f.texts.kernelSide(file) {
			f.note(Notice{
				Message: fmt.Sprintf("no driver was found here, though %s includes headers for the kernel: name the C files of the driver", relative(root+"/.", file)),
				File:    root, Incomplete: true,
			})
			return
		}
	}
	f.hiddenTree(root)
}

// hiddenTree says that the only drivers in a folder lie where nothing is looked for.
func (f *finder) hiddenTree(root string) {
	for _, folder := range f.hidden {
		if !paths.Within(folder, root) {
			continue
		}
		found := ""
		filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && language(path) != langNone && entry.Type().IsRegular() && f.texts.kernelSide(path) {
				found = path
				return fs.SkipAll
			}
			return nil
		})
		if found != "" {
			f.note(Notice{
				Message: fmt.Sprintf("no driver was found here, though %s includes headers for the kernel: hidden folders are not searched, name this one", relative(root+"/.", found)),
				File:    root, Incomplete: true,
			})
			return
		}
	}
}
