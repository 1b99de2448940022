package project

import (
	"path/filepath"
	"slices"
	"strings"
)

// modes are the words by which folders and files are named after the mode that they run in,
// that of the kernel first.
var modes = [][]string{{"km", "kmdf", "kernel", "kernelmode"}, {"um", "umdf", "user", "usermode"}}

// processors are the words by which folders and files are named after a processor, by the
// processor. The first is the one that drivers are read for.
var processors = [][]string{
	{"amd64", "x64", "x86_64", "x86-64", "em64t", "win64"},
	{"i386", "x86", "386", "i586", "i686", "win32", "ia32", "x32"},
	{"arm64", "aarch64"},
	{"arm", "armv7"},
	{"ia64", "itanium"}, {"alpha"}, {"mips"}, {"ppc", "powerpc"}, {"riscv", "riscv64"},
}

// placeOf returns the place of a word in a list of kinds, -1 if it is none of their words.
func placeOf(kinds [][]string, word string) int {
	return slices.IndexFunc(kinds, func(words []string) bool { return slices.Contains(words, strings.ToLower(word)) })
}

// otherVariants parts the sources of a folder without a project into those that are read and
// those that another build compiles in their place, for a kind that stands further back: what
// lies in arm beside amd64, and start_arm.c beside start_x64.c.
func otherVariants(sources []source, kinds [][]string, may func(source) bool) (kept, others []source) {
	first := map[string]int{} // what is there for several kinds -> the first of them
	for _, s := range sources {
		for key, place := range variants(s.path, kinds) {
			if before, known := first[key]; !known || place < before {
				first[key] = place
			}
		}
	}
	for _, s := range sources {
		other := false
		for key, place := range variants(s.path, kinds) {
			other = other || first[key] < place
		}
		if other && may(s) {
			others = append(others, s)
		} else {
			kept = append(kept, s)
		}
	}
	return kept, others
}

// variants maps what the file is a variant of, its path without the word for a kind, to the
// place of the kind: for each folder named after one, and for the end of the file's name.
func variants(path string, kinds [][]string) map[string]int {
	list := map[string]int{}
	for folder := filepath.Dir(path); folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		if place := placeOf(kinds, filepath.Base(folder)); place >= 0 {
			list[filepath.Dir(folder)+"/"] = place
		}
	}
	base := filepath.Base(path)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	if at := strings.LastIndexAny(stem, "_-."); at > 0 {
		if place := placeOf(kinds, stem[at+1:]); place >= 0 {
			list[filepath.Join(filepath.Dir(path), stem[:at])] = place
		}
	}
	return list
}
