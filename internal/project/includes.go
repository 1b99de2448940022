package project

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// includes knows which headers the files of a tree include, by the text of the files:
// conditions around an #include don't count.
type includes struct {
	disk  *disk
	root  string
	texts *texts
	tree  map[string][]string // name of a header in lower case -> the headers under root, sorted
}

func newIncludes(d *disk, t *texts, root string) *includes {
	return &includes{disk: d, root: root, texts: t}
}

// belonging lists which of the files a driver compiles or includes.
func (n *includes) belonging(d Driver, files []string) []string {
	var list []string
	seen := map[string]bool{}
	headers := slices.ContainsFunc(files, isHeader)
	for _, u := range d.Units {
		seen[u.File] = true
		if headers {
			n.follow(u, seen)
		}
	}
	for _, file := range files {
		if seen[file] {
			list = append(list, file)
		}
	}
	return list
}

// includesAny reports whether a unit includes one of the headers.
func (n *includes) includesAny(u Unit, headers []string) bool {
	seen := map[string]bool{}
	n.follow(u, seen)
	return slices.ContainsFunc(headers, func(header string) bool { return seen[header] })
}

// follow adds what a unit includes, directly or through headers, to seen, and lists it.
// What was seen before is not followed again.
func (n *includes) follow(u Unit, seen map[string]bool) (added []string) {
	for _, forced := range u.Forced {
		seen[forced] = true
	}
	return n.reach(append([]string{u.File}, u.Forced...), u.Includes, seen, func(inclusion) bool { return true })
}

// reach adds what the files include to seen, of the inclusions that count, and lists it.
func (n *includes) reach(todo, folders []string, seen map[string]bool, counts func(i inclusion) bool) (added []string) {
	for len(todo) > 0 {
		file := todo[0]
		todo = todo[1:]
		for _, inclusion := range n.texts.of(file) {
			if !counts(inclusion) {
				continue
			}
			header := n.find(inclusion.name, filepath.Dir(file), folders)
			if header != "" && !seen[header] {
				seen[header] = true
				todo = append(todo, header)
				added = append(added, header)
			}
		}
	}
	return added
}

// find returns the header that a name means: the one in the including file's folder or in
// the include folders, or else, as internal/clang takes it, the nearest one of the tree
// whose path ends in the name; "" if there is none.
func (n *includes) find(name, from string, folders []string) string {
	for _, folder := range append([]string{from}, folders...) {
		if path, found := n.disk.resolve(folder, name); found && !isFolder(path) {
			return path
		}
	}
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimLeft(name, "./")
	best, bestNearness := "", 0
	for _, path := range n.headers()[filepath.Base(name)] {
		if !paths.EndsIn(strings.ToLower(path), name) {
			continue
		}
		if near := nearness(path, from); best == "" || near > bestNearness {
			best, bestNearness = path, near
		}
	}
	return best
}

// nearness compares files by where they lie as seen from a folder: first by how many of
// the folder's parts their paths share, then by how short the paths are.
func nearness(path, folder string) int {
	parts := paths.Names(path)
	shared := 0
	for i, part := range paths.Names(folder) {
		if i == len(parts) || parts[i] != part {
			break
		}
		shared++
	}
	return shared<<8 - len(parts)
}

func (n *includes) headers() map[string][]string {
	if n.tree != nil {
		return n.tree
	}
	n.tree = map[string][]string{}
	// With a slash behind it a root that is a link is followed.
	filepath.WalkDir(n.root+"/", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // the finder's walk says so
		case entry.IsDir() && filepath.Clean(path) != n.root && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case isHeader(path) && entry.Type()&(fs.ModeType&^fs.ModeSymlink) == 0 && n.disk.stays(path):
			name := strings.ToLower(entry.Name())
			n.tree[name] = append(n.tree[name], path)
		}
		return nil
	})
	return n.tree
}
