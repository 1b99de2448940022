package project

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// An msbuild is a project file evaluated for one configuration: first all properties,
// then the defaults of the items, then the items, as MSBuild does it.
type msbuild struct {
	file           string
	configuration  string // NAME|PLATFORM
	configurations []string
	disk           *disk
	properties     *properties
	groups         []group // in order, imports in place
	defaults       metadata
	link           metadata // of what is made from the items
	items          []item
	left           []string // files that it does not compile, at least in this configuration
	referred       []string // projects that it refers to
	missing        []string // files that it names and that do not exist
	puzzles        []string // property functions in the names of its files that are not understood
	notices        []Notice
	read           map[string]bool // the files that were read, without links
	reading        []string        // those of them that are being read, the outermost first
	converted      bool            // sources.props was looked at
	listing        map[string]bool // the lists of items that are being looked up
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

// readProject reads and evaluates a project for a configuration, or for the one most like
// it that the project has.
func readProject(file, configuration string, d *disk) (*msbuild, error) {
	m, err := evaluate(file, configuration, d)
	if err != nil || len(m.configurations) == 0 {
		return m, err
	}
	if nearest := mostAlike(m.configurations, configuration); !strings.EqualFold(nearest, configuration) {
		return evaluate(file, nearest, d)
	}
	return m, nil
}

func evaluate(file, configuration string, d *disk) (*msbuild, error) {
	root, err := readXML(file)
	if err != nil {
		return nil, err
	}
	name, platform, _ := strings.Cut(configuration, "|")
	m := &msbuild{
		file: file, configuration: configuration, disk: d, properties: newProperties(file, name, platform, d),
		defaults: metadata{}, link: metadata{}, read: map[string]bool{}, listing: map[string]bool{},
	}
	m.readFile(root, file)
	if m.compilesConverted() {
		m.importConverted()
	}
	m.eachGroup("ItemDefinitionGroup", m.define)
	m.eachGroup("ItemGroup", m.collect)
	if m.exhausted() {
		return nil, errExpansion
	}
	return m, nil
}

// eachGroup evaluates the groups of a kind whose condition holds.
func (m *msbuild) eachGroup(kind string, evaluate func(g group)) {
	for _, g := range m.groups {
		if m.exhausted() {
			return
		}
		m.properties.setFile(g.file)
		switch {
		case g.element.name() != kind:
		case m.holds(g.element.attr("Condition"), filepath.Dir(g.file)):
			evaluate(g)
		default:
			m.leaveOut(g)
		}
	}
	m.properties.setFile(m.file)
}

// mostAlike picks a configuration: the wanted one, or else one with its platform, or else
// one with its name; among those one for x64 and for release, the first of equal ones.
func mostAlike(names []string, wanted string) string {
	name, platform, _ := strings.Cut(strings.ToLower(wanted), "|")
	likeness := func(candidate string) int {
		itsName, itsPlatform, _ := strings.Cut(strings.ToLower(candidate), "|")
		score := 0
		for i, alike := range []bool{
			strings.Contains(itsName, "release"), itsPlatform == "x64",
			name != "" && strings.Contains(itsName, name), itsName == name, itsPlatform == platform,
		} {
			if alike {
				score += 1 << i
			}
		}
		return score
	}
	return slices.MaxFunc(names, func(a, b string) int { return likeness(a) - likeness(b) })
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
			m.importFiles(child.attr("Project"), file)
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

// exhausted reports whether the project is given up: it is no use to go on.
func (m *msbuild) exhausted() bool { return m.properties.spent > maxExpansion }

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

// define takes over the defaults that an ItemDefinitionGroup gives.
func (m *msbuild) define(g group) {
	for i := range g.element.Children {
		e := &g.element.Children[i]
		if !m.holds(e.attr("Condition"), filepath.Dir(g.file)) {
			continue
		}
		switch e.name() {
		case "ClCompile":
			m.defaults = m.settings(e, m.defaults, g.file)
		case "Link":
			m.link = m.settings(e, m.link, g.file)
		}
	}
}

// settings are the defaults as the children of an element change them.
func (m *msbuild) settings(e *element, defaults metadata, file string) metadata {
	if m.charge(len(defaults)); m.exhausted() {
		return defaults
	}
	result := maps.Clone(defaults)
	for i := range e.Children {
		child := &e.Children[i]
		if !m.holds(child.attr("Condition"), filepath.Dir(file)) {
			continue
		}
		name := strings.ToLower(child.name())
		inherited := "%(" + child.name() + ")"
		text := strings.ReplaceAll(child.Text, "%("+e.name()+"."+child.name()+")", inherited)
		result[name] = m.properties.expand(m.properties.substitute(text, inherited, result[name]))
	}
	return result
}
