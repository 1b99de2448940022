package project

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A vcxproj is an evaluated project of Visual Studio.
type vcxproj struct {
	*msbuild
	finder *finder
	wanted string // the configuration that was asked for
}

// project reads a .vcxproj, as it is for one configuration. What becomes of it is decided
// when all of them are known.
func (f *finder) project(file, configuration string) {
	if _, read := f.modules[file]; read {
		return
	}
	f.modules[file] = nil
	m, err := readProject(file, configuration, f.disk)
	if err != nil {
		f.note(Notice{Message: fmt.Sprintf("this .vcxproj %v: repair it, or name its C files", err), File: file, Incomplete: true})
		return
	}
	f.configurations = append(f.configurations, m.configurations...)
	f.notices = append(f.notices, m.notices...)
	v := &vcxproj{m, f, configuration}
	f.modules[file] = v
	f.see(v.sources())
}

func (v *vcxproj) sources() []string {
	var list []string
	for _, i := range v.items {
		list = append(list, i.path)
	}
	return list
}

func (v *vcxproj) excluded() []string {
	if len(v.items) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.left), func(file string) bool { return language(file) == langNone })
}

func (v *vcxproj) mayView() bool { return !v.userModeDriver() }

func (v *vcxproj) source() string     { return v.file }
func (v *vcxproj) driverName() string { return v.properties.get("MSBuildProjectName") }
func (v *vcxproj) target() string     { return v.properties.get("TargetName") }

func (v *vcxproj) isLibrary() bool {
	return strings.EqualFold(v.properties.get("ConfigurationType"), "StaticLibrary")
}

// linkable holds also of a project that says nothing of what it makes, as where the package
// that would say it is not in the tree: a driver refers to it, and it has no main.
func (v *vcxproj) linkable() bool {
	why := v.userMode()
	return v.isLibrary() && (why == "" || why == noDriver) || why == noDriver && v.isOpen()
}

// isOpen reports whether nothing in the tree says what the project makes.
func (v *vcxproj) isOpen() bool {
	return v.properties.get("ConfigurationType") == "" && !slices.ContainsFunc(v.items, func(i item) bool {
		return v.finder.marker(i.path) == mainMarker
	})
}

// references reads the projects that this one refers to.
func (v *vcxproj) references() []module {
	var list []module
	for _, path := range v.referred {
		if !isProject(path) {
			continue
		}
		v.finder.project(path, v.configuration)
		if m := v.finder.modules[path]; m != nil {
			list = append(list, m)
		}
	}
	return list
}

func (v *vcxproj) linked() []string {
	var list []string
	for name := range strings.SplitSeq(v.properties.expand(v.link["additionaldependencies"]), ";") {
		list = append(list, unescape(strings.TrimSpace(name)))
	}
	return list
}

func (v *vcxproj) units() []Unit {
	if !strings.EqualFold(v.configuration, v.wanted) {
		v.say(fmt.Sprintf("has no configuration %s, analysed as %s", v.wanted, v.configuration), false)
	}
	if len(v.missing) > 0 {
		v.say(missing(v.file, v.missing, "the project"), true)
	}
	for _, puzzle := range v.puzzles {
		v.say(fmt.Sprintf("names files by %s, which is not understood: name them as they are", puzzle), true)
	}
	var list []Unit
	unread := len(v.missing) + len(v.puzzles)
	for _, i := range v.items {
		switch {
		case i.language() == langNone:
		case v.finder.admit(i.path):
			list = append(list, v.unit(i))
		default:
			unread++
		}
	}
	switch {
	case len(list) > 0 || unread > 0:
	case v.demandsSource() && !v.finder.describedBeside(v):
		v.say("is a project for a driver, but none of its C files was found: add them to the project, or name them", true)
	default:
		v.say("this project compiles no C or C++ file, skipped", false)
	}
	return list
}

// demandsSource reports whether a project that compiles nothing lacks something: it is to
// make a driver, not a library of headers.
func (v *vcxproj) demandsSource() bool {
	return v.userMode() == "" && !v.isLibrary()
}

// describedBeside reports whether another project in the same folder makes a driver.
func (f *finder) describedBeside(m module) bool {
	folder := filepath.Dir(m.source())
	return slices.ContainsFunc(f.sorted(), func(other module) bool {
		return other != m && filepath.Dir(other.source()) == folder && other.userMode() == "" && len(other.sources()) > 0
	})
}

func (v *vcxproj) say(message string, incomplete bool) {
	v.finder.note(Notice{Message: message, File: v.file, Incomplete: incomplete, Routine: !incomplete})
}

// missing says which files do not exist that a list names: the first of them, and how
// many more there are.
func missing(by string, files []string, list string) string {
	slices.Sort(files)
	files = slices.Compact(files)
	first := relative(by, files[0])
	if len(files) == 1 {
		return fmt.Sprintf("%s is missing: restore the file, or remove it from %s", first, list)
	}
	return fmt.Sprintf("%s and %s are missing: restore the files, or remove them from %s", first, count(len(files)-1, "more file"), list)
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
func (v *vcxproj) userMode() string {
	kind := v.properties.get("ConfigurationType")
	toolset := strings.ToLower(v.properties.get("PlatformToolset"))
	driver := strings.ToLower(v.properties.get("DriverType"))
	switch {
	case v.linksDriver():
		return ""
	case strings.EqualFold(kind, "Application"):
		return "it makes an application"
	case strings.EqualFold(kind, "Utility"), driver == "package" && len(v.items) == 0:
		return "it compiles nothing"
	case v.userModeDriver():
		return "it makes a user-mode driver"
	case strings.HasPrefix(toolset, "windowskernelmodedriver"), strings.EqualFold(kind, "Driver"):
		return ""
	case strings.HasPrefix(toolset, "windowsapplicationfordrivers"):
		return "it makes a library for user mode"
	case slices.Contains([]string{"kmdf", "wdm", "miniport", "exportdriver"}, driver):
		return ""
	case v.converted && slices.Contains(kernelTypes, strings.ToUpper(v.properties.get("TARGETTYPE"))):
		return ""
	case slices.ContainsFunc(v.items, func(i item) bool { return v.finder.marker(i.path) == entryMarker }):
		return ""
	}
	return noDriver
}

// linksDriver reports whether the linker is told to make an image for the kernel, whatever
// the project calls itself: projects of before the kit's toolsets call it an application or a
// dynamic library. See learn.microsoft.com, "/DRIVER (Windows NT Kernel Mode Driver)".
func (v *vcxproj) linksDriver() bool {
	kind := strings.ToLower(v.properties.get("ConfigurationType"))
	if !slices.Contains([]string{"application", "dynamiclibrary", ""}, kind) || !strings.EqualFold(v.linkOption("subsystem"), "Native") {
		return false
	}
	entry, _, _ := strings.Cut(strings.TrimLeft(v.linkOption("entrypointsymbol"), "_"), "@")
	return !slices.Contains([]string{"", "notset"}, strings.ToLower(v.linkOption("driver"))) || IsEntry(entry) ||
		strings.EqualFold(v.properties.get("TargetExt"), ".sys") || strings.EqualFold(filepath.Ext(v.linkOption("outputfile")), ".sys")
}

func (v *vcxproj) linkOption(name string) string {
	return strings.ReplaceAll(strings.TrimSpace(v.properties.expand(v.link[name])), unknown, "")
}

func (v *vcxproj) userModeDriver() bool {
	toolset := strings.ToLower(v.properties.get("PlatformToolset"))
	return strings.EqualFold(v.properties.get("DriverType"), "umdf") || strings.HasPrefix(toolset, "windowsusermodedriver")
}

// processorMacros are what the kit defines for a platform other than the usual one.
func processorMacros(platform string) []string {
	switch strings.ToLower(platform) {
	case "win32", "x86":
		return []string{"_X86_=1", "i386=1"}
	}
	return nil
}

// unit says how an item is compiled.
func (m *msbuild) unit(i item) Unit {
	u := Unit{File: i.path, CPlusPlus: i.language() == langCPP}
	for _, define := range m.properties.list(i.metadata["preprocessordefinitions"]) {
		u.Defines = append(u.Defines, strings.ReplaceAll(unescape(define), `\"`, `"`))
	}
	o := &options{style: styleCL}
	o.read(splitWindows(m.known(i.metadata["additionaloptions"])))
	converted := m.convertedOptions()
	u.Defines = append(u.Defines, append(o.defines(), converted.defines()...)...)
	u.Defines = append(u.Defines, processorMacros(m.properties.get("Platform"))...)
	u.Defines = without(u.Defines, append(o.undefined(), m.properties.list(i.metadata["undefinepreprocessordefinitions"])...))

	folder := filepath.Dir(m.file)
	folders := append(m.properties.list(i.metadata["additionalincludedirectories"]), o.includes...)
	folders = append(folders, converted.includes...)
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
	gone := setOf(undefined)
	return slices.DeleteFunc(defines, func(define string) bool {
		name, _, _ := strings.Cut(define, "=")
		return gone[name]
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
