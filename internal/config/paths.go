package config

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/drvlint/drvlint/internal/project"
)

func (v *validator) globs(key string, list []string) {
	for i, glob := range list {
		at := v.at("paths", key, i)
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
