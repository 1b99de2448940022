package report

import (
	"path/filepath"
	"strings"
)

// Relativize makes every path of r that lies in dir or below it relative to dir, and
// cleans the others. dir is absolute.
func Relativize(r *Result, dir string) {
	for i := range r.Drivers {
		r.Drivers[i].Root = relative(dir, r.Drivers[i].Root)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.File = relative(dir, f.File)
		for j := range f.Path {
			f.Path[j].File = relative(dir, f.Path[j].File)
		}
		for _, fix := range f.Fixes {
			for j := range fix.Edits {
				fix.Edits[j].File = relative(dir, fix.Edits[j].File)
			}
		}
	}
	for i := range r.Notifications {
		r.Notifications[i].File = relative(dir, r.Notifications[i].File)
	}
}

// relative leaves "" alone: it means that there is no file.
func relative(dir, path string) string {
	if path == "" {
		return ""
	}
	path = filepath.Clean(path)
	if !filepath.IsAbs(path) {
		return path
	}
	below, err := filepath.Rel(dir, path)
	if err != nil || below == ".." || strings.HasPrefix(below, ".."+string(filepath.Separator)) {
		return path
	}
	return below
}
