package project

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// A disk finds files under names as Windows takes them: with backslashes, and in
// upper or lower case. No link leads out of the trees that the user named.
type disk struct {
	deep      map[string][]string          // folder -> the files in its tree
	solutions map[string]string            // folder -> the nearest one around it that holds a solution, or itself
	listed    map[string][]string          // folder -> names in it
	cased     map[string]map[string]string // folder -> names in it by their lower case
	targets   map[place]target             // what was resolved
	spelled   map[string]string            // folder, in whatever case -> as it is spelled; "" for none
	real      map[string]string            // folder -> its path without links
	trees     []string                     // the folders, without links too, that links must stay in
	left      map[string]bool              // the links that lead out of the trees
}

func newDisk() *disk {
	return &disk{listed: map[string][]string{}, solutions: map[string]string{}, deep: map[string][]string{}, cased: map[string]map[string]string{}, targets: map[place]target{}, spelled: map[string]string{}, real: map[string]string{}, left: map[string]bool{}}
}

// enter makes the repository around a folder, or the folder itself, a tree.
func (d *disk) enter(folder string) {
	tree := repositoryAround(folder)
	if tree == "" {
		tree = folder
	}
	for _, path := range []string{tree, d.withoutLinks(tree)} {
		if !slices.Contains(d.trees, path) {
			d.trees = append(d.trees, path)
		}
	}
}

// repositoryAround is the nearest folder at or above this one that holds .git; "" without.
func repositoryAround(folder string) string {
	for ; ; folder = filepath.Dir(folder) {
		if _, err := os.Lstat(filepath.Join(folder, ".git")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			return ""
		}
	}
}

// maxPath is the length in bytes of a path beyond which the system knows no file.
const maxPath = 4096

// A place is a name and the folder from which it is seen.
type place struct{ folder, name string }

// A target is what a place means: a path, and whether something is there.
type target struct {
	path  string
	found bool
}

// resolve finds the file or folder that name means, seen from folder. If there is none
// it returns the path at which it should be, and false. The disk is asked once.
func (d *disk) resolve(folder, name string) (string, bool) {
	key := place{folder, name}
	t, known := d.targets[key]
	if !known {
		t.path, t.found = d.look(folder, name)
		d.targets[key] = t
	}
	return t.path, t.found
}

func (d *disk) look(folder, name string) (string, bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name)+len(folder) > maxPath {
		return name, false
	}
	path := filepath.Join(folder, name)
	switch {
	case filepath.IsAbs(name):
		path = filepath.Clean(name)
	case strings.HasPrefix(name, "/"): // on Windows: from the root of the same drive
		path = filepath.Clean(filepath.VolumeName(folder) + name)
	}
	if paths.Unsafe(path, d.trees) != "" {
		return path, false
	}
	if _, err := os.Stat(path); err == nil {
		path = d.asSpelled(path)
		return path, d.stays(path)
	}
	if found, ok := d.anyCase(path); ok {
		return found, d.stays(found)
	}
	return path, false
}

// anyCase finds what a path means whatever the case of its letters. Of each folder on the way the
// disk is asked once.
// anyCaseDoes is whether the system finds a file in whatever case it is asked for.
const anyCaseDoes = runtime.GOOS == "windows" || runtime.GOOS == "darwin"

// asSpelled returns the path of what lies in a tree as the folders spell it, where the system does not
// care: a file has one path, whatever a project calls it.
func (d *disk) asSpelled(path string) string {
	if !anyCaseDoes {
		return path
	}
	for _, tree := range d.trees {
		below, err := filepath.Rel(tree, path)
		if err != nil || !filepath.IsLocal(below) {
			continue
		}
		at := tree
		for _, name := range paths.Names(below) {
			if name == "." {
				break
			}
			if have := d.byCase(at)[strings.ToLower(name)]; have != "" && !slices.Contains(d.names(at), name) {
				name = have
			}
			at = filepath.Join(at, name)
		}
		return at
	}
	return path
}

func (d *disk) anyCase(path string) (string, bool) {
	if path == filepath.Dir(path) {
		return path, true
	}
	folder := filepath.Dir(path)
	parent, known := d.spelled[folder]
	if !known {
		parent, _ = d.anyCase(folder)
		d.spelled[folder] = parent
	}
	if parent == "" {
		return "", false
	}
	name := filepath.Base(path)
	exact := filepath.Join(parent, name)
	if _, err := os.Lstat(exact); err == nil {
		return exact, true
	}
	if have, ok := d.byCase(parent)[strings.ToLower(name)]; ok {
		return filepath.Join(parent, have), true
	}
	return "", false
}

// byCase maps the names in a folder, in lower case, to the first of them as it is spelled.
func (d *disk) byCase(folder string) map[string]string {
	if known, ok := d.cased[folder]; ok {
		return known
	}
	byCase := map[string]string{}
	for _, name := range d.names(folder) {
		if lower := strings.ToLower(name); byCase[lower] == "" {
			byCase[lower] = name
		}
	}
	d.cased[folder] = byCase
	return byCase
}

// names lists what is in a folder, sorted; nothing if it can't be read.
func (d *disk) names(folder string) []string {
	if list, ok := d.listed[folder]; ok {
		return list
	}
	entries, _ := os.ReadDir(folder)
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	d.listed[folder] = list
	return list
}

// stays reports whether a path, if it lies in a tree, does so too without the links in
// it. One that does not is remembered.
func (d *disk) stays(path string) bool {
	holds := func(path string) bool {
		return slices.ContainsFunc(d.trees, func(tree string) bool { return paths.Within(path, tree) })
	}
	if !holds(path) {
		return true // no link of the tree led there
	}
	real := filepath.Join(d.withoutLinks(filepath.Dir(path)), filepath.Base(path))
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		real, err = filepath.EvalSymlinks(path)
		if err != nil {
			return true // who reads it learns that it leads nowhere
		}
	}
	if holds(real) {
		return true
	}
	d.left[d.link(path)] = true
	return false
}

// link is the outermost part of a path that is a link out of the trees.
func (d *disk) link(path string) string {
	if parent := filepath.Dir(path); parent != path && !slices.Contains(d.trees, parent) && !d.stays(parent) {
		return d.link(parent)
	}
	return path
}

// withoutLinks is the path of a folder without links, the folder itself if that can't be told. Of
// each folder on the way the disk is asked once, however deep they nest.
func (d *disk) withoutLinks(folder string) string {
	if real, known := d.real[folder]; known {
		return real
	}
	real := folder
	if parent := filepath.Dir(folder); parent != folder {
		path := filepath.Join(d.withoutLinks(parent), filepath.Base(folder))
		info, err := os.Lstat(path)
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			path, err = filepath.EvalSymlinks(path)
		}
		if err == nil {
			real = path
		}
	}
	d.real[folder] = real
	return real
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
