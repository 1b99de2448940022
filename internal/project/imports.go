package project

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// importFiles reads the files of the tree that an Import names. Those of Visual Studio
// and of the WDK are not there, but two of them import files that lie around a project.
// See learn.microsoft.com, "Customize your build by folder".
func (m *msbuild) importFiles(name, file string) {
	switch strings.ToLower(baseName(name)) {
	case "microsoft.cpp.default.props":
		m.importAbove("Props")
	case "microsoft.cpp.targets":
		m.importAbove("Targets")
	}
	if isConversion(name) {
		m.importConverted()
	}
	name = m.properties.expand(name)
	if name == "" || strings.Contains(name, unknown) {
		return
	}
	if strings.ContainsAny(name, "*?") {
		for _, path := range m.wildcard(filepath.Dir(file), unescape(name)) {
			m.importFile(path, file)
		}
		return
	}
	if path, found := m.disk.resolve(filepath.Dir(file), unescape(name)); found {
		m.importFile(path, file)
	}
}

// importAbove reads the nearest Directory.Build.props or .targets at the project or above
// it, unless the project names another one or wants none.
func (m *msbuild) importAbove(kind string) {
	if strings.EqualFold(m.properties.get("ImportDirectoryBuild"+kind), "false") {
		return
	}
	path := m.properties.get("DirectoryBuild" + kind + "Path")
	if path == "" {
		path = m.properties.above(filepath.Dir(m.file), "Directory.Build."+strings.ToLower(kind))
	}
	if path, found := m.disk.resolve(filepath.Dir(m.file), path); found && !isFolder(path) {
		m.importFile(path, m.properties.get("MSBuildThisFileFullPath"))
	}
}

// importFile reads an imported file. A second import is ignored, as MSBuild does (its
// warning MSB4011): so cycles end.
func (m *msbuild) importFile(path, by string) {
	if slices.Contains(m.reading, m.disk.canonical(path)) {
		name := relative(m.disk.canonical(by), m.disk.canonical(path))
		m.notices = append(m.notices, Notice{
			Message: fmt.Sprintf("imports %s, which leads back to it: take one of the imports out", name), File: by, Incomplete: true,
		})
		return
	}
	if m.read[m.disk.canonical(path)] {
		return
	}
	root, err := readXML(path)
	if err != nil {
		m.read[m.disk.canonical(path)] = true
		m.notices = append(m.notices, Notice{Message: fmt.Sprintf("this property sheet %v: repair it", err), File: path, Incomplete: true})
		return
	}
	m.readFile(root, path)
	m.properties.setFile(by)
}

func (m *msbuild) readFile(root *element, path string) {
	m.read[m.disk.canonical(path)] = true
	m.reading = append(m.reading, m.disk.canonical(path))
	m.readProperties(root, path)
	m.reading = m.reading[:len(m.reading)-1]
}

// canonical is a path by which a file is known again, whatever links lead to it.
func (d *disk) canonical(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// relative shows a path as the file would write it.
func relative(file, path string) string {
	rel, err := filepath.Rel(filepath.Dir(file), path)
	if err != nil {
		return path
	}
	return rel
}
