package project

import (
	"fmt"
	"maps"
	"slices"
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
		if m := f.marker(file); m == entryMarker || m == initMarker {
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
		if slices.ContainsFunc(d.Units, func(u Unit) bool { return within(u.File, root) }) || within(d.File, root) {
			return
		}
	}
	excused := f.excused()
	for _, file := range slices.Sorted(maps.Keys(f.sources)) {
		if within(file, root) && !excused[file] && f.texts.kernelSide(file) {
			f.note(Notice{
				Message: fmt.Sprintf("no driver was found here, though %s includes headers for the kernel: name the C files of the driver", relative(root+"/.", file)),
				File:    root, Incomplete: true,
			})
			return
		}
	}
}
