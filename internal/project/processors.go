package project

import (
	"path/filepath"
	"slices"
	"strings"
)

// processors are the words by which folders and files are named after a processor, by the
// processor. The first is the one that drivers are read for.
var processors = [][]string{
	{"amd64", "x64", "x86_64", "x86-64", "em64t", "win64"},
	{"i386", "x86", "386", "i586", "i686", "win32", "ia32", "x32"},
	{"arm64", "aarch64"},
	{"arm", "armv7"},
	{"ia64", "itanium"}, {"alpha"}, {"mips"}, {"ppc", "powerpc"}, {"riscv", "riscv64"},
}

// processorOf returns the place in processors of a word, -1 if it is none.
func processorOf(word string) int {
	return slices.IndexFunc(processors, func(words []string) bool { return slices.Contains(words, strings.ToLower(word)) })
}

// otherProcessors parts the sources of a folder without a project into those that are read
// and those that another processor's build compiles in their place: what lies in arm beside
// amd64, and start_arm.c beside start_x64.c.
func otherProcessors(sources []source) (kept, others []source) {
	first := map[string]int{} // what is there for several processors -> the first of them
	for _, s := range sources {
		for key, processor := range variants(s.path) {
			if before, known := first[key]; !known || processor < before {
				first[key] = processor
			}
		}
	}
	for _, s := range sources {
		other := false
		for key, processor := range variants(s.path) {
			other = other || first[key] < processor
		}
		if other {
			others = append(others, s)
		} else {
			kept = append(kept, s)
		}
	}
	return kept, others
}

// variants maps what the file is a variant of, its path without the processor, to the
// processor: for each folder named after one, and for the end of the file's name.
func variants(path string) map[string]int {
	list := map[string]int{}
	for folder := filepath.Dir(path); folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		if processor := processorOf(filepath.Base(folder)); processor >= 0 {
			list[filepath.Dir(folder)+"/"] = processor
		}
	}
	base := filepath.Base(path)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	if at := strings.LastIndexAny(stem, "_-."); at > 0 {
		if processor := processorOf(stem[at+1:]); processor >= 0 {
			list[filepath.Join(filepath.Dir(path), stem[:at])] = processor
		}
	}
	return list
}
