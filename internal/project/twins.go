package project

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// twins finds the projects that build what another one builds, too: an image or a library of
// the same name, of files that the other compiles as well. A project for each version of
// Visual Studio is the usual reason. Another is a private build of the same files in the same
// folder, as of netpriv.sys beside net.sys. It maps each of them to the one that stands for all.
func (f *finder) twins() map[module]module {
	builds := map[string][]build{} // by the name of what is made
	var all []build
	for _, m := range f.sorted() {
		if files := m.sources(); m.userMode() == "" && len(files) > 0 {
			key := fmt.Sprintf("%s %v", strings.ToLower(m.target()), m.isLibrary())
			builds[key] = append(builds[key], build{m, setOf(files)})
			all = append(all, build{m, setOf(files)})
		}
	}
	twins := map[module]module{}
	for _, b := range all {
		for _, plain := range all {
			if plain.plainOf(b) {
				twins[b.module] = plain.module
			}
		}
	}
	for _, list := range builds {
		slices.SortStableFunc(list, compareBuilds)
		for i, b := range list {
			for _, better := range list[:i] {
				if twins[b.module] == nil && twins[better.module] == nil && b.partOf(better) {
					twins[b.module] = better.module
					break
				}
			}
		}
	}
	return twins
}

// A build is a project and the files that it compiles.
type build struct {
	module module
	files  map[string]bool
}

// compareBuilds puts the build first that compiles the most, of those the one whose folder
// holds the most of it, of those the one for the newest tools, going by its name.
func compareBuilds(a, b build) int {
	return cmp.Or(cmp.Compare(len(b.files), len(a.files)), cmp.Compare(b.own(), a.own()), cmp.Compare(b.module.source(), a.module.source()))
}

// own counts the files in the folder of the project.
func (b build) own() int {
	n := 0
	for file := range b.files {
		if paths.Within(file, filepath.Dir(b.module.source())) {
			n++
		}
	}
	return n
}

// partOf reports whether another project compiles all files of this one.
func (b build) partOf(other build) bool {
	for file := range b.files {
		if !other.files[file] {
			return false
		}
	}
	return true
}

// plainOf reports whether another build is a private one of this: of the same files, from the
// same folder, under this name with the word for it put in.
func (b build) plainOf(other build) bool {
	const private = "priv"
	name, longer := strings.ToLower(b.module.driverName()), strings.ToLower(other.module.driverName())
	at := strings.LastIndex(longer, private)
	return at > 0 && longer[:at]+longer[at+len(private):] == name &&
		filepath.Dir(b.module.source()) == filepath.Dir(other.module.source()) &&
		b.module.isLibrary() == other.module.isLibrary() && b.partOf(other) && other.partOf(b)
}
