package project

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// A cmakeFile is what a CMakeLists.txt says of macros. It is read as text: variables have the
// words that it or one of an outer folder gives them, and of conditions only those count that
// hold for every driver, and options that are on.
type cmakeFile struct {
	everywhere []string            // for all files of its folder and below
	targets    map[string][]string // by target
	files      map[string][]string // the words of the command that makes a target
	variables  map[string][]string // the words of a variable
	on         map[string]bool     // the options and variables that are on, in capitals
	cut        bool                // variables make more words than maxExpanded of a command
	naming     map[string][]string // the targets with macros whose command names a file, by its name in lower case; nil until it is asked for
	loose      []string            // those whose command names none
}

// cmakeDefines returns the macros that the CMakeLists.txt files at and above a source of the
// tree define for it, those of outer folders first.
func (f *finder) cmakeDefines(root, file string) []string {
	var list []string
	for folder := filepath.Dir(file); paths.Within(folder, root) || f.disk.inTree(folder); folder = filepath.Dir(folder) {
		c := f.cmake(folder)
		if c == nil {
			continue
		}
		own := slices.Clone(c.everywhere)
		for _, name := range c.makers(filepath.Base(file)) {
			own = append(own, c.targets[name]...)
		}
		list = append(own, list...)
	}
	return list
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
			c = readCMake(decode(data), outer)
			if c.cut {
				f.note(Notice{Message: errWords.Error() + ", which is not put in: macros may be missing", File: path, Incomplete: true})
			}
		}
	}
	f.cmakes[folder] = c
	return c
}

// makers returns the targets with macros of their own that a source is part of: those whose
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

// readCMake reads the text of a file below the folder of outer, which may be nil.
func readCMake(text string, outer *cmakeFile) *cmakeFile {
	c := &cmakeFile{targets: map[string][]string{}, files: map[string][]string{}, variables: map[string][]string{}}
	c.on = map[string]bool{"WIN32": true, "MSVC": true, "WINDOWS": true, "TRUE": true, "ON": true, "1": true}
	if outer != nil {
		c.variables, c.on = maps.Clone(outer.variables), maps.Clone(outer.on)
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

// command notes what a command says of macros, targets and options.
func (c *cmakeFile) command(command cmakeCommand) {
	arguments := c.expand(command.arguments)
	if len(arguments) == 0 {
		return
	}
	target, rest := arguments[0], arguments[1:]
	switch name := command.name; {
	case name == "add_definitions", name == "add_compile_options":
		c.everywhere = append(c.everywhere, flagDefines(arguments)...)
	case name == "add_compile_definitions":
		c.everywhere = append(c.everywhere, plainDefines(arguments)...)
	case name == "target_compile_definitions":
		c.targets[target] = append(c.targets[target], plainDefines(rest)...)
	case name == "target_compile_options":
		c.targets[target] = append(c.targets[target], flagDefines(rest)...)
	case strings.HasPrefix(name, "set_") && strings.Contains(name, "propert"):
		c.properties(name, arguments)
	case name == "option" && len(arguments) > 2:
		c.on[strings.ToUpper(target)] = c.on[strings.ToUpper(arguments[2])]
	case name == "set" && strings.HasPrefix(target, "CMAKE_C") && strings.HasSuffix(target, "_FLAGS"):
		c.everywhere = append(c.everywhere, flagDefines(strings.Fields(strings.Join(rest, " ")))...)
	case name == "set" && len(rest) > 0:
		c.on[strings.ToUpper(target)] = c.on[strings.ToUpper(rest[0])]
		c.variables[target] = rest
	case name == "list" && len(rest) > 1 && strings.EqualFold(target, "APPEND"):
		c.variables[rest[0]] = slices.Concat(c.variables[rest[0]], rest[1:])
	case strings.Contains(name, "add_") && !strings.Contains(name, "subdirectory"):
		c.files[target] = append(c.files[target], rest...)
	}
}

// properties notes the macros that are set as a property: of a folder, of targets, or of source files.
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
	var defines []string
	for pairs := arguments[at+1:]; len(pairs) > 1; {
		name, values := pairs[0], pairs[1:]
		if arguments[at] == "PROPERTIES" {
			values, pairs = values[:1], values[1:]
		} else {
			pairs = nil
		}
		switch name {
		case "COMPILE_DEFINITIONS":
			defines = append(defines, plainDefines(values)...)
		case "COMPILE_OPTIONS", "COMPILE_FLAGS":
			defines = append(defines, flagDefines(strings.FieldsFunc(strings.Join(values, " "), func(r rune) bool { return r == ' ' || r == ';' }))...)
		}
	}
	switch {
	case len(defines) == 0:
	case strings.Contains(kind, "director"):
		c.everywhere = append(c.everywhere, defines...)
	case strings.Contains(kind, "source"):
		name := "(" + strings.Join(words, " ") + ")" // no target has such a name
		c.files[name] = words
		c.targets[name] = append(c.targets[name], defines...)
	case strings.Contains(kind, "target") && len(words)*len(defines) > maxExpanded:
		c.cut = true
	case strings.Contains(kind, "target"):
		for _, target := range words {
			c.targets[target] = append(c.targets[target], defines...)
		}
	}
}

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

// plainDefines leaves out what is no macro or hangs on what is not known.
func plainDefines(words []string) []string {
	var list []string
	for _, word := range words {
		for define := range strings.SplitSeq(word, ";") {
			define = strings.TrimPrefix(generated(define), "-D")
			name, _, _ := strings.Cut(define, "=")
			plain := name != "" && strings.IndexFunc(name, func(r rune) bool { return r > 0x7f || !isWord(byte(r)) }) < 0
			if plain && !strings.Contains(define, "$") && !slices.Contains([]string{"PRIVATE", "PUBLIC", "INTERFACE"}, define) {
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

// A cmakeCommand is NAME(ARGUMENTS); its name is in lower case.
type cmakeCommand struct {
	name      string
	arguments []string
}

// cmakeCommands splits a text into its commands. Comments are left out.
func cmakeCommands(text string) []cmakeCommand {
	var list []cmakeCommand
	s := &cmakeScanner{text: text}
	for {
		word, ok := s.next()
		if !ok {
			return list
		}
		if word == "(" || word == ")" {
			continue
		}
		if open, _ := s.next(); open != "(" {
			continue
		}
		command := cmakeCommand{name: strings.ToLower(word)}
		for depth := 1; depth > 0; {
			word, ok := s.next()
			switch {
			case !ok:
				depth = 0
			case word == "(":
				depth++
			case word == ")":
				depth--
			default:
				command.arguments = append(command.arguments, word)
			}
		}
		list = append(list, command)
	}
}

type cmakeScanner struct {
	text string
	at   int
}

// next returns the next word or parenthesis; a text in quotes is one word.
func (s *cmakeScanner) next() (string, bool) {
	for s.at < len(s.text) {
		switch rest := s.text[s.at:]; {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			s.at++
		case strings.HasPrefix(rest, "#[["):
			s.at += through(rest, "]]")
		case rest[0] == '#':
			s.at += through(rest, "\n")
		case rest[0] == '(' || rest[0] == ')':
			s.at++
			return rest[:1], true
		case rest[0] == '"':
			end := literal(rest)
			if close := strings.IndexByte(rest[1:], '"'); end < len(rest) && rest[end-1] != '"' && close >= 0 { // over several lines
				end = close + 2
			}
			s.at += end
			return strings.Trim(rest[:end], `"`), true
		default:
			end := strings.IndexAny(rest, " \t\r\n()#\"")
			if end < 0 {
				end = len(rest)
			}
			end = max(end, 1)
			s.at += end
			return rest[:end], true
		}
	}
	return "", false
}
