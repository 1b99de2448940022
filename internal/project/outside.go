package project

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// outside finds what is named outside of the sources of the drivers.
func (f *finder) outside() {
	words := map[string][]string{} // by folder
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
				words[folder] = f.namedIn(folder)
			}
			d.Outside = append(d.Outside, words[folder]...)
		}
		slices.Sort(d.Outside)
		d.Outside = slices.Compact(d.Outside)
	}
}

// namedIn lists the words of the assembly and the lists of exports in a folder, in any order. The names that a 32-bit compiler
// decorates are without what it puts in front.
func (f *finder) namedIn(folder string) []string {
	var list []string
	for _, name := range f.disk.names(folder) {
		path := filepath.Join(folder, name)
		if !slices.Contains([]string{".asm", ".def", ".masm", ".nasm", ".s"}, strings.ToLower(filepath.Ext(name))) || !f.disk.stays(path) {
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
