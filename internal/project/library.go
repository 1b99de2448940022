package project

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// drive makes drivers of the projects that were read. The files of a static library
// belong to each driver that links it; a library that none links is a driver of its own.
func (f *finder) drive() {
	files := slices.Sorted(maps.Keys(f.projects))
	var kernel []*msbuild
	linked := map[*msbuild]bool{}
	libraries := map[*msbuild][]*msbuild{}
	for _, file := range files {
		m := f.projects[file]
		if m == nil || m.userMode() != "" {
			continue
		}
		kernel = append(kernel, m)
		if m.isLibrary() {
			continue
		}
		libraries[m] = f.libraries(m)
		for _, library := range libraries[m] {
			linked[library] = true
		}
	}
	for _, file := range files {
		if m := f.projects[file]; m != nil && !linked[m] && m.userMode() != "" {
			f.note(Notice{Message: "not a kernel driver, skipped: " + m.userMode(), File: m.file, Routine: true})
		}
	}
	units := map[*msbuild][]Unit{}
	for m := range linked {
		units[m] = f.units(m)
	}
	for _, m := range kernel {
		if linked[m] {
			continue
		}
		d := Driver{Name: m.properties.get("MSBuildProjectName"), Root: filepath.Dir(m.file), File: m.file, Units: f.units(m)}
		for _, library := range libraries[m] {
			d.Units = append(d.Units, units[library]...)
		}
		f.add(d)
	}
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

func (m *msbuild) isLibrary() bool {
	return strings.EqualFold(m.properties.get("ConfigurationType"), "StaticLibrary")
}

// libraries lists the static libraries that are linked into a project, directly or by way
// of other libraries.
func (f *finder) libraries(m *msbuild) []*msbuild {
	var list []*msbuild
	seen := map[*msbuild]bool{m: true}
	for todo := []*msbuild{m}; len(todo) > 0; todo = todo[1:] {
		for _, library := range f.links(todo[0]) {
			if !seen[library] {
				seen[library] = true
				list = append(list, library)
				todo = append(todo, library)
			}
		}
	}
	return list
}

// links lists the static libraries that a project refers to, or names as files to link.
func (f *finder) links(m *msbuild) []*msbuild {
	var list []*msbuild
	for _, path := range m.references {
		if !isProject(path) {
			continue
		}
		if library := f.project(path, m.configuration); library != nil && library.linkable() {
			list = append(list, library)
		}
	}
	for name := range strings.SplitSeq(m.properties.expand(m.link["additionaldependencies"]), ";") {
		if library := f.library(m, unescape(strings.TrimSpace(name))); library != nil {
			list = append(list, library)
		}
	}
	return list
}

// linkable reports whether a project makes a static library that a driver may link.
func (m *msbuild) linkable() bool {
	why := m.userMode()
	return m.isLibrary() && (why == "" || why == noDriver)
}

// library finds the project that makes a .lib file: the one nearest to where the file
// should be. It is nil if none of the projects that were read does.
func (f *finder) library(m *msbuild, name string) *msbuild {
	file := baseName(name)
	if !strings.EqualFold(filepath.Ext(file), ".lib") {
		return nil
	}
	known, _, _ := strings.Cut(name, unknown)
	known = known[:max(0, strings.LastIndexAny(known, `/\`)+1)]
	at, _ := f.disk.resolve(filepath.Dir(m.file), known)
	var best *msbuild
	for _, path := range slices.Sorted(maps.Keys(f.projects)) {
		library := f.projects[path]
		if library == nil || !strings.EqualFold(library.properties.get("TargetName"), withoutExtension(file)) || !library.linkable() {
			continue
		}
		if best == nil || common(at, library.file) > common(at, best.file) {
			best = library
		}
	}
	return best
}

// common counts the folders that two paths have in common.
func common(a, b string) int {
	n := 0
	left, right := strings.Split(a, "/"), strings.Split(b, "/")
	for n < min(len(left), len(right)) && left[n] == right[n] {
		n++
	}
	return n
}
