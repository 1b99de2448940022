package project

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// plain groups the sources under root that no project describes into drivers: a tree
// with one entry point is one driver, several entry points in one folder make one
// driver each, and sources beside all of these are a driver too, unless they belong to
// a program for user mode. The folders are those of projects: no driver found here
// reaches over one.
func (f *finder) plain(root string, sources []source, c *claims) {
	promote(sources)
	g := newGrouping(f, root, sources, c)
	members := map[string][]source{}
	userMode := map[string]int{}
	for _, s := range sources {
		if folder, ok := g.userMode(s); ok && !g.sides.forKernel(s.path) {
			userMode[folder]++
			f.aside[s.path] = true
			continue
		}
		home := g.home(filepath.Dir(s.path))
		members[home] = append(members[home], s)
	}
	for _, folder := range slices.Sorted(maps.Keys(userMode)) {
		f.note(Notice{Message: fmt.Sprintf("a program for user mode, skipped (%s)", count(userMode[folder], "source file")), File: folder, Routine: true})
	}
	for _, home := range slices.Sorted(maps.Keys(members)) {
		kernel, user := members[home], []source(nil)
		if len(g.below)+len(g.mains) > 0 { // else it is all that there is
			kernel, user = g.split(members[home])
		}
		if len(user) > 0 {
			f.note(Notice{Message: fmt.Sprintf("nothing says that %s for the kernel, skipped", plural(len(user), "source file here is", "source files here are")), File: home, Routine: true})
		}
		for _, s := range user {
			f.aside[s.path] = true
		}
		kernel = f.setAside(home, kernel, processors, "for another processor than x64", func(source) bool { return true })
		kernel = f.setAside(home, kernel, modes, "for user mode, beside their like for the kernel", func(s source) bool { return !f.texts.kernelSide(s.path) })
		f.group(home, kernel)
	}
}

// setAside leaves out the sources of which there is a variant for an earlier kind, and says so,
// unless they can't be for the other kind.
func (f *finder) setAside(home string, sources []source, kinds [][]string, why string, may func(source) bool) []source {
	kept, others := otherVariants(sources, kinds, may)
	if len(others) > 0 {
		f.note(Notice{Message: fmt.Sprintf("%s, skipped (%s)", why, count(len(others), "source file")), File: home, Routine: true})
	}
	for _, s := range others {
		f.aside[s.path] = true
	}
	return kept
}

// listed groups the C files that were named one by one: all of them are analysed.
func (f *finder) listed() {
	if len(f.files) == 0 {
		return
	}
	slices.Sort(f.files)
	root, sources := f.rooted(slices.Compact(f.files))
	for i := range sources {
		if sources[i].marker == mainMarker {
			sources[i].marker = noMarker
		}
	}
	f.plain(root, sources, newClaims())
}

// rooted lists files as sources, with the folder that holds all of them.
func (f *finder) rooted(files []string) (root string, sources []source) {
	root = filepath.Dir(files[0])
	for _, file := range files {
		for !paths.Within(file, root) {
			root = filepath.Dir(root)
		}
		sources = append(sources, source{file, language(file), f.marker(file)})
	}
	return root, sources
}

// group makes drivers of the sources that share a home.
func (f *finder) group(home string, sources []source) {
	var entries, shared []source
	for _, s := range sources {
		switch {
		case s.marker == entryMarker:
			entries = append(entries, s)
		default:
			shared = append(shared, s)
		}
	}
	if len(entries) > 1 {
		for _, entry := range entries {
			name := strings.TrimSuffix(filepath.Base(entry.path), filepath.Ext(entry.path))
			f.drivers = append(f.drivers, f.plainDriver(name, home, append([]source{entry}, shared...)))
		}
		return
	}
	if all := append(entries, shared...); len(all) > 0 {
		f.drivers = append(f.drivers, f.plainDriver(filepath.Base(home), home, all))
	}
}

func (f *finder) plainDriver(name, root string, sources []source) Driver {
	d := Driver{Name: name, Root: root}
	for _, s := range sources {
		made := f.cmakeFlags(root, s.path)
		u := Unit{File: s.path, CPlusPlus: s.language == langCPP, Defines: slices.Concat(f.checkedMacros(), f.makeDefines(root, s.path), made.defines), Includes: made.includes, Forced: made.forced}
		if c := f.commandsFor(root, s.path); c != nil {
			u.Defines = append(u.Defines, c.defines...)
			u.Includes, u.Forced = slices.Concat(c.includes, u.Includes), slices.Concat(c.forced, u.Forced)
		}
		d.Units = append(d.Units, u)
	}
	slices.SortFunc(d.Units, func(a, b Unit) int { return strings.Compare(a.File, b.File) })
	return d
}

// checkedMacros are those that the kit defines in a build for debugging, if one is asked for.
func (f *finder) checkedMacros() []string {
	if f.forDebugging() {
		return []string{"DBG=1", "_DEBUG"}
	}
	return nil
}

// A grouping knows which folders under root hold entry points and main functions.
type grouping struct {
	root         string
	sides        *sides
	entries      map[string]bool // folders with an entry point
	mains        map[string]bool // folders of programs for user mode: with a main function and no entry point, or by their project
	below        map[string]int  // number of entry folders and project folders in the tree of a folder
	entriesBelow map[string]bool // folders in whose tree an entry point lies
	mainsBelow   map[string]bool // folders in whose tree a program for user mode lies
}

func newGrouping(f *finder, root string, sources []source, c *claims) *grouping {
	g := &grouping{
		root: root, entries: map[string]bool{}, mains: maps.Clone(c.others),
		below: map[string]int{}, entriesBelow: map[string]bool{}, mainsBelow: map[string]bool{},
	}
	g.sides = &sides{
		grouping: g, includes: newIncludes(f.disk, f.texts, root), texts: f.texts, folders: map[string]bool{}, others: map[string]bool{}, led: map[string]leaning{},
	}
	for _, s := range sources {
		switch folder := filepath.Dir(s.path); s.marker {
		case entryMarker:
			g.entries[folder] = true
		case mainMarker:
			g.mains[folder] = true
		}
	}
	owners := maps.Clone(g.entries)
	maps.Copy(owners, c.drivers)
	maps.Copy(owners, c.others)
	for folder := range owners {
		for _, above := range g.upward(folder) {
			g.below[above]++
		}
	}
	for folder := range g.entries {
		delete(g.mains, folder)
	}
	g.mark(g.entries, g.entriesBelow)
	g.mark(g.mains, g.mainsBelow)
	return g
}

// mark notes the folders in whose tree one of the folders lies.
func (g *grouping) mark(folders, below map[string]bool) {
	for folder := range folders {
		for _, above := range g.upward(folder) {
			below[above] = true
		}
	}
}

// upward lists a folder and the folders above it up to the root.
func (g *grouping) upward(folder string) []string {
	list := []string{folder}
	for folder != g.root && folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
		list = append(list, folder)
	}
	return list
}

// userMode reports whether a source belongs to a program for user mode, and to the one
// in which folder: that is decided by the nearest folder that holds a marker.
func (g *grouping) userMode(s source) (string, bool) {
	for _, folder := range g.upward(filepath.Dir(s.path)) {
		if g.entries[folder] {
			return "", false
		}
		if g.mains[folder] {
			return folder, true
		}
	}
	return "", false
}

// home is the folder that stands for the driver to which a folder's sources belong.
// With one entry point nearby it is the highest folder whose tree holds no other driver;
// else the nearest entry folder around; else the highest folder that holds none.
func (g *grouping) home(folder string) string {
	up := g.upward(folder)
	first := slices.IndexFunc(up, func(above string) bool { return g.below[above] > 0 })
	if first < 0 {
		return g.root
	}
	if g.below[up[first]] == 1 && g.entriesBelow[up[first]] {
		home := up[first]
		for _, above := range up[first:] {
			if g.below[above] == 1 {
				home = above
			}
		}
		return home
	}
	for _, above := range up[first:] {
		if g.entries[above] {
			return above
		}
	}
	return up[max(0, first-1)]
}

func count(n int, what string) string {
	return plural(n, what, what+"s")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
