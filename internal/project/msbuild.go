package project

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// An msbuild is a project file evaluated for one configuration: first all properties,
// then the defaults of the items, then the items, as MSBuild does it.
type msbuild struct {
	file       string
	disk       *disk
	properties *properties
	groups     []group // in order, imports in place
	defaults   metadata
	items      []item
	missing    []string        // files that it names and that do not exist
	read       map[string]bool // the files that were read, without links
}

// A group is an ItemGroup or ItemDefinitionGroup and the file it was read from.
type group struct {
	element *element
	file    string
}

// metadata are the settings of a file to compile, by their names in lower case.
type metadata map[string]string

// An item is a file to compile.
type item struct {
	path     string
	metadata metadata
}

// readProject reads and evaluates a project.
func readProject(file string, d *disk) (*msbuild, error) {
	root, err := readXML(file)
	if err != nil {
		return nil, err
	}
	configuration, platform := choose(root)
	m := &msbuild{file: file, disk: d, properties: newProperties(file, configuration, platform), defaults: metadata{}, read: map[string]bool{}}
	m.first(file)
	m.readProperties(root, file)
	for _, g := range m.groups {
		m.properties.setFile(g.file)
		if g.element.name() == "ItemDefinitionGroup" {
			m.define(g)
		}
	}
	for _, g := range m.groups {
		m.properties.setFile(g.file)
		if g.element.name() == "ItemGroup" {
			m.collect(g)
		}
	}
	m.properties.setFile(file)
	if m.properties.spent > maxExpansion {
		return nil, errExpansion
	}
	return m, nil
}

// choose picks the configuration to evaluate: Release|x64, or the one most like it.
func choose(root *element) (configuration, platform string) {
	best, bestScore := "Release|x64", -1
	for _, g := range root.Children {
		for _, e := range g.Children {
			if e.name() != "ProjectConfiguration" {
				continue
			}
			if score := likeness(e.attr("Include")); score > bestScore {
				best, bestScore = e.attr("Include"), score
			}
		}
	}
	configuration, platform, _ = strings.Cut(best, "|")
	return configuration, platform
}

func likeness(name string) int {
	configuration, platform, _ := strings.Cut(strings.ToLower(name), "|")
	score := 0
	if platform == "x64" {
		score += 4
	}
	if configuration == "release" {
		score += 2
	} else if strings.Contains(configuration, "release") {
		score++
	}
	return score
}

// readProperties reads the properties of a file and of those that it imports, and keeps
// the groups of items for later.
func (m *msbuild) readProperties(e *element, file string) {
	m.properties.setFile(file)
	for i := range e.Children {
		child := &e.Children[i]
		if child.name() == "ItemGroup" || child.name() == "ItemDefinitionGroup" {
			m.groups = append(m.groups, group{child, file}) // evaluated when all properties are known
			continue
		}
		if !m.holds(child.attr("Condition"), filepath.Dir(file)) {
			continue
		}
		switch child.name() {
		case "PropertyGroup":
			m.setProperties(child, file)
		case "ImportGroup":
			m.readProperties(child, file)
		case "Import":
			m.importFile(child.attr("Project"), file)
		case "Choose":
			m.choose(child, file)
		}
	}
}

// choose reads the first branch of a Choose whose condition holds.
func (m *msbuild) choose(e *element, file string) {
	for i := range e.Children {
		if branch := &e.Children[i]; m.holds(branch.attr("Condition"), filepath.Dir(file)) {
			m.readProperties(branch, file)
			return
		}
	}
}

func (m *msbuild) setProperties(g *element, file string) {
	for i := range g.Children {
		e := &g.Children[i]
		if name := strings.ToLower(e.name()); name == "configuration" || name == "platform" {
			continue // chosen from outside
		}
		if m.holds(e.attr("Condition"), filepath.Dir(file)) {
			m.properties.set(e.name(), strings.TrimSpace(m.properties.expand(e.Text)))
		}
	}
}

// importFile reads an imported file of the tree. Those of Visual Studio and of the WDK
// are not there, and one that can't be read has nothing to say. A second import of a file
// is ignored, as MSBuild does (its warning MSB4011): so cycles end.
func (m *msbuild) importFile(name, file string) {
	name = m.properties.expand(name)
	if name == "" || strings.ContainsAny(name, unknown+"*") {
		return
	}
	path, found := m.disk.resolve(filepath.Dir(file), name)
	if !found || !m.first(path) {
		return
	}
	if root, err := readXML(path); err == nil {
		m.readProperties(root, path)
	}
	m.properties.setFile(file)
}

// first reports whether a file was not read before, and notes it.
func (m *msbuild) first(path string) bool {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	seen := m.read[path]
	m.read[path] = true
	return !seen
}

// define takes over the defaults that an ItemDefinitionGroup gives for C files.
func (m *msbuild) define(g group) {
	if !m.holds(g.element.attr("Condition"), filepath.Dir(g.file)) {
		return
	}
	for i := range g.element.Children {
		if e := &g.element.Children[i]; e.name() == "ClCompile" && m.holds(e.attr("Condition"), filepath.Dir(g.file)) {
			m.defaults = m.settings(e, m.defaults, g.file)
		}
	}
}

// settings are the defaults as the children of an element change them.
func (m *msbuild) settings(e *element, defaults metadata, file string) metadata {
	result := metadata{}
	for name, value := range defaults {
		result[name] = value
	}
	for i := range e.Children {
		child := &e.Children[i]
		if !m.holds(child.attr("Condition"), filepath.Dir(file)) {
			continue
		}
		name := strings.ToLower(child.name())
		inherited := "%(" + child.name() + ")"
		text := strings.ReplaceAll(child.Text, "%(ClCompile."+child.name()+")", inherited)
		result[name] = m.properties.expand(m.properties.substitute(text, inherited, result[name]))
	}
	return result
}

// collect gathers the files to compile of an ItemGroup.
func (m *msbuild) collect(g group) {
	folder := filepath.Dir(g.file)
	if !m.holds(g.element.attr("Condition"), folder) {
		return
	}
	for i := range g.element.Children {
		e := &g.element.Children[i]
		if e.name() != "ClCompile" || !m.holds(e.attr("Condition"), folder) {
			continue
		}
		settings := m.settings(e, m.defaults, g.file)
		excluded := m.files(e.attr("Exclude"), nil)
		m.remove(m.files(e.attr("Remove"), nil))
		if strings.EqualFold(settings["excludedfrombuild"], "true") {
			continue
		}
		for _, path := range m.files(e.attr("Include"), &m.missing) {
			if !slices.Contains(excluded, path) {
				m.items = append(m.items, item{path, settings})
			}
		}
	}
}

func (m *msbuild) remove(paths []string) {
	m.items = slices.DeleteFunc(m.items, func(i item) bool { return slices.Contains(paths, i.path) })
}

// files lists the files that an Include attribute names. Items are relative to the
// project even if an imported file names them.
func (m *msbuild) files(list string, missing *[]string) []string {
	folder := filepath.Dir(m.file)
	var paths []string
	for _, name := range m.properties.list(list) {
		name = unescape(name)
		if strings.ContainsAny(name, "*?") {
			paths = append(paths, m.wildcard(folder, name)...)
			continue
		}
		path, found := m.disk.resolve(folder, name)
		switch {
		case found:
			paths = append(paths, path)
		case missing != nil:
			*missing = append(*missing, path)
		}
	}
	return paths
}

func (m *msbuild) wildcard(folder, pattern string) []string {
	path := filepath.ToSlash(pattern)
	path = strings.ReplaceAll(path, `\`, "/")
	if !filepath.IsAbs(path) {
		path = escapeGlob(folder) + "/" + path
	}
	base, rest := doublestar.SplitPattern(filepath.Clean(path))
	if base == filepath.Dir(base) {
		return nil // the whole disk is nobody's source
	}
	found, err := doublestar.FilepathGlob(filepath.Join(escapeGlob(base), rest), doublestar.WithFilesOnly(), doublestar.WithNoFollow(), doublestar.WithCaseInsensitive())
	if err != nil {
		return nil // not a pattern
	}
	slices.Sort(found)
	return found
}

// unescape replaces MSBuild's %XX.
func unescape(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "%")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		text = rest
		code, err := strconv.ParseUint(rest[:min(2, len(rest))], 16, 8)
		if err != nil || len(rest) < 2 {
			b.WriteByte('%')
			continue
		}
		b.WriteRune(rune(code))
		text = rest[2:]
	}
}
