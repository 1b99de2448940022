package project

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// The variables of a command script that build.exe takes for macros of "sources".
var buildVariables = []string{"C_DEFINES", "USER_C_FLAGS"}

// scriptVariables returns what a command script around a file "sources" sets of the
// variables that build.exe takes over, and the script: the first by name of the nearest
// folder that has one. Scripts are read as text: what they set under a condition, or from
// variables, does not count.
func (d *disk) scriptVariables(file string) (values map[string]string, script string) {
	for folder := filepath.Dir(file); ; folder = filepath.Dir(folder) {
		for _, name := range d.names(folder) {
			path := filepath.Join(folder, name)
			if extension := strings.ToLower(filepath.Ext(name)); extension != ".cmd" && extension != ".bat" || !d.stays(path) {
				continue
			}
			data, err := readFile(path)
			if err != nil {
				continue // no build is started by what can't be read
			}
			if values := setVariables(decode(data)); len(values) > 0 {
				return values, path
			}
		}
		inTree := slices.ContainsFunc(d.trees, func(tree string) bool { return folder != tree && paths.Within(folder, tree) })
		if !inTree || slices.Contains(d.trees, folder) {
			return nil, ""
		}
	}
}

// setVariables returns the last value that each of the variables gets in a line that
// begins with set.
func setVariables(text string) map[string]string {
	values := map[string]string{}
	for line := range strings.Lines(text) {
		words := strings.Fields(strings.TrimLeft(strings.TrimSpace(line), "@"))
		if len(words) < 2 || !strings.EqualFold(words[0], "set") {
			continue
		}
		_, rest, _ := strings.Cut(line, words[0])
		name, value, ok := strings.Cut(strings.Trim(strings.TrimSpace(rest), `"`), "=")
		name = strings.ToUpper(strings.TrimSpace(name))
		if !ok || !slices.Contains(buildVariables, name) {
			continue
		}
		kept := slices.DeleteFunc(strings.Fields(value), func(word string) bool { return strings.Contains(word, "%") })
		if value = strings.Join(kept, " "); value == "" {
			continue
		}
		if strings.Contains(strings.ToUpper(line), "%"+name+"%") && values[name] != "" {
			value = values[name] + " " + value
		}
		values[name] = value
	}
	return values
}
