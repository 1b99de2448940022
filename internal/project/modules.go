package project

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// A module is what one project makes: an image, or a library that images link.
type module interface {
	source() string // the project file
	driverName() string
	target() string   // the file that it makes, without extension
	userMode() string // why it is nothing for the kernel; "" if it is
	isLibrary() bool  // it makes a static library
	linkable() bool   // ... that a driver may link
	references() []module
	linked() []string   // names of the files to link
	units() []Unit      // says what the project lacks, too
	sources() []string  // the files that it names to compile and that exist
	excluded() []string // those that it names, but does not compile here; none of a project that compiles nothing
	// mayView reports whether a project that makes nothing for the kernel may stand in for
	// one that does, as a project that shows an editor the files of a driver.
	mayView() bool
}

// drive makes drivers of the projects that were read. The files of a static library
// belong to each driver that links it; a library that none links is a driver of its own.
func (f *finder) drive() {
	libraries, linked := f.linkage()
	twins := f.twins()
	units := map[module][]Unit{}
	for _, m := range f.sorted() { // also those that were read only for a reference to them
		if twin := twins[m]; twin != nil && !linked[m] {
			f.note(Notice{Message: "builds the same driver as " + relative(m.source(), twin.source()) + ", skipped", File: m.source(), Routine: true})
		} else if why := m.userMode(); why == "" || linked[m] {
			units[m] = m.units()
		} else {
			f.note(Notice{Message: "not a kernel driver, skipped: " + why, File: m.source(), Routine: true})
			for _, file := range m.sources() {
				f.aside[file] = true
			}
		}
	}
	for _, m := range f.sorted() {
		if linked[m] || twins[m] != nil || m.userMode() != "" {
			continue
		}
		d := Driver{Name: m.driverName(), Root: filepath.Dir(m.source()), File: m.source(), Units: slices.Clone(units[m])}
		for _, library := range libraries[m] {
			for _, u := range units[library] {
				if !slices.ContainsFunc(units[m], func(own Unit) bool { return own.File == u.File }) {
					d.Units = append(d.Units, u)
				}
			}
		}
		f.add(d)
	}
}

// linkage finds the static libraries of each driver, and all that any of them links.
func (f *finder) linkage() (libraries map[module][]module, linked map[module]bool) {
	libraries, linked = map[module][]module{}, map[module]bool{}
	for _, m := range f.sorted() {
		if m.userMode() == "" && !m.isLibrary() {
			libraries[m] = f.libraries(m)
			for _, library := range libraries[m] {
				linked[library] = true
			}
		}
	}
	return libraries, linked
}

// made are the projects read so far that make a driver or a part of one.
func (f *finder) made() map[module]bool {
	_, made := f.linkage()
	for _, m := range f.sorted() {
		if m.userMode() == "" {
			made[m] = true
		}
	}
	return made
}

// sorted lists the modules that were read by their files.
func (f *finder) sorted() []module {
	var list []module
	for _, file := range slices.Sorted(maps.Keys(f.modules)) {
		if m := f.modules[file]; m != nil {
			list = append(list, m)
		}
	}
	return list
}

// add adds a driver, if it has any file. A file that is compiled more than once counts as
// it is compiled first.
func (f *finder) add(d Driver) {
	if len(d.Units) == 0 {
		return
	}
	slices.SortStableFunc(d.Units, func(a, b Unit) int { return strings.Compare(a.File, b.File) })
	d.Units = slices.CompactFunc(d.Units, func(a, b Unit) bool { return a.File == b.File })
	f.drivers = append(f.drivers, d)
}

// libraries lists the static libraries that are linked into an image, directly or by way
// of other libraries.
func (f *finder) libraries(m module) []module {
	var list []module
	seen := map[module]bool{m: true}
	for todo := []module{m}; len(todo) > 0; todo = todo[1:] {
		found := slices.DeleteFunc(todo[0].references(), func(library module) bool { return !library.linkable() })
		for _, name := range todo[0].linked() {
			if library := f.library(todo[0], name); library != nil {
				found = append(found, library)
			}
		}
		for _, library := range found {
			if !seen[library] {
				seen[library] = true
				list = append(list, library)
				todo = append(todo, library)
			}
		}
	}
	return list
}

// library finds the project that makes a .lib file: the one nearest to where the file
// should be. It is nil if none of the projects that were read does.
func (f *finder) library(m module, name string) module {
	file := baseName(name)
	if !strings.EqualFold(filepath.Ext(file), ".lib") {
		return nil
	}
	known, _, _ := strings.Cut(name, unknown)
	known = known[:max(0, strings.LastIndexAny(known, `/\`)+1)]
	at, _ := f.disk.resolve(filepath.Dir(m.source()), known)
	var best module
	for _, library := range f.byTarget()[strings.ToLower(withoutExtension(file))] {
		if best == nil || common(at, library.source()) > common(at, best.source()) {
			best = library
		}
	}
	return best
}

// byTarget lists the libraries that were read by the names of the files that they make.
func (f *finder) byTarget() map[string][]module {
	if f.libraryNames.count != len(f.modules) {
		f.libraryNames.count, f.libraryNames.modules = len(f.modules), map[string][]module{}
		for _, m := range f.sorted() {
			if m.linkable() {
				name := strings.ToLower(m.target())
				f.libraryNames.modules[name] = append(f.libraryNames.modules[name], m)
			}
		}
	}
	return f.libraryNames.modules
}

// common counts the folders that two paths have in common.
func common(a, b string) int {
	n := 0
	left, right := paths.Names(a), paths.Names(b)
	for n < min(len(left), len(right)) && left[n] == right[n] {
		n++
	}
	return n
}
