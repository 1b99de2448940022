package resident

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/project"
)

// A finder knows the drivers of the workspace's folders, each folder looked through once.
type finder struct {
	options project.Options
	folders map[string][]project.Driver
	files   map[string][]project.Driver // of files outside of the folders
	wrong   map[string]error            // the configuration that no project has, by folder
}

func newFinder(configuration string) *finder {
	return &finder{
		options: project.Options{Configuration: configuration},
		folders: map[string][]project.Driver{}, files: map[string][]project.Driver{}, wrong: map[string]error{},
	}
}

// owners lists the drivers to which a file belongs. A source that belongs to none is a
// driver of its own.
func (f *finder) owners(file string, folders []string) ([]project.Driver, error) {
	folder := innermost(folders, file)
	if folder == "" {
		return f.around(file)
	}
	all, err := f.in(folder)
	if err != nil {
		return nil, err
	}
	units := map[string]bool{file: true}
	if !isSource(file) {
		including, err := project.Including(all, []string{file})
		if err != nil {
			return nil, err
		}
		for _, unit := range including {
			units[unit] = true
		}
	}
	var list []project.Driver
	for _, d := range all {
		if slices.ContainsFunc(d.Units, func(u project.Unit) bool { return units[u.File] }) {
			list = append(list, d)
		}
	}
	if len(list) == 0 {
		list = alone(file)
	}
	return list, nil
}

// in lists the drivers in a folder of the workspace. What can't be read there is left out:
// what concerns an open file is said of that file.
func (f *finder) in(folder string) ([]project.Driver, error) {
	if list, known := f.folders[folder]; known {
		return list, f.wrong[folder]
	}
	list, _, err := project.Find([]string{folder}, f.options)
	f.folders[folder] = list
	if wrong, ok := errors.AsType[*project.ConfigurationError](err); ok {
		f.wrong[folder] = wrong
	}
	return list, f.wrong[folder]
}

// around lists the drivers of a file outside of the workspace.
func (f *finder) around(file string) ([]project.Driver, error) {
	if list, known := f.files[file]; known {
		return list, nil
	}
	list, _, err := project.Owners([]string{file}, f.options)
	if wrong, ok := errors.AsType[*project.ConfigurationError](err); ok {
		return nil, wrong
	}
	if len(list) == 0 {
		list = alone(file)
	}
	f.files[file] = list
	return list, nil
}

// alone makes a source that belongs to no driver one of its own.
func alone(file string) []project.Driver {
	if !isSource(file) {
		return nil
	}
	unit := project.Unit{File: file, CPlusPlus: !strings.EqualFold(filepath.Ext(file), ".c")}
	return []project.Driver{{Name: filepath.Base(file), Root: filepath.Dir(file), Units: []project.Unit{unit}}}
}

func isSource(file string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".c", ".cpp", ".cxx", ".cc":
		return true
	}
	return false
}

// innermost is the longest of the folders that a file lies in, "" if it is in none.
func innermost(folders []string, file string) string {
	best := ""
	for _, folder := range folders {
		if len(folder) > len(best) && paths.Within(file, folder) {
			best = folder
		}
	}
	return best
}
