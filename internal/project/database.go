package project

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/kballard/go-shellquote"

	"github.com/drvlint/drvlint/internal/paths"
)

// A database is a compile_commands.json, see clang.llvm.org/docs/JSONCompilationDatabase.html.
// Nothing that it names is ever run.
type database struct {
	file   string
	finder *finder
	// moved leads from folders of the machine that made the database to where they are on
	// this one; both end in a slash.
	moved     map[string]string
	responses map[string][]string // the words of response files
}

// An entry is how one file is compiled.
type entry struct {
	Directory, File, Output string
	Command                 string
	Arguments               []string
}

// A command is an entry that was understood.
type command struct {
	unit   Unit
	target string // the image or library that it is for; "" where that is not to be seen
	// directory is where it is run: that of a project, unless there is one for the whole build.
	directory string
	kernel    bool // its options say that it is for the kernel
}

func isDatabase(path string) bool {
	return strings.EqualFold(filepath.Base(path), "compile_commands.json")
}

// database adds the drivers of a compilation database and lists the files that it names.
// Commands for files that were claimed before are left out.
func (f *finder) database(file string, claimed *claims) (names []string) {
	d := &database{file: file, finder: f, moved: map[string]string{}, responses: map[string][]string{}}
	entries, err := d.read()
	if err != nil {
		f.note(Notice{Message: fmt.Sprintf("this compilation database %v: make it again, or name the folder with the C files", err), File: file, Incomplete: true})
		return nil
	}
	for _, e := range entries {
		d.learn(e)
	}
	var commands, others, lost []command
	for _, e := range entries {
		c, found := d.command(e)
		switch {
		case c.unit.File == "":
		case claimed.files[c.unit.File]:
			others = append(others, c)
		case !found:
			lost = append(lost, c)
		case f.admit(c.unit.File):
			commands = append(commands, c)
			names = append(names, c.unit.File)
			f.sources[c.unit.File] = true
		}
	}
	d.group(commands)
	d.lost(lost, append(others, commands...), claimed)
	return names
}

// lost says which files do not exist. One that is compiled along with others, all of them for
// user mode, is nothing that a driver lacks.
func (d *database) lost(lost, commands []command, claimed *claims) {
	type home struct{ target, directory string }
	known, kernel := map[home]bool{}, map[home]bool{}
	for _, c := range commands {
		h := home{c.target, c.directory}
		known[h] = true
		kernel[h] = kernel[h] || claimed.inDriver[c.unit.File] || !claimed.files[c.unit.File] && !d.finder.aside[c.unit.File]
	}
	var needed, others []string
	for _, c := range lost {
		if h := (home{c.target, c.directory}); known[h] && !kernel[h] {
			others = append(others, c.unit.File)
		} else {
			needed = append(needed, c.unit.File)
		}
	}
	if len(needed) > 0 {
		d.finder.note(Notice{Message: missing(d.file, needed, "the database"), File: d.file, Incomplete: true})
	}
	if len(others) > 0 {
		d.finder.note(Notice{Message: missing(d.file, others, "the database") + "; what is compiled beside is for user mode", File: d.file, Routine: true})
	}
}

// namedDatabase reads a database that the user named: one of nothing is not what was meant.
func (f *finder) namedDatabase(file string) {
	notices := len(f.notices)
	if len(f.database(file, newClaims())) == 0 && len(f.notices) == notices {
		f.note(Notice{Message: "this compilation database lists no C or C++ file: make it again, or name the folder with the C files", File: file, Incomplete: true})
	}
}

func (d *database) read() ([]entry, error) {
	data, err := readFile(d.file)
	if err != nil {
		return nil, fmt.Errorf("can't be read (%s)", cause(err))
	}
	var entries []entry
	if err := json.Unmarshal([]byte(decode(data)), &entries); err != nil {
		return nil, fmt.Errorf("is not as it should be (%w)", err)
	}
	return entries, nil
}

var driveLetter = regexp.MustCompile(`^[A-Za-z]:[/\\]`)

func isRooted(path string) bool { return strings.HasPrefix(path, "/") || driveLetter.MatchString(path) }

// learn finds out where the folders of the machine that made the database are on this
// one, by a file that is there under the end of its path.
func (d *database) learn(e entry) {
	path := d.whole(e.Directory, e.File)
	if !isRooted(path) || language(path) == langNone {
		return
	}
	if _, found := d.finder.disk.resolve("/", d.here(path)); found {
		return
	}
	parts := strings.Split(path, "/")
	if len(path) > maxPath {
		return
	}
	for _, tree := range append([]string{filepath.Dir(d.file)}, d.finder.disk.trees...) {
		for i := 1; i < len(parts); i++ {
			end := strings.Join(parts[i:], "/")
			if found, ok := d.finder.disk.resolve(tree, end); ok && !isFolder(found) {
				if from := strings.Join(parts[:i], "/") + "/"; d.moved[from] == "" {
					d.moved[from] = tree + "/"
				}
				return
			}
		}
	}
}

// whole is a path as the database means it, with slashes.
func (d *database) whole(directory, name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if !isRooted(name) {
		name = strings.TrimRight(strings.ReplaceAll(directory, `\`, "/"), "/") + "/" + name
	}
	return filepath.ToSlash(filepath.Clean(name))
}

// here is a whole path as it is on this machine.
func (d *database) here(path string) string {
	if len(path) > maxPath {
		return path
	}
	if !isRooted(path) {
		return filepath.Join(filepath.Dir(d.file), path)
	}
	for end := len(path); end > 0; end = strings.LastIndexByte(path[:end], '/') {
		if to, known := d.moved[path[:end]+"/"]; known {
			return filepath.Clean(to + path[min(len(path), end+1):])
		}
	}
	if to, known := d.moved["/"]; known {
		return filepath.Clean(to + path)
	}
	return path
}

func (d *database) locate(directory, name string) (string, bool) {
	path := d.here(d.whole(directory, name))
	if driveLetter.MatchString(path) && !filepath.IsAbs(path) {
		return path, false
	}
	return d.finder.disk.resolve("/", path)
}

// command understands an entry. The unit has no file if the entry is for another language.
func (d *database) command(e entry) (c command, found bool) {
	words := e.Arguments
	if len(words) == 0 {
		words = splitCommand(e.Command, e.Directory)
	}
	o := &options{style: compilerStyle(words)}
	o.response = func(name string) []string { return d.response(e.Directory, name) }
	if len(words) > 0 {
		o.read(words[1:])
	}
	kind := language(e.File)
	if o.language != langNone {
		kind = o.language
	}
	if kind == langNone {
		return c, false
	}
	if e.Output != "" {
		o.output = e.Output
	}
	c = command{kernel: o.kernel, target: d.target(e.Directory, o.output), directory: e.Directory}
	c.unit.CPlusPlus = kind == langCPP
	c.unit.File, found = d.locate(e.Directory, e.File)
	c.unit.Defines = o.defines()
	for _, name := range o.includes {
		if path, found := d.locate(e.Directory, name); found && isFolder(path) && !slices.Contains(c.unit.Includes, path) {
			c.unit.Includes = append(c.unit.Includes, path)
		}
	}
	for _, name := range o.forced {
		folders := append([]string{d.here(d.whole(e.Directory, "."))}, c.unit.Includes...)
		for _, folder := range folders {
			if path, found := d.finder.disk.resolve(folder, name); found && d.inside(path) && unusable(path) == nil {
				c.unit.Forced = append(c.unit.Forced, path)
				break
			}
		}
	}
	return c, found
}

// inside reports whether a file is in the tree: no others are read but as headers.
func (d *database) inside(path string) bool {
	return slices.ContainsFunc(d.finder.disk.trees, func(tree string) bool { return paths.Within(path, tree) })
}

func (d *database) response(directory, name string) []string {
	path, found := d.locate(directory, name)
	if !found || !d.inside(path) {
		return nil
	}
	if words, known := d.responses[path]; known {
		return words
	}
	var words []string
	if data, err := readFile(path); err == nil {
		words = splitCommand(decode(data), directory)
	}
	d.responses[path] = words
	return words
}

// compilerStyle tells by the name of the compiler how its options are spelled.
func compilerStyle(words []string) style {
	for _, word := range words[:min(len(words), 2)] { // the first may be ccache
		switch name := strings.TrimSuffix(strings.ToLower(baseName(word)), ".exe"); {
		case name == "cl" || strings.Contains(name, "clang-cl"):
			return styleCL
		}
	}
	if slices.Contains(words, "--driver-mode=cl") {
		return styleCL
	}
	return styleGCC
}

// splitCommand splits a command line as the system does that the database was made on.
func splitCommand(line, directory string) []string {
	first, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	if driveLetter.MatchString(directory) || driveLetter.MatchString(strings.Trim(first, `"`)) || strings.HasSuffix(strings.ToLower(first), ".exe") {
		return splitWindows(line)
	}
	words, err := shellquote.Split(line)
	if err != nil {
		return splitWindows(line)
	}
	return words
}

// targetFolders match the folders for the objects of one target: those of CMake and Meson.
var targetFolders = []*regexp.Regexp{
	regexp.MustCompile(`^(.*/)?CMakeFiles/([^/]+)\.dir/`),
	regexp.MustCompile(`^(.*/)?([^/]+)\.p/`),
}

// target names what an object is made for; "" if that is not to be seen.
func (d *database) target(directory, output string) string {
	path := filepath.ToSlash(d.here(d.whole(directory, output)))
	for _, folder := range targetFolders {
		if m := folder.FindStringSubmatch(path); m != nil {
			return m[1] + m[2]
		}
	}
	return ""
}
