package config

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/drvlint/drvlint/internal/project"
)

func (v *validator) globs(key string, list []string) {
	for i, glob := range list {
		at := v.at("paths", key, i)
		v.config.lines[key] = append(v.config.lines[key], at.Position.Line)
		switch {
		case glob == "":
			v.fail(at, "an empty glob matches nothing; remove it")
		case strings.Contains(glob, `\`):
			v.fail(at, "glob %q holds a backslash; write folders with /", glob)
		case strings.HasPrefix(glob, "/") || filepath.VolumeName(glob) != "":
			v.fail(at, "glob %q is absolute; write it relative to this file", glob)
		case !doublestar.ValidatePattern(glob):
			v.fail(at, "glob %q is malformed: a [ or { is not closed", glob)
		}
	}
}

// Reports reports whether findings in a file, whose path is absolute, are reported.
func (c *Config) Reports(file string) bool {
	if len(c.paths.Include) == 0 && len(c.paths.Exclude) == 0 {
		return true
	}
	path, err := filepath.Rel(filepath.Dir(c.File), file)
	if err != nil {
		return true
	}
	matches := func(glob string) bool { return match(glob, filepath.ToSlash(path)) }
	if len(c.paths.Include) > 0 && !slices.ContainsFunc(c.paths.Include, matches) {
		return false
	}
	return !slices.ContainsFunc(c.paths.Exclude, matches)
}

// match reports whether a glob matches a path, or a folder that it is in.
func match(glob, path string) bool {
	glob = strings.TrimSuffix(strings.TrimPrefix(glob, "./"), "/")
	return doublestar.MatchUnvalidated(glob, path) || doublestar.MatchUnvalidated(glob+"/**", path)
}

// Unmatched lists the globs that match nothing: none of the files, whose paths are absolute,
// and nothing in the folder of the configuration; for one to include, no source there. Each
// is a mistake, or out of date.
func (c *Config) Unmatched(files []string) []*Problem {
	var list []*Problem
	for _, key := range []string{"include", "exclude"} {
		globs := c.paths.Include
		if key == "exclude" {
			globs = c.paths.Exclude
		}
		for i, glob := range globs {
			if !c.matchesAny(glob, files, key == "exclude") {
				list = append(list, &Problem{File: c.File, Line: c.lines[key][i], Message: shortened(fmt.Sprintf("%s glob %q matches no file: mend it, or remove it", key, glob))})
			}
		}
	}
	return list
}

func (c *Config) matchesAny(glob string, files []string, anything bool) bool {
	folder := filepath.Dir(c.File)
	for _, file := range files {
		if path, err := filepath.Rel(folder, file); err == nil && match(glob, filepath.ToSlash(path)) {
			return true
		}
	}
	found := false
	filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // who looks for sources says so
		}
		if rel, err := filepath.Rel(folder, path); err == nil && rel != "." && (anything || project.IsSource(path)) && match(glob, filepath.ToSlash(rel)) {
			found = true
			return fs.SkipAll
		}
		if entry.IsDir() && path != folder && entry.Name() == ".git" {
			return fs.SkipDir
		}
		return nil
	})
	return found
}

// Apply leaves out the drivers of which no file is reported, and says how many. It
// compiles the others as Compile does.
func (c *Config) Apply(drivers []project.Driver) (kept []project.Driver, left int) {
	for _, d := range drivers {
		if slices.ContainsFunc(d.Units, func(u project.Unit) bool { return c.Reports(u.File) }) {
			kept = append(kept, d)
		}
	}
	return c.Compile(kept), len(drivers) - len(kept)
}

// Compile gives the units of drivers the defines and folders of the configuration.
func (c *Config) Compile(drivers []project.Driver) []project.Driver {
	list := slices.Clone(drivers)
	for i := range list {
		d := &list[i]
		d.Units = slices.Clone(d.Units)
		for k := range d.Units {
			u := &d.Units[k]
			u.Defines = slices.Concat(u.Defines, c.Defines)
			u.Includes = slices.Concat(u.Includes, c.Includes)
		}
	}
	return list
}
