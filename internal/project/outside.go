package project

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// outside finds what is named outside of the sources of the drivers.
func (f *finder) outside() {
	words := map[string][]string{}  // by folder
	beside := map[string][]string{} // by the folder that holds folders
	for i := range f.drivers {
		d := &f.drivers[i]
		folders := []string{filepath.Dir(d.File)}
		if d.File == "" {
			folders = nil
		}
		for _, u := range d.Units {
			folders = append(folders, filepath.Dir(u.File))
		}
		slices.Sort(folders)
		for _, folder := range slices.Compact(folders) {
			if _, read := words[folder]; !read {
				words[folder] = f.namedIn(folder, ".asm", ".def", ".masm", ".nasm", ".s")
			}
			d.Outside = append(d.Outside, words[folder]...)
			for _, home := range []string{folder, filepath.Dir(folder)} {
				if _, read := beside[home]; !read && f.disk.inTree(home) {
					beside[home] = f.namedBelow(home)
				}
				d.Outside = append(d.Outside, beside[home]...)
			}
		}
		slices.Sort(d.Outside)
		d.Outside = slices.Compact(d.Outside)
	}
}

// namedBelow lists the words of the assembly in the folders of a folder: many drivers keep that of each architecture in one of its own.
func (f *finder) namedBelow(parent string) []string {
	var list []string
	for _, path := range f.disk.paths(parent) {
		if isFolder(path) && f.disk.stays(path) {
			list = append(list, f.namedIn(path, ".asm", ".masm", ".nasm", ".s")...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// namedIn lists the words of the assembly and the lists of exports in a folder, in any order: of the files with these extensions. The
// names that a 32-bit compiler decorates are without what it puts in front.
func (f *finder) namedIn(folder string, extensions ...string) []string {
	var list []string
	for _, name := range f.disk.names(folder) {
		path := filepath.Join(folder, name)
		if !slices.Contains(extensions, strings.ToLower(filepath.Ext(name))) || !f.disk.stays(path) {
			continue
		}
		text, err := readFile(path)
		if err != nil {
			continue // what the system makes of it, it is no source of the driver
		}
		for _, word := range identifier.FindAllString(string(text), -1) {
			list = append(list, word, strings.TrimPrefix(word, "_"))
		}
	}
	return list
}

var identifier = regexp.MustCompile(`[A-Za-z_]\w*`)
