package project

import (
	"cmp"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The lines of command scripts that compile files of a folder without a project:
//
//	cl ..\src\main.c /I"..\inc" /D"_amd64" /c
//	for %%f in (..\src\core\*.c) do (cl %%f /D"_core" /D"_%%~nf" /c)
//
// They are read as text. Variables that the script sets are put in; what hangs on others
// does not count.

// A scriptCommand is one file that a script compiles, and how.
type scriptCommand struct {
	file             string
	defines          []string
	includes, forced []string
}

var (
	compilerCall = regexp.MustCompile(`(?i)(?:^|[\s(&@"\\/])(?:cl|clang-cl)(?:\.exe)?"?\s+([^\r\n]*)`)
	loopHead     = regexp.MustCompile(`(?i)\bfor\s+%%?(\w)\s+in\s+\(([^)]*)\)\s+do\b`)
	variable     = regexp.MustCompile(`%\w+%`)
	setLine      = regexp.MustCompile(`(?i)^\s*@?set\s+("?)(\w+)=([^\r\n]*)`)
)

// commandsFor returns how the scripts of a tree compile a file; nil if none does. Of several
// scripts that do, those that link a driver come first, then those of a release, then the
// first by path.
func (f *finder) commandsFor(root, file string) *scriptCommand {
	list, read := f.commands[root]
	if !read {
		list = f.scriptCommands(root)
		f.commands[root] = list
	}
	return list[file]
}

func (f *finder) scriptCommands(root string) map[string]*scriptCommand {
	type script struct {
		path, text string
		rank       int
	}
	var scripts []script
	read := 0
	filepath.WalkDir(root+"/", func(path string, entry fs.DirEntry, err error) error {
		extension := strings.ToLower(filepath.Ext(path))
		switch {
		case err != nil:
			return nil // the finder's walk says so
		case entry.IsDir() && filepath.Clean(path) != root && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case !entry.Type().IsRegular() || extension != ".bat" && extension != ".cmd":
			return nil
		}
		if read++; read > maxScripts {
			f.note(Notice{
				Message: fmt.Sprintf("holds more than %d command scripts, of which only so many are read: what the others compile, and how, is not known; name the folder of the driver", maxScripts),
				File:    root, Incomplete: true,
			})
			return fs.SkipAll
		}
		data, err := readFile(path)
		if err == nil && len(data) > maxScript {
			err = fmt.Errorf("is a command script of more than %d KiB", maxScript>>10)
		}
		if err != nil {
			f.note(Notice{Message: err.Error() + ", which is not read: what it compiles, and how, is not known; shorten it, or take it out", File: path, Incomplete: true})
			return nil
		}
		scripts = append(scripts, script{path, decode(data), scriptRank(path, decode(data))})
		return nil
	})
	slices.SortStableFunc(scripts, func(a, b script) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.path, b.path))
	})
	commands := map[string]*scriptCommand{}
	for _, s := range scripts {
		for _, c := range f.compiled(filepath.Dir(s.path), s.text) {
			if commands[c.file] == nil {
				commands[c.file] = &c
			}
		}
	}
	return commands
}

// The bounds of the scripts that are read. What is beyond them is named.
const (
	maxScripts = 1000    // of a tree
	maxScript  = 1 << 20 // bytes of one
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

// compiled lists what a script in a folder compiles.
func (f *finder) compiled(folder, text string) []scriptCommand {
	var list []scriptCommand
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
	return list
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
func (f *finder) commandLine(folder, arguments string) []scriptCommand {
	words := slices.DeleteFunc(splitWindows(arguments), func(word string) bool { return strings.Contains(word, "%") })
	o := &options{style: styleCL}
	o.read(words)
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
	var list []scriptCommand
	for _, word := range words {
		if language(word) == langNone || strings.HasPrefix(word, "/F") {
			continue
		}
		if path, found := f.disk.resolve(folder, word); found {
			list = append(list, scriptCommand{path, o.defines(), includes, forced})
		}
	}
	return list
}
