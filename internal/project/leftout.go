package project

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// completeDrivers takes in what projects of drivers leave out by mistake: a file beside those that a driver compiles, which no
// project names, and without which the driver can't be linked, as its files use functions that this one alone defines. What a
// project names and does not compile is left out on purpose, as is what defines a function of the driver once more.
func (f *finder) completeDrivers() {
	named := map[string]bool{}
	for _, m := range f.sorted() {
		for _, file := range append(m.sources(), m.excluded()...) {
			named[f.disk.canonical(file)] = true
		}
	}
	for _, d := range f.drivers {
		for _, u := range d.Units {
			named[f.disk.canonical(u.File)] = true
		}
	}
	for i := range f.drivers {
		d := &f.drivers[i]
		m := f.modules[d.File]
		if m != nil && !m.isLibrary() && slices.ContainsFunc(d.Units, func(u Unit) bool { return f.marker(u.File) == entryMarker }) {
			f.complete(d, f.strays(d, named))
		}
	}
}

// strays lists the files beside those of a driver that nobody names, sorted.
func (f *finder) strays(d *Driver, named map[string]bool) []string {
	var list []string
	for _, folder := range slices.Sorted(maps.Keys(foldersOf(d))) {
		for _, name := range f.disk.names(folder) {
			path := filepath.Join(folder, name)
			if language(path) != langNone && !named[f.disk.canonical(path)] && f.disk.stays(path) && unusable(path) == nil &&
				f.marker(path) == noMarker && !f.texts.userSide(path) {
				list = append(list, path)
			}
		}
	}
	return list
}

func foldersOf(d *Driver) map[string]bool {
	folders := map[string]bool{}
	for _, u := range d.Units {
		folders[filepath.Dir(u.File)] = true
	}
	return folders
}

// complete adds to a driver those of the strays that it can't be linked without.
func (f *finder) complete(d *Driver, strays []string) {
	if len(strays) == 0 {
		return
	}
	includes := newIncludes(f.disk, f.texts, "")
	includes.tree = map[string][]string{}
	l := &linking{finder: f, outlines: map[string]*outline{}, definers: map[string][]string{}, headers: map[string]bool{}}
	for _, u := range d.Units {
		includes.follow(u, l.headers)
	}
	strays = slices.DeleteFunc(strays, func(file string) bool { return l.headers[file] })
	for _, file := range strays {
		for name := range l.outline(file).defines {
			if !wdk.Knows(name) {
				l.definers[name] = append(l.definers[name], file)
			}
		}
	}
	for _, u := range d.Units {
		l.files = append(l.files, u.File)
	}
	for {
		lacking := l.lacking()
		at := slices.IndexFunc(lacking, func(n need) bool { return n.definer(strays) != "" })
		if at < 0 {
			f.noteChoices(d, lacking)
			return
		}
		n := lacking[at]
		file := n.definer(strays)
		strays = slices.DeleteFunc(strays, func(stray string) bool { return stray == file })
		l.files = append(l.files, file)
		u := likeness(d, file)
		includes.follow(u, l.headers)
		d.Units = append(d.Units, u)
		slices.SortFunc(d.Units, func(a, b Unit) int { return strings.Compare(a.File, b.File) })
		f.sources[file] = true
		f.note(Notice{
			Message: fmt.Sprintf("defines %s, which %s uses, and without which the driver can't be linked: read as one of its files, though %s does not name it",
				n.name, filepath.Base(n.user), relative(file, d.File)),
			File: file,
		})
	}
}

// noteChoices says which functions more than one stray defines.
func (f *finder) noteChoices(d *Driver, lacking []need) {
	for _, n := range lacking {
		if len(n.definers) < 2 {
			continue
		}
		var names []string
		for _, file := range n.definers {
			names = append(names, relative(n.user, file))
		}
		f.note(Notice{
			Message: fmt.Sprintf("uses %s, which %s define, none of which %s names: none is read, name the one that is meant", n.name, strings.Join(names, " and "), relative(n.user, d.File)),
			File:    n.user,
		})
	}
}

// likeness is how a file is compiled that a project does not name: as another one of the same language, in the same folder if there is one.
func likeness(d *Driver, file string) Unit {
	best, most := d.Units[0], -1
	for _, u := range d.Units {
		alike := 0
		if u.CPlusPlus == (language(file) == langCPP) {
			alike = 2
		}
		if filepath.Dir(u.File) == filepath.Dir(file) {
			alike++
		}
		if alike > most {
			best, most = u, alike
		}
	}
	best.File, best.CPlusPlus = file, language(file) == langCPP
	return best
}

// A linking finds what is missing of a driver.
type linking struct {
	*finder
	files    []string            // of the driver
	headers  map[string]bool     // that they include
	definers map[string][]string // the strays that define a function
	outlines map[string]*outline
}

// A need is a function that a driver uses and does not define.
type need struct {
	name, user string
	definers   []string // the strays that do, and nothing else twice
}

// definer is the one stray that can be meant; "" if there is none, or more.
func (n need) definer(strays []string) string {
	if len(n.definers) != 1 || !slices.Contains(strays, n.definers[0]) {
		return ""
	}
	return n.definers[0]
}

// lacking lists what the files of the driver use and strays define, in the order of the files.
func (l *linking) lacking() []need {
	defined, declared := map[string]bool{}, map[string]bool{}
	for _, path := range slices.Concat(slices.Collect(maps.Keys(l.headers)), l.files) {
		o := l.relevant(path)
		if o == nil {
			continue
		}
		maps.Copy(declared, o.declares)
		maps.Copy(defined, o.defines)
		if l.headers[path] {
			maps.Copy(defined, o.own)
			maps.Copy(defined, o.macros)
		}
	}
	told := map[string]bool{}
	var list []need
	for _, path := range l.files {
		o := l.relevant(path)
		if o == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(o.uses)) {
			if defined[name] || told[name] || o.own[name] || o.macros[name] || !o.calls[name] && !declared[name] {
				continue
			}
			definers := slices.DeleteFunc(slices.Clone(l.definers[name]), func(file string) bool { return overlaps(l.outline(file).defines, defined) })
			if len(definers) > 0 {
				list = append(list, need{name, path, definers})
			}
			told[name] = true
		}
	}
	return list
}

func overlaps(a, b map[string]bool) bool {
	for name := range a {
		if b[name] {
			return true
		}
	}
	return false
}

// relevant is the outline of a file that names a function of a stray; nil of any other.
func (l *linking) relevant(file string) *outline {
	if o, known := l.outlines[file]; known {
		return o
	}
	text := l.text(file)
	for name := range l.definers {
		if hasWord(text, name) {
			return l.outline(file)
		}
	}
	l.outlines[file] = nil
	return nil
}

func (l *linking) outline(file string) *outline {
	o, known := l.outlines[file]
	if !known {
		o = outlineOf(l.text(file))
		l.outlines[file] = o
	}
	return o
}

func (l *linking) text(file string) string {
	data, err := readFile(file)
	if err != nil {
		return "" // who parses it says so
	}
	return decode(data)
}
