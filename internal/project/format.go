package project

import (
	"path/filepath"
	"slices"
	"strings"
)

// A format is a kind of file that says what is compiled. A new one is a row of formats and
// a file of its own.
type format struct {
	name    string
	matches func(path string) bool
	// named reads a file that the user named.
	named func(f *finder, shown, path string)
	// inside reads one that was found in a folder, but for what the claims keep from it. It
	// is nil for a format that only lists what the folder holds anyway.
	inside func(f *finder, path string, c *claims)
}

// formats lists the formats. What more than one of them describes is taken from the first.
func formats() []format {
	return []format{
		{
			name:    ".vcxproj",
			matches: isProject,
			named: func(f *finder, _, path string) {
				f.project(path, f.configuration)
				f.projects = append(f.projects, path)
			},
			inside: func(f *finder, path string, _ *claims) { f.project(path, f.configuration) },
		},
		{
			name:    "sources",
			matches: isBuildFile,
			named:   func(f *finder, shown, path string) { f.sourcesFile(shown, path) },
			inside:  func(f *finder, path string, c *claims) { f.buildBeside(path, c) },
		},
		{
			name:    "compile_commands.json",
			matches: isDatabase,
			named:   func(f *finder, _, path string) { f.namedDatabase(path) },
			inside:  func(f *finder, path string, c *claims) { c.listed(f, f.database(path, c)) },
		},
		{
			name:    "solution",
			matches: isSolution,
			named:   func(f *finder, _, path string) { f.solution(path) },
		},
		{
			name:    "dirs",
			matches: isDirsFile,
			named:   func(f *finder, shown, path string) { f.dirsFile(shown, path) },
		},
	}
}

// formatOf is the place in formats of the one that a path is of; -1 for none.
func formatOf(path string) int {
	return slices.IndexFunc(formats(), func(kind format) bool { return kind.matches(path) })
}

// IsProject reports whether a path has a name of a file that says what is compiled.
func IsProject(path string) bool { return formatOf(path) >= 0 }

func isProject(path string) bool { return strings.EqualFold(filepath.Ext(path), ".vcxproj") }
