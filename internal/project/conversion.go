package project

import (
	"path/filepath"
	"slices"
	"strings"
)

// A project that the kit for Windows 8 made of a file "sources" keeps what that said in
// sources.props beside it, as properties of the same names. The kit's own files import it and
// make the list ClSourceFiles of SOURCES. See learn.microsoft.com, "Creating a Driver From
// Existing Source Files".

// importConverted reads the sources.props beside the project, if there is one.
func (m *msbuild) importConverted() {
	path, found := m.disk.resolve(filepath.Dir(m.file), "sources.props")
	if found && !isFolder(path) && !m.converted {
		m.converted = true
		m.importFile(path, m.properties.get("MSBuildThisFileFullPath"))
	}
}

// isConversion reports whether an imported file is the one of the kit that imports
// sources.props.
func isConversion(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	return strings.HasSuffix(name, "wdkconversion/preconfiguration.props")
}

// compilesConverted reports whether the project compiles what its sources.props lists.
func (m *msbuild) compilesConverted() bool {
	return slices.ContainsFunc(m.groups, func(g group) bool {
		return slices.ContainsFunc(g.element.Children, func(e element) bool {
			return e.name() == "ClCompile" && strings.Contains(strings.ToLower(e.attr("Include")), "@("+convertedList+")")
		})
	})
}

// convertedList is the kit's name of the list, in lower case.
const convertedList = "clsourcefiles"

// convertedFiles lists the files of SOURCES, those for every processor and those for this one.
func (m *msbuild) convertedFiles(missing *[]string) []string {
	names := m.convertedWords("SOURCES")
	switch strings.ToLower(m.properties.get("Platform")) {
	case "x64":
		names = append(names, m.convertedWords("AMD64_SOURCES")...)
	case "win32":
		names = append(names, m.convertedWords("I386_SOURCES")...)
	default:
		names = append(names, m.convertedWords(m.properties.get("Platform")+"_SOURCES")...)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return language(name) == langNone })
	return m.files(strings.Join(names, ";"), missing)
}

// convertedWords splits a property of sources.props at blanks and semicolons, and leaves out
// what is not known.
func (m *msbuild) convertedWords(name string) []string {
	if !m.converted {
		return nil
	}
	words := strings.FieldsFunc(m.properties.get(name), func(r rune) bool { return strings.ContainsRune("; \t\r\n", r) })
	return slices.DeleteFunc(words, func(word string) bool { return strings.Contains(word, unknown) })
}

// convertedOptions are the macros and folders that sources.props gives to all files.
func (m *msbuild) convertedOptions() *options {
	o := &options{style: styleCL}
	for _, name := range []string{"C_DEFINES", "USER_C_FLAGS"} {
		o.read(m.convertedWords(name))
	}
	o.includes = append(o.includes, m.convertedWords("INCLUDES")...)
	return o
}
