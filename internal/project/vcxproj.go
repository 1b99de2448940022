package project

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// project reads a .vcxproj, as it is for one configuration. It returns nil if that could
// not be done. What becomes of it is decided when all projects are known.
func (f *finder) project(file, configuration string) *msbuild {
	if m, known := f.projects[file]; known {
		return m
	}
	m, err := readProject(file, configuration, f.disk)
	f.projects[file] = m
	if err != nil {
		f.note(Notice{Message: fmt.Sprintf("this .vcxproj %v: repair it, or name its C files", err), File: file, Incomplete: true})
		return nil
	}
	f.configurations = append(f.configurations, m.configurations...)
	f.notices = append(f.notices, m.notices...)
	if !strings.EqualFold(m.configuration, configuration) {
		f.substituted[file] = configuration
	}
	return m
}

// units lists how the files of a project for the kernel are compiled, and says what it
// lacks.
func (f *finder) units(m *msbuild) []Unit {
	if wanted, ok := f.substituted[m.file]; ok {
		f.note(Notice{Message: fmt.Sprintf("has no configuration %s, analysed as %s", wanted, m.configuration), File: m.file, Routine: true})
	}
	for _, path := range m.missing {
		f.note(Notice{
			Message: fmt.Sprintf("%s is missing: restore the file, or remove it from the project", relative(m.file, path)),
			File:    m.file, Incomplete: true,
		})
	}
	for _, puzzle := range m.puzzles {
		f.note(Notice{Message: fmt.Sprintf("names files by %s, which is not understood: name them as they are", puzzle), File: m.file, Incomplete: true})
	}
	var list []Unit
	unread := len(m.missing) + len(m.puzzles)
	for _, i := range m.items {
		switch {
		case i.language() == langNone:
		case f.admit(i.path):
			list = append(list, m.unit(i))
		default:
			unread++
		}
	}
	if len(list) == 0 && unread == 0 {
		f.note(Notice{Message: "this project compiles no C or C++ file, skipped", File: m.file, Routine: true})
	}
	return list
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

// noDriver is why a project without a word about it is not one for the kernel.
const noDriver = "it names neither a driver type nor a toolset for the kernel, and no file of it defines DriverEntry"

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
	case strings.HasPrefix(toolset, "windowsapplicationfordrivers"):
		return "it makes a library for user mode"
	case slices.ContainsFunc(m.items, func(i item) bool { return fileMarker(i.path) == entryMarker }):
		return ""
	}
	return noDriver
}

// unit says how an item is compiled.
func (m *msbuild) unit(i item) Unit {
	u := Unit{File: i.path, CPlusPlus: i.language() == langCPP}
	for _, define := range m.properties.list(i.metadata["preprocessordefinitions"]) {
		u.Defines = append(u.Defines, strings.ReplaceAll(unescape(define), `\"`, `"`))
	}
	o := &options{style: styleCL}
	o.read(splitWindows(m.known(i.metadata["additionaloptions"])))
	u.Defines = append(u.Defines, o.defines...)
	u.Defines = without(u.Defines, append(o.undefined, m.properties.list(i.metadata["undefinepreprocessordefinitions"])...))

	folder := filepath.Dir(m.file)
	folders := append(m.properties.list(i.metadata["additionalincludedirectories"]), o.includes...)
	for _, kind := range []string{"IncludePath", "ExternalIncludePath"} {
		folders = append(folders, m.properties.list("$("+kind+")")...)
	}
	for _, name := range append(folders, folder) {
		path, found := m.disk.resolve(folder, unescape(strings.Trim(name, `"`)))
		if found && isFolder(path) && !slices.Contains(u.Includes, path) {
			u.Includes = append(u.Includes, path)
		}
	}
	for _, name := range append(m.properties.list(i.metadata["forcedincludefiles"]), o.forced...) {
		if path, found := m.forced(u, unescape(strings.Trim(name, `"`))); found {
			u.Forced = append(u.Forced, path)
		}
	}
	return u
}

// known leaves out the words of a command line that are not known.
func (m *msbuild) known(text string) string {
	words := strings.Fields(m.properties.expand(text))
	words = slices.DeleteFunc(words, func(word string) bool { return strings.Contains(word, unknown) })
	return strings.Join(words, " ")
}

// without leaves out the macros that are undefined again.
func without(defines, undefined []string) []string {
	return slices.DeleteFunc(defines, func(define string) bool {
		name, _, _ := strings.Cut(define, "=")
		return slices.Contains(undefined, name)
	})
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
