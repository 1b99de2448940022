package project

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A compileCommand is one file that a build compiles, and how.
type compileCommand struct {
	file             string
	defines          []string
	includes, forced []string
}

// A buildFormat is a kind of file that says how files of a folder without a project that drvlint
// knows are compiled. It is read as text. A new one is a row of buildFormats and a file of its own.
type buildFormat struct {
	matches func(name string) bool // of a name in lower case
	most    int                    // bytes that are read of one
	// read lists what a file in the tree compiles for the kernel; an error says that it is not well-formed.
	read func(f *finder, path, text string) ([]compileCommand, error)
}

func ending(endings ...string) func(string) bool {
	return func(name string) bool { return slices.Contains(endings, filepath.Ext(name)) }
}

func called(wanted string) func(string) bool {
	return func(name string) bool { return name == wanted }
}

// buildFormats lists the formats.
func buildFormats() []buildFormat {
	return []buildFormat{
		{ending(".bat", ".cmd"), maxScript, (*finder).script},
		{ending(".vcproj"), maxOldProject, (*finder).vcproj},
		{ending(".dsp"), maxOldProject, (*finder).dsp},
		{called("xmake.lua"), maxScript, (*finder).xmake},
		{called("meson.build"), maxScript, (*finder).meson},
	}
}

// buildFormatOf is the place in buildFormats of the one that a name is of; -1 for none.
func buildFormatOf(name string) int {
	return slices.IndexFunc(buildFormats(), func(kind buildFormat) bool { return kind.matches(strings.ToLower(name)) })
}

// The lines of command scripts that compile files:
//
//	cl ..\src\main.c /I"..\inc" /D"_amd64" /c
//	for %%f in (..\src\core\*.c) do (cl %%f /D"_core" /D"_%%~nf" /c)
//
// Variables that the script sets are put in; what hangs on others does not count.

var (
	compilerCall = regexp.MustCompile(`(?i)(?:^|[\s(&@"\\/])(?:cl|clang-cl)(?:\.exe)?"?\s+([^\r\n]*)`)
	loopHead     = regexp.MustCompile(`(?i)\bfor\s+%%?(\w)\s+in\s+\(([^)]*)\)\s+do\b`)
	variable     = regexp.MustCompile(`%\w+%`)
	setLine      = regexp.MustCompile(`(?i)^\s*@?set\s+("?)(\w+)=([^\r\n]*)`)
)

// commandsFor returns how the build files of a tree compile a file; nil if none does. Of several
// that do, those that link a driver come first, then those of a release, then the
// first by path.
func (f *finder) commandsFor(root, file string) *compileCommand {
	list, read := f.commands[root]
	if !read {
		list = f.compileCommands(root)
		f.commands[root] = list
	}
	return list[file]
}

func (f *finder) compileCommands(root string) map[string]*compileCommand {
	type script struct {
		path, text string
		rank, kind int
	}
	var scripts []script
	read := 0
	filepath.WalkDir(root+"/", func(path string, entry fs.DirEntry, err error) error {
		kind := buildFormatOf(filepath.Base(path))
		switch {
		case err != nil:
			return nil // the finder's walk says so
		case entry.IsDir() && filepath.Clean(path) != root && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case !entry.Type().IsRegular() || kind < 0:
			return nil
		}
		if read++; read > maxScripts {
			f.note(Notice{
				Message: fmt.Sprintf("holds more than %d command scripts and old projects, of which only so many are read: what the others compile, and how, is not known; name the folder of the driver", maxScripts),
				File:    root, Incomplete: true,
			})
			return fs.SkipAll
		}
		data, err := readFile(path)
		if most := buildFormats()[kind].most; err == nil && len(data) > most {
			err = fmt.Errorf("is a command script or an old project of more than %d KiB", most>>10)
		}
		if err != nil {
			f.note(unreadBuild(path, err))
			return nil
		}
		scripts = append(scripts, script{path, decode(data), scriptRank(path, decode(data)), kind})
		return nil
	})
	slices.SortStableFunc(scripts, func(a, b script) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.path, b.path))
	})
	commands := map[string]*compileCommand{}
	for _, s := range scripts {
		f.settings = 0
		list, err := buildFormats()[s.kind].read(f, s.path, s.text)
		if f.settings > maxSettings {
			err = errExpansion
		}
		if err != nil {
			f.note(unreadBuild(s.path, err))
		}
		for _, c := range list {
			if commands[c.file] == nil {
				commands[c.file] = &c
			}
		}
	}
	return commands
}

func unreadBuild(path string, err error) Notice {
	return Notice{Message: err.Error() + ", so it is not read: what it compiles, and how, is not known; mend it, or take it out", File: path, Incomplete: true}
}

// The bounds of the scripts that are read. What is beyond them is named.
const (
	maxScripts = 1000    // of a tree
	maxScript  = 1 << 20 // bytes of one
	// maxOldProject is the same of a project that a program wrote.
	maxOldProject = 8 << 20
	// maxSettings bounds how many macros and folders the files of one such script or project have in all.
	maxSettings = 1_000_000
)

// scriptRank tells how much a script looks like one that builds the driver.
func scriptRank(path, text string) int {
	text, name := strings.ToLower(text), strings.ToLower(filepath.Base(path))
	rank := 0
	if strings.Contains(text, "/driver") || strings.Contains(text, "subsystem:native") {
		rank += 2
	}
	if strings.Contains(name, "fre") || strings.Contains(name, "rel") {
		rank++
	}
	return rank
}

// script lists what a command script compiles.
func (f *finder) script(path, text string) ([]compileCommand, error) {
	folder := filepath.Dir(path)
	var list []compileCommand
	values := map[string]string{}
	for line := range strings.Lines(text) {
		if m := setLine.FindStringSubmatch(line); m != nil {
			value := strings.TrimSpace(m[3])
			if m[1] != "" { // set "NAME=VALUE"
				value = strings.TrimSuffix(value, `"`)
			}
			values[strings.ToLower(m[2])] = setIn(value, values)
			continue
		}
		call := compilerCall.FindStringSubmatch(line)
		if call == nil {
			continue
		}
		arguments := strings.TrimRight(setIn(call[1], values), ") \t\r")
		loop := loopHead.FindStringSubmatch(line)
		if loop == nil {
			list = append(list, f.commandLine(folder, arguments)...)
			continue
		}
		for _, pattern := range strings.Fields(setIn(loop[2], values)) {
			for _, file := range f.matching(folder, pattern) {
				stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
				each := strings.NewReplacer("%%~n"+loop[1], stem, "%%"+loop[1], `"`+file+`"`).Replace(arguments)
				list = append(list, f.commandLine(folder, each)...)
			}
		}
	}
	return list, nil
}

// setIn puts in the variables of a script that are known.
func setIn(text string, values map[string]string) string {
	return variable.ReplaceAllStringFunc(text, func(use string) string {
		if value, known := values[strings.ToLower(use[1:len(use)-1])]; known && len(value) <= maxPath {
			return value
		}
		return use
	})
}

// matching lists the files of the tree that a pattern means, sorted.
func (f *finder) matching(folder, pattern string) []string {
	parent, found := f.disk.resolve(folder, filepath.Dir(strings.ReplaceAll(strings.Trim(pattern, `"`), `\`, "/")))
	if !found {
		return nil
	}
	var list []string
	for _, name := range f.disk.names(parent) {
		if ok, err := filepath.Match(strings.ToLower(baseName(strings.Trim(pattern, `"`))), strings.ToLower(name)); ok && err == nil {
			list = append(list, filepath.Join(parent, name))
		}
	}
	return list
}

// commandLine reads the arguments of one call of the compiler.
func (f *finder) commandLine(folder, arguments string) []compileCommand {
	words := slices.DeleteFunc(splitWindows(arguments), func(word string) bool { return strings.Contains(word, "%") })
	o := &options{style: styleCL}
	o.read(words)
	var list []compileCommand
	for _, word := range words {
		if language(word) != langNone && !strings.HasPrefix(word, "/F") {
			list = f.compiles(list, folder, word, o)
		}
	}
	return list
}

// compiles adds that a file, as a build in a folder names it, is compiled with options, if both are
// in the tree.
func (f *finder) compiles(list []compileCommand, folder, name string, o *options) []compileCommand {
	path, found := f.disk.resolve(folder, name)
	if !found || language(path) == langNone || isFolder(path) {
		return list
	}
	if f.settings += len(o.macros) + len(o.includes) + len(o.forced); f.settings > maxSettings {
		return list
	}
	var includes, forced []string
	for _, name := range o.includes {
		if path, found := f.disk.resolve(folder, name); found && isFolder(path) {
			includes = append(includes, path)
		}
	}
	for _, name := range o.forced {
		if path, found := f.disk.resolve(folder, name); found && unusable(path) == nil && !isFolder(path) {
			forced = append(forced, path)
		}
	}
	return append(list, compileCommand{path, o.defines(), includes, forced})
}

// with are the options o and behind them those in words.
func (o *options) with(words []string) *options {
	all := *o
	all.macros, all.includes, all.forced, all.undone = slices.Clip(o.macros), slices.Clip(o.includes), slices.Clip(o.forced), maps.Clone(o.undone)
	all.read(words)
	return &all
}

// forDebugging reports whether the configuration that is asked for, and is named as projects name it,
// is one for debugging.
func (f *finder) forDebugging() bool { return isDebugging(f.configuration) }

func isDebugging(configuration string) bool {
	name, _, _ := strings.Cut(strings.ToLower(configuration), "|")
	return strings.Contains(name, "debug") || strings.Contains(name, "chk") || strings.Contains(name, "checked")
}

// saysDriver reports whether the text of a build file shows that it links a driver.
func saysDriver(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc([]string{"/driver", "subsystem:native", "subsystem,native", "ntoskrnl", "wdk.driver", ".sys\"", ".sys'", "'sys'", "\"sys\""}, func(word string) bool {
		return strings.Contains(text, word)
	})
}
