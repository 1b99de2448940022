package project

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// A buildFile is a file "sources", by which build.exe of the kits up to Windows 7 made
// an image. See learn.microsoft.com, "Using a Sources File".
type buildFile struct {
	*makefile
	file    string
	finder  *finder
	files   []string // to compile
	missing []string
}

// isBuildFile reports whether a file is called "sources", or "sources.NAME" as one that a
// script copies over it: the kit's own tools know no other name.
func isBuildFile(path string) bool {
	base := strings.ToLower(filepath.Base(path))
	variant, isVariant := strings.CutPrefix(base, "sources.")
	return base == "sources" || isVariant && language(path) == langNone && !isHeader(path) && !slices.Contains(noVariants, variant)
}

// What stands behind "sources." in other files than build files: those of other tools, and
// what was kept when one was changed.
var noVariants = []string{"props", "targets", "cmake", "txt", "md", "mk", "mak", "inc", "gypi", "list", "json", "xml", "bak", "old", "orig", "rej", "tmp", "save", "copy", "swp"}

func isVariant(path string) bool { return !strings.EqualFold(filepath.Base(path), "sources") }

func isDirsFile(path string) bool { return strings.EqualFold(filepath.Base(path), "dirs") }

// build reads a file "sources"; it is nil if the file is something else of that name.
func (f *finder) build(file string) *buildFile {
	if known, read := f.modules[file]; read && known != nil {
		return known.(*buildFile)
	}
	m := &makefile{disk: f.disk, values: buildEnvironment(f.configuration)}
	set, script := f.disk.scriptVariables(file)
	maps.Copy(m.values, set)
	err := m.load(file)
	if err != nil || m.values["TARGETNAME"] == "" || m.values["TARGETTYPE"] == "" {
		return nil
	}
	b := &buildFile{makefile: m, file: file, finder: f}
	b.list()
	f.modules[file] = b
	f.see(b.files)
	if len(set) > 0 {
		f.note(Notice{Message: fmt.Sprintf("is read with the macros that %s sets", filepath.Base(script)), File: file, Routine: true})
	}
	return b
}

// buildBeside reads a file "sources", unless other projects make drivers of what it
// compiles.
func (f *finder) buildBeside(file string, c *claims) {
	if twin := f.twin(file); twin != nil {
		f.note(Notice{Message: fmt.Sprintf("describes the same driver as %s, skipped", filepath.Base(twin.file)), File: file, Routine: true})
		return
	}
	if b := f.build(file); b != nil && slices.ContainsFunc(b.files, func(path string) bool { return c.inDriver[path] }) {
		delete(f.modules, file)
	}
}

// twin returns the build file beside a variant, among those read so far, that makes an image
// of the same name; nil if there is none.
func (f *finder) twin(file string) *buildFile {
	if !isVariant(file) {
		return nil
	}
	m := &makefile{disk: f.disk, values: buildEnvironment(f.configuration)}
	if m.load(file) != nil {
		return nil
	}
	for _, name := range f.disk.names(filepath.Dir(file)) {
		other, read := f.modules[filepath.Join(filepath.Dir(file), name)].(*buildFile)
		if read && other != nil && other.file != file && strings.EqualFold(other.values["TARGETNAME"], m.values["TARGETNAME"]) {
			return other
		}
	}
	return nil
}

// kitVersion is the version of Windows that the last kit with build.exe builds for if a file does not ask for another one.
const kitVersion = "0x601"

// kitVersions are those that it can be asked for (makefile.new and sources.inc of the kit).
var kitVersions = map[string]string{"WIN2K": "0x500", "WINXP": "0x501", "WS03": "0x502", "LONGHORN": "0x600", "VISTA": "0x600", "WS08": "0x600", "WIN7": kitVersion}

// versionMacros tell the text which version of Windows the file asks for; none if it is that of the kit.
func (b *buildFile) versionMacros() []string {
	version, err := strconv.ParseUint(b.values["_NT_TARGET_VERSION"], 0, 16)
	if err != nil || b.values["_NT_TARGET_VERSION"] == kitVersion {
		return nil
	}
	return []string{fmt.Sprintf("_WIN32_WINNT=0x%04X", version), fmt.Sprintf("WINVER=0x%04X", version), fmt.Sprintf("NTDDI_VERSION=0x%04X0000", version)}
}

// buildEnvironment are the macros that the kit's build environment sets.
func buildEnvironment(configuration string) map[string]string {
	name, platform, _ := strings.Cut(strings.ToLower(configuration), "|")
	values := map[string]string{"DDK_TARGET_OS": "Win7", "_NT_TARGET_VERSION": kitVersion, "FREEBUILD": "1", "DDKBUILDENV": "fre"}
	for name, version := range kitVersions {
		values["_NT_TARGET_VERSION_"+name] = version
	}
	if strings.Contains(name, "debug") || strings.Contains(name, "chk") {
		values["FREEBUILD"], values["DDKBUILDENV"] = "0", "chk"
	}
	processor := "AMD64"
	switch platform {
	case "win32", "x86":
		processor = "386"
	case "arm", "arm64", "ia64":
		processor = strings.ToUpper(platform)
	}
	values[processor] = "1"
	values["_BUILDARCH"] = strings.Replace(processor, "386", "x86", 1)
	return values
}

// list finds the files to compile: those for every processor and those for this one.
func (b *buildFile) list() {
	names := b.words("SOURCES")
	for _, processor := range []string{"386", "AMD64", "ARM", "ARM64", "IA64"} {
		if b.values[processor] == "1" {
			names = append(names, b.words(strings.Replace(processor, "386", "I386", 1)+"_SOURCES")...)
		}
	}
	for _, name := range names {
		if language(name) == langNone {
			continue
		}
		if path, found := b.disk.resolve(filepath.Dir(b.file), name); found {
			b.files = append(b.files, path)
		} else {
			b.missing = append(b.missing, path)
		}
	}
}

func (b *buildFile) source() string     { return b.file }
func (b *buildFile) sources() []string  { return b.files }
func (b *buildFile) excluded() []string { return nil }
func (b *buildFile) mayView() bool {
	return b.values["UMDF_VERSION"] == "" && b.values["UMDF_VERSION_MAJOR"] == ""
}
func (b *buildFile) driverName() string {
	return strings.ReplaceAll(b.values["TARGETNAME"], unknown, "")
}
func (b *buildFile) target() string       { return b.values["TARGETNAME"] }
func (b *buildFile) references() []module { return nil }
func (b *buildFile) linkable() bool       { return b.isLibrary() }

func (b *buildFile) kind() string { return strings.ToUpper(b.values["TARGETTYPE"]) }

// kernelTypes are the values of TARGETTYPE that make something for the kernel.
var kernelTypes = []string{"DRIVER", "DRIVER_LIBRARY", "EXPORT_DRIVER", "GDI_DRIVER", "MINIPORT", "HAL"}

func (b *buildFile) isLibrary() bool {
	return b.kind() == "DRIVER_LIBRARY" || b.kind() == "LIBRARY"
}

func (b *buildFile) userMode() string {
	switch kind := b.kind(); {
	case slices.Contains(kernelTypes, kind):
		return ""
	case kind == "LIBRARY":
		if slices.ContainsFunc(b.files, func(file string) bool { return b.finder.marker(file) == entryMarker }) {
			return ""
		}
		return "it makes a library that no driver links"
	default:
		return "its TARGETTYPE is " + strings.ReplaceAll(kind, unknown, "?")
	}
}

func (b *buildFile) linked() []string {
	list := append(strings.Fields(b.values["TARGETLIBS"]), strings.Fields(b.values["LINKLIBS"])...)
	return append(list, strings.Fields(b.values["DRIVERLIBS"])...)
}

func (b *buildFile) units() []Unit {
	if len(b.files)+len(b.missing)+len(b.lost) == 0 && !b.isLibrary() && !b.finder.describedBeside(b) {
		b.finder.note(Notice{Message: "is for a driver, but its SOURCES name no C or C++ file: add them, or name them", File: b.file, Incomplete: true})
	}
	if len(b.missing) > 0 {
		b.finder.note(Notice{
			Message: missing(b.file, b.missing, "SOURCES"), File: b.file, Incomplete: true,
		})
	}
	if b.spent > maxExpansion {
		b.finder.note(Notice{Message: errExpansion.Error() + ", not all of which counts: repair it, or name its C files", File: b.file, Incomplete: true})
	}
	for _, name := range b.lost {
		b.finder.note(Notice{Message: name + ", which it includes, can't be read: restore it", File: b.file, Incomplete: true})
	}
	o := &options{style: styleCL}
	for _, name := range []string{"C_DEFINES", "USER_C_FLAGS"} {
		o.read(b.words(name))
	}
	folder := filepath.Dir(b.file)
	var includes, forced []string
	for _, name := range append(b.includes(), o.includes...) {
		if path, found := b.disk.resolve(folder, name); found && isFolder(path) && !slices.Contains(includes, path) {
			includes = append(includes, path)
		}
	}
	includes = append(includes, folder)
	for _, name := range o.forced {
		if path, found := b.disk.resolve(folder, name); found && unusable(path) == nil {
			forced = append(forced, path)
		}
	}
	_, platform, _ := strings.Cut(b.finder.configuration, "|")
	defines := slices.Concat(b.finder.checkedMacros(), processorMacros(platform), o.defines())
	for _, define := range b.versionMacros() {
		name, _, _ := strings.Cut(define, "=")
		if !slices.ContainsFunc(defines, func(own string) bool { return own == name || strings.HasPrefix(own, name+"=") }) {
			defines = append(defines, define)
		}
	}
	var list []Unit
	for _, file := range b.files {
		if b.finder.admit(file) {
			list = append(list, Unit{File: file, CPlusPlus: language(file) == langCPP, Defines: slices.Clip(defines), Includes: includes, Forced: forced})
		}
	}
	return list
}

// includes lists the include folders as they are spelled.
func (b *buildFile) includes() []string {
	var list []string
	for name := range strings.FieldsFuncSeq(b.values["INCLUDES"], func(c rune) bool { return strings.ContainsRune("; \t", c) }) {
		if !strings.Contains(name, unknown) {
			list = append(list, strings.Trim(name, `"`))
		}
	}
	return list
}

// sourcesFile reads a file "sources" that the user named.
func (f *finder) sourcesFile(shown, path string) {
	if f.build(path) == nil {
		f.fail(shown, "sets no TARGETNAME and TARGETTYPE", advice)
	}
}

// dirsFile reads the files "sources" of the folders that a file "dirs" lists.
func (f *finder) dirsFile(shown, path string) {
	if _, read := f.modules[path]; read {
		return
	}
	f.modules[path] = nil
	m := &makefile{disk: f.disk, values: buildEnvironment(f.configuration)}
	if err := m.load(path); err != nil {
		f.note(Notice{Message: fmt.Sprintf("can't be read (%s): check its permissions", cause(err)), File: path, Incomplete: true})
		return
	}
	found := false
	for _, name := range append(m.words("DIRS"), m.words("OPTIONAL_DIRS")...) {
		folder, exists := f.disk.resolve(filepath.Dir(path), name)
		if !exists {
			f.note(Notice{Message: name + " is missing: restore the folder, or remove it from DIRS", File: path, Incomplete: true})
		}
		found = true
		if sources, exists := f.disk.resolve(folder, "sources"); exists && f.build(sources) != nil {
			continue
		}
		if dirs, exists := f.disk.resolve(folder, "dirs"); exists && paths.Within(folder, filepath.Dir(path)) && folder != filepath.Dir(path) {
			f.dirsFile(shown, dirs)
		}
	}
	if !found {
		f.fail(shown, "lists no DIRS", advice)
	}
}
