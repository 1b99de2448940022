package project

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// gnuMakefiles are the names under which make, and kBuild, look for their rules.
var gnuMakefiles = []string{"GNUmakefile", "makefile", "Makefile", "Makefile.kmk"}

// A gnuMakefile is what a makefile in the language of GNU make says of macros. It is read as
// text: nothing is executed, and what stands under a condition does not count.
type gnuMakefile struct {
	text    string              // in lower case
	defines []string            // for all that it makes
	own     map[string][]string // kBuild: by target
	sources map[string][]string // kBuild: the files of a target
}

// makeDefines returns the macros that makefiles at and above a source, up to root, define for
// it. A makefile counts that makes a driver for Windows and names the source, or makes whatever
// lies beside it.
func (f *finder) makeDefines(root, file string) []string {
	var list []string
	for folder := filepath.Dir(file); paths.Within(folder, root); folder = filepath.Dir(folder) {
		for _, name := range gnuMakefiles {
			path, found := f.disk.resolve(folder, name)
			if !found || filepath.Base(path) != name {
				continue
			}
			list = append(f.gnuMakefile(path).definesOf(filepath.Base(file)), list...)
		}
	}
	return list
}

func (f *finder) gnuMakefile(path string) *gnuMakefile {
	m, read := f.makefiles[path]
	if !read {
		m = &gnuMakefile{}
		if data, err := readFile(path); err == nil {
			m = readGNUMakefile(decode(data))
		}
		f.makefiles[path] = m
	}
	return m
}

// What only the makefile of a driver for Windows names.
var driverMakeWords = []string{"ntoskrnl", "subsystem,native", "subsystem native", ".sys", "kbuild"}

// definesOf returns the macros for a source.
func (m *gnuMakefile) definesOf(base string) []string {
	forDriver := false
	for _, word := range driverMakeWords {
		forDriver = forDriver || strings.Contains(m.text, word)
	}
	if !forDriver {
		return nil
	}
	base = strings.ToLower(base)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	var list []string
	for _, named := range []string{base, stem + ".o", stem + ".obj", "*.c"} {
		if strings.Contains(m.text, named) {
			list = append(list, m.defines...)
			break
		}
	}
	for _, target := range slices.Sorted(maps.Keys(m.own)) {
		for _, word := range m.sources[target] {
			if strings.EqualFold(baseName(word), base) {
				list = append(list, m.own[target]...)
				break
			}
		}
	}
	return list
}

func readGNUMakefile(text string) *gnuMakefile {
	m := &gnuMakefile{text: strings.ToLower(text), own: map[string][]string{}, sources: map[string][]string{}}
	depth := 0
	for line := range strings.Lines(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\\\n", " ")) {
		line, _, _ = strings.Cut(strings.TrimRight(line, "\n"), "#")
		switch word, _, _ := strings.Cut(strings.TrimSpace(line), " "); word {
		case "ifeq", "ifneq", "ifdef", "ifndef", "if", "if1of", "ifn1of":
			depth++
			continue
		case "endif":
			depth = max(0, depth-1)
			continue
		}
		name, value, isAssignment := strings.Cut(line, "=")
		name = strings.TrimRight(name, " \t:+?")
		if depth > 0 || !isAssignment || strings.HasPrefix(line, "\t") || strings.ContainsAny(strings.TrimSpace(name), " \t$(") {
			continue
		}
		m.assign(strings.TrimSpace(name), strings.Fields(value))
	}
	return m
}

// assign notes what a variable is given.
func (m *gnuMakefile) assign(name string, words []string) {
	if target, ok := strings.CutSuffix(name, "_SOURCES"); ok {
		m.sources[target] = append(m.sources[target], words...)
		return
	}
	if target, ok := strings.CutSuffix(name, "_DEFS"); ok {
		m.own[target] = append(m.own[target], plainDefines(words)...)
		return
	}
	for _, kind := range []string{"FLAGS", "DEFINES", "DEFS"} {
		if strings.HasSuffix(strings.ToUpper(name), kind) {
			m.defines = append(m.defines, flagDefines(strings.Fields(strings.ReplaceAll(strings.Join(words, " "), `\"`, `"`)))...)
			return
		}
	}
}

// flagDefines returns the macros among the options of a compiler.
func flagDefines(words []string) []string {
	var list []string
	for _, word := range words {
		if len(word) > 2 && (strings.HasPrefix(word, "-D") || strings.HasPrefix(word, "/D")) {
			list = append(list, plainDefines([]string{word[2:]})...)
		}
	}
	return list
}
