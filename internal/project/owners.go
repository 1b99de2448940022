package project

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// Owners finds the drivers to which C and C++ files and headers belong: those that
// compile the file or, for a header, those whose files include it. They are looked for in
// the whole repository around each file (the nearest folder above it that holds .git), or
// in the working folder where there is none. Files of other kinds are left out. The
// notices name the files that belong to no driver; the error joins one *PathError for
// each file that can't be read.
func Owners(files []string, options Options) ([]Driver, []Notice, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, nil, fmt.Errorf("find the working folder: %w", err)
	}
	result, err := newFinder(options)
	if err != nil {
		return nil, nil, err
	}
	changed := map[string][]string{} // repository -> files in it
	for _, file := range files {
		path := filepath.Clean(file)
		if !filepath.IsAbs(path) {
			path = filepath.Join(here, path)
		}
		if language(path) == langNone && !isHeader(path) {
			continue
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			result.fail(file, "does not exist", "check the spelling")
			continue
		} else if err != nil {
			result.fail(file, "can't be read: "+cause(err), "check its permissions")
			continue
		}
		root := repository(path, here)
		changed[root] = append(changed[root], path)
	}
	for _, root := range slices.Sorted(maps.Keys(changed)) {
		if err := result.owners(root, changed[root], options); err != nil {
			return nil, nil, err
		}
	}
	return result.result()
}

// Including lists the files of the drivers that include one of the headers, directly or
// through others, by the text of the files as Owners does. They are sorted.
func Including(drivers []Driver, headers []string) ([]string, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("find the working folder: %w", err)
	}
	trees := map[string][]string{} // repository -> headers in it
	for _, header := range headers {
		if isHeader(header) {
			root := repository(header, here)
			trees[root] = append(trees[root], header)
		}
	}
	var list []string
	for root, headers := range trees {
		includes := newIncludes(newDisk(), newTexts(), root)
		for _, d := range drivers {
			for _, u := range d.Units {
				if includes.includesAny(u, headers) {
					list = append(list, u.File)
				}
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

func isHeader(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".h", ".hh", ".hpp", ".hxx", ".inl", ".inc":
		return true
	}
	return false
}

// repository is the folder in which the owners of a file are looked for.
func repository(file, here string) string {
	folder := filepath.Dir(file)
	if around := repositoryAround(folder); around != "" {
		return around
	}
	if paths.Within(folder, here) {
		return here
	}
	return folder
}

// owners adds the drivers under root that own one of the files, and what there is to say
// of the files and of those drivers' projects.
func (f *finder) owners(root string, files []string, options Options) error {
	all, err := newFinder(options)
	if err != nil {
		return err
	}
	all.disk.enter(root)
	all.roots = []string{root}
	all.folder(root, root)
	drivers, notices, err := all.result()
	if _, wrong := errors.AsType[*ConfigurationError](err); wrong {
		return err
	}
	concerned := map[string]bool{}
	owned := map[string]bool{}
	for _, file := range files {
		concerned[file] = true
	}
	includes := newIncludes(all.disk, all.texts, root)
	for _, d := range drivers {
		belongs := includes.belonging(d, files)
		if len(belongs) == 0 {
			continue
		}
		f.drivers = append(f.drivers, d)
		concerned[d.File] = true
		for _, file := range belongs {
			owned[file] = true
		}
	}
	for _, n := range notices {
		if concerned[n.File] && n.File != "" {
			f.note(n)
			owned[n.File] = true
		}
	}
	excused := all.excused()
	for _, file := range files {
		switch {
		case owned[file]:
		case excused[file] || all.aside[file] || all.texts.userSide(file), isHeader(file) && !all.texts.kernelSide(file):
			f.note(Notice{Message: "belongs to no kernel driver, skipped", File: file})
		default:
			f.note(Notice{
				Message: "belongs to no driver, so it was not analysed: add it to the project of its driver, or name the driver's files",
				File:    file, Incomplete: true,
			})
		}
	}
	return nil
}
