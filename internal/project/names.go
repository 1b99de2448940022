package project

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
)

// distinguish makes the names of sorted drivers different: those that share a name are
// called after the folders that they lie in too, as few as it takes.
func distinguish(drivers []Driver) {
	named := map[string][]*Driver{}
	for i := range drivers {
		d := &drivers[i]
		named[d.Name] = append(named[d.Name], d)
	}
	for name, group := range named {
		if len(group) == 1 {
			continue
		}
		depth := 1
		for !distinct(group, depth) && depth < maxDepth(group) {
			depth++
		}
		used := map[string]int{}
		for _, d := range group {
			d.Name = below(d.Root, depth) + name
			if used[d.Name]++; used[d.Name] > 1 {
				d.Name = fmt.Sprintf("%s (%d)", d.Name, used[d.Name])
			}
		}
	}
}

func distinct(group []*Driver, depth int) bool {
	seen := map[string]bool{}
	for _, d := range group {
		seen[below(d.Root, depth)] = true
	}
	return len(seen) == len(group)
}

func maxDepth(group []*Driver) int {
	most := 0
	for _, d := range group {
		most = max(most, len(paths.Names(d.Root)))
	}
	return most
}

// below shows the innermost folders of a path, each with a slash behind it.
func below(path string, depth int) string {
	parts := paths.Names(strings.Trim(filepath.ToSlash(path), "/"))
	return strings.Join(parts[max(0, len(parts)-depth):], "/") + "/"
}
