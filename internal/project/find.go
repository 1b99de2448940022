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

// DefaultConfiguration is the configuration in which projects are read if none is named.
const DefaultConfiguration = "Release|x64"

// Options say how to read projects.
type Options struct {
	// Configuration is NAME|PLATFORM as projects spell it; "" for DefaultConfiguration. A
	// project that lacks it is read in the one that is most like it.
	Configuration string
	// Asked reports whether a name is one of what the analysis asks about. A driver whose text has more of that in a build for
	// debugging, or for another processor, is read as that build is, too, unless a configuration is named; nil: it is not.
	Asked func(name string) bool
}

const advice = "name a folder, a project or a C file"

// Find lists the drivers under the paths: folders, C and C++ files, and projects of the
// kinds that docs/projects.md lists. The notices say what was passed over and why. The
// error, if any, joins one *PathError for each path that holds nothing to analyse; the
// drivers under the others are valid nevertheless. Everything is sorted and without
// duplicates, and no two drivers have the same name. A configuration that no project has
// is a *ConfigurationError, and nothing is found.
func Find(paths []string, options Options) ([]Driver, []Notice, error) {
	f, err := newFinder(options)
	if err != nil {
		return nil, nil, err
	}
	for _, path := range paths {
		if path == "" {
			f.fail(`""`, "is an empty path", advice)
			continue
		}
		absolute, err := filepath.Abs(path)
		if err != nil {
			return nil, nil, fmt.Errorf("find the working directory: %w", err)
		}
		f.path(path, absolute)
	}
	f.listed()
	return f.result()
}

// path adds what is found at one path.
func (f *finder) path(shown, path string) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		f.disk.enter(path)
	} else {
		f.disk.enter(filepath.Dir(path))
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.fail(shown, "does not exist", "check the spelling")
	case err != nil:
		f.fail(shown, "can't be read: "+cause(err), "check the name and its permissions")
	case info.IsDir():
		f.roots = append(f.roots, path)
		f.folder(shown, path)
	case !info.Mode().IsRegular():
		f.fail(shown, errNotRegular.Error(), advice)
	case formatOf(path) >= 0:
		formats()[formatOf(path)].named(f, shown, path)
	case language(path) != langNone:
		if f.admit(path) {
			f.files = append(f.files, path)
		}
	default:
		f.fail(shown, "is neither a project nor a C file", advice)
	}
}

// A finder collects what is found.
type finder struct {
	disk           *disk
	configuration  string
	chosen         bool              // somebody asked for the configuration
	asked          func(string) bool // see Options
	configurations []string          // those of all projects
	modules        map[string]module // by the project files that were read; nil for one that can't be
	libraryNames   struct {          // libraries by what they make, of so many modules
		count   int
		modules map[string][]module
	}
	files  []string // the C files that were named, grouped together
	roots  []string // the folders that were named
	hidden []string // the hidden folders in them, but for those of version control
	// projects are the .vcxproj files that were named.
	projects  []string
	markers   map[string]marker                     // by the sources that were read
	sources   map[string]bool                       // all C and C++ files that were seen
	aside     map[string]bool                       // those that are not for the kernel, as far as can be told
	texts     *texts                                // what the files include
	settings  int                                   // macros and folders of the files of the build file that is read
	commands  map[string]map[string]*compileCommand // by the folder whose scripts were read, and the file
	cmakes    map[string]*cmakeFile                 // by folder; nil without one
	makefiles map[string]*gnuMakefile               // by path
	drivers   []Driver
	notices   []Notice
	errs      []error
}

func newFinder(options Options) (*finder, error) {
	f := &finder{
		disk: newDisk(), configuration: options.Configuration, chosen: options.Configuration != "", asked: options.Asked,
		modules: map[string]module{}, markers: map[string]marker{}, sources: map[string]bool{}, aside: map[string]bool{}, texts: newTexts(), cmakes: map[string]*cmakeFile{}, makefiles: map[string]*gnuMakefile{}, commands: map[string]map[string]*compileCommand{},
	}
	if !f.chosen {
		f.configuration = DefaultConfiguration
	}
	if name, platform, _ := strings.Cut(f.configuration, "|"); name == "" || platform == "" {
		return nil, &ConfigurationError{Wanted: options.Configuration}
	}
	return f, nil
}

func (f *finder) fail(path, problem, advice string) {
	f.errs = append(f.errs, &PathError{Path: path, Problem: problem, Advice: advice})
}

func (f *finder) note(n Notice) { f.notices = append(f.notices, n) }

// result sorts what was found and drops what was found twice.
func (f *finder) result() ([]Driver, []Notice, error) {
	f.drive()
	f.completeDrivers()
	if f.chosen && len(f.configurations) > 0 && !slices.ContainsFunc(f.configurations, f.wanted) {
		return nil, nil, &ConfigurationError{Wanted: f.configuration, Known: f.configurations}
	}
	for link := range f.disk.left {
		f.note(Notice{Message: "is a link out of the tree, not followed: name what it leads to", File: link, Incomplete: true})
	}
	f.missed()
	slices.SortStableFunc(f.drivers, compareDrivers)
	f.drivers = slices.CompactFunc(f.drivers, func(a, b Driver) bool { return compareDrivers(a, b) == 0 })
	distinguish(f.drivers)
	f.outside()
	if f.asked != nil && !f.chosen {
		f.drivers = f.withBuilds(f.drivers)
	}
	slices.SortStableFunc(f.notices, compareNotices)
	f.notices = slices.Compact(f.notices)
	return f.drivers, f.notices, errors.Join(f.errs...)
}

func (f *finder) wanted(configuration string) bool {
	return strings.EqualFold(configuration, f.configuration)
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
	notices, drivers := len(f.notices), len(f.drivers)
	claimed, projects := newClaims(), 0
	for i, kind := range formats() {
		projects += len(t.projects[i])
		for _, path := range t.projects[i] {
			kind.inside(f, path, claimed)
		}
		claimed.modules(f)
	}
	f.plain(root, claimed.leave(f, t.sources), claimed)
	unread := slices.ContainsFunc(f.notices, func(n Notice) bool { return n.Incomplete && n.File == root })
	if len(t.sources)+projects == 0 && len(f.drivers) == drivers && len(f.notices) == notices && !unread {
		f.fail(shown, "has no C file", "name a folder that holds the C source of a driver")
	}
}

// cause is the reason of a failed file operation, without the path.
func cause(err error) string {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err.Error()
	}
	return err.Error()
}
