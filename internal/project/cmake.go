package project

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// A cmakeFile is what a CMakeLists.txt says of macros and folders of headers. It is read as text: variables have the
// words that it or one of an outer folder gives them, and of conditions only those count that
// hold for every driver, and options that are on.
type cmakeFile struct {
	disk       *disk
	folder     string              // that holds it
	everywhere compiled            // for all files of its folder and below
	targets    map[string]compiled // by target
	files      map[string][]string // the words of the command that makes a target
	variables  map[string][]string // the words of a variable
	on         map[string]bool     // the options and variables that are on, in capitals
	cut        bool                // variables make more words than maxExpanded of a command
	naming     map[string][]string // the targets with flags whose command names a file, by its name in lower case; nil until it is asked for
	loose      []string            // those whose command names none
}

// compiled is what commands say of how files are compiled.
type compiled struct {
	defines  []string // NAME or NAME=VALUE
	includes []string // folders that exist, in the order in which they are searched
	forced   []string // files that are included before the first line
}

// and is what both say, f first.
func (f compiled) and(g compiled) compiled {
	return compiled{slices.Concat(f.defines, g.defines), slices.Concat(f.includes, g.includes), slices.Concat(f.forced, g.forced)}
}

// empty reports whether nothing is said.
func (f compiled) empty() bool { return len(f.defines)+len(f.includes)+len(f.forced) == 0 }

// cmakeFlags returns what the CMakeLists.txt files at and above a source of the tree say of it, those of outer folders first.
func (f *finder) cmakeFlags(root, file string) compiled {
	var all compiled
	for folder := filepath.Dir(file); paths.Within(folder, root) || f.disk.inTree(folder); folder = filepath.Dir(folder) {
		c := f.cmake(folder)
		if c == nil {
			continue
		}
		own := c.everywhere
		for _, name := range c.makers(filepath.Base(file)) {
			own = own.and(c.targets[name])
		}
		all = own.and(all)
	}
	return all
}

// inTree reports whether a folder lies in one of the trees.
func (d *disk) inTree(folder string) bool {
	return slices.ContainsFunc(d.trees, func(tree string) bool { return paths.Within(folder, tree) })
}

func (f *finder) cmake(folder string) *cmakeFile {
	if known, read := f.cmakes[folder]; read {
		return known
	}
	var c *cmakeFile
	if path, found := f.disk.resolve(folder, "CMakeLists.txt"); found {
		if data, err := readFile(path); err == nil {
			var outer *cmakeFile
			if parent := filepath.Dir(folder); parent != folder && f.disk.inTree(parent) {
				outer = f.cmake(parent)
			}
			c = readCMake(f.disk, folder, decode(data), outer)
			if c.cut {
				f.note(Notice{Message: errWords.Error() + ", which is not put in: macros and folders of headers may be missing", File: path, Incomplete: true})
			}
		}
	}
	f.cmakes[folder] = c
	return c
}

// makers returns the targets with flags of their own that a source is part of: those whose
// command names it, or those that name no file, sorted.
func (c *cmakeFile) makers(base string) []string {
	if c.naming == nil {
		c.naming = map[string][]string{}
		for _, name := range slices.Sorted(maps.Keys(c.targets)) {
			known := false
			for _, w := range c.files[name] {
				known = known || language(w) != langNone
				key := strings.ToLower(baseName(w))
				if n := len(c.naming[key]); n == 0 || c.naming[key][n-1] != name {
					c.naming[key] = append(c.naming[key], name)
				}
			}
			if !known {
				c.loose = append(c.loose, name)
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(c.naming[strings.ToLower(base)], c.loose))))
}

// readCMake reads the text of the file of a folder, below that of outer, which may be nil.
func readCMake(d *disk, folder, text string, outer *cmakeFile) *cmakeFile {
	c := &cmakeFile{disk: d, folder: folder, targets: map[string]compiled{}, files: map[string][]string{}, variables: map[string][]string{"CMAKE_SOURCE_DIR": {folder}, "PROJECT_SOURCE_DIR": {folder}}}
	c.on = map[string]bool{"WIN32": true, "MSVC": true, "WINDOWS": true, "TRUE": true, "ON": true, "1": true}
	if outer != nil {
		c.variables, c.on = maps.Clone(outer.variables), maps.Clone(outer.on)
	}
	for _, name := range []string{"CMAKE_CURRENT_SOURCE_DIR", "CMAKE_CURRENT_LIST_DIR"} {
		c.variables[name] = []string{folder}
	}
	var branches []branch
	for _, command := range cmakeCommands(text) {
		arguments := command.arguments
		switch command.name {
		case "if":
			holds := len(arguments) == 1 && c.on[strings.ToUpper(arguments[0])]
			branches = append(branches, branch{active: holds, taken: holds, hidden: inactive(branches)})
		case "elseif", "else":
			if n := len(branches); n > 0 {
				branches[n-1].active = false // what is not known to hold does not count
			}
		case "endif":
			branches = branches[:max(0, len(branches)-1)]
		default:
			if !inactive(branches) {
				c.command(command)
			}
		}
	}
	return c
}

// command notes what a command says of macros, folders of headers, targets and options.
func (c *cmakeFile) command(command cmakeCommand) {
	arguments := c.expand(command.arguments)
	if len(arguments) == 0 {
		return
	}
	target, rest := arguments[0], arguments[1:]
	switch name := command.name; {
	case name == "project":
		c.variables["PROJECT_SOURCE_DIR"] = []string{c.folder}
		c.variables["PROJECT_NAME"] = arguments[:1]
		c.variables[target+"_SOURCE_DIR"] = []string{c.folder}
	case name == "add_definitions", name == "add_compile_options":
		c.everywhere = c.everywhere.and(c.flags(arguments))
	case name == "add_compile_definitions":
		c.everywhere = c.everywhere.and(compiled{defines: plainDefines(arguments)})
	case name == "include_directories":
		c.everywhere = c.searched(c.everywhere, arguments)
	case name == "target_compile_definitions":
		c.targets[target] = c.targets[target].and(compiled{defines: plainDefines(rest)})
	case name == "target_compile_options":
		c.targets[target] = c.targets[target].and(c.flags(rest))
	case name == "target_include_directories":
		c.targets[target] = c.searched(c.targets[target], rest)
	case strings.HasPrefix(name, "set_") && strings.Contains(name, "propert"):
		c.properties(name, arguments)
	case name == "option" && len(arguments) > 2:
		c.on[strings.ToUpper(target)] = c.on[strings.ToUpper(arguments[2])]
	case name == "set" && strings.HasPrefix(target, "CMAKE_C") && strings.HasSuffix(target, "_FLAGS"):
		c.everywhere = c.everywhere.and(c.flags(strings.Fields(strings.Join(rest, " "))))
	case name == "set" && len(rest) > 0:
		c.ofDrivers(target, rest)
		c.on[strings.ToUpper(target)] = c.on[strings.ToUpper(rest[0])]
		c.variables[target] = rest
	case name == "list" && len(rest) > 1 && strings.EqualFold(target, "APPEND"):
		c.ofDrivers(rest[0], rest[1:])
		c.variables[rest[0]] = slices.Concat(c.variables[rest[0]], rest[1:])
	case strings.Contains(name, "add_") && !strings.Contains(name, "subdirectory"):
		c.files[target] = append(c.files[target], rest...)
	}
}

// ofDrivers notes the words of a variable with which the module that most use for drivers (FindWDK) compiles each of them.
func (c *cmakeFile) ofDrivers(variable string, words []string) {
	switch variable {
	case "WDK_COMPILE_DEFINITIONS":
		c.everywhere = c.everywhere.and(compiled{defines: plainDefines(words)})
	case "WDK_COMPILE_FLAGS":
		c.everywhere = c.everywhere.and(c.flags(words))
	}
}

// properties notes the flags that are set as a property: of a folder, of targets, or of source files.
func (c *cmakeFile) properties(command string, arguments []string) {
	at := slices.IndexFunc(arguments, func(w string) bool { return w == "PROPERTY" || w == "PROPERTIES" })
	if at < 0 || at+2 >= len(arguments) {
		return
	}
	words := slices.DeleteFunc(slices.Clone(arguments[:at]), func(w string) bool { return strings.HasPrefix(w, "APPEND") })
	kind := command
	if command == "set_property" && len(words) > 0 {
		kind, words = strings.ToLower(words[0]), words[1:]
	}
	var set compiled
	for pairs := arguments[at+1:]; len(pairs) > 1; {
		name, values := pairs[0], pairs[1:]
		if arguments[at] == "PROPERTIES" {
			values, pairs = values[:1], values[1:]
		} else {
			pairs = nil
		}
		switch name {
		case "COMPILE_DEFINITIONS":
			set.defines = append(set.defines, plainDefines(values)...)
		case "COMPILE_OPTIONS", "COMPILE_FLAGS":
			set = set.and(c.flags(strings.FieldsFunc(strings.Join(values, " "), func(r rune) bool { return r == ' ' || r == ';' })))
		case "INCLUDE_DIRECTORIES":
			set = c.searched(set, values)
		}
	}
	switch {
	case set.empty():
	case strings.Contains(kind, "director"):
		c.everywhere = c.everywhere.and(set)
	case strings.Contains(kind, "source"):
		name := "(" + strings.Join(words, " ") + ")" // no target has such a name
		c.files[name] = words
		c.targets[name] = c.targets[name].and(set)
	case strings.Contains(kind, "target") && len(words)*len(set.defines) > maxExpanded:
		c.cut = true
	case strings.Contains(kind, "target"):
		for _, target := range words {
			c.targets[target] = c.targets[target].and(set)
		}
	}
}

// searched is what f says with more folders of headers: behind its own, or before them if a word says so.
func (c *cmakeFile) searched(f compiled, words []string) compiled {
	more := compiled{}
	for _, word := range words {
		for name := range strings.SplitSeq(word, ";") {
			if path, found := c.locate(name); found && isFolder(path) && !slices.Contains(f.includes, path) && !slices.Contains(more.includes, path) {
				more.includes = append(more.includes, path)
			}
		}
	}
	if slices.Contains(words, "BEFORE") {
		return more.and(f)
	}
	return f.and(more)
}

// locate finds the file or folder that a word names, seen from the folder of the file.
func (c *cmakeFile) locate(word string) (path string, found bool) {
	name := strings.TrimSuffix(strings.TrimPrefix(generated(word), "$<BUILD_INTERFACE:"), ">")
	for range maxNested {
		before, rest, begins := strings.Cut(name, "${")
		variable, after, ends := strings.Cut(rest, "}")
		values := c.variables[variable]
		if !begins || !ends || len(values) != 1 {
			break
		}
		name = before + values[0] + after
	}
	if name == "" || strings.Contains(name, "$") || slices.Contains(keywords, name) {
		return "", false
	}
	return c.disk.resolve(c.folder, name)
}

// maxNested bounds how many variables are put in one path.
const maxNested = 16

// keywords are the words that are no arguments themselves.
var keywords = []string{"PRIVATE", "PUBLIC", "INTERFACE", "SYSTEM", "BEFORE", "AFTER"}

// expand puts in the words of variables that are known. What that makes of a file is bounded:
// the words beyond maxExpanded are left as they are written.
func (c *cmakeFile) expand(words []string) []string {
	var list []string
	for _, word := range words {
		name, isVariable := strings.CutPrefix(word, "${")
		name, closed := strings.CutSuffix(name, "}")
		switch values, known := c.variables[name]; {
		case !isVariable || !closed || !known:
			list = append(list, word)
		case len(list)+len(values) < maxExpanded:
			list = append(list, values...)
		default:
			c.cut = true
			list = append(list, word)
		}
	}
	return list
}

// maxExpanded bounds how many words variables make of the arguments of a command.
const maxExpanded = 10_000

// flags reads the options of a compiler.
func (c *cmakeFile) flags(words []string) compiled {
	var f compiled
	for i := 0; i < len(words); i++ {
		option, value := cmakeOption(words[i])
		if option != "" && value == "" && i+1 < len(words) { // it is the next word
			i++
			value = words[i]
		}
		switch option {
		case "D":
			f.defines = append(f.defines, plainDefines([]string{value})...)
		case "I":
			f = c.searched(f, []string{value})
		case "FI":
			if path, found := c.locate(value); found && unusable(path) == nil {
				f.forced = append(f.forced, path)
			}
		}
	}
	return f
}

// cmakeOption splits a word into one of the options that are read, and what stands behind it.
func cmakeOption(word string) (option, value string) {
	for _, o := range []struct{ written, means string }{{"include", "FI"}, {"FI", "FI"}, {"I", "I"}, {"D", "D"}} {
		for _, dash := range []string{"-", "/"} {
			if value, ok := strings.CutPrefix(word, dash+o.written); ok {
				return o.means, value
			}
		}
	}
	return "", ""
}

// plainDefines leaves out what is no macro or hangs on what is not known.
func plainDefines(words []string) []string {
	var list []string
	for _, word := range words {
		for define := range strings.SplitSeq(word, ";") {
			define = strings.TrimPrefix(generated(define), "-D")
			name, _, _ := strings.Cut(define, "=")
			plain := name != "" && strings.IndexFunc(name, func(r rune) bool { return r > 0x7f || !isWord(byte(r)) }) < 0
			if plain && !strings.Contains(define, "$") && !slices.Contains(keywords, define) {
				list = append(list, define)
			}
		}
	}
	return list
}

// generated is what a generator expression makes of a word where its condition holds for every driver: $<$<COMPILE_LANGUAGE:C>:A> is A.
func generated(word string) string {
	for _, holds := range []string{"$<1:", "$<$<BOOL:1>:", "$<$<BOOL:ON>:", "$<$<BOOL:TRUE>:", "$<$<COMPILE_LANGUAGE:C>:", "$<$<COMPILE_LANGUAGE:C,CXX>:", "$<$<COMPILE_LANGUAGE:CXX>:", "$<$<PLATFORM_ID:Windows>:"} {
		if rest, ok := strings.CutPrefix(word, holds); ok {
			return strings.TrimSuffix(rest, ">")
		}
	}
	return word
}
