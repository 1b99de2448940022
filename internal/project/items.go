package project

import (
	"fmt"
	"io/fs"
	slashpath "path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/drvlint/drvlint/internal/paths"
)

// collect gathers the files to compile of an ItemGroup, the configurations and the
// projects that it refers to.
func (m *msbuild) collect(g group) {
	for i := range g.element.Children {
		if m.exhausted() {
			return
		}
		e := &g.element.Children[i]
		if !m.holds(e.attr("Condition"), filepath.Dir(g.file)) {
			m.leave(e)
			continue
		}
		switch e.name() {
		case "ClCompile":
			m.compile(e, g.file)
		case "ProjectConfiguration":
			m.configurations = append(m.configurations, m.properties.list(e.attr("Include"))...)
		case "ProjectReference":
			m.referred = append(m.referred, m.files(e.attr("Include"), nil)...)
		default:
			m.leave(e) // a file that is no source here, such as a template
		}
	}
}

// leaveOut notes what a group whose condition does not hold would compile.
func (m *msbuild) leaveOut(g group) {
	for i := range g.element.Children {
		m.leave(&g.element.Children[i])
	}
}

// leave notes the files of an element that is left out in this configuration.
func (m *msbuild) leave(e *element) {
	if name := e.attr("Include"); !strings.ContainsAny(name, "*?@") {
		m.left = append(m.left, m.files(name, nil)...)
	}
}

// compile adds, changes or takes out files to compile.
func (m *msbuild) compile(e *element, file string) {
	m.remove(m.files(e.attr("Remove"), nil))
	m.update(e, file)
	settings := m.settings(e, m.defaults, file)
	if settings.excluded() {
		m.leave(e)
		return
	}
	excluded := setOf(m.files(e.attr("Exclude"), nil))
	for _, path := range m.files(e.attr("Include"), &m.missing) {
		if !excluded[path] {
			m.items = append(m.items, item{path, settings})
		}
	}
}

func (d metadata) excluded() bool { return strings.EqualFold(d["excludedfrombuild"], "true") }

func (m *msbuild) remove(paths []string) {
	if len(paths) == 0 {
		return
	}
	gone := setOf(paths)
	m.items = slices.DeleteFunc(m.items, func(i item) bool { return gone[i.path] })
	m.charge(len(m.items))
}

// update changes the settings of the files that an Update attribute names.
func (m *msbuild) update(e *element, file string) {
	paths := m.files(e.attr("Update"), nil)
	if len(paths) == 0 {
		return
	}
	changed := setOf(paths)
	for i := range m.items {
		if changed[m.items[i].path] {
			m.items[i].metadata = m.settings(e, m.items[i].metadata, file)
		}
	}
	m.items = slices.DeleteFunc(m.items, func(i item) bool {
		if i.metadata.excluded() {
			m.left = append(m.left, i.path)
		}
		return i.metadata.excluded()
	})
	m.charge(len(m.items))
}

func setOf(list []string) map[string]bool {
	set := map[string]bool{}
	for _, entry := range list {
		set[entry] = true
	}
	return set
}

// itemCost is how much of maxExpansion looking at one item or element once more takes up,
// so that the work on a project has a bound, too.
const itemCost = 16

// charge accounts for looking at items or elements again.
func (m *msbuild) charge(items int) { m.properties.spend(items * itemCost) }

// files lists the files that an attribute names. Items are relative to the project even if
// an imported file names them.
func (m *msbuild) files(list string, missing *[]string) []string {
	folder := filepath.Dir(m.file)
	var paths []string
	m.properties.puzzle = ""
	list = m.properties.expand(list)
	// A function that is not understood may leave nothing, as in the argument of another.
	if puzzle := m.properties.puzzle; puzzle != "" && missing != nil {
		m.puzzles = append(m.puzzles, "$("+puzzle+")")
	}
	for name := range strings.SplitSeq(list, ";") {
		name = unescape(strings.TrimSpace(name))
		switch {
		case name == "":
		case strings.Contains(name, unknown) && m.properties.puzzle != "": // said above
		case strings.Contains(name, unknown):
			// MSBuild takes what nobody sets for nothing, but the environment and what is not at hand may.
			empty := strings.ReplaceAll(name, unknown, "")
			if path, found := m.disk.resolve(folder, empty); missing != nil && found && !isRooted(strings.ReplaceAll(empty, `\`, "/")) && language(path) != langNone {
				paths = append(paths, path)
			} else {
				m.vague(strings.ReplaceAll(name, unknown, "$(…)"), missing)
			}
		case strings.Contains(name, "->"), strings.Contains(name, "%("):
			m.vague(name, missing)
		case strings.HasPrefix(name, "@("):
			paths = append(paths, m.named(strings.Trim(name, "@()"), missing)...)
		case strings.ContainsAny(name, "*?"):
			paths = append(paths, m.wildcard(folder, name)...)
		default:
			path, found := m.disk.resolve(folder, name)
			if found {
				paths = append(paths, path)
			} else if missing != nil && !m.disk.left[m.disk.link(path)] {
				*missing = append(*missing, path)
			}
		}
	}
	return paths
}

// vague notes a name among those of missing files that can't be told, if it is one of a source or of several files.
func (m *msbuild) vague(name string, missing *[]string) {
	if missing != nil && (language(strings.Trim(name, "')")) != langNone || strings.ContainsAny(name, "*?%") || strings.Contains(name, "->")) {
		m.puzzles = append(m.puzzles, name)
	}
}

// named lists the files of the items with that name.
func (m *msbuild) named(name string, missing *[]string) []string {
	if strings.EqualFold(name, "ClCompile") {
		m.charge(len(m.items))
		var paths []string
		for _, i := range m.items { // those so far
			paths = append(paths, i.path)
		}
		return paths
	}
	if m.listing[name] {
		return nil // a list that is made of itself
	}
	m.listing[name] = true
	defer delete(m.listing, name)
	var paths []string
	for _, g := range m.groups {
		if m.charge(1 + len(g.element.Children)); m.exhausted() {
			return nil
		}
		if g.element.name() != "ItemGroup" || !m.holds(g.element.attr("Condition"), filepath.Dir(g.file)) {
			continue
		}
		for i := range g.element.Children {
			e := &g.element.Children[i]
			if strings.EqualFold(e.name(), name) && m.holds(e.attr("Condition"), filepath.Dir(g.file)) {
				paths = append(paths, m.files(e.attr("Include"), missing)...)
			}
		}
	}
	if len(paths) == 0 && strings.EqualFold(name, convertedList) {
		return m.convertedFiles(missing)
	}
	return paths
}

// wildcard lists the files that match a pattern, seen from folder.
func (m *msbuild) wildcard(folder, pattern string) []string {
	// MSBuild knows *, ? and ** alone.
	path := strings.NewReplacer(`\`, "/", "[", `\[`, "{", `\{`, "}", `\}`).Replace(pattern)
	if !filepath.IsAbs(path) {
		path = escapeGlob(filepath.ToSlash(folder)) + "/" + path
	}
	base, rest := doublestar.SplitPattern(cleanPattern(path))
	base = filepath.FromSlash(base)
	if base == filepath.Dir(base) || base == filepath.VolumeName(base) || strings.Contains(rest, "**") && m.disk.holdsTree(base) {
		m.notices = append(m.notices, Notice{
			Message: fmt.Sprintf("names files by %s, which searches more than the tree: name a folder in it", pattern), File: m.file, Incomplete: true,
		})
		return nil
	}
	base, found := m.disk.resolve("", base)
	if !found || !doublestar.ValidatePattern(rest) {
		return nil
	}
	var paths []string
	rest = strings.ToLower(rest)
	for _, path := range m.disk.below(base, strings.Contains(rest, "/") || strings.Contains(rest, "**")) {
		if m.properties.spend(len(path)); m.exhausted() {
			return nil
		}
		if doublestar.MatchUnvalidated(rest, strings.ToLower(filepath.ToSlash(path[len(base)+1:]))) && m.disk.stays(path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// cleanPattern is filepath.Clean for a pattern, whose backslashes escape.
func cleanPattern(pattern string) string {
	volume := filepath.VolumeName(pattern)
	return volume + slashpath.Clean(pattern[len(volume):])
}

// below lists the files in a folder, sorted; all of them in its tree where that is deep.
// Links to folders are not followed.
func (d *disk) below(folder string, deep bool) []string {
	if !deep {
		return slices.DeleteFunc(d.paths(folder), isFolder)
	}
	if known, ok := d.deep[folder]; ok {
		return known
	}
	var list []string
	filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !(entry.Type()&fs.ModeSymlink != 0 && isFolder(path)) {
			list = append(list, path)
		}
		return nil // the finder's walk says what can't be read
	})
	slices.Sort(list)
	d.deep[folder] = list
	return list
}

func (d *disk) paths(folder string) []string {
	var list []string
	for _, name := range d.names(folder) {
		list = append(list, filepath.Join(folder, name))
	}
	return list
}

// holdsTree reports whether a folder has more in it than a tree: to search all of it would
// have no end.
func (d *disk) holdsTree(folder string) bool {
	return slices.ContainsFunc(d.trees, func(tree string) bool { return tree != folder && paths.Within(tree, folder) })
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
