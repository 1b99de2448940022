package project

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// project reads the driver that a .vcxproj describes. It returns the evaluated project,
// nil if that could not be read.
func (f *finder) project(file string) *msbuild {
	m, err := readProject(file, f.disk)
	if err != nil {
		f.note(Notice{Message: fmt.Sprintf("this .vcxproj %v: repair it, or name its C files", err), File: file, Incomplete: true})
		return nil
	}
	if why := m.userMode(); why != "" {
		f.note(Notice{Message: "not a kernel driver, skipped: " + why, File: file})
		return m
	}
	for _, path := range m.missing {
		f.note(Notice{
			Message: fmt.Sprintf("%s is missing: restore the file, or remove it from the project", m.relative(path)),
			File:    file, Incomplete: true,
		})
	}
	d := Driver{Name: m.properties.get("MSBuildProjectName"), Root: filepath.Dir(file), File: file}
	unread := len(m.missing)
	for _, i := range m.items {
		switch l := i.language(); {
		case l == langNone:
		case f.admit(i.path):
			d.Units = append(d.Units, m.unit(i))
		default:
			unread++
		}
	}
	f.finish(d, unread)
	return m
}

// finish adds a project's driver, if it has any source file, and says what it lacks.
func (f *finder) finish(d Driver, unread int) {
	if len(d.Units) == 0 {
		if unread == 0 {
			f.note(Notice{Message: "this project compiles no C or C++ file, skipped", File: d.File})
		}
		return
	}
	slices.SortFunc(d.Units, func(a, b Unit) int { return strings.Compare(a.File, b.File) })
	d.Units = slices.CompactFunc(d.Units, func(a, b Unit) bool { return a.File == b.File })
	f.drivers = append(f.drivers, d)
}

// relative shows a path as the project would write it.
func (m *msbuild) relative(path string) string {
	rel, err := filepath.Rel(filepath.Dir(m.file), path)
	if err != nil {
		return path
	}
	return rel
}

// language is what the item is compiled as.
func (i item) language() int {
	switch {
	case strings.EqualFold(i.metadata["compileas"], "CompileAsCpp"):
		return langCPP
	case strings.EqualFold(i.metadata["compileas"], "CompileAsC"):
		return langC
	}
	return language(i.path)
}

// userMode says why a project is not one for the kernel; "" if it is one. A driver type
// or toolset for the kernel decides; without one an entry point in the sources does.
func (m *msbuild) userMode() string {
	kind := m.properties.get("ConfigurationType")
	toolset := strings.ToLower(m.properties.get("PlatformToolset"))
	driver := strings.ToLower(m.properties.get("DriverType"))
	switch {
	case strings.EqualFold(kind, "Application"):
		return "it makes an application"
	case strings.EqualFold(kind, "Utility"):
		return "it compiles nothing"
	case driver == "umdf" || strings.HasPrefix(toolset, "windowsusermodedriver"):
		return "it makes a user-mode driver"
	case strings.HasPrefix(toolset, "windowskernelmodedriver"), strings.EqualFold(kind, "Driver"):
		return ""
	case slices.Contains([]string{"kmdf", "wdm", "miniport", "exportdriver"}, driver):
		return ""
	case slices.ContainsFunc(m.items, func(i item) bool { return fileMarker(i.path) == entryMarker }):
		return ""
	}
	return "it names neither a driver type nor a toolset for the kernel, and no file of it defines DriverEntry"
}

// unit says how an item is compiled.
func (m *msbuild) unit(i item) Unit {
	u := Unit{File: i.path, CPlusPlus: i.language() == langCPP}
	for _, define := range m.properties.list(i.metadata["preprocessordefinitions"]) {
		u.Defines = append(u.Defines, strings.ReplaceAll(unescape(define), `\"`, `"`))
	}
	folder := filepath.Dir(m.file)
	for _, name := range append(m.properties.list(i.metadata["additionalincludedirectories"]), folder) {
		path, found := m.disk.resolve(folder, unescape(strings.Trim(name, `"`)))
		if found && isFolder(path) && !slices.Contains(u.Includes, path) {
			u.Includes = append(u.Includes, path)
		}
	}
	for _, name := range m.properties.list(i.metadata["forcedincludefiles"]) {
		if path, found := m.forced(u, unescape(strings.Trim(name, `"`))); found {
			u.Forced = append(u.Forced, path)
		}
	}
	return u
}

// forced finds a file that is included before the first line of a unit.
func (m *msbuild) forced(u Unit, name string) (string, bool) {
	for _, folder := range append([]string{filepath.Dir(u.File)}, u.Includes...) {
		if path, found := m.disk.resolve(folder, name); found && unusable(path) == nil {
			return path, true
		}
	}
	return "", false
}
