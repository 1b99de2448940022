package project

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Find lists the drivers under the paths: folders, C files and .vcxproj files. The
// notices say what was passed over and why. The error, if any, joins one *PathError for
// each path that holds nothing to analyse; the drivers under the others are valid
// nevertheless. Everything is sorted and without duplicates.
func Find(paths []string) ([]Driver, []Notice, error) {
	f := newFinder()
	var files []string // the single C files, grouped together
	for _, path := range paths {
		if path == "" {
			f.fail(`""`, "is an empty path", "name a folder, a .vcxproj or a .c file")
			continue
		}
		absolute, err := filepath.Abs(path)
		if err != nil {
			return nil, nil, fmt.Errorf("find the working directory: %w", err)
		}
		info, err := os.Stat(absolute)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			f.fail(path, "does not exist", "check the spelling")
		case err != nil:
			f.fail(path, "can't be read: "+cause(err), "check its permissions")
		case info.IsDir():
			f.folder(path, absolute)
		case !info.Mode().IsRegular():
			f.fail(path, errNotRegular.Error(), "name a .c file, a .vcxproj or a folder")
		case isProject(absolute):
			f.project(absolute)
		case language(absolute) != langNone:
			if f.admit(absolute) {
				files = append(files, absolute)
			}
		default:
			f.fail(path, "is not a C file", "name a .c file, a .vcxproj or a folder")
		}
	}
	f.listed(files)
	return f.result()
}

// A finder collects what is found.
type finder struct {
	disk    *disk
	drivers []Driver
	notices []Notice
	errs    []error
}

func newFinder() *finder { return &finder{disk: newDisk()} }

func (f *finder) fail(path, problem, advice string) {
	f.errs = append(f.errs, &PathError{Path: path, Problem: problem, Advice: advice})
}

func (f *finder) note(n Notice) { f.notices = append(f.notices, n) }

// result sorts what was found and drops what was found twice.
func (f *finder) result() ([]Driver, []Notice, error) {
	slices.SortStableFunc(f.drivers, compareDrivers)
	f.drivers = slices.CompactFunc(f.drivers, func(a, b Driver) bool { return compareDrivers(a, b) == 0 })
	slices.SortStableFunc(f.notices, compareNotices)
	f.notices = slices.Compact(f.notices)
	return f.drivers, f.notices, errors.Join(f.errs...)
}

func compareDrivers(a, b Driver) int {
	return cmp.Or(
		cmp.Compare(a.Root, b.Root), cmp.Compare(a.Name, b.Name), cmp.Compare(a.File, b.File),
		slices.CompareFunc(a.Units, b.Units, func(a, b Unit) int { return cmp.Compare(a.File, b.File) }),
	)
}

func compareNotices(a, b Notice) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Message, b.Message))
}

// folder finds the drivers in a folder: those that projects describe, and those of the
// sources outside of every project's folder.
func (f *finder) folder(shown, root string) {
	t := f.walk(root)
	before := len(f.notices)
	drivers := len(f.drivers)
	claimed := &claims{files: map[string]bool{}, folders: map[string]bool{}}
	for _, p := range t.projects {
		claimed.add(p, f.project(p))
	}
	f.plain(root, claimed.leave(t.sources), claimed.folders)
	if len(f.drivers) > drivers || len(f.notices) > before {
		return
	}
	if len(t.sources) > 0 {
		return // all of it belongs to projects that were named before
	}
	f.fail(shown, "has no C file", "name a folder that holds the C source of a driver")
}

// cause is the reason of a failed file operation, without the path.
func cause(err error) string {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err.Error()
	}
	return err.Error()
}

func isProject(path string) bool { return strings.EqualFold(filepath.Ext(path), ".vcxproj") }
